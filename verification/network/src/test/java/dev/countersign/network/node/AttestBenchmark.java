package dev.countersign.network.node;

import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.devnet.SharedWorld;
import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.quorum.Attestation;
import dev.countersign.network.quorum.QuorumClient;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Manifest.Schedule;
import dev.countersign.receipt.Slot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long a slot takes from the first observation to the certificate: a runtime and three
 * verifiers in one process, each with its own connection to one local node, over HTTP on loopback.
 * Every slot has a new block. Run {@link #main} with the test class path and the system property
 * {@code countersign.root}.
 */
public final class AttestBenchmark {
  private static final int WARM_UP = 300;
  private static final int SLOTS = 300;

  private AttestBenchmark() {}

  /** Prints the median and the 95th percentile of each part. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("countersign-attest-");
    DevnetWorld world = SharedWorld.get();
    TestNetwork network = new TestNetwork(world, folder);
    Manifest manifest =
        network.register(
            network.manifest(
                "tipper",
                new Schedule("every", "", "UTC", 1),
                network.model(),
                TestNetwork.CAP,
                Map.of()));
    QuorumClient client =
        network.client(
            List.of(
                TestNetwork.endpoint("one", network.node(0)),
                TestNetwork.endpoint("two", network.node(1)),
                TestNetwork.endpoint("three", network.node(2))));
    for (int quorum = 2; quorum <= 3; quorum++) {
      measure(network, manifest, client, quorum, WARM_UP);
      long[][] nanos = measure(network, manifest, client, quorum, SLOTS);
      print("evaluate and sign", quorum, nanos[0]);
      print("attest", quorum, nanos[1]);
      print("observation to certificate", quorum, nanos[2]);
    }
    network.close();
    world.close();
  }

  private static long[][] measure(
      TestNetwork network, Manifest manifest, QuorumClient client, int quorum, int slots)
      throws Exception {
    long[][] nanos = new long[3][slots];
    for (int i = 0; i < slots; i++) {
      // Beyond the window of the last verdict, which nobody executes.
      network.world.mineAt(network.world.time() + TestNetwork.DEADLINE + 1);
      Slot slot = network.slotNow();
      long start = System.nanoTime();
      Evaluation evaluation = network.evaluate(manifest, slot);
      Bundle bundle = network.sign(evaluation);
      long signed = System.nanoTime();
      Attestation attestation = client.attest(bundle, quorum);
      long end = System.nanoTime();
      if (attestation.certificate().isEmpty()) {
        throw new AssertionError(attestation.summary());
      }
      nanos[0][i] = signed - start;
      nanos[1][i] = end - signed;
      nanos[2][i] = end - start;
    }
    return nanos;
  }

  private static void print(String what, int quorum, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "%s, %d of 3: median %.1f ms, 95th percentile %.1f ms%n",
        what,
        quorum,
        nanos[nanos.length / 2] / 1e6,
        nanos[nanos.length * 95 / 100] / 1e6);
  }
}
