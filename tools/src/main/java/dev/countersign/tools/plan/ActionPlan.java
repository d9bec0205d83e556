package dev.countersign.tools.plan;

import dev.countersign.network.spi.Planner.Plan;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.WholeTokens;
import dev.countersign.tools.contracts.Erc20;
import dev.countersign.tools.contracts.Trade;
import dev.countersign.tools.contracts.UniswapV2;
import dev.countersign.tools.contracts.UniswapV3;
import dev.countersign.tools.observe.Quote;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The calls and flows of some intents.
 *
 * <p>A swap is an allowance of exactly the amount sold and one call of the router, which pays the
 * account, by the deadline, at least the least amount. A transfer is one call. A flow for each
 * token: minus what leaves, plus the least that comes in.
 */
final class ActionPlan {
  /** Of an int256, without its sign. */
  private static final int FLOW_BITS = 255;

  private final Manifest manifest;
  private final List<Quote> quotes;
  private final long validUntil;
  private final List<Call> calls = new ArrayList<>();
  private final Map<Address, BigInteger> flows = new TreeMap<>();

  private ActionPlan(Manifest manifest, List<Quote> quotes, long validUntil) {
    this.manifest = manifest;
    this.quotes = quotes;
    this.validUntil = validUntil;
  }

  static Plan of(Manifest manifest, List<Intent> intents, List<Quote> quotes, long validUntil)
      throws Refused {
    ActionPlan plan = new ActionPlan(manifest, quotes, validUntil);
    for (Intent intent : intents) {
      switch (intent) {
        case Intent.Swap swap -> plan.swap(swap);
        case Intent.Transfer transfer -> plan.transfer(transfer);
        case Intent.Hold hold ->
            throw new Refused(
                Reason.INTENT_NOT_PERMITTED, "a hold stands alone, not beside other intents");
      }
    }
    return new Plan(
        plan.calls,
        plan.flows.entrySet().stream()
            .map(entry -> new Flow(entry.getKey(), entry.getValue()))
            .toList());
  }

  private void swap(Intent.Swap swap) throws Refused {
    Manifest.Venue venue =
        manifest
            .venue(swap.venue())
            .orElseThrow(
                () ->
                    new Refused(
                        Reason.VENUE_NOT_PERMITTED, "the manifest does not list this venue"));
    BigInteger least = least(swap);
    flow(swap.tokenIn(), swap.amountIn().negate());
    flow(swap.tokenOut(), least);
    Trade trade =
        new Trade(
            swap.tokenIn(),
            swap.amountIn(),
            swap.tokenOut(),
            least,
            manifest.account(),
            validUntil);
    call(swap.tokenIn(), Erc20.approve(venue.router(), swap.amountIn()));
    call(
        venue.router(),
        switch (venue.kind()) {
          case "uniswap-v2" -> UniswapV2.swap(trade);
          case "uniswap-v3" -> UniswapV3.swap(trade, venue.fee());
          default ->
              throw new Refused(
                  Reason.VENUE_NOT_PERMITTED,
                  "venue " + venue.name() + " is neither uniswap-v2 nor uniswap-v3");
        });
  }

  private BigInteger least(Intent.Swap swap) throws Refused {
    Quote quote =
        quotes.stream()
            .filter(each -> each.isOf(swap))
            .findFirst()
            .orElseThrow(
                () ->
                    new Refused(
                        Reason.OBSERVATION_INSUFFICIENT, "there is no quote for this swap"));
    BigInteger least =
        quote.least(
            manifest.policy().maxSlippageBps(), manifest.policy().priceCheck().maxDeviationBps());
    if (least.signum() <= 0) {
      throw new Refused(
          Reason.INTENT_NOT_PERMITTED,
          "the swap of "
              + WholeTokens.of(manifest, swap.tokenIn(), swap.amountIn())
              + " would accept nothing in return");
    }
    return least;
  }

  private void transfer(Intent.Transfer transfer) throws Refused {
    flow(transfer.token(), transfer.amount().negate());
    if (transfer.token().equals(Address.ZERO)) {
      calls.add(new Call(transfer.to(), transfer.amount(), Bytes.EMPTY));
    } else {
      call(transfer.token(), Erc20.transfer(transfer.to(), transfer.amount()));
    }
  }

  private void call(Address target, Bytes data) {
    calls.add(new Call(target, BigInteger.ZERO, data));
  }

  /**
   * Before anything is encoded: what the gate cannot count cannot be written as calldata either.
   */
  private void flow(Address token, BigInteger change) throws Refused {
    BigInteger sum = flows.merge(token, change, BigInteger::add);
    if (change.bitLength() > FLOW_BITS || sum.bitLength() > FLOW_BITS) {
      throw new Refused(
          Reason.INTENT_NOT_PERMITTED,
          "an amount of " + token + " is above what the gate can count");
    }
  }
}
