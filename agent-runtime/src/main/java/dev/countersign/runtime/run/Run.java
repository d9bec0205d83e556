package dev.countersign.runtime.run;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.evaluate.Window;
import dev.countersign.network.quorum.Attestation;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Dsse;
import dev.countersign.receipt.Instruction;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.ObservationClass;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Receipt;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import java.util.Optional;

/**
 * One slot of one agent, along the one path: observe, infer, decide, check, attest, execute,
 * settle.
 *
 * <p>Guarantees: the receipt's bytes are on disk before a verifier sees them, and the same bytes
 * are sent again when the run is repeated after a crash; nothing is executed without a certificate;
 * a slot that came to an end is not begun again. Does not decide which slot it is: the caller does.
 */
public final class Run {
  private final RunParts parts;
  private final Manifest manifest;
  private final Slot slot;
  private final Mode mode;
  private final Optional<Instruction> instruction;
  private final RunStory story;

  private Run(
      RunParts parts,
      Manifest manifest,
      Slot slot,
      Mode mode,
      Optional<Instruction> instruction,
      RunListener listener) {
    this.parts = parts;
    this.manifest = manifest;
    this.slot = slot;
    this.mode = mode;
    this.instruction = instruction;
    this.story =
        new RunStory(manifest, slot, mode, parts.network().name(), listener, parts.nanos());
  }

  /**
   * Runs a slot.
   *
   * @param instruction what the agent is told, where it takes instructions
   * @return what came of it, also when it was refused or not verified
   * @throws Failure when no answer can be given: the chain cannot be reached, the disk is full
   */
  public static RunReport of(
      RunParts parts,
      Manifest manifest,
      Slot slot,
      Mode mode,
      Optional<Instruction> instruction,
      RunListener listener)
      throws Failure, InterruptedException {
    Run run = new Run(parts, manifest, slot, mode, instruction, listener);
    RunReport report = run.run();
    parts.journal().ended(report);
    return report;
  }

  private RunReport run() throws Failure, InterruptedException {
    story.begins();
    try {
      Bundle bundle = receipted();
      Attestation attestation = attest(bundle);
      if (attestation.certificate().isEmpty()) {
        return story.notVerified(attestation, manifest.verify().quorum());
      }
      Bundle certified = bundle.withCertificate(attestation.certificate().get());
      story.written(parts.bundles().write(manifest, slot, certified));
      if (bundle.receipt().action().isHold()) {
        return story.held();
      }
      return mode == Mode.PAPER ? simulate(certified) : execute(certified);
    } catch (Refused e) {
      return story.refused(e.reason(), String.valueOf(e.getMessage()));
    } catch (Unable e) {
      throw new Failure(exit(e.reason()), String.valueOf(e.getMessage()), e);
    } catch (ChainUnavailable e) {
      throw new Failure(Exit.UNREACHABLE, String.valueOf(e.getMessage()), e);
    } catch (ReceiptRejected e) {
      throw new Failure(
          Exit.UNEXPECTED, "the runtime's own receipt is wrong: " + e.getMessage(), e);
    }
  }

  private static Exit exit(Reason reason) {
    boolean missing = reason == Reason.MODEL_UNAVAILABLE || reason == Reason.STRATEGY_UNAVAILABLE;
    return missing ? Exit.CONFIGURATION : Exit.UNREACHABLE;
  }

  /** The receipt of this slot's open window: the one on disk, or a new one that is then on disk. */
  private Bundle receipted()
      throws Failure, InterruptedException, Refused, Unable, ChainUnavailable, ReceiptRejected {
    long now = new ChainTime(parts.chain(), story).pass(slot.anchor());
    Window window = Window.open(manifest, slot, now);
    Optional<Bundle> begun = parts.journal().begun(manifest.agentId(), slot, window, mode);
    if (begun.isPresent() && begun.get().manifest().equals(manifest)) {
      requireSame(begun.get());
      story.resumed(begun.get());
      return begun.get();
    }
    if (instruction.isEmpty() && !manifest.instructorKeys().isEmpty()) {
      throw new Failure(
          Exit.CONFIGURATION,
          manifest.name() + " does what it is told; tell it with --say \"...\"");
    }
    new ChainTime(parts.chain(), story).pass(window.opensAt());
    Evaluation evaluation =
        parts
            .evaluator()
            .evaluate(
                manifest,
                slot,
                window.index(),
                instruction,
                parts.chain(),
                parts.inference(),
                story);
    Receipt receipt = evaluation.receipt(mode, parts.journal().previous(manifest.agentId()));
    Bundle bundle = evaluation.bundle(Dsse.sign(receipt, parts.receiptKey()));
    Bundle kept = parts.journal().begin(manifest, slot, window, mode, bundle);
    story.receipted(kept.receipt().receiptId());
    return kept;
  }

  private void requireSame(Bundle begun) throws Failure {
    if (instruction.isPresent() && !instruction.map(Instruction::text).equals(instruction(begun))) {
      throw new Failure(
          Exit.CONFIGURATION,
          "slot " + slot + " was begun with another instruction, and a slot has one");
    }
  }

  /** What the agent was told in a bundle; empty where it was told nothing. */
  public static Optional<String> instruction(Bundle bundle) {
    return bundle.observations().stream()
        .filter(seen -> seen.observationClass() == ObservationClass.INSTRUCTION)
        .map(seen -> seen.content().path("text").asString(""))
        .findFirst();
  }

  private Attestation attest(Bundle bundle) throws ReceiptRejected, InterruptedException {
    Attestation attestation = parts.verifiers().attest(bundle, manifest.verify().quorum());
    story.attested(attestation, manifest.verify().quorum());
    return attestation;
  }

  private RunReport simulate(Bundle certified) throws Failure {
    BlockRef pinned = certified.observations().getFirst().block();
    return story.simulated(parts.execution().simulate(certified, pinned));
  }

  private RunReport execute(Bundle certified)
      throws Failure, InterruptedException, ChainUnavailable, ReceiptRejected, Refused, Unable {
    Bytes32 runId = slot.runId(manifest.agentId());
    parts.execution().plan(certified);
    RunReport underWay = story.underWay();
    parts.journal().ended(underWay);
    story.startsFor(underWay);
    return story.executed(parts.execution().execute(runId, certified, story));
  }
}
