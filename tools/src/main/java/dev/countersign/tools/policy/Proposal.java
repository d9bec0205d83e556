package dev.countersign.tools.policy;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.WholeTokens;
import dev.countersign.tools.observe.AccountState;
import dev.countersign.tools.observe.Quote;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the rules judge: everything in it comes from the manifest, the calls that are going to be
 * signed, or the chain at the pinned block.
 *
 * @param manifest the agent
 * @param moves what the calls do, in order
 * @param flows what the gate will demand, ascending by token
 * @param account the state of gate and account
 * @param quotes one for each sale, in their order
 */
public record Proposal(
    Manifest manifest,
    List<Move> moves,
    List<Flow> flows,
    AccountState account,
    List<Quote> quotes) {
  /** Copies the lists. */
  public Proposal {
    moves = List.copyOf(moves);
    flows = List.copyOf(flows);
    quotes = List.copyOf(quotes);
  }

  /** The policy. */
  Manifest.Policy policy() {
    return manifest.policy();
  }

  /** The sales, in order. */
  List<Move.Sale> sales() {
    return moves.stream().filter(Move.Sale.class::isInstance).map(Move.Sale.class::cast).toList();
  }

  /** The payments, in order. */
  List<Move.Payment> payments() {
    return moves.stream()
        .filter(Move.Payment.class::isInstance)
        .map(Move.Payment.class::cast)
        .toList();
  }

  /** The quote of a sale. */
  Quote quote(Move.Sale sale) throws Refused {
    return quotes.stream()
        .filter(quote -> quote.venue().equals(sale.venue().name()))
        .filter(quote -> quote.tokenIn().equals(sale.trade().tokenIn()))
        .filter(quote -> quote.tokenOut().equals(sale.trade().tokenOut()))
        .filter(quote -> quote.amountIn().equals(sale.trade().amountIn()))
        .findFirst()
        .orElseThrow(
            () ->
                new Refused(
                    Reason.OBSERVATION_INSUFFICIENT,
                    "there is no quote of " + sale.venue().name() + " for this sale"));
  }

  /** What leaves the account, by token, whatever else comes in. */
  Map<Address, BigInteger> gone() {
    Map<Address, BigInteger> gone = new TreeMap<>();
    for (Move move : moves) {
      switch (move) {
        case Move.Sale sale ->
            gone.merge(sale.trade().tokenIn(), sale.trade().amountIn(), BigInteger::add);
        case Move.Payment payment -> gone.merge(payment.token(), payment.amount(), BigInteger::add);
      }
    }
    return gone;
  }

  /** The least that comes in, by token, whatever else leaves. */
  Map<Address, BigInteger> come() {
    Map<Address, BigInteger> come = new TreeMap<>();
    for (Move.Sale sale : sales()) {
      come.merge(sale.trade().tokenOut(), sale.trade().least(), BigInteger::add);
    }
    return come;
  }

  /** An amount for a sentence. */
  String shown(Address token, BigInteger amount) {
    return WholeTokens.of(manifest, token, amount);
  }
}
