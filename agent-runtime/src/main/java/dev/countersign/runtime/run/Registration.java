package dev.countersign.runtime.run;

import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.chain.ChainException;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.gate.GateAgent;
import dev.countersign.network.gate.SafeTransaction;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Json;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.ManifestDiff;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Keeps the gate's idea of an agent equal to its manifest. Only the Safe, which is its cold owner,
 * may register; on a disposable network the owner's key is at hand, elsewhere its transaction is
 * written for it.
 */
public final class Registration {
  private final ChainClient chain;
  private final Manifest manifest;
  private final Path known;

  /**
   * @param folder where the manifests that were registered from here are kept, so that a later
   *     change can be told
   */
  public Registration(ChainClient chain, Manifest manifest, Path folder) {
    this.chain = chain;
    this.manifest = manifest;
    this.known = folder.resolve(manifest.agentId() + ".manifest.json");
  }

  /** How the gate's idea compares with the manifest. */
  public enum Standing {
    /** It is registered as it is. */
    CURRENT,
    /** It is registered with another manifest or other limits. */
    CHANGED,
    /** It is not registered. */
    ABSENT,
    /** It is queued, and may be activated when the gate's delay is over. */
    PENDING
  }

  /** How it stands at the newest block. */
  public Standing standing() throws Failure, ChainUnavailable {
    Gate.AgentState state = state();
    Bytes32 wanted = config().configHash();
    if (state.configHash().equals(wanted)) {
      return Standing.CURRENT;
    }
    if (state.pendingHash().equals(wanted)) {
      return Standing.PENDING;
    }
    return state.registered() ? Standing.CHANGED : Standing.ABSENT;
  }

  /** When what is queued may be activated, unix seconds; 0 where nothing is. */
  public long due() throws ChainUnavailable {
    return state().eta();
  }

  private Gate.AgentState state() throws ChainUnavailable {
    return Gate.state(new PinnedChain(chain, chain.head()), manifest.gate(), manifest.agentId());
  }

  private GateAgent config() throws Failure {
    try {
      return GateAgent.of(manifest);
    } catch (IllegalArgumentException e) {
      throw new Failure(
          Exit.CONFIGURATION, "the gate cannot express the agent: " + e.getMessage(), e);
    }
  }

  /** What changed since it was last registered from here; empty where that is not known. */
  public List<ManifestDiff.Change> changes() {
    try {
      if (Files.exists(known)) {
        Manifest before = Manifest.parse(Json.parse(Files.readAllBytes(known)));
        return ManifestDiff.between(before, manifest);
      }
    } catch (IOException | ReceiptRejected e) {
      // Only a convenience: without it the change is told without its details.
      return List.of();
    }
    return List.of();
  }

  /** The owner's transaction that registers it, as a file for the Safe's transaction builder. */
  public JsonNode ownersFile() throws Failure, ChainUnavailable {
    return SafeTransaction.builderFile(
        manifest.chainId(),
        manifest.account(),
        "register agent " + manifest.name(),
        List.of(ownersTransaction(Gate.register(manifest.agentId(), config()))));
  }

  /** The same for the transaction that ends it. */
  public JsonNode ownersRevocation() throws ChainUnavailable {
    return SafeTransaction.builderFile(
        manifest.chainId(),
        manifest.account(),
        "revoke agent " + manifest.name(),
        List.of(ownersTransaction(Gate.revoke(manifest.agentId()))));
  }

  private SafeTransaction ownersTransaction(Bytes data) throws ChainUnavailable {
    BigInteger nonce =
        SafeTransaction.nextNonce(new PinnedChain(chain, chain.head()), manifest.account());
    return SafeTransaction.of(manifest.gate(), data, nonce);
  }

  /**
   * Registers it with the owner's key.
   *
   * @param sender carries the transaction
   * @return the transaction's hash
   * @throws Failure when the gate does not have it afterwards
   */
  public Bytes32 register(VerifierKey owner, PlainTransaction sender)
      throws Failure, ChainException, InterruptedException {
    Bytes32 hash = send(Gate.register(manifest.agentId(), config()), owner, sender);
    Gate.AgentState state = state();
    if (!state.configHash().equals(config().configHash())) {
      throw new Failure(
          Exit.NOT_EXECUTED,
          state.eta() > 0
              ? "the gate has queued the agent until " + state.eta() + " (unix seconds)"
              : "the gate did not register the agent");
    }
    remember();
    return hash;
  }

  /** Ends it with the owner's key. */
  public Bytes32 revoke(VerifierKey owner, PlainTransaction sender)
      throws Failure, ChainException, InterruptedException {
    Bytes32 hash = send(Gate.revoke(manifest.agentId()), owner, sender);
    if (state().registered()) {
      throw new Failure(Exit.NOT_EXECUTED, "the gate did not revoke the agent");
    }
    return hash;
  }

  /** Registers what is queued, once it is due; anyone may, so the payer does. */
  public Bytes32 activate(PlainTransaction sender)
      throws Failure, ChainException, InterruptedException {
    return sender.send(
        "the activation", manifest.gate(), Gate.activate(manifest.agentId(), config()));
  }

  private Bytes32 send(Bytes data, VerifierKey owner, PlainTransaction sender)
      throws Failure, ChainException, InterruptedException {
    Bytes signed =
        ownersTransaction(data).signed(manifest.chainId(), manifest.account(), List.of(owner));
    return sender.send("the owner's transaction", manifest.account(), signed);
  }

  /** Keeps the manifest, so that the next change can be told. */
  public void remember() throws Failure {
    try {
      Files.createDirectories(known.toAbsolutePath().getParent());
      Path next = known.resolveSibling(known.getFileName() + ".next");
      Files.write(next, dev.countersign.receipt.Jcs.canonical(manifest.toJson()));
      Files.move(next, known, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new Failure(Exit.UNEXPECTED, "cannot write " + known + ": " + e.getMessage(), e);
    }
  }

  /** The manifest that was registered last from here. */
  public Optional<Path> remembered() {
    return Files.exists(known) ? Optional.of(known) : Optional.empty();
  }
}
