package dev.countersign.strategies;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.Parameters;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Who is paid what, and when.
 *
 * @param payments in order
 * @param zone where a day begins
 * @param payday whether a date is one
 * @param when the days, for a sentence
 */
record PayrollTerms(
    List<Intent.Transfer> payments, ZoneId zone, Predicate<LocalDate> payday, String when) {
  private static final int MAX_PAYMENTS = 16;

  static PayrollTerms of(Manifest manifest) throws Refused {
    Parameters with = Parameters.of("payroll", manifest.decide().with());
    List<Intent.Transfer> payments = payments(with);
    ZoneId zone = zone(manifest);
    if (with.has("day") == with.has("date")) {
      throw new Refused(Reason.SCHEMA, "payroll has either a day of the month or a date");
    }
    PayrollTerms terms;
    if (with.has("day")) {
      int day = Math.toIntExact(with.integer("day", 1, 31));
      terms =
          new PayrollTerms(
              payments,
              zone,
              date -> date.getDayOfMonth() == Math.min(day, date.lengthOfMonth()),
              "day " + day + " of the month (" + zone + ")");
    } else {
      LocalDate on = date(with.text("date"));
      terms = new PayrollTerms(payments, zone, on::equals, "payday (" + on + ", " + zone + ")");
    }
    with.end();
    return terms;
  }

  boolean isPayday(LocalDate date) {
    return payday.test(date);
  }

  private static List<Intent.Transfer> payments(Parameters with) throws Refused {
    List<Intent.Transfer> payments = new ArrayList<>();
    for (Parameters entry : with.objects("payments", MAX_PAYMENTS)) {
      try {
        payments.add(
            new Intent.Transfer(
                entry.address("token"), entry.amount("amount"), entry.address("to")));
      } catch (IllegalArgumentException e) {
        throw new Refused(Reason.SCHEMA, "payroll: " + e.getMessage());
      }
      entry.end();
    }
    if (payments.isEmpty()) {
      throw new Refused(Reason.SCHEMA, "payroll has no payments");
    }
    return payments;
  }

  private static ZoneId zone(Manifest manifest) throws Refused {
    try {
      return ZoneId.of(manifest.schedule().timezone());
    } catch (DateTimeException e) {
      throw new Refused(Reason.SCHEMA, "payroll: the schedule's time zone is not known here");
    }
  }

  private static LocalDate date(String text) throws Refused {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new Refused(Reason.SCHEMA, "payroll.date is not a date like 2025-01-31");
    }
  }
}
