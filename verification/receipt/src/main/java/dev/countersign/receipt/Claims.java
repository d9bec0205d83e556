package dev.countersign.receipt;

import dev.countersign.receipt.Report.Claim;
import dev.countersign.receipt.Report.Standing;
import java.util.ArrayList;
import java.util.List;

/** What a report says about a bundle in which nothing was wrong. */
final class Claims {
  private final OfflineCheck check;
  private final int signers;
  private final List<Claim> claims = new ArrayList<>();

  Claims(OfflineCheck check, int signers) {
    this.check = check;
    this.signers = signers;
  }

  List<Claim> list() {
    add(Standing.RECHECKED, "receipt", "signed by the receipt key that the manifest names");
    add(Standing.RECHECKED, "manifest", "has the digest that the receipt and the verdict name");
    List<Part<Observation>> observations = check.bundle().observations();
    for (int i = 0; i < observations.size(); i++) {
      observation(
          "observation " + i, check.receipt().input().observations().get(i), observations.get(i));
    }
    if (!check.receipt().model().equals(Receipt.Model.NONE)) {
      tensors("inputs", check.bundle().inputs());
      tensors("outputs", check.bundle().outputs());
      boolean spoken = check.receipt().model().format().equals(Receipt.Model.DECODER);
      add(
          Standing.COUNTERSIGNED,
          "inference",
          signers
              + (spoken
                  ? " verifiers checked each token of the answer with the model"
                  : " verifiers ran the model again"));
    }
    add(
        Standing.COUNTERSIGNED,
        "decision",
        signers + " verifiers decided and checked the policy again");
    add(Standing.RECHECKED, "action", "calls and flows have the hash that was certified");
    add(Standing.RECHECKED, "certificate", signers + " trusted verifiers signed this verdict");
    add(Standing.NOT_CHECKED, "previous", "whether the receipt named before is the agent's last");
    add(Standing.NOT_CHECKED, "execution", "whether the action is on the chain");
    return List.copyOf(claims);
  }

  private void observation(String what, Receipt.Seen seen, Part<Observation> part) {
    String name = seen.kind() + " from " + seen.source();
    if (part instanceof Part.Withheld<Observation>) {
      add(Standing.WITHHELD, what, name + ": only its digest is shown");
    } else {
      add(Standing.RECHECKED, what, name + ": has the digest in the receipt");
    }
    switch (seen.observationClass()) {
      case CHAIN ->
          add(
              Standing.COUNTERSIGNED,
              what,
              signers + " verifiers read the same at the pinned block");
      case INSTRUCTION -> {
        if (part instanceof Part.Withheld<Observation>) {
          add(
              Standing.COUNTERSIGNED,
              what,
              signers + " verifiers found it signed by an instructor whom the manifest lists");
        } else {
          add(Standing.RECHECKED, what, "signed by an instructor whom the manifest lists");
        }
      }
      case CARRIED ->
          add(Standing.NOT_CHECKED, what, "whether it is true: only its digest can be checked");
    }
  }

  private void tensors(String what, Part<List<Tensor>> part) {
    switch (part) {
      case Part.Shown<List<Tensor>> shown ->
          add(Standing.RECHECKED, what, "have the digest in the receipt");
      case Part.Withheld<List<Tensor>> withheld ->
          add(Standing.WITHHELD, what, "only their digest is shown");
    }
  }

  private void add(Standing standing, String what, String sentence) {
    claims.add(new Claim(standing, what, sentence));
  }
}
