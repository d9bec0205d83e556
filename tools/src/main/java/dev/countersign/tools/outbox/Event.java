package dev.countersign.tools.outbox;

/** What moves an action from one state to another. */
public enum Event {
  /** A certificate was stored. */
  CERTIFY,
  /** Somebody said no: the policy, the verifiers, the gas limit, the simulation. */
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
  /** The nonce went to somebody else's transaction, and there is time for another. */
  LOSE_NONCE,
  /** What was seen is final: the action was executed. */
  SETTLE,
  /** What was seen is final: it reverted. */
  FAIL,
  /** What was seen is final: another action took the slot; or the nonce is lost, too late. */
  REPLACE,
  /** It can have no effect any more, and no transaction of ours is out. */
  EXPIRE
}
