package dev.countersign.tools.outbox;

import static dev.countersign.tools.Agents.DAI;
import static dev.countersign.tools.Agents.USDC;
import static dev.countersign.tools.Agents.WETH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.gate.Executed;
import dev.countersign.network.gate.Executed.Measured;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditTest {
  @Test
  void whatWasExpectedHasNoDifferences() {
    assertThat(differences(measured(USDC, -100), measured(WETH, 50))).isEmpty();
    assertThat(differences(measured(USDC, -100), measured(WETH, 51))).isEmpty();
  }

  @Test
  void eachDifferenceIsASentence() {
    assertThat(differences(measured(USDC, -99), measured(WETH, 49), measured(DAI, 1)))
        .containsExactly(
            USDC + " changed by -99; expected was -100",
            WETH + " changed by 49; expected was at least 50",
            DAI + " changed by 1; expected was nothing");
    assertThat(differences(measured(WETH, 50)))
        .containsExactly(USDC + " changed by 0; expected was -100");
  }

  private static List<String> differences(Measured... measured) {
    return Audit.differences(
        Entries.ACTION.flows(),
        new Executed(
            Entries.ACTION.agentId(),
            Entries.ACTION.slot().value(),
            Entries.RECEIPT,
            Entries.ACTION.callsHash(),
            List.of(measured)));
  }

  private static Measured measured(dev.countersign.receipt.Address token, long delta) {
    return new Measured(token, BigInteger.valueOf(delta));
  }
}
