package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.network.evaluate.Catalog;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.gate.GateAgent;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.ManifestDiff;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.agent.Resolver;
import dev.countersign.runtime.local.VerifierProcess;
import dev.countersign.runtime.run.DevnetNetworks;
import dev.countersign.runtime.run.PlainTransaction;
import dev.countersign.runtime.run.Registration;
import dev.countersign.runtime.run.Registration.Standing;
import dev.countersign.tools.wallet.TransactionSigner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The gate's idea of an agent follows its manifest, and each side can tell when it does not. */
@ExtendWith(OnDevnet.class)
class RegistrationTest {
  private final LocalDevnet devnet;
  private final Path folder;
  private final PlainTransaction payer;

  RegistrationTest(LocalDevnet devnet) throws Exception {
    this.devnet = devnet;
    this.folder = devnet.files();
    this.payer =
        PlainTransaction.ofOwnKey(
            devnet.chain(),
            new TransactionSigner(devnet.keys().payer().key(), devnet.at().chainId()));
  }

  private Manifest manifest(String name, Map<String, String> changes) throws Exception {
    List<Network.Verifier> verifiers =
        devnet.verifiers().stream().map(RegistrationTest::verifier).toList();
    Network network =
        DevnetNetworks.of(
            "devnet",
            devnet.at(),
            devnet.network().devnet().network().orElseThrow().rpc(),
            verifiers);
    Path file = devnet.agent(name, "payroll", changes);
    return new Resolver(Catalog.load())
        .resolve(
            AgentFile.read(file),
            network,
            Bytes32.ZERO,
            new Resolver.PublicKeys(new Bytes32("11".repeat(32)), Bytes32.ZERO));
  }

  private static Network.Verifier verifier(VerifierProcess process) {
    return new Network.Verifier(
        process.name(), process.address(), process.url(), 0, Long.MAX_VALUE);
  }

  private Registration registration(Manifest manifest) {
    return new Registration(devnet.chain(), manifest, folder);
  }

  @Test
  void anAgentIsAbsentThenCurrentThenChangedThenRevoked() throws Exception {
    Manifest manifest = manifest("registered", Map.of());
    Registration first = registration(manifest);
    assertThat(first.standing()).isEqualTo(Standing.ABSENT);
    assertThat(first.changes()).isEmpty();

    first.register(devnet.keys().owner().key(), payer);
    assertThat(first.standing()).isEqualTo(Standing.CURRENT);
    assertThat(Gate.state(devnet.head(), manifest.gate(), manifest.agentId()).configHash())
        .isEqualTo(GateAgent.of(manifest).configHash());

    Registration second =
        registration(
            manifest(
                "registered",
                Map.of("max-per-day: {USDC: \"100\"}", "max-per-day: {USDC: \"120.5\"}")));
    assertThat(second.standing()).isEqualTo(Standing.CHANGED);
    assertThat(second.changes())
        .containsExactly(new ManifestDiff.Change("max-per-day USDC", "100", "120.5"));
    second.register(devnet.keys().owner().key(), payer);
    assertThat(second.standing()).isEqualTo(Standing.CURRENT);
    assertThat(first.standing()).isEqualTo(Standing.CHANGED);

    second.revoke(devnet.keys().owner().key(), payer);
    assertThat(second.standing()).isEqualTo(Standing.ABSENT);
  }

  @Test
  void onlyTheOwnersKeyRegisters() throws Exception {
    Registration registration = registration(manifest("foreign", Map.of()));
    assertThatThrownBy(() -> registration.register(devnet.keys().guardian().key(), payer))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.exit()).isEqualTo(Exit.NOT_EXECUTED))
        .hasMessageStartingWith("the owner's transaction would revert: ");
    assertThat(registration.standing()).isEqualTo(Standing.ABSENT);
    assertThat(registration.remembered()).isEmpty();
  }

  @Test
  void aManifestThatWasKeptAndIsDamagedHidesOnlyTheDetails() throws Exception {
    Manifest manifest = manifest("forgetful", Map.of());
    Registration registration = registration(manifest);
    registration.remember();
    Files.writeString(registration.remembered().orElseThrow(), "{");
    assertThat(registration.changes()).isEmpty();
    assertThat(registration.standing()).isEqualTo(Standing.ABSENT);
  }

  @Test
  void theOwnersFilesAskForTheSameTransactions() throws Exception {
    Manifest manifest = manifest("written", Map.of());
    Registration registration = registration(manifest);
    assertThat(registration.ownersFile().at("/transactions/0/data").asString())
        .isEqualTo(Gate.register(manifest.agentId(), GateAgent.of(manifest)).hex());
    assertThat(registration.ownersRevocation().at("/transactions/0/data").asString())
        .isEqualTo(Gate.revoke(manifest.agentId()).hex());
  }
}
