package dev.countersign.strategies;

import static dev.countersign.strategies.Treasury.ALICE;
import static dev.countersign.strategies.Treasury.BOB;
import static dev.countersign.strategies.Treasury.USDC;
import static dev.countersign.strategies.Treasury.account;
import static dev.countersign.strategies.Treasury.agent;
import static dev.countersign.strategies.Treasury.input;
import static dev.countersign.strategies.Treasury.usdc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Slot;
import dev.countersign.tools.observe.AccountState;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayrollTest {
  private static final String PAYMENTS =
      "'payments':[{'to':'%s','token':'%s','amount':'40000000'},{'to':'%s','token':'%s','amount':'25500000'}]"
          .formatted(ALICE, USDC, BOB, USDC);

  @ParameterizedTest
  @CsvSource({
    // day, time zone, anchor, holds as
    "1,  UTC,              2025-01-01T00:00:00Z, ",
    "1,  UTC,              2025-01-01T23:59:59Z, ",
    "1,  UTC,              2024-12-31T23:59:59Z, not-payday",
    "1,  UTC,              2025-01-02T00:00:00Z, not-payday",
    "1,  Pacific/Auckland, 2024-12-31T11:00:00Z, ",
    "1,  Pacific/Auckland, 2025-01-01T11:00:00Z, not-payday",
    "31, UTC,              2025-04-30T12:00:00Z, ",
    "31, UTC,              2025-02-28T12:00:00Z, ",
    "31, UTC,              2024-02-28T12:00:00Z, not-payday",
    "31, UTC,              2024-02-29T12:00:00Z, ",
    "31, UTC,              2025-03-30T12:00:00Z, not-payday"
  })
  void paysOnItsDayInItsTimeZone(int day, String zone, String anchor, String holds)
      throws Exception {
    Manifest agent = payroll("{" + PAYMENTS + ",'day':" + day + "}", zone);
    List<Intent> intents = decide(agent, anchor, List.of()).intents();
    if (holds == null) {
      assertThat(intents)
          .containsExactly(
              new Intent.Transfer(USDC, usdc("40"), ALICE),
              new Intent.Transfer(USDC, usdc("25.5"), BOB));
    } else {
      assertThat(intents).containsExactly(new Intent.Hold(holds));
    }
  }

  @Test
  void paysOnADate() throws Exception {
    Manifest agent = payroll("{" + PAYMENTS + ",'date':'2025-01-31'}", "UTC");
    assertThat(decide(agent, "2025-01-31T08:00:00Z", List.of()).because())
        .isEqualTo("2025-01-31 is payday (2025-01-31, UTC): 40 USDC to alice, 25.5 USDC to bob.");
    assertThat(decide(agent, "2025-02-28T08:00:00Z", List.of()).intents())
        .containsExactly(new Intent.Hold("not-payday"));
  }

  @ParameterizedTest
  @CsvSource({
    // slot that was executed, time zone, slot now, holds as
    "2025-01-01T00:00:00Z, UTC,              2025-01-01T00:01:00Z, already-paid",
    "2025-01-01T00:00:00Z, UTC,              2025-01-01T23:59:59Z, already-paid",
    "2024-12-31T23:59:00Z, UTC,              2025-01-01T00:01:00Z, ",
    "2024-12-31T11:00:00Z, Pacific/Auckland, 2025-01-01T10:59:00Z, already-paid",
    "2024-12-31T10:59:00Z, Pacific/Auckland, 2024-12-31T11:00:00Z, "
  })
  void paysOnceADay(String executed, String zone, String anchor, String holds) throws Exception {
    Manifest agent = payroll("{" + PAYMENTS + ",'day':1}", zone);
    long done = OffsetDateTime.parse(executed).toEpochSecond();
    AccountState.Execution execution =
        new AccountState.Execution(Slot.of(done, 0), done + 30, Map.of());
    List<Intent> intents = decide(agent, anchor, List.of(execution)).intents();
    if (holds == null) {
      assertThat(intents).hasSize(2);
    } else {
      assertThat(intents).containsExactly(new Intent.Hold(holds));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'payments':[],'day':1}",
        "{P}",
        "{P,'day':1,'date':'2025-01-01'}",
        "{P,'day':0}",
        "{P,'day':32}",
        "{P,'date':'2025-02-30'}",
        "{P,'date':'01.02.2025'}",
        "{P,'day':1,'bonus':true}",
        "{'payments':[{'to':'0x00000000000000000000000000000000000000a1',"
            + "'token':'0x0000000000000000000000000000000000000010','amount':'0'}],'day':1}",
        "{'payments':[{'to':'0x00000000000000000000000000000000000000cc',"
            + "'token':'0x0000000000000000000000000000000000000010','amount':'1'}],'day':1}",
        "{'payments':[{'to':'0x00000000000000000000000000000000000000a1',"
            + "'token':'0x0000000000000000000000000000000000000099','amount':'1'}],'day':1}"
      })
  void parametersThatMakeNoSenseAreNamed(String with) {
    assertThat(new Payroll().problems(payroll(with.replace("P", PAYMENTS), "UTC"))).hasSize(1);
  }

  @Test
  void parametersThatMakeSenseHaveNoProblems() {
    assertThat(new Payroll().problems(payroll("{" + PAYMENTS + ",'day':1}", "UTC"))).isEmpty();
  }

  @Test
  void holdHolds() {
    Manifest agent = agent("hold", "{}", Manifest.ModelRef.NONE, "UTC");
    assertThat(new Hold().decide(input(agent, 0, List.of(), Map.of())).intents())
        .containsExactly(new Intent.Hold("always"));
    assertThat(new Hold().problems(agent)).isEmpty();
    assertThat(new Hold().problems(agent("hold", "{'x':1}", Manifest.ModelRef.NONE, "UTC")))
        .isNotEmpty();
  }

  private static Manifest payroll(String with, String zone) {
    return agent("payroll", with, Manifest.ModelRef.NONE, zone);
  }

  private static Strategy.Decision decide(
      Manifest agent, String anchor, List<AccountState.Execution> executed) throws Refused {
    long time = OffsetDateTime.parse(anchor).toEpochSecond();
    return new Payroll()
        .decide(
            input(agent, time, List.of(account(time, "1000", "0", Map.of(), executed)), Map.of()));
  }
}
