package dev.countersign.network.evaluate;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Manifest.Schedule;
import dev.countersign.receipt.Profile;
import java.math.BigInteger;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/** Manifests that only their schedule matters of. */
final class Manifests {
  static final Schedule ON_REQUEST = new Schedule("request", "", "UTC", 0);
  static final Schedule ON_BLOCK = new Schedule("block", "", "UTC", 0);

  private Manifests() {}

  static Schedule cron(String fields, String zone) {
    return new Schedule("cron", fields, zone, 0);
  }

  static Schedule every(long seconds) {
    return new Schedule("every", "", "UTC", seconds);
  }

  static Manifest of(Schedule schedule, long deadline, long minInterval, int maxTurns) {
    return new Manifest(
        Manifest.VERSION,
        "agent",
        31337,
        new Address("0x" + "1".repeat(40)),
        new Address("0x" + "2".repeat(40)),
        List.of(),
        List.of(),
        schedule,
        deadline,
        minInterval,
        maxTurns,
        List.of(),
        new Manifest.Decide(
            "hold",
            Bytes32.ZERO,
            1,
            Manifest.ModelRef.NONE,
            Bytes32.ZERO,
            Bytes32.ZERO,
            JsonNodeFactory.instance.objectNode()),
        new Manifest.Policy(
            List.of(),
            List.of(),
            0,
            0,
            BigInteger.ZERO,
            BigInteger.ZERO,
            new Manifest.PriceCheck(List.of(), 0, List.of()),
            new Manifest.Protections(0, 0, 0, 0, 0, 0)),
        new Manifest.Verify(Profile.EXACT, 2, 3),
        Bytes32.ZERO,
        List.of());
  }
}
