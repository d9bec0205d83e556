package dev.countersign.runtime.redteam;

import dev.countersign.network.devnet.DevnetKey;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.node.Limits;
import dev.countersign.network.node.NodeConfig;
import dev.countersign.network.node.NodeFailed;
import dev.countersign.network.node.VerifierNode;
import dev.countersign.network.quorum.QuorumClient;
import dev.countersign.network.quorum.QuorumLimits;
import dev.countersign.network.quorum.VerifierEndpoint;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** As many verifiers as the file names: real nodes, each with a key and a database of its own. */
final class Jury implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Jury.class);

  /** More are not started on one machine. */
  static final int MOST = 9;

  private static final Limits PATIENT = Limits.DEFAULT.withRate(1_000, 1_000);

  private final Ground ground;
  private final List<VerifierKey> keys;
  private final List<VerifierEndpoint> endpoints = new ArrayList<>();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private Jury(Ground ground, List<VerifierKey> keys) {
    this.ground = ground;
    this.keys = List.copyOf(keys);
  }

  /** The keys of so many verifiers: those of the local network, then fresh ones. */
  static Jury of(Ground ground, int count, SecureRandom random) {
    List<VerifierKey> keys =
        new ArrayList<>(ground.world().keys().verifiers().stream().map(DevnetKey::key).toList());
    while (keys.size() < count) {
      keys.add(VerifierKey.generate(random));
    }
    return new Jury(ground, keys.subList(0, count));
  }

  /** What the owner must do so that exactly these are registered. */
  List<Call> ownersCalls() {
    Address gate = ground.at().treasury().gate();
    List<Address> wanted = keys.stream().map(VerifierKey::address).toList();
    List<Address> there = ground.at().treasury().verifiers();
    List<Call> calls = new ArrayList<>();
    for (Address verifier : wanted) {
      if (!there.contains(verifier)) {
        calls.add(new Call(gate, BigInteger.ZERO, Gate.addVerifier(verifier)));
      }
    }
    for (Address verifier : there) {
      if (!wanted.contains(verifier)) {
        calls.add(new Call(gate, BigInteger.ZERO, Gate.removeVerifier(verifier)));
      }
    }
    return calls;
  }

  /**
   * Starts them.
   *
   * @param folder for their databases
   * @param models where their models are
   */
  void start(Path folder, List<Path> models, Weakness weakness) throws Failure {
    try {
      for (int i = 0; i < keys.size(); i++) {
        String name = "verifier-" + (i + 1);
        if (weakness.signsAnything(i)) {
          RogueVerifier rogue = new RogueVerifier(keys.get(i), RogueVerifier.Manner.SIGNS_ANYTHING);
          open.push(rogue);
          endpoints.add(rogue.endpoint(name));
        } else {
          NodeConfig config =
              NodeConfig.local(
                  ground.world().network().rpc(),
                  ground.chain().chainId(),
                  ground.at().treasury().gate(),
                  keys.get(i),
                  0,
                  folder.resolve(name),
                  models);
          VerifierNode node = VerifierNode.start(config.withLimits(PATIENT));
          open.push(node);
          endpoints.add(new VerifierEndpoint(name, node.uri(), node.address()));
        }
      }
    } catch (NodeFailed | IOException e) {
      throw new Failure(Exit.UNEXPECTED, "a local verifier did not start: " + e.getMessage(), e);
    }
  }

  List<VerifierKey> keys() {
    return keys;
  }

  List<VerifierEndpoint> endpoints() {
    return List.copyOf(endpoints);
  }

  /** Somebody who asks these verifiers. */
  QuorumClient client(List<VerifierEndpoint> verifiers, QuorumLimits limits) {
    return new QuorumClient(
        verifiers, ground.chain().chainId(), ground.at().treasury().gate(), limits);
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        LOG.warn("a verifier could not be closed", e);
      }
    }
  }
}
