package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainException;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Call;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A listed token that does not say what the gate must know: nothing happens without that. */
final class SilentTokenTest extends OnTreasury {
  /** Answers every question with one. */
  private static final String ONE = "60016000526020" + "6000f3";

  /** The same, but of {@code allowance} it says nothing. */
  private static final Bytes NO_ALLOWANCE =
      new Bytes("0x60003560e01c63dd62ed3e14601957" + "6001600052602060" + "00f35b60006000f3");

  private Address token;

  @SuppressWarnings("NullAway.Init")
  SilentTokenTest() {}

  @BeforeEach
  void list() throws ChainException {
    token = treasury.chain.deploy(Chain.own("NoReturnToken"), new byte[0]);
    treasury.register(
        Agents.of(treasury.agent)
            .tokens(
                Stream.concat(
                        treasury.agent.tokens().stream(),
                        Stream.of(new GateAgent.TokenLimit(token, BigInteger.TEN, BigInteger.TEN)))
                    .sorted(Comparator.comparing(GateAgent.TokenLimit::token))
                    .toList())
            .agent());
  }

  @Test
  void aTokenThatSaysNothingOfBalancesStopsEverything() throws ChainException {
    treasury.chain.place(token, Bytes.EMPTY); // It destroyed itself.
    failsWithoutWords(pay(ONE_DOLLAR));
    treasury.chain.place(token, new Bytes("0x60006000fd")); // It reverts.
    failsWithoutWords(pay(ONE_DOLLAR));
    treasury.chain.place(token, new Bytes("0x601f6000f3")); // It answers 31 bytes.
    assertThat(pay(ONE_DOLLAR).send().success()).isFalse();
    treasury.chain.place(token, new Bytes("0x" + ONE));
    succeeds(pay(ONE_DOLLAR).send());
  }

  @Test
  void aTokenThatSaysNothingOfAllowancesStopsEverything() throws ChainException {
    treasury.chain.place(token, NO_ALLOWANCE);
    Call approve = Action.call(token, Abi.approve(treasury.router, BigInteger.ZERO));
    failsWithoutWords(action(List.of(approve)));
    succeeds(pay(ONE_DOLLAR).send());
  }

  private static void failsWithoutWords(Action action) throws ChainException {
    Chain.Outcome outcome = action.send();
    assertThat(outcome.success()).isFalse();
    assertThat(outcome.error()).isEqualTo(Bytes.EMPTY);
    assertThat(outcome.receipt().logs()).isEmpty();
  }
}
