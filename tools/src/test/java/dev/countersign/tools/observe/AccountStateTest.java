package dev.countersign.tools.observe;

import static dev.countersign.tools.Agents.USDC;
import static dev.countersign.tools.Agents.WETH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.ObservationClass;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Slot;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class AccountStateTest {
  private static final BlockRef BLOCK =
      new BlockRef(5, Bytes32.sha256(new byte[1]), 1_735_689_700L);
  private static final AccountState STATE =
      new AccountState(
          BLOCK.timestamp(),
          Slot.of(1_735_689_600L, 1),
          true,
          Bytes32.sha256(new byte[0]),
          20089,
          Map.of(WETH, BigInteger.ONE, USDC, BigInteger.ZERO),
          Map.of(USDC, BigInteger.TEN.pow(70)),
          List.of(
              new AccountState.Execution(
                  Slot.of(1_735_689_600L, 0),
                  1_735_689_612L,
                  Map.of(USDC, BigInteger.valueOf(-7), WETH, BigInteger.TWO))));

  @Test
  void aStateReadsBackFromItsObservation() throws Exception {
    assertThat(AccountState.in(List.of(STATE.observed(BLOCK)))).isEqualTo(STATE);
  }

  @Test
  void thereIsExactlyOneStateAndItIsFromTheChain() {
    Observation observation = STATE.observed(BLOCK);
    Observation carried =
        new Observation(
            observation.kind(),
            ObservationClass.CARRIED,
            observation.source(),
            BLOCK,
            observation.content());
    for (List<Observation> wrong :
        List.of(List.<Observation>of(), List.of(observation, observation), List.of(carried))) {
      assertThatThrownBy(() -> AccountState.in(wrong))
          .isInstanceOfSatisfying(
              Refused.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.OBSERVATION_INSUFFICIENT));
    }
  }

  @Test
  void onlyFlowsCanBeNegative() {
    for (String member : List.of("balances", "spentToday")) {
      ObjectNode content = (ObjectNode) STATE.observed(BLOCK).content().deepCopy();
      content
          .putArray(member)
          .addObject()
          .put("token", USDC.hex())
          .put("amount", "-" + BigInteger.TWO.pow(250));
      Observation forged =
          new Observation(AccountState.KIND, ObservationClass.CHAIN, "gate", BLOCK, content);
      assertThatThrownBy(() -> AccountState.in(List.of(forged)))
          .as(member)
          .isInstanceOfSatisfying(
              Refused.class, e -> assertThat(e.reason()).isEqualTo(Reason.SCHEMA));
    }
  }
}
