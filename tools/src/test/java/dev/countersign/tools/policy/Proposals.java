package dev.countersign.tools.policy;

import static dev.countersign.tools.Agents.USDC;
import static dev.countersign.tools.Agents.WETH;
import static dev.countersign.tools.Agents.ether;
import static dev.countersign.tools.Agents.usdc;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Slot;
import dev.countersign.tools.Agents;
import dev.countersign.tools.contracts.Ratio;
import dev.countersign.tools.contracts.Trade;
import dev.countersign.tools.observe.AccountState;
import dev.countersign.tools.observe.Quote;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** Proposals for tests: a treasury of 1000 USDC, 2 WETH and 1 ETH at 2000 USDC for a WETH. */
final class Proposals {
  static final long NOW = 1_735_689_600L + 3600;

  private Proposals() {}

  static AccountState account() {
    return account(false, Map.of(), List.of());
  }

  static AccountState account(
      boolean paused, Map<Address, BigInteger> spent, List<AccountState.Execution> executed) {
    return account(
        paused,
        spent,
        executed,
        Map.of(USDC, usdc("1000"), WETH, ether("2"), Address.ZERO, ether("1")));
  }

  static AccountState account(
      boolean paused,
      Map<Address, BigInteger> spent,
      List<AccountState.Execution> executed,
      Map<Address, BigInteger> balances) {
    return new AccountState(
        NOW, new Slot(0), paused, Bytes32.ZERO, NOW / AccountState.DAY, spent, balances, executed);
  }

  /** 100 USDC for 0.04998 WETH at a mid price of 0.05, references of 0.05. */
  static Quote quote() {
    return quote("0.04998", "0.05", "0.05");
  }

  static Quote quote(String out, String twap, String feed) {
    return new Quote(
        Agents.V3.name(),
        USDC,
        usdc("100"),
        WETH,
        ether(out),
        new Ratio(ether("1"), usdc("2000")),
        List.of(
            new Quote.Reference("twap", ether(twap)), new Quote.Reference("feed", ether(feed))));
  }

  static Move.Sale sale(Quote quote, Manifest manifest) {
    return new Move.Sale(
        Agents.V3,
        new Trade(
            quote.tokenIn(),
            quote.amountIn(),
            quote.tokenOut(),
            quote
                .least(
                    manifest.policy().maxSlippageBps(),
                    manifest.policy().priceCheck().maxDeviationBps())
                .max(BigInteger.ONE),
            manifest.account(),
            NOW + 90));
  }

  static Proposal selling(Manifest manifest, AccountState account, Quote quote) {
    return proposal(manifest, account, List.of(sale(quote, manifest)), List.of(quote));
  }

  static Proposal paying(Manifest manifest, AccountState account, Move.Payment... payments) {
    return proposal(manifest, account, List.of(payments), List.of());
  }

  static Proposal proposal(
      Manifest manifest, AccountState account, List<? extends Move> moves, List<Quote> quotes) {
    Proposal without = new Proposal(manifest, List.copyOf(moves), List.of(), account, quotes);
    return new Proposal(
        manifest,
        List.copyOf(moves),
        FlowsTold.flows(without.gone(), without.come()),
        account,
        quotes);
  }
}
