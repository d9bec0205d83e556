package dev.countersign.runtime.langchain;

import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.RunReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes down what it is told. */
final class RecordingAgent implements InstructedAgent {
  final List<String> told = new ArrayList<>();
  @Nullable Failure failure;

  @Override
  public List<String> symbols() {
    return List.of("USDC", "WETH");
  }

  @Override
  public List<String> recipients() {
    return List.of("alice", "bob");
  }

  @Override
  public RunReport instruct(String said) throws Failure {
    told.add(said);
    if (failure != null) {
      throw failure;
    }
    return report("did: " + said);
  }

  @Override
  public List<String> balances() {
    return List.of("1 WETH", "40 USDC");
  }

  private static RunReport report(String sentence) {
    return new RunReport(
        "treasurer",
        Bytes32.ZERO,
        Bytes32.ZERO,
        Slot.of(1, 0),
        "devnet",
        "live",
        Bytes32.ZERO,
        Exit.DONE,
        "executed",
        sentence,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        "");
  }
}
