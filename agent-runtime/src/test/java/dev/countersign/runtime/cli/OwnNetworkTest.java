package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.chain.Fees;
import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.network.gate.SafeTransaction;
import dev.countersign.network.quorum.Answer;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.cli.LocalDevnet.Holdings;
import dev.countersign.runtime.run.RunReport;
import dev.countersign.tools.wallet.KeyFile;
import dev.countersign.tools.wallet.Passphrase;
import dev.countersign.tools.wallet.ScryptCost;
import dev.countersign.tools.wallet.SignedTransaction;
import dev.countersign.tools.wallet.TransactionSigner;
import dev.countersign.tools.wallet.UnsignedTransaction;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A network where money is real: nothing moves unless it is asked for by name, and what only the
 * cold owner may do is written down for the owner. A story in order: each step stands on the last.
 */
@ExtendWith(OnDevnet.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OwnNetworkTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final LocalDevnet devnet;
  private final OwnNetwork own;
  private final Terminal terminal;
  private final Path agent;
  private final Path password;
  private VerifierKey payer = VerifierKey.of(BigInteger.ONE);

  OwnNetworkTest(LocalDevnet devnet) throws Exception {
    this.devnet = devnet;
    this.own = OwnNetwork.on(devnet);
    String rpc = devnet.network().devnet().network().orElseThrow().rpc().toString();
    Path home = Files.createDirectory(own.root().resolve("home"));
    this.terminal = devnet.terminal().in(own.root()).at(home).with("OWN_RPC_URL", rpc);
    this.agent =
        devnet.agent(
            "careful",
            "rebalancer",
            Map.of(
                "network: devnet ",
                "network: own ",
                "{WETH: \"60%\", USDC: \"40%\"}",
                "{WETH: \"10%\", USDC: \"90%\"}",
                "WETH: \"0.2\"",
                "WETH: \"0.01\""));
    this.password =
        Files.createFile(
            own.root().resolve("password"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, "correct horse battery staple\n");
  }

  private Terminal.Outcome run(Object... more) throws Exception {
    Object[] arguments = new Object[more.length + 4];
    arguments[0] = "run";
    arguments[1] = agent;
    arguments[2] = "--password-file";
    arguments[3] = password;
    System.arraycopy(more, 0, arguments, 4, more.length);
    return terminal.run(arguments);
  }

  @Test
  @Order(1)
  void moneyThatIsRealIsNotMovedUnlessItIsMeant() throws Exception {
    assertThat(run().ends(Exit.CONFIGURATION).complaints())
        .singleElement()
        .asString()
        .contains("money on own is real", "--live");
  }

  @Test
  @Order(2)
  void aModelIsPinnedByTheUserAndNotByTheRun() throws Exception {
    assertThat(run("--live").ends(Exit.CONFIGURATION).complaints())
        .singleElement()
        .asString()
        .contains("does not pin the model signal-v1", "countersign model lock");
    terminal.run("model", "lock", agent).ends(Exit.DONE);
  }

  @Test
  @Order(3)
  void theKeysThatAreMissingAreNamed() throws Exception {
    for (String key : List.of("receipt", "payer")) {
      assertThat(run("--live").ends(Exit.CONFIGURATION).complaints())
          .singleElement()
          .asString()
          .contains("there is no key file", "countersign keys create " + key);
      terminal.run("keys", "create", key, "--password-file", password).ends(Exit.DONE);
      openQuickly(terminal.home().resolve("keys").resolve(key + ".json"));
    }
  }

  /**
   * The same key under the same passphrase, without the second that opening it is meant to take.
   */
  private void openQuickly(Path file) throws Exception {
    try (Passphrase passphrase = Passphrase.ofFile(password)) {
      byte[] secret = KeyFile.readSecret(file, passphrase);
      Files.delete(file);
      if (file.endsWith("payer.json")) {
        payer = VerifierKey.of(new BigInteger(1, secret));
        KeyFile.writeAccount(file, payer, passphrase, ScryptCost.LIGHT, new SecureRandom());
      } else {
        KeyFile.writeSecret(file, secret, passphrase, ScryptCost.LIGHT, new SecureRandom());
      }
    }
  }

  @Test
  @Order(4)
  void whatTheColdOwnerMustSignIsWrittenAsSafeJson() throws Exception {
    List<String> complaints = run("--live").ends(Exit.CONFIGURATION).complaints();
    Path file = ownersFile("register-careful");
    assertThat(complaints)
        .singleElement()
        .asString()
        .contains("careful is not registered with the gate")
        .contains("its account's owner must sign " + file);

    JsonNode json = JsonMapper.shared().readTree(Files.readAllBytes(file));
    assertThat(json.at("/chainId").asString()).isEqualTo(Long.toString(devnet.at().chainId()));
    assertThat(json.at("/transactions")).hasSize(1);
    JsonNode call = json.at("/transactions/0");
    assertThat(new Address(call.at("/to").asString().toLowerCase(java.util.Locale.ROOT)))
        .isEqualTo(devnet.at().treasury().gate());
    signAsOwner(new Bytes(call.at("/data").asString()));
  }

  /** What the owner's own wallet does with the file. */
  private void signAsOwner(Bytes data) throws Exception {
    Address safe = devnet.at().treasury().safe();
    BigInteger nonce = SafeTransaction.nextNonce(devnet.head(), safe);
    Bytes signed =
        SafeTransaction.of(devnet.at().treasury().gate(), data, nonce)
            .signed(devnet.at().chainId(), safe, List.of(devnet.keys().owner().key()));
    assertThat(send(safe, signed).success()).isTrue();
  }

  private MinedReceipt send(Address to, Bytes data) throws ChainException, InterruptedException {
    VerifierKey carrier = devnet.keys().payer().key();
    Fees fees = devnet.chain().fees();
    SignedTransaction transaction =
        new TransactionSigner(carrier, devnet.at().chainId())
            .sign(
                new UnsignedTransaction(
                    devnet.at().chainId(),
                    devnet.chain().pendingNonce(carrier.address()),
                    to,
                    BigInteger.ZERO,
                    data,
                    1_000_000,
                    fees.baseFee().shiftLeft(1).add(fees.priorityFee()),
                    fees.priorityFee()));
    return mined(devnet.chain().sendRaw(transaction.raw()));
  }

  private MinedReceipt mined(Bytes32 transaction) throws ChainException, InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() - end < 0) {
      Optional<MinedReceipt> receipt = devnet.chain().receipt(transaction);
      if (receipt.isPresent()) {
        return receipt.get();
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new AssertionError(transaction + " was not mined within " + LIMIT);
  }

  @Test
  @Order(5)
  void registeredAndMeantItRuns() throws Exception {
    mined(devnet.network().devnet().fund(payer.address(), BigInteger.TEN.pow(18)));

    Holdings held = devnet.holdings();
    RunReport report = report(run("--live", "--json"));
    assertThat(report.status()).as(report.sentence()).isEqualTo("executed");
    assertThat(report.execution().orElseThrow().sender()).isEqualTo(payer.address());
    assertThat(devnet.holdings().weth()).isLessThan(held.weth());
    assertThat(devnet.executions(report.agentId(), report.slot())).hasSize(1);
    // Offline nobody's URL matters, so that the variable in it may be unset.
    Terminal offline = terminal.with("OWN_RPC_URL", "");
    offline.run("verify", "--re-execute", report.bundle()).ends(Exit.DONE);
    assertThat(offline.run("account", "show", "--network", "own").ends(Exit.CONFIGURATION).err())
        .contains("needs the environment variable OWN_RPC_URL, which is not set");
  }

  @Test
  @Order(6)
  void aLyingVerifierIsNamedAndChangesNothing() throws Exception {
    VerifierKey key = devnet.keys().verifiers().get(0).key();
    try (LyingVerifier liar = new LyingVerifier(key)) {
      own.write(Map.of("verifier-1", liar.uri()));
      RunReport report = report(run("--live", "--json"));
      assertThat(report.status()).as(report.sentence()).isEqualTo("executed");
      assertThat(report.verifiers())
          .filteredOn(answer -> answer.name().equals("verifier-1"))
          .singleElement()
          .satisfies(
              answer ->
                  assertThat(answer.kind()).isIn(Answer.Kind.DISHONEST, Answer.Kind.NOT_NEEDED));
      assertThat(devnet.executions(report.agentId(), report.slot()))
          .singleElement()
          .satisfies(
              executed ->
                  assertThat(executed.receiptId()).isEqualTo(report.receiptId().orElseThrow()));

      // Nor does its signature help where an honest one is missing.
      own.write(Map.of("verifier-1", liar.uri(), "verifier-3", URI.create("http://127.0.0.1:1")));
      Holdings held = devnet.holdings();
      assertThat(run("--live").ends(Exit.NOT_VERIFIED).complaints())
          .singleElement()
          .asString()
          .contains("nothing moves: 1 of the 2 verdicts that are needed")
          .contains("verifier-1: dishonest", "verifier-3: failed");
      assertThat(devnet.holdings()).isEqualTo(held);
    } finally {
      own.write(Map.of());
    }
  }

  private static RunReport report(Terminal.Outcome outcome) {
    outcome.ends(Exit.DONE);
    return RunReport.parse(outcome.out().getBytes(StandardCharsets.UTF_8));
  }

  /** The one file for the owner of that name; a digest of its content is part of its own. */
  private Path ownersFile(String name) throws IOException {
    try (Stream<Path> files = Files.list(terminal.home().resolve("owner"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(name + "-"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  @Order(7)
  void revokingIsTheOwnersToo() throws Exception {
    Terminal.Outcome outcome =
        terminal.run("agent", "revoke", agent, "--password-file", password).ends(Exit.DONE);
    Path file = ownersFile("revoke-careful");
    assertThat(outcome.out()).contains("the owner of the account must sign " + file);
    JsonNode json = JsonMapper.shared().readTree(Files.readAllBytes(file));
    signAsOwner(new Bytes(json.at("/transactions/0/data").asString()));

    assertThat(run("--live").ends(Exit.CONFIGURATION).complaints())
        .singleElement()
        .asString()
        .contains("careful is not registered with the gate");
  }
}
