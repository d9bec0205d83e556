package dev.countersign.network.gate;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.devnet.DevnetFailed;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;

/**
 * The gas of a certified swap (exact approve and a Uniswap V2 swap of WETH for USDC, guard on, two
 * tokens listed, one route, no price rule) beside the same two calls as two transactions from a
 * plain account. Steady state: every word that is written was not zero before, but the allowance;
 * the pair, the balances and the day's counter have been used.
 *
 * <p>{@link #main} prints the figures for 1 to 9 signatures, all verifiers signing from three on,
 * and what a price rule, and a second token on one day, add.
 */
final class GasBench implements AutoCloseable {
  private static final BigInteger AMOUNT = new BigInteger("123456789012345678");
  private static final BigInteger LEAST = new BigInteger("235123456");

  private static final long DAY = 86_400;

  private final Treasury treasury;
  private int verifiers = 3;

  private GasBench(Treasury treasury) {
    this.treasury = treasury;
  }

  static GasBench open() throws DevnetFailed, IOException, ChainException {
    Treasury treasury = Treasury.open();
    treasury.wrap(Treasury.HOT_KEY, Treasury.ETHER);
    treasury.mint(treasury.usdc, Treasury.HOT_KEY, Treasury.DOLLAR);
    return new GasBench(treasury);
  }

  /**
   * Gas used, refunds deducted.
   *
   * @param signatures of the certificate
   * @param approve of a plain account
   * @param swap of a plain account
   * @param gate for both, certified
   */
  record Cost(int signatures, long approve, long swap, long gate) {
    long plain() {
      return approve + swap;
    }

    double percent() {
      return 100.0 * (gate - plain()) / plain();
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "gas with %d signatures: gate %d, plain account %d (approve %d, swap %d): %+.1f %%",
          signatures,
          gate,
          plain(),
          approve,
          swap,
          percent());
    }
  }

  /** Registers what is needed, uses everything once, and measures. */
  Cost cost(int registered, int signatures) throws ChainException {
    while (verifiers < registered) {
      treasury.owner(
          treasury.gate, Gate.addVerifier(Treasury.VERIFIERS.get(verifiers++).address()));
    }
    treasury.register(treasury.rebalancer(signatures));
    certified();
    long approve =
        gas(
            treasury.chain.send(
                Treasury.HOT_KEY, treasury.weth, Abi.approve(treasury.router, AMOUNT)));
    long swap = plainSwap();
    return new Cost(signatures, approve, swap, certified());
  }

  /** What the price rule adds to a certified swap. */
  long priceRule() throws ChainException {
    treasury.register(treasury.rebalancer(2));
    certified();
    long without = certified();
    treasury.register(Prices.add(treasury, treasury.rebalancer(2)).agent());
    certified();
    return certified() - without;
  }

  /** What a swap costs more whose token is not the first that the agent sold on that day. */
  long secondToken() throws ChainException {
    treasury.register(treasury.defaultAgent(2));
    certified();
    long first = certified();
    treasury.chain.travelTo((treasury.chain.time() / DAY + 1) * DAY);
    treasury.chain.mine();
    gas(Action.transfer(treasury, treasury.chain.time() * 256, Treasury.DOLLAR).send());
    certified();
    return certified() - first;
  }

  private long plainSwap() throws ChainException {
    return gas(
        treasury.chain.send(
            Treasury.HOT_KEY,
            treasury.router,
            Abi.call(
                "swapExactTokensForTokens(uint256,uint256,address[],address,uint256)",
                AMOUNT,
                LEAST,
                List.of(treasury.weth, treasury.usdc),
                Treasury.HOT_KEY,
                treasury.chain.time() + 90)));
  }

  private long certified() throws ChainException {
    long slot = treasury.chain.time() * 256;
    return gas(Action.swap(treasury, slot, AMOUNT, LEAST).send());
  }

  private static long gas(Chain.Outcome outcome) {
    Chain.require(outcome);
    return outcome.gas();
  }

  @Override
  public void close() {
    treasury.close();
  }

  /** Prints the table. */
  public static void main(String[] arguments) throws Exception {
    try (GasBench bench = open()) {
      for (int i = 1; i < 3; i++) {
        bench.treasury.owner(
            bench.treasury.gate, Gate.removeVerifier(Treasury.VERIFIERS.get(i).address()));
      }
      System.out.println(bench.cost(1, 1));
    }
    try (GasBench bench = open()) {
      for (int signatures = 2; signatures <= Treasury.VERIFIERS.size(); signatures++) {
        System.out.println(bench.cost(Math.max(3, signatures), signatures));
      }
    }
    try (GasBench bench = open()) {
      System.out.println("a price rule adds " + bench.priceRule());
      System.out.println("a second token sold on a day adds " + bench.secondToken());
    }
  }
}
