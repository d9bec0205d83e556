package dev.countersign.runtime.redteam;

import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.quorum.QuorumClient;
import dev.countersign.network.quorum.QuorumLimits;
import dev.countersign.network.quorum.VerifierEndpoint;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.runtime.redteam.RogueVerifier.Manner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Verifiers that are down, slow, lying or silly: fewer than a quorum must change nothing. */
final class QuorumAttacks {
  private static final Duration PATIENCE = Duration.ofMillis(1_500);

  private QuorumAttacks() {}

  static List<Attack> list() {
    return List.of(
        attack(
            "verifiers-fail",
            "makes verifiers fail, hoping that silence is consent",
            scene -> withRogues(scene, Manner.FAILS, scene.signed(scene.honest()))),
        attack(
            "verifiers-hang",
            "makes verifiers hang",
            scene -> withRogues(scene, Manner.HANGS, scene.signed(scene.honest()))),
        attack(
            "verifiers-sign-other-calls",
            "has verifiers sign other calls than were asked about",
            scene ->
                withRogues(
                    scene,
                    Manner.SIGNS_OTHER_CALLS,
                    scene.signed(scene.honest()),
                    "VERDICT_MISMATCH")),
        attack(
            "verifiers-sign-other-chain",
            "has verifiers sign for another chain",
            scene ->
                withRogues(
                    scene,
                    Manner.SIGNS_FOR_ANOTHER_CHAIN,
                    scene.signed(scene.honest()),
                    "UNKNOWN_VERIFIER")),
        Attack.of(
            "bribed-minority",
            Family.RECEIPTS,
            "has bribed all but the decisive verifier, who signs nothing false",
            QuorumAttacks::bribedMinority,
            Need.DECISION,
            Need.SEVERAL_SIGNERS));
  }

  private static Attack attack(String id, String does, Attack.Plot plot) {
    return Attack.of(id, Family.RECEIPTS, does, plot, Need.DECISION);
  }

  /** So many misbehave that the rest is one short of a quorum. */
  private static void withRogues(Scene scene, Manner manner, Bundle bundle, String... reasons)
      throws Exception {
    int verifiers = scene.agent().verify().of();
    int rogues = verifiers - scene.agent().verify().quorum() + 1;
    ask(scene, manner, rogues, bundle, Set.of(reasons));
  }

  /** So many sign anything that they are one short of a quorum. */
  private static void bribedMinority(Scene scene) throws Exception {
    Evaluation lie = Altered.richer(scene.honest());
    int rogues = scene.agent().verify().quorum() - 1;
    ask(scene, Manner.SIGNS_ANYTHING, rogues, scene.signed(lie), Set.of("OBSERVATION_MISMATCH"));
  }

  private static void ask(
      Scene scene, Manner manner, int rogues, Bundle bundle, Set<String> expected)
      throws Exception {
    Jury jury = scene.arena().jury();
    List<RogueVerifier> open = new ArrayList<>();
    try {
      List<VerifierEndpoint> endpoints = new ArrayList<>(jury.endpoints());
      for (int i = 0; i < rogues; i++) {
        VerifierKey key = jury.keys().get(i);
        RogueVerifier rogue = new RogueVerifier(key, manner);
        open.add(rogue);
        endpoints.set(i, rogue.endpoint("rogue-" + (i + 1)));
      }
      QuorumLimits limits =
          manner == Manner.HANGS ? QuorumLimits.DEFAULT.withTotal(PATIENCE) : QuorumLimits.DEFAULT;
      try (QuorumClient client = jury.client(endpoints, limits)) {
        scene.jury(Stopper.QUORUM, client, bundle, expected);
      }
    } finally {
      open.forEach(RogueVerifier::close);
    }
  }
}
