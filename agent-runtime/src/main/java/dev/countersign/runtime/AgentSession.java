package dev.countersign.runtime;

import dev.countersign.inference.ModelBundle;
import dev.countersign.network.chain.ChainException;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.evaluate.Evaluator;
import dev.countersign.network.evaluate.Schedules;
import dev.countersign.network.evaluate.Window;
import dev.countersign.network.quorum.QuorumClient;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Instruction;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.ReceiptKey;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Agent;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.ManifestDiff;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.agent.Resolver;
import dev.countersign.runtime.run.BundleFiles;
import dev.countersign.runtime.run.GateExecution;
import dev.countersign.runtime.run.Journal;
import dev.countersign.runtime.run.LocalInference;
import dev.countersign.runtime.run.PinnedModel;
import dev.countersign.runtime.run.PlainTransaction;
import dev.countersign.runtime.run.Recovery;
import dev.countersign.runtime.run.Registration;
import dev.countersign.runtime.run.Run;
import dev.countersign.runtime.run.RunListener;
import dev.countersign.runtime.run.RunParts;
import dev.countersign.runtime.run.RunReport;
import dev.countersign.runtime.workplace.Connection;
import dev.countersign.runtime.workplace.Notices;
import dev.countersign.runtime.workplace.Store;
import dev.countersign.runtime.workplace.Workplace;
import dev.countersign.tools.outbox.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * An agent that is ready to run: connected, its names resolved, its model loaded.
 *
 * <p>Guarantees: {@link #run} has at most one effect for a slot, whoever else runs it. Not
 * thread-safe: one slot after another.
 */
public final class AgentSession implements AutoCloseable {
  /** A slot that lies further in the future is refused instead of waited for. */
  private static final long MOST_WAIT_SECONDS = 60;

  private final Workplace workplace;
  private final Connection connection;
  private final Journal journal;
  private final Manifest manifest;
  private final Mode mode;
  private final Optional<ReceiptKey> instructor;
  private final List<Lending<?, ?>.Loan> loans;
  private final RunParts parts;
  private final PlainTransaction registrar;
  private boolean registered;
  private volatile boolean closed;

  private AgentSession(
      Workplace workplace,
      Connection connection,
      Manifest manifest,
      Mode mode,
      Optional<ReceiptKey> instructor,
      List<Lending<?, ?>.Loan> loans,
      RunParts parts,
      PlainTransaction registrar) {
    this.workplace = workplace;
    this.connection = connection;
    this.journal = parts.journal();
    this.manifest = manifest;
    this.mode = mode;
    this.instructor = instructor;
    this.loans = loans;
    this.parts = parts;
    this.registrar = registrar;
  }

  /**
   * How an agent is opened.
   *
   * @param consent that a live agent may move money on a network that is not disposable
   * @param slot the one that it is opened for, where that is known
   * @param lasting whether it will run many slots: then a run does not wait until what it did is
   *     final, and who opens it looks after what was left under way
   */
  record Opening(boolean consent, Optional<Slot> slot, boolean lasting) {}

  static AgentSession open(
      AgentFile file, Opening how, Workplace workplace, Connection connection, Shared shared)
      throws Failure, InterruptedException {
    Mode mode = file.agent().mode() == Agent.Mode.LIVE ? Mode.LIVE : Mode.PAPER;
    if (mode == Mode.LIVE && !connection.network().disposable() && !how.consent()) {
      throw new Failure(
          Exit.CONFIGURATION,
          file.path()
              + " says live, and money on "
              + connection.network().name()
              + " is real: say --live to mean it, or mode: paper");
    }
    List<Lending<?, ?>.Loan> loans = new ArrayList<>();
    boolean opened = false;
    try {
      AgentSession session = open(file, mode, how, workplace, connection, shared, loans);
      // A slot that is done needs nothing from the gate, not even its idea of the agent.
      if (how.slot().isEmpty() || session.done(how.slot().get()).isEmpty()) {
        session.ensureRegistered();
      }
      opened = true;
      return session;
    } catch (ChainException e) {
      throw new Failure(Exit.UNREACHABLE, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new Failure(
          Exit.CONFIGURATION,
          "cannot write to " + workplace.home().folder() + ": " + e.getMessage(),
          e);
    } finally {
      if (!opened) {
        loans.forEach(Lending.Loan::close);
      }
    }
  }

  private static AgentSession open(
      AgentFile file,
      Mode mode,
      Opening how,
      Workplace workplace,
      Connection connection,
      Shared shared,
      List<Lending<?, ?>.Loan> loans)
      throws Failure, IOException, ChainException, InterruptedException {
    Optional<ModelBundle> model = model(file, workplace, connection);
    Lending<Bytes32, LocalInference>.Loan inference = shared.model(model);
    loans.add(inference);
    Network network = connection.network();
    ReceiptKey receiptKey = connection.receiptKey();
    Optional<ReceiptKey> instructor = instructor(file.agent(), connection);
    Manifest manifest =
        new Resolver(shared.catalog())
            .resolve(
                file,
                network,
                model.map(ModelBundle::digest).orElse(Bytes32.ZERO),
                new Resolver.PublicKeys(
                    receiptKey.publicKey(),
                    instructor.map(ReceiptKey::publicKey).orElse(Bytes32.ZERO)));
    if (!how.lasting()) {
      recover(shared.recovery(connection), network, workplace.notices());
    }
    Lending<?, QuorumClient>.Loan verifiers = shared.verifiers(network, manifest);
    loans.add(verifiers);
    GateExecution execution = shared.execution(connection);
    Store store = shared.store();
    RunParts parts =
        new RunParts(
            network,
            connection.chain(),
            new Evaluator(shared.catalog()),
            inference.thing(),
            verifiers.thing(),
            receiptKey,
            store.journal(),
            new BundleFiles(workplace.home().receipts()),
            how.lasting() ? execution.withoutSettling() : execution,
            System::nanoTime);
    return new AgentSession(
        workplace,
        connection,
        manifest,
        mode,
        instructor,
        List.copyOf(loans),
        parts,
        new PlainTransaction(connection.chain(), connection.payerSigner(), store.nonces()));
  }

  /** The key of this home that may instruct, where the agent can be instructed and names nobody. */
  private static Optional<ReceiptKey> instructor(Agent agent, Connection connection)
      throws Failure {
    return agent.decide().prompted() && agent.instructors().isEmpty()
        ? Optional.of(connection.instructorKey())
        : Optional.empty();
  }

  /** On a disposable network a model that was never pinned is pinned by its first use. */
  private static Optional<ModelBundle> model(
      AgentFile file, Workplace workplace, Connection connection) throws Failure {
    if (connection.network().disposable() && PinnedModel.missing(file)) {
      PinnedModel.Pin pin = PinnedModel.pin(file, workplace.models());
      workplace
          .notices()
          .tells(
              pin.path()
                  + " now pins "
                  + pin.bundle().card().name()
                  + " at "
                  + pin.bundle().digest());
    }
    return PinnedModel.of(file, workplace.models());
  }

  /** Keeps the gate's idea of a live agent equal to its manifest, before its first run. */
  private void ensureRegistered() throws Failure, InterruptedException {
    if (mode == Mode.PAPER || registered) {
      return;
    }
    try {
      synchronized (connection) { // The owner's transactions are counted by the Safe.
        register();
      }
      registered = true;
    } catch (ChainException e) {
      throw new Failure(Exit.UNREACHABLE, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new Failure(
          Exit.CONFIGURATION,
          "cannot write to " + workplace.home().folder() + ": " + e.getMessage(),
          e);
    }
  }

  private void register() throws Failure, IOException, ChainException, InterruptedException {
    Registration registration =
        new Registration(connection.chain(), manifest, workplace.home().agents());
    Registration.Standing standing = registration.standing();
    if (standing == Registration.Standing.CURRENT) {
      return;
    }
    if (!connection.network().disposable() || connection.owner().isEmpty()) {
      throw ownerIsNeeded(manifest, registration, standing, workplace);
    }
    Notices notices = workplace.notices();
    notices.tells(
        standing == Registration.Standing.ABSENT
            ? "registering " + manifest.name() + " with the account's owner"
            : manifest.name() + " changed; registering it again with the account's owner");
    for (ManifestDiff.Change change : registration.changes()) {
      notices.tells("  " + change);
    }
    Bytes32 hash = registration.register(connection.owner().get(), registrar);
    notices.tells("  manifest " + manifest.digest() + "  transaction " + hash.prefixed());
  }

  /** What stops a run where only the owner can register: it names the file for the owner. */
  private static Failure ownerIsNeeded(
      Manifest manifest,
      Registration registration,
      Registration.Standing standing,
      Workplace workplace)
      throws Failure, IOException, ChainUnavailable {
    if (standing == Registration.Standing.PENDING) {
      return new Failure(
          Exit.CONFIGURATION,
          manifest.name()
              + " is queued at the gate until "
              + Instant.ofEpochSecond(registration.due())
              + "; then: countersign agent activate");
    }
    Path written =
        workplace.home().writeForOwner("register-" + manifest.name(), registration.ownersFile());
    String why =
        standing == Registration.Standing.ABSENT
            ? " is not registered with the gate"
            : " is registered with another manifest or other limits";
    return new Failure(
        Exit.CONFIGURATION,
        manifest.name() + why + "; its account's owner must sign " + written + " (Safe JSON)");
  }

  /** What an earlier, interrupted process left under way goes on first. */
  private static void recover(Recovery recovery, Network network, Notices notices)
      throws Failure, ChainUnavailable {
    Recovery.Found found = recovery.run(network.chainId());
    for (Entry entry : found.open()) {
      notices.tells(
          "an earlier action of "
              + entry.action().agentName()
              + " (slot "
              + entry.action().slot()
              + ") is now "
              + entry.state().name().toLowerCase(Locale.ROOT));
    }
    for (RunReport report : found.ended()) {
      notices.tells(
          "an earlier run of "
              + report.agent()
              + " (slot "
              + report.slot()
              + ") has ended: "
              + report.sentence());
    }
  }

  /** Whether money moves. */
  public Mode mode() {
    return mode;
  }

  /** Where it runs. */
  public Network network() {
    return connection.network();
  }

  Connection connection() {
    return connection;
  }

  boolean isClosed() {
    return closed;
  }

  /** The agent with its names resolved: what is registered, and what verifiers judge by. */
  public Manifest manifest() {
    return manifest;
  }

  /**
   * The slot that a run at this moment is for: the schedule's latest instant, the newest block, or,
   * for an agent that runs on request, now or as soon as its distance to the slot before is kept;
   * but the slot before itself while its first window is open and what began there did not come to
   * an end, so that a run that was interrupted goes on.
   *
   * @throws Failure with {@link Exit#REFUSED} when that distance is long
   */
  public Slot nextSlot() throws Failure {
    return nextSlot(Optional.empty());
  }

  /**
   * The same for a run that is told something: what was interrupted goes on only if it was told the
   * same.
   */
  public Slot nextSlot(Optional<String> say) throws Failure {
    OptionalLong scheduled = Schedules.latest(manifest.schedule(), workplace.now());
    if (scheduled.isPresent()) {
      return Slot.of(scheduled.getAsLong(), 0);
    }
    if (manifest.schedule().on().equals("block")) {
      try {
        return Slot.of(connection.chain().head().timestamp(), 0);
      } catch (ChainUnavailable e) {
        throw new Failure(Exit.UNREACHABLE, String.valueOf(e.getMessage()), e);
      }
    }
    return onRequest(say);
  }

  private Slot onRequest(Optional<String> say) throws Failure {
    Optional<Slot> latest = journal.latest(manifest.agentId(), mode);
    if (latest.isPresent() && interrupted(latest.get(), say)) {
      return latest.get();
    }
    long now = workplace.now();
    long allowed = latest.isPresent() ? latest.get().anchor() + manifest.minInterval() : now;
    long wait = allowed - now;
    if (wait > 0 && (!connection.network().disposable() || wait > MOST_WAIT_SECONDS)) {
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
    return Slot.of(Math.max(allowed, now), 0);
  }

  /** The slot whose run began, did not come to an end, and can still go on. */
  public Optional<Slot> interrupted() throws Failure {
    Optional<Slot> latest = journal.latest(manifest.agentId(), mode);
    return latest.isPresent() && interrupted(latest.get(), Optional.empty())
        ? latest
        : Optional.empty();
  }

  private boolean interrupted(Slot slot, Optional<String> say) throws Failure {
    Window first = Window.of(manifest, slot, 0);
    return workplace.now() < first.closesAt()
        && done(slot).isEmpty()
        && journal
            .begun(manifest.agentId(), slot, first, mode)
            .filter(bundle -> bundle.manifest().equals(manifest))
            .filter(bundle -> say.isEmpty() || say.equals(Run.instruction(bundle)))
            .isPresent();
  }

  /** How the run of a slot ended, where it came to an end that is done. */
  public Optional<RunReport> done(Slot slot) throws Failure {
    return journal.done(manifest.agentId(), slot, mode);
  }

  /**
   * Runs a slot. One that is done already is not begun again: its report is returned. One that lies
   * less than a minute ahead is waited for.
   *
   * @return what came of it, also when it was refused or not verified
   * @throws Failure when no answer can be given: the chain cannot be reached, the disk is full;
   *     with {@link Exit#REFUSED} when the slot lies further ahead; with {@link Exit#CONFIGURATION}
   *     when its account's owner must register it first; with {@link Exit#NOT_EXECUTED} when the
   *     slot has another action that may still have its effect
   */
  public RunReport run(Slot slot, RunListener listener) throws Failure, InterruptedException {
    return run(slot, Optional.empty(), listener);
  }

  /**
   * Runs a slot of an agent that is told what to do.
   *
   * @param say what it is told, signed by this home's instructor key; empty where the agent takes
   *     no instructions, or where an interrupted run of this slot goes on with what it was told
   * @throws Failure also with {@link Exit#CONFIGURATION} when the agent takes no instructions, when
   *     it needs one, when this home may not instruct it, or when the slot was begun with another
   */
  public RunReport run(Slot slot, Optional<String> say, RunListener listener)
      throws Failure, InterruptedException {
    Optional<RunReport> before = done(slot);
    if (before.isPresent()) {
      return before.get();
    }
    Optional<Instruction> instruction =
        say.isPresent() ? Optional.of(signed(slot, say.get())) : Optional.empty();
    ensureRegistered();
    await(slot);
    return Run.of(parts, manifest, slot, mode, instruction, listener);
  }

  private Instruction signed(Slot slot, String say) throws Failure {
    if (manifest.instructorKeys().isEmpty()) {
      throw new Failure(
          Exit.CONFIGURATION,
          manifest.name() + " takes no instructions: a strategy decides, not a language model");
    }
    if (say.isBlank()) {
      throw new Failure(Exit.CONFIGURATION, "the instruction is empty");
    }
    ReceiptKey key = instructor.isPresent() ? instructor.get() : connection.instructorKey();
    if (!manifest.instructorKeys().contains(key.publicKey())) {
      throw new Failure(
          Exit.CONFIGURATION,
          "this home's instructor key "
              + key.publicKey()
              + " is not among the instructors of "
              + manifest.name());
    }
    try {
      return Instruction.sign(say, manifest.agentId(), slot, key);
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.CONFIGURATION, String.valueOf(e.getMessage()), e);
    }
  }

  private void await(Slot slot) throws Failure, InterruptedException {
    long ahead = slot.anchor() - workplace.now();
    if (ahead > MOST_WAIT_SECONDS) {
      throw new Failure(
          Exit.REFUSED, "the slot " + slot + " lies " + ahead + " seconds in the future");
    }
    try {
      for (long second = 0; second < ahead; second++) {
        workplace
            .notices()
            .at("waiting for the slot's time", Math.toIntExact(second), Math.toIntExact(ahead));
        TimeUnit.SECONDS.sleep(1);
      }
    } finally {
      workplace.notices().ended();
    }
  }

  /** Gives back model and verifiers; the connection stays open for others. */
  @Override
  public void close() {
    closed = true;
    loans.forEach(Lending.Loan::close);
  }
}
