package dev.countersign.runtime.redteam;

import dev.countersign.inference.ModelBundle;
import dev.countersign.network.chain.ChainException;
import dev.countersign.network.chain.ChainReader;
import dev.countersign.network.devnet.DevnetAddresses;
import dev.countersign.network.devnet.DevnetFailed;
import dev.countersign.network.evaluate.Catalog;
import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.evaluate.EvaluationListener;
import dev.countersign.network.evaluate.Evaluator;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.gate.GateAgent;
import dev.countersign.network.quorum.QuorumClient;
import dev.countersign.network.quorum.QuorumLimits;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Instruction;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.ReceiptKey;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.runtime.agent.Agent;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.agent.Resolver;
import dev.countersign.runtime.run.DevnetNetworks;
import dev.countersign.runtime.run.Erc20Reads;
import dev.countersign.runtime.run.LocalInference;
import dev.countersign.runtime.run.PinnedModel;
import dev.countersign.runtime.run.RuntimeKeys;
import dev.countersign.runtime.workplace.Devnets;
import dev.countersign.runtime.workplace.Workplace;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local network with the user's agent registered on it, once under its own name and once for each
 * attack, so that no attack uses up another's slot.
 *
 * <p>Guarantees: it has a chain, verifiers, keys and a folder of its own; nothing outside of them
 * is touched.
 */
