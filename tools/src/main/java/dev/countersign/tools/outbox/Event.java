package dev.countersign.tools.outbox;

/** What moves an action from one state to another. */
public enum Event {
  /** A certificate was stored. */
  CERTIFY,
  /** What was given up before anything was signed can no longer be done by anybody. */
  REFUSE,
  /** A transaction was signed and stored. */
  SIGN,
  /** A transaction was handed to a node. */
  SEND,
  /** The chain shows an end of it in a block. */
  SEE,
  /** The block that showed it is gone, and a transaction of ours may still be out. */
  REORGANISE,
  /** The block that showed it is gone, and no transaction of ours is out. */
  REOPEN,
  /** The nonce went to somebody else's transaction, or never comes to its turn. */
  LOSE_NONCE,
  /**
   * It will not be tried (again): somebody said no (the gas limit, the simulation), it reverted for
   * good, its time is over, or its slot is passed.
   */
  GIVE_UP,
  /** What was seen is final: the action was executed. */
  SETTLE,
  /** What reverted can no longer be done by anybody. */
  FAIL,
  /** What was seen is final: another action took the slot; or the nonce was lost, too late. */
  REPLACE,
  /** Its time was over, and nobody can do it any more. */
  EXPIRE
}
