package dev.countersign.tools.outbox;

/** What to do next for one action. */
sealed interface Step {
  /** Nothing, now. */
  record Wait(String why) implements Step {}

  /** Try the action, and sign a transaction with a nonce of its own. */
  record Sign() implements Step {}

  /** Hand a transaction to the node, first or again. */
  record Send(Attempt attempt) implements Step {}

  /** Sign the newest transaction again with higher fees. */
  record Raise(Attempt attempt) implements Step {}

  /** Sign a transaction to ourselves with the same nonce and higher fees. */
  record Cancel(Attempt attempt) implements Step {}

  /** Write down an end that the chain shows. */
  record See(Ending ending) implements Step {}

  /** Write down that what was seen is gone. */
  record Forget(Event event) implements Step {}

  /**
   * Write down that the nonce is lost, and that another may be tried.
   *
   * @param gap whether it is because a nonce before it is nobody's, which is taken then
   */
  record LoseNonce(boolean gap) implements Step {}

  /** Write down that it will not be tried (again), while its certificate may still be used. */
  record GiveUp(String reason, String sentence) implements Step {}

  /** Write down the end, for good. */
  record Finish(Event event, String reason, String sentence) implements Step {}
}
