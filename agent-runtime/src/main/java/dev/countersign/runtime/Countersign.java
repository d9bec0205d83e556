package dev.countersign.runtime;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Agent;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.langchain.CountersignTools;
import dev.countersign.runtime.run.RunListener;
import dev.countersign.runtime.run.RunReport;
import dev.countersign.runtime.workplace.Connection;
import dev.countersign.runtime.workplace.Store;
import dev.countersign.runtime.workplace.Workplace;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The runtime, for Java programs and for the command line alike: it opens agents, each of which
 * then runs slots along the one path.
 *
 * <pre>{@code
 * try (Countersign countersign = Countersign.open(workplace)) {
 *   RunReport report = countersign.run(agent);
 * }
 * }</pre>
 *
 * <p>Guarantees: a run whose slot came to an end that is done is not begun again; what an earlier
 * process left under way is looked after when an agent is opened; everything it opened is closed
 * with it. The database, and each network, is opened once, when it is first needed. Agents are
 * opened one after another, whoever asks.
 *
 * <p>Does not schedule: it runs a slot when it is told to; see {@link
 * dev.countersign.runtime.schedule.RunningAgents}.
 */
public final class Countersign implements AutoCloseable {
  private final Workplace workplace;
  private final Shared shared;
  private final Map<String, Connection> connections = new LinkedHashMap<>();
  private final List<AgentSession> sessions = new ArrayList<>();

  private Countersign(Workplace workplace, Store store) {
    this.workplace = workplace;
    this.shared = new Shared(store);
  }

  /**
   * Opens the database of a workplace.
   *
   * @throws Failure with {@link Exit#CONFIGURATION} when another process has it, or it cannot be
   *     written
   */
  public static Countersign open(Workplace workplace) throws Failure {
    return new Countersign(workplace, Store.open(workplace));
  }

  /**
   * Runs one slot of an agent, now, without consent to move money on a network that is not
   * disposable; see {@link #run(Agent, boolean, RunListener)}.
   */
  public RunReport run(Agent agent) throws Failure, InterruptedException {
    return run(agent, false, RunListener.NONE);
  }

  /**
   * Runs one slot of an agent, now; see {@link #open(Agent, boolean)} and {@link AgentSession#run}.
   *
   * @param consent that a live agent may move money on a network that is not disposable
   * @param listener follows it
   * @return what came of it, also when it was refused or not verified
   */
  public RunReport run(Agent agent, boolean consent, RunListener listener)
      throws Failure, InterruptedException {
    try (AgentSession session = open(agent, consent)) {
      return session.run(session.nextSlot(), listener);
    }
  }

  /** Opens an agent that was built in Java, without consent to move money that is real. */
  public AgentSession open(Agent agent) throws Failure, InterruptedException {
    return open(agent, false);
  }

  /**
   * Opens an agent that was built in Java, as {@link #open(AgentFile, boolean)} does. Files that it
   * names are looked for, and its model is pinned, beside the manifests that were registered from
   * here.
   *
   * @param consent that a live agent may move money on a network that is not disposable
   */
  public AgentSession open(Agent agent, boolean consent) throws Failure, InterruptedException {
    return open(
        AgentFile.of(workplace.home().agents().resolve(agent.name() + ".yaml"), agent), consent);
  }

  /**
   * Opens an agent: connects to its network (a devnet is started), loads its model, resolves its
   * names, reconciles what was left under way, and registers it with the gate where the owner's key
   * is at hand.
   *
   * @param consent that a live agent may move money on a network that is not disposable
   * @throws Failure with {@link Exit#CONFIGURATION} when the agent is live on such a network
   *     without consent, not registered there, or its model is not the pinned one; with {@link
   *     Exit#UNREACHABLE} when the network does not answer
   */
  public synchronized AgentSession open(AgentFile file, boolean consent)
      throws Failure, InterruptedException {
    return open(file, consent, Optional.empty());
  }

