package dev.countersign.runtime;

import dev.countersign.inference.ModelBundle;
import dev.countersign.network.evaluate.Catalog;
import dev.countersign.network.quorum.QuorumClient;
import dev.countersign.network.quorum.QuorumLimits;
import dev.countersign.network.quorum.VerifierEndpoint;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.run.GateExecution;
import dev.countersign.runtime.run.LocalInference;
import dev.countersign.runtime.run.Recovery;
import dev.countersign.runtime.workplace.Connection;
import dev.countersign.runtime.workplace.Store;
import dev.countersign.tools.outbox.Outbox;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the sessions of one runtime have in common, so that ten thousand agents of a network cost
 * hardly more than one: the strategies, a model that several use, the verifiers that several ask,
 * and one outbox for each key.
 */
final class Shared {
  private final Store store;
  private final Catalog catalog = Catalog.load();
  private final Map<Connection, Outbox> outboxes = new ConcurrentHashMap<>();
  private final Lending<Bytes32, LocalInference> models = new Lending<>(LocalInference::close);
  private final Lending<Verifiers, QuorumClient> verifiers = new Lending<>(QuorumClient::close);

  Shared(Store store) {
    this.store = store;
  }

  /** Those that are asked, and for which signing domain. */
  record Verifiers(List<VerifierEndpoint> endpoints, long chainId, Address gate) {}

  Store store() {
    return store;
  }

  Catalog catalog() {
    return catalog;
  }

  /** A model, or none. */
  Lending<Bytes32, LocalInference>.Loan model(Optional<ModelBundle> bundle) throws Failure {
    return models.borrow(
        bundle.map(ModelBundle::digest).orElse(Bytes32.ZERO), () -> LocalInference.of(bundle));
  }

  /** The verifiers of a network that stand. */
  Lending<Verifiers, QuorumClient>.Loan verifiers(Network network, Manifest manifest)
      throws Failure {
    List<VerifierEndpoint> endpoints =
        network.verifiers().stream()
            .filter(verifier -> verifier.until() == Long.MAX_VALUE)
            .map(v -> new VerifierEndpoint(v.name(), v.url(), v.address()))
            .toList();
    Verifiers asked = new Verifiers(endpoints, manifest.chainId(), manifest.gate());
    return verifiers.borrow(
        asked,
        () ->
            new QuorumClient(
                asked.endpoints(), asked.chainId(), asked.gate(), QuorumLimits.DEFAULT));
  }

  /** The outbox of a network's paying key. */
  synchronized Outbox outbox(Connection connection) throws Failure {
    Outbox known = outboxes.get(connection);
    if (known == null) {
      known = store.outbox(connection.chain(), connection.payerSigner(), connection.network());
      outboxes.put(connection, known);
    }
    return known;
  }

  /** Carries actions of a network through their gates. */
  GateExecution execution(Connection connection) throws Failure {
    return new GateExecution(
        connection.chain(), connection.network(), catalog.planner(), outbox(connection));
  }

  /** Goes on with what was left under way on a network. */
  Recovery recovery(Connection connection) throws Failure {
    return new Recovery(outbox(connection), execution(connection), store.journal());
  }
}