final class Arena implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Arena.class);
  private static final String NETWORK = "redteam";
  private static final String TOLD = "Is there anything to do today?";
  private static final int FEWEST_HOURS = 3;
  private static final URI NOWHERE = URI.create("http://127.0.0.1");
  private static final BigInteger SOME_CAPS = BigInteger.TEN;

  private final Workplace workplace;
  private final Path folder;
  private final Weakness weakness;
  private final Catalog catalog = Catalog.load();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<String> transcript = new ArrayList<>();
  private final Map<Address, BigInteger> initial = new HashMap<>();
  private final Ground ground;
  private final Jury jury;
  private final Network network;
  private final LocalInference inference;
  private final ReceiptKey receiptKey;
  private final ReceiptKey instructor;
  private final Manifest agent;
  private final List<Manifest> doubles = new ArrayList<>();
  private final QuorumClient quorum;
  private final Moment moment;

  private Arena(
      AgentFile file, int doublesNeeded, Workplace workplace, Path folder, Weakness weakness)
      throws Failure, DevnetFailed, ChainException {
    this.workplace = workplace;
    this.folder = folder;
    this.weakness = weakness;
    boolean made = false;
    try {
      Optional<ModelBundle> model = model(file, workplace);
      this.ground =
          opened(
              Ground.make(
                  new Devnets(workplace).options(hours(file.agent())), folder.resolve("evm")));
      this.jury = opened(Jury.of(ground, file.agent().verify().of(), workplace.random()));
      this.network = network(file.agent());
      this.inference = opened(LocalInference.of(model));
      this.receiptKey =
          new RuntimeKeys(folder.resolve("keys"))
              .disposableTextKey(RuntimeKeys.RECEIPT, workplace.random());
      this.instructor =
          new RuntimeKeys(folder.resolve("keys"))
              .disposableTextKey(RuntimeKeys.INSTRUCTOR, workplace.random());
      this.agent =
          new Resolver(catalog)
              .resolve(
                  file,
                  network,
                  model.map(ModelBundle::digest).orElse(Bytes32.ZERO),
                  new Resolver.PublicKeys(receiptKey.publicKey(), instructor.publicKey()));
      for (int i = 0; i < doublesNeeded; i++) {
        doubles.add(named("%s-%02x".formatted(shortened(agent.name()), i)));
      }
      fill();
      register();
      this.moment = Moment.from(agent, ground.world().time());
      ground.world().tradeUntil(moment.window().opensAt() + 1);
      jury.start(folder, workplace.modelFolders(), weakness);
      this.quorum = opened(jury.client(jury.endpoints(), QuorumLimits.DEFAULT));
      made = true;
    } finally {
      if (!made) {
        close();
      }
    }
  }

  /**
   * Makes one.
   *
   * @param doubles how many attacks need an agent
   * @param folder for everything that is written
   */
  static Arena open(
      AgentFile file, int doubles, Workplace workplace, Path folder, Weakness weakness)
      throws Failure {
    int verifiers = file.agent().verify().of();
    if (verifiers > Jury.MOST) {
      throw new Failure(
          Exit.CONFIGURATION,
          file.path()
              + " asks for "
              + verifiers
              + " verifiers, and at most "
              + Jury.MOST
              + " are started here");
    }
    try {
      return new Arena(file, doubles, workplace, folder, weakness);
    } catch (DevnetFailed e) {
      throw Devnets.failed(e);
    } catch (ChainException e) {
      throw new Failure(Exit.UNREACHABLE, "the local network: " + e.getMessage(), e);
    } finally {
      workplace.notices().ended();
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  private static Optional<ModelBundle> model(AgentFile file, Workplace workplace) throws Failure {
    if (!PinnedModel.missing(file)) {
      return PinnedModel.of(file, workplace.models());
    }
    ModelBundle bundle = workplace.models().find(file.agent().decide().model());
    PinnedModel.checkInterval(file, bundle);
    return Optional.of(bundle);
  }

  /** So many that the candles it wants to see are there. */
  private static int hours(Agent agent) {
    long most = FEWEST_HOURS;
    for (Agent.Observe observe : agent.observe()) {
      if (observe instanceof Agent.Candles candles) {
        most = Math.max(most, candles.interval() * candles.count() / 3600 + 2);
      }
    }
    return (int) Math.min(most, Integer.MAX_VALUE);
  }

  /** The local network under the names that the file uses. */
  private Network network(Agent agent) {
    List<Network.Verifier> verifiers = new ArrayList<>();
    for (VerifierKey key : jury.keys()) {
      String name = "verifier-" + (verifiers.size() + 1);
      verifiers.add(new Network.Verifier(name, key.address(), NOWHERE, 0, Long.MAX_VALUE));
    }
    DevnetAddresses at = ground.at();
    Network local = DevnetNetworks.of(NETWORK, at, ground.world().network().rpc(), verifiers);
    Network.Account account = new Network.Account(at.treasury().safe(), at.treasury().gate());
    return new Network(
        NETWORK,
        true,
        local.chainId(),
        local.rpc(),
        local.nativeCoin(),
        Map.of(agent.account(), account),
        local.tokens(),
        local.venues(),
        local.feeds(),
        verifiers);
  }

  private static String shortened(String name) {
    return name.length() <= 58 ? name : name.substring(0, 58);
  }

  private Manifest named(String name) {
    return Altered.manifest(agent, name, agent.chainId(), agent.gate(), agent.account());
  }

  /** The account holds some of whatever the file lists, or nothing could be taken from it. */
  private void fill() throws ChainException, DevnetFailed {
    for (Manifest.Limit limit : agent.policy().tokens()) {
      BigInteger amount = limit.maxPerAction().multiply(SOME_CAPS);
      BigInteger has = held(limit.token());
      initial.put(limit.token(), has);
      if (amount.signum() > 0 && has.signum() == 0) {
        ground.give(agent.account(), limit.token(), amount);
      }
    }
  }

  private void register() throws ChainException, DevnetFailed, Failure {
    weakness.breaks(ground.node(), ground.at());
    List<Call> calls = new ArrayList<>(jury.ownersCalls());
    List<Manifest> all = new ArrayList<>(doubles);
    all.add(agent);
    for (Manifest each : all) {
      calls.add(
          new Call(each.gate(), BigInteger.ZERO, Gate.register(each.agentId(), limits(each))));
    }
    calls.addAll(weakness.ownersCalls(ground.at()));
    ground.ownerCalls(calls);
  }

  /** The limits that an agent is registered with. */
  GateAgent limits(Manifest of) throws Failure {
    try {
      return weakness.limits(GateAgent.of(of));
    } catch (IllegalArgumentException e) {
      throw new Failure(
          Exit.CONFIGURATION, "the gate cannot express the agent: " + e.getMessage(), e);
    }
  }

  /** What an honest runtime does for the slot. */
  Evaluation evaluate(Manifest of) throws Refused, Unable, ChainException {
    return evaluate(of, catalog, ground.chain());
  }

  /** What a runtime does that believes another node. */
  Evaluation evaluate(Manifest of, Catalog fresh, ChainReader chain)
      throws Refused, Unable, ChainException {
    return new Evaluator(fresh)
        .evaluate(
            of,
            moment.slot(),
            moment.window().index(),
            told(of),
            chain,
            inference,
            EvaluationListener.NONE);
  }

  /** What its instructor tells an agent that a language model drives. */
  private Optional<Instruction> told(Manifest of) {
    return of.instructorKeys().isEmpty()
        ? Optional.empty()
        : Optional.of(Instruction.sign(TOLD, of.agentId(), moment.slot(), instructor));
  }

  /** The account's balance. */
  BigInteger held(Address token) throws ChainException {
    PinnedChain head = ground.head();
    return token.equals(Address.ZERO)
        ? head.balance(agent.account())
        : Erc20Reads.balance(head, token, agent.account());
  }

  /** What a fresh account holds, before anything was put into it for the attacks. */
  Map<Address, BigInteger> initial() {
    return Map.copyOf(initial);
  }

  /** Books of the account and of some agents. */
  Books books(List<Manifest> agents, List<Address> strangers) {
    Map<String, Address> tokens = new TreeMap<>();
    network.tokens().forEach((symbol, token) -> tokens.put(symbol, token.address()));
    Set<Address> spenders = new HashSet<>(strangers);
    network.venues().forEach(venue -> spenders.add(venue.router()));
    return Books.of(ground.node(), agents, new LinkedHashMap<>(tokens), spenders);
  }

  /** The lowest verifiers that make a certificate. */
  List<VerifierKey> signers() {
    return jury.keys().stream()
        .sorted(Comparator.comparing(VerifierKey::address))
        .limit(agent.verify().quorum())
        .toList();
  }

  /** Remembers what was said, so that it can be searched for keys. */
  void said(String text) {
    transcript.add(text);
  }

  List<String> transcript() {
    return List.copyOf(transcript);
  }

  Workplace workplace() {
    return workplace;
  }

  Path folder() {
    return folder;
  }

  Ground ground() {
    return ground;
  }

  Jury jury() {
    return jury;
  }

  Network network() {
    return network;
  }

  Catalog catalog() {
    return catalog;
  }

  LocalInference inference() {
    return inference;
  }

  ReceiptKey receiptKey() {
    return receiptKey;
  }

  QuorumClient quorum() {
    return quorum;
  }

  Moment moment() {
    return moment;
  }

  /** The agent under its own name. */
  Manifest agent() {
    return agent;
  }

  /** The agent under the name of an attack. */
  Manifest agent(int index) {
    return doubles.get(index);
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("a part of the local network could not be closed", e);
      }
    }
  }
}
