package dev.countersign.runtime.cli;

import dev.countersign.inference.ModelBundle;
import dev.countersign.network.chain.ChainException;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.evaluate.Catalog;
import dev.countersign.network.evaluate.Evaluator;
import dev.countersign.network.evaluate.Schedules;
import dev.countersign.network.quorum.QuorumClient;
import dev.countersign.network.quorum.QuorumLimits;
import dev.countersign.network.quorum.VerifierEndpoint;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.ReceiptKey;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Agent;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.LockFile;
import dev.countersign.runtime.agent.ManifestDiff;
import dev.countersign.runtime.agent.Resolver;
import dev.countersign.runtime.run.BundleFiles;
import dev.countersign.runtime.run.GateExecution;
import dev.countersign.runtime.run.Journal;
import dev.countersign.runtime.run.LocalInference;
import dev.countersign.runtime.run.PinnedModel;
import dev.countersign.runtime.run.Registration;
import dev.countersign.runtime.run.Run;
import dev.countersign.runtime.run.RunListener;
import dev.countersign.runtime.run.RunParts;
import dev.countersign.runtime.run.RunReport;
import dev.countersign.tools.outbox.Entry;
import dev.countersign.tools.outbox.Outbox;
import dev.countersign.tools.outbox.OutboxFailed;
import dev.countersign.tools.store.StoreFailed;
import dev.countersign.tools.wallet.TransactionSigner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One slot of an agent, now. */
@Command(
    name = "run",
    description = {
      "Run one slot of an agent, now: observe, infer, decide, check, attest, execute, settle.",
      "Prints the path step by step, then the outcome and the receipt's file."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  countersign run examples/agents/rebalancer.yaml",
      "  countersign run --json examples/agents/payroll.yaml",
      "  countersign run --slot 451763200256 examples/agents/rebalancer.yaml"
    })
final class RunCommand extends Subcommand {
  /** A disposable network is waited for as long as this. */
  private static final long MOST_WAIT_SECONDS = 60;

  @Parameters(paramLabel = "FILE", description = "The agent file.")
  Path file = Path.of("");

  @Option(
      names = "--slot",
      paramLabel = "N",
      description = "The slot, unix seconds x 256 (default: now, or the schedule's latest).")
  @Nullable Long slotOption;

  @Option(
      names = "--live",
      description = "Mean it: needed to move money on a network that is not disposable.")
  boolean live;

  @Mixin PasswordOption password = new PasswordOption();

  RunCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit run() throws Failure, IOException {
    AgentFile agentFile = AgentFile.read(file);
    Agent agent = agentFile.agent();
    Mode mode = agent.mode() == Agent.Mode.LIVE ? Mode.LIVE : Mode.PAPER;
    try (Connection connection =
        Connection.open(agent.network(), surroundings, workplace(), password)) {
      if (mode == Mode.LIVE && !connection.network().disposable() && !live) {
        throw new Failure(
            Exit.CONFIGURATION,
            file
                + " says live, and money on "
                + agent.network()
                + " is real: say --live to mean it, or mode: paper");
      }
      Optional<ModelBundle> model = model(agentFile, connection);
      try (LocalInference inference = LocalInference.of(model)) {
        return run(agentFile, mode, connection, model, inference);
      }
    } catch (ChainException e) {
      throw new Failure(Exit.UNREACHABLE, String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(Exit.UNEXPECTED, "interrupted; run again to go on where it stopped", e);
    }
  }

  /** On a disposable network a model that was never pinned is pinned by its first use. */
  private Optional<ModelBundle> model(AgentFile agentFile, Connection connection)
      throws Failure, IOException {
    String name = agentFile.agent().decide().model();
    boolean unpinned =
        !name.equals(Agent.Decide.NONE) && LockFile.of(agentFile.path()).model(name).isEmpty();
    if (unpinned && connection.network().disposable()) {
      ModelCommand.Lock.Locked locked = new ModelCommand.Lock(surroundings).lock(agentFile.path());
      say("  " + locked.path() + " now pins " + name + " at " + locked.bundle().digest());
    }
    return PinnedModel.of(agentFile, workplace().models());
  }

  private Exit run(
      AgentFile agentFile,
      Mode mode,
      Connection connection,
      Optional<ModelBundle> model,
      LocalInference inference)
      throws Failure, IOException, ChainException, InterruptedException {
    ReceiptKey receiptKey = connection.receiptKey();
    Catalog catalog = Catalog.load();
    Manifest manifest =
        new Resolver(catalog)
            .resolve(
                agentFile,
                connection.network(),
                model.map(ModelBundle::digest).orElse(Bytes32.ZERO),
                receiptKey.publicKey());
    try (Store store = Store.open(home(), surroundings);
        QuorumClient verifiers =
            new QuorumClient(
                endpoints(connection), manifest.chainId(), manifest.gate(), QuorumLimits.DEFAULT)) {
      TransactionSigner payer =
          new TransactionSigner(connection.payer(), connection.network().chainId());
      if (mode == Mode.LIVE) {
        register(manifest, connection, payer);
      }
      RunPrinter printer =
          new RunPrinter(surroundings.out(), style(), connection.network(), manifest);
      Outbox outbox = store.outbox(connection.chain(), payer, connection.network());
      recover(outbox);
      Slot slot = slot(manifest, store.journal(), connection);
      Optional<RunReport> before = store.journal().done(manifest.agentId(), slot);
      if (before.isPresent()) {
        return alreadyDone(before.get());
      }
      RunParts parts =
          new RunParts(
              connection.network(),
              connection.chain(),
              new Evaluator(catalog),
              inference,
              verifiers,
              receiptKey,
              store.journal(),
              new BundleFiles(home().receipts()),
              new GateExecution(
                  connection.chain(), connection.network(), catalog.planner(), outbox),
              System::nanoTime);
      RunReport report = Run.of(parts, manifest, slot, mode, json ? RunListener.NONE : printer);
      return ends(report, printer, connection);
    }
  }

  private Exit ends(RunReport report, RunPrinter printer, Connection connection) {
    answer(report.toJson());
    if (!json) {
      printer.ends(report);
      if (connection.startedDevnet()) {
        say("             the devnet keeps running; stop it with: countersign devnet down");
      }
    }
    if (report.exit() != Exit.DONE) {
      surroundings.err().println("countersign: " + report.sentence());
    }
    return report.exit();
  }

  private Exit alreadyDone(RunReport before) {
    say(
        "slot "
            + before.slot()
            + " of "
            + before.agent()
            + " is done already ("
            + before.status()
            + "); nothing was done again");
    if (!before.bundle().isEmpty()) {
      say("  bundle     " + before.bundle());
    }
    say("  explain    countersign explain " + before.runId());
    if (json) {
      answer(JSON.createObjectNode().put("alreadyDone", true).set("report", before.toJson()));
    }
    return Exit.DONE;
  }

  /** What an earlier, interrupted command left under way goes on first. */
  private void recover(Outbox outbox) throws Failure, ChainUnavailable {
    try {
      for (Entry entry : outbox.reconcile()) {
        say(
            "  an earlier action of "
                + entry.action().agentName()
                + " (slot "
                + entry.action().slot()
                + ") is now "
                + entry.state().name().toLowerCase(Locale.ROOT));
      }
    } catch (OutboxFailed | StoreFailed e) {
      throw new Failure(Exit.UNEXPECTED, "the outbox: " + e.getMessage(), e);
    }
  }

  private static List<VerifierEndpoint> endpoints(Connection connection) {
    return connection.network().verifiers().stream()
        .filter(verifier -> verifier.until() == Long.MAX_VALUE)
        .map(v -> new VerifierEndpoint(v.name(), v.url(), v.address()))
        .toList();
  }

  private void register(Manifest manifest, Connection connection, TransactionSigner payer)
      throws Failure, IOException, ChainException, InterruptedException {
    Registration registration =
        new Registration(connection.chain(), manifest, home().folder().resolve("agents"));
    Registration.Standing standing = registration.standing();
    if (standing == Registration.Standing.CURRENT) {
      return;
    }
    if (!connection.network().disposable() || connection.owner().isEmpty()) {
      throw AgentCommand.notRegistered(manifest, registration, standing, home());
    }
    say("");
    say(
        standing == Registration.Standing.ABSENT
            ? "  registering " + manifest.name() + " with the account's owner"
            : "  " + manifest.name() + " changed; registering it again with the account's owner");
    for (ManifestDiff.Change change : registration.changes()) {
      say("    " + change);
    }
    Bytes32 hash = registration.register(connection.owner().get(), payer);
    say(style().dim("    manifest " + manifest.digest() + "  transaction " + hash.prefixed()));
  }

  private Slot slot(Manifest manifest, Journal journal, Connection connection)
      throws Failure, ChainUnavailable, InterruptedException {
    Long asked = slotOption;
    if (asked != null) {
      try {
        return new Slot(asked);
      } catch (IllegalArgumentException e) {
        throw new Failure(Exit.CONFIGURATION, "--slot: " + e.getMessage(), e);
      }
    }
    OptionalLong scheduled = Schedules.latest(manifest.schedule(), surroundings.now());
    if (scheduled.isPresent()) {
      return Slot.of(scheduled.getAsLong(), 0);
    }
    if (manifest.schedule().on().equals("block")) {
      return Slot.of(connection.chain().head().timestamp(), 0);
    }
    return onRequest(manifest, journal, connection);
  }

  /** Now, or when the distance to the slot before is kept. */
  private Slot onRequest(Manifest manifest, Journal journal, Connection connection)
      throws Failure, InterruptedException {
    Optional<Slot> latest = journal.latest(manifest.agentId());
    long now = surroundings.now();
    long allowed = latest.isPresent() ? latest.get().anchor() + manifest.minInterval() : now;
    long wait = allowed - now;
    if (wait > 0) {
      if (!connection.network().disposable() || wait > MOST_WAIT_SECONDS) {
        throw new Failure(
            Exit.REFUSED,
            manifest.name()
                + " ran "
                + (now - latest.orElseThrow().anchor())
                + " seconds ago, and its min-interval is "
                + manifest.minInterval()
                + " seconds; wait "
                + wait
                + " seconds");
      }
      countDown(wait);
    }
    return Slot.of(Math.max(allowed, surroundings.now()), 0);
  }

  private void countDown(long seconds) throws InterruptedException {
    if (!surroundings.lively()) {
      surroundings
          .err()
          .println("  min-interval: the next manual run may begin in " + seconds + " s; waiting");
      TimeUnit.SECONDS.sleep(seconds);
      return;
    }
    for (long left = seconds; left > 0; left--) {
      surroundings
          .err()
          .print("\r\u001b[K  min-interval: the next manual run may begin in " + left + " s");
      surroundings.err().flush();
      TimeUnit.SECONDS.sleep(1);
    }
    surroundings.err().print("\r\u001b[K");
    surroundings.err().flush();
  }
}
