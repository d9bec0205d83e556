package dev.countersign.strategies;

import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Slot;
import dev.countersign.tools.WholeTokens;
import dev.countersign.tools.observe.AccountState;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code payroll}: pays listed recipients fixed amounts on one day of each month, or on one date:
 * {@code {"payments": [{"to", "token", "amount"}], "day": 1..31}}, or {@code "date": "2025-01-31"}
 * in place of the day.
 *
 * <p>The date is that of the slot's anchor in the schedule's time zone. A day that a month does not
 * have is its last day. All payments are one action; it is made once a day of pay, by the
 * executions that the gate reported: whatever this agent executed for a slot of the same date
 * counts.
 */
public final class Payroll implements Strategy {
  /** A strategy without state. */
  public Payroll() {}

  @Override
  public String id() {
    return "payroll";
  }

  @Override
  public List<String> problems(Manifest manifest) {
    PayrollTerms terms;
    try {
      terms = PayrollTerms.of(manifest);
    } catch (Refused e) {
      return List.of(String.valueOf(e.getMessage()));
    }
    List<String> problems = new ArrayList<>();
    for (Intent.Transfer payment : terms.payments()) {
      if (manifest.token(payment.token()).isEmpty()) {
        problems.add("the manifest has no token " + payment.token());
      }
      boolean listed =
          manifest.policy().recipients().stream()
              .anyMatch(recipient -> recipient.address().equals(payment.to()));
      if (!listed) {
        problems.add(payment.to() + " is paid, but is not among the recipients");
      }
    }
    return problems;
  }

  @Override
  public Decision decide(Input input) throws Refused {
    PayrollTerms terms = PayrollTerms.of(input.manifest());
    LocalDate today = date(input.slot(), terms.zone());
    if (!terms.isPayday(today)) {
      return hold("not-payday", today + " is not " + terms.when() + ".");
    }
    Optional<Slot> paid =
        AccountState.in(input.observations()).executed().stream()
            .map(AccountState.Execution::slot)
            .filter(slot -> date(slot, terms.zone()).equals(today))
            .findFirst();
    if (paid.isPresent()) {
      return hold("already-paid", "slot " + paid.get() + " already paid for " + today + ".");
    }
    String list =
        terms.payments().stream()
            .map(payment -> shown(input.manifest(), payment))
            .collect(Collectors.joining(", "));
    return new Decision(
        List.copyOf(terms.payments()), today + " is " + terms.when() + ": " + list + ".");
  }

  private static LocalDate date(Slot slot, ZoneId zone) {
    return Instant.ofEpochSecond(slot.anchor()).atZone(zone).toLocalDate();
  }

  private static String shown(Manifest manifest, Intent.Transfer payment) {
    Address to = payment.to();
    String name =
        manifest.policy().recipients().stream()
            .filter(recipient -> recipient.address().equals(to))
            .map(recipient -> recipient.name().replaceAll("[^\\x20-\\x7e]", "?"))
            .findFirst()
            .orElse(to.hex());
    return WholeTokens.of(manifest, payment.token(), payment.amount()) + " to " + name;
  }

  private static Decision hold(String reason, String because) {
    return new Decision(List.of(new Intent.Hold(reason)), because);
  }
}
