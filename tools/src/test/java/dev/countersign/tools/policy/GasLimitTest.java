package dev.countersign.tools.policy;

import static dev.countersign.tools.Agents.ether;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.receipt.Reason;
import dev.countersign.tools.Agents;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GasLimitTest {
  @ParameterizedTest
  @CsvSource({
    "0.01,                 0.04,                 true",
    "0.010000000000000001, 0,                    false",
    "0.01,                 0.040000000000000001, false",
    "0,                    0.05,                 true"
  })
  void gasStaysWithinTheActionsAndTheDaysLimit(String worst, String today, boolean allowed) {
    Optional<Denial> denial = GasLimit.of(Agents.policy()).judge(ether(worst), ether(today));
    assertThat(denial.isEmpty()).isEqualTo(allowed);
    denial.ifPresent(d -> assertThat(d.reason()).isEqualTo(Reason.OVER_GAS_CAP));
  }
}
