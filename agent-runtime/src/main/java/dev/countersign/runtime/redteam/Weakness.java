package dev.countersign.runtime.redteam;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.chain.JsonRpc;
import dev.countersign.network.devnet.DevnetAddresses;
import dev.countersign.network.gate.GateAgent;
import dev.countersign.receipt.Call;
import java.util.List;

/** What is broken on purpose, to see that the attacks notice. Nothing is, outside of tests. */
interface Weakness {
  /** Nothing is broken. */
  Weakness NONE = new Weakness() {};

  /** What happens to the chain before the agent comes. */
  default void breaks(JsonRpc node, DevnetAddresses at) throws ChainException {}

  /** The limits that are registered instead of the file's. */
  default GateAgent limits(GateAgent ofTheFile) {
    return ofTheFile;
  }

  /** What the owner is talked into. */
  default List<Call> ownersCalls(DevnetAddresses at) {
    return List.of();
  }

  /** Whether a verifier, counted from 0, signs whatever it is given. */
  default boolean signsAnything(int verifier) {
    return false;
  }
}
