package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainException;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Safe that does not answer its module as a Safe does: the gate believes none of it. */
final class OddSafeTest extends OnTreasury {
  private static final String TRUE = word(1);

  private Address odd;

  @SuppressWarnings("NullAway.Init")
  OddSafeTest() {}

  /** The treasury's agent, on a gate of its own. */
  @BeforeEach
  void move() throws ChainException {
    odd = treasury.chain.deploy(Chain.own("OddSafe"), new byte[0]);
    treasury.safe = odd;
    treasury.gate =
        treasury.chain.deploy(
            Chain.own("ReceiptGate"),
            Abi.arguments("(address,address,uint64)", odd, Treasury.GUARDIAN, 0L));
    for (int i = 0; i < 2; i++) {
      make(Gate.addVerifier(Treasury.VERIFIERS.get(i).address()));
    }
    make(Gate.register(treasury.agentId, treasury.agent));
  }

  @Test
  void anAnswerThatIsOneIsTaken() throws ChainException {
    succeeds(told(word(1) + word(64) + word(32) + TRUE, false));
    succeeds(told(word(1) + word(64) + word(0), false));
  }

  @Test
  void whatIsNotTrueIsAFailure() throws ChainException {
    for (int success : List.of(0, 2)) {
      Chain.Outcome outcome = told(word(success) + word(64) + word(32) + TRUE, false);
      refused(outcome, GateError.CALL_FAILED);
    }
  }

  @Test
  void anAnswerOfAnotherFormEndsEverything() throws ChainException {
    List<String> forms =
        List.of(
            "", // A Safe without code would answer this.
            word(1),
            word(1) + word(64),
            word(1) + word(96) + word(0) + word(0),
            word(1) + word(32) + word(0),
            word(1) + word(64) + word(33) + TRUE,
            word(1) + word(64) + "ff".repeat(32) + TRUE);
    for (String form : forms) {
      Chain.Outcome outcome = told(form, false);
      assertThat(outcome.success()).as(form).isFalse();
      assertThat(outcome.receipt().logs()).isEmpty();
    }
  }

  @Test
  void aRefusalIsPassedOn() throws ChainException {
    String answer = word(1) + word(64) + word(32) + TRUE;
    Chain.Outcome outcome = told(answer, true);
    assertThat(outcome.success()).isFalse();
    assertThat(outcome.error()).isEqualTo(new Bytes("0x" + answer));
  }

  private Chain.Outcome told(String answer, boolean fails) throws ChainException {
    treasury.chain.done(
        Treasury.HOT_KEY,
        odd,
        Abi.call(
            "answer(bytes,bool)",
            answer.isEmpty() ? Bytes.EMPTY : new Bytes("0x" + answer),
            fails));
    Call nothing = Action.call(treasury.usdc, Abi.transfer(Treasury.ALICE, BigInteger.ZERO));
    return action(List.of(nothing), new Flow[0]).send();
  }

  private void make(Bytes data) throws ChainException {
    treasury.chain.done(
        Treasury.HOT_KEY, odd, Abi.call("make(address,bytes)", treasury.gate, data));
  }

  private static String word(long value) {
    return String.format(java.util.Locale.ROOT, "%064x", value);
  }
}
