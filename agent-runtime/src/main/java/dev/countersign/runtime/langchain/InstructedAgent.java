package dev.countersign.runtime.langchain;

import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.RunReport;
import java.util.List;

/** An agent as {@link CountersignTools} knows it: all that a tool can reach. */
public interface InstructedAgent {
  /** The symbols of the policy's tokens. */
  List<String> symbols();

  /** The names of those whom the policy lets it pay. */
  List<String> recipients();

  /**
   * Does what {@code countersign run --say} does: signs the instruction by the instructor's key and
   * runs one slot along the one path.
   *
   * @return what came of it, also when it was refused or not verified
   * @throws Failure when no answer can be given
   */
  RunReport instruct(String said) throws Failure, InterruptedException;

  /**
   * What the account holds of the policy's tokens at the newest block, in words.
   *
   * @throws Failure when the chain cannot be reached
   */
  List<String> balances() throws Failure;
}