  /**
   * The same for a slot that may be done already: then nothing is registered, whatever has changed
   * in the file since.
   */
  public synchronized AgentSession open(AgentFile file, boolean consent, Optional<Slot> slot)
      throws Failure, InterruptedException {
    return open(file, new AgentSession.Opening(consent, slot, false));
  }

  /**
   * Opens an agent that will run slot after slot: its runs end when what they did is in a block,
   * and {@link #reconcile}, which is to be called before the first of them and now and then, finds
   * out what is final.
   */
  public synchronized AgentSession openLasting(AgentFile file, boolean consent)
      throws Failure, InterruptedException {
    return open(file, new AgentSession.Opening(consent, Optional.empty(), true));
  }

  private synchronized AgentSession open(AgentFile file, AgentSession.Opening how)
      throws Failure, InterruptedException {
    AgentSession session =
        AgentSession.open(file, how, workplace, connection(file.agent().network()), shared);
    sessions.removeIf(AgentSession::isClosed);
    sessions.add(session);
    return session;
  }

  /**
   * Goes on with everything that is under way on the networks that are connected, as far as that
   * goes without waiting.
   *
   * @return the runs whose end is known from now on
   * @throws Failure with {@link Exit#UNREACHABLE} when a network does not answer
   */
  public List<RunReport> reconcile() throws Failure {
    List<RunReport> ended = new ArrayList<>();
    for (Connection connection : connected()) {
      try {
        ended.addAll(shared.recovery(connection).run(connection.network().chainId()).ended());
      } catch (ChainUnavailable e) {
        throw new Failure(Exit.UNREACHABLE, String.valueOf(e.getMessage()), e);
      }
    }
    return ended;
  }

  private synchronized List<Connection> connected() {
    return List.copyOf(connections.values());
  }

  /**
   * What the key that pays for gas has on a network, in wei.
   *
   * @param network that an agent was opened on
   */
  public BigInteger gas(String network) throws Failure {
    Connection connection = connection(network);
    try {
      return connection
          .chain()
          .balance(connection.payerSigner().address(), connection.chain().head());
    } catch (ChainUnavailable e) {
      throw new Failure(Exit.UNREACHABLE, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The time of a network's newest block, in unix seconds.
   *
   * @param network that an agent was opened on
   */
  public long chainTime(String network) throws Failure {
    try {
      return connection(network).chain().head().timestamp();
    } catch (ChainUnavailable e) {
      throw new Failure(Exit.UNREACHABLE, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The tools of the one agent that is open, for LangChain4j's AI services; see {@link
   * #tools(AgentSession)}.
   *
   * @throws IllegalStateException when no agent is open, or several are
   */
  public synchronized CountersignTools tools() {
    sessions.removeIf(AgentSession::isClosed);
    if (sessions.size() != 1) {
      throw new IllegalStateException(
          sessions.size() + " agents are open; open one, or say whose tools: tools(session)");
    }
    return tools(sessions.getFirst());
  }

  /**
   * The tools of an agent that takes instructions, for LangChain4j's AI services. A call of them is
   * a run of the session, as with {@code countersign run --say}.
   *
   * @param session stays the caller's to close; after that its tools refuse
   * @throws IllegalArgumentException when the agent takes no instructions
   */
  public CountersignTools tools(AgentSession session) {
    if (session.manifest().instructorKeys().isEmpty()) {
      throw new IllegalArgumentException(
          session.manifest().name() + " takes no instructions: it has no prompt");
    }
    return CountersignTools.of(new ToldSession(session));
  }

  /** One connection for each network, whoever asks. */
  private synchronized Connection connection(String network) throws Failure {
    Connection known = connections.get(network);
    if (known == null) {
      known = Connection.open(network, workplace);
      connections.put(network, known);
    }
    return known;
  }

  /** Whether a local network was started by this runtime; it goes on after {@link #close}. */
  public synchronized boolean startedDevnet() {
    return connections.values().stream().anyMatch(Connection::startedDevnet);
  }

  /** Closes networks and database; sessions must be closed before. */
  @Override
  public synchronized void close() {
    try {
      connections.values().forEach(Connection::close);
    } finally {
      shared.store().close();
    }
  }
}
