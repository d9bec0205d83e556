package dev.countersign.tools.policy;

import static dev.countersign.tools.Agents.USDC;
import static dev.countersign.tools.Agents.ether;
import static dev.countersign.tools.Agents.usdc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.receipt.Manifest;
import dev.countersign.tools.Agents;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorstCaseTest {
  @Test
  void oneAgentLosesItsCapsAndTwiceADaysAcrossMidnight() {
    WorstCase worst = WorstCase.of(Agents.manifest());

    assertThat(worst.tokens())
        .filteredOn(outflow -> outflow.token().equals(USDC))
        .containsExactly(
            new WorstCase.Outflow(
                USDC,
                usdc("500"),
                usdc("2000"),
                usdc("4000"),
                "at most 500 USDC in one action, 2000 USDC on one day, 4000 USDC across midnight"
                    + " UTC"));
    assertThat(worst.gasPerDay()).isEqualTo(ether("0.05"));
  }

  @Test
  void theAgentsOfAnAccountAreSummed() {
    WorstCase worst = WorstCase.of(List.of(Agents.manifest(), Agents.manifest()));

    assertThat(worst.tokens()).hasSize(3);
    assertThat(worst.tokens().get(1).perAction()).isEqualTo(usdc("1000"));
    assertThat(worst.tokens().get(1).acrossMidnight()).isEqualTo(usdc("8000"));
    assertThat(worst.gasPerAction()).isEqualTo(ether("0.02"));
  }

  @Test
  void oneActionNeverMovesMoreThanADay() {
    Manifest agent =
        Agents.with(p -> Agents.caps(p, List.of(new Manifest.Limit(USDC, usdc("50"), usdc("20")))));
    assertThat(WorstCase.of(agent).tokens().getFirst().perAction()).isEqualTo(usdc("20"));
  }
}
