package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainException;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Attacks that one check of the gate stops. With exactly that check off and all others on, each
 * succeeds; with all on it is refused, for its reason, and nothing happens.
 *
 * <p>The gate is SwitchableGate: the gate's own sources, in which the checks look at a switch
 * first. Its Safe is the real Safe 1.5.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SwitchedOff extends OnTreasury {
  private static final Bytes32 SWITCHES = new Bytes32("ff".repeat(32));
  static final BigInteger CAP = BigInteger.valueOf(100_000);

  private BigInteger off = BigInteger.ZERO;

  /** What an attacker does; its last transaction is the attack. */
  @FunctionalInterface
  interface Attack {
    Chain.Outcome run() throws ChainException;
  }

  /**
   * One attack.
   *
   * @param threat what is tried, in the words of THREATS.md where it has them
   * @param check the one check that stops it
   * @param reasons what it says, or one of these where chance decides
   */
  record Row(String threat, String check, Set<GateError> reasons, Attack attack) {
    @Override
    public String toString() {
      return threat + ", stopped by " + check;
    }
  }

  static Row row(String threat, String check, GateError reason, Attack attack) {
    return new Row(threat, check, EnumSet.of(reason), attack);
  }

  abstract List<Row> attacks();

  @Override
  Treasury open() throws Exception {
    return Treasury.open(0, "SwitchableGate");
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void succeedsOnlyWithTheCheckOff(Row row) throws ChainException {
    String before = treasury.chain.snapshot();
    GateAgent agent = treasury.agent;
    switchOff(row.check());
    Chain.Outcome without = row.attack().run();
    assertThat(without.success())
        .as("with %s off: %s", row.check(), GateError.describe(without.error()))
        .isTrue();
    treasury.chain.revert(before);
    treasury.agent = agent;
    off = BigInteger.ZERO;
    Chain.Outcome outcome = row.attack().run();
    assertThat(outcome.success()).as("with every check on").isFalse();
    assertThat(outcome.reason()).as(GateError.describe(outcome.error())).isIn(row.reasons());
    assertThat(outcome.receipt().logs()).isEmpty();
  }

  /** Turns off one check, and every other on. */
  final void switchOff(String check) throws ChainException {
    turn(BigInteger.ONE.shiftLeft(Checks.bit(check)));
  }

  private void turn(BigInteger switches) throws ChainException {
    off = switches;
    String hex = String.format(java.util.Locale.ROOT, "%064x", switches);
    treasury.chain.store(treasury.gate, SWITCHES, new Bytes32(hex));
  }

  /** Registers what the owner could not register, and sets the switches back. */
  final void registerAgainst(String check, GateAgent agent) throws ChainException {
    BigInteger before = off;
    turn(before.setBit(Checks.bit(check)));
    treasury.register(agent);
    turn(before);
  }

  /** A contract of our tests. */
  final Address contract(String name) throws ChainException {
    return treasury.chain.deploy(Chain.own(name), new byte[0]);
  }

  /** A token of our tests, of which the Safe has a million, in the agent's list. */
  final Address listed(String name) throws ChainException {
    Address token = contract(name);
    treasury.chain.done(
        Treasury.MALLORY, token, Abi.mint(treasury.safe, BigInteger.valueOf(1_000_000)));
    treasury.register(
        Agents.of(treasury.agent)
            .tokens(
                sorted(
                    Stream.concat(
                        treasury.agent.tokens().stream(),
                        Stream.of(new GateAgent.TokenLimit(token, CAP, CAP)))))
            .agent());
    return token;
  }

  /** A router that does what it is told, in the agent's list with all its functions. */
  final Address router() throws ChainException {
    Address router = contract("TestRouter");
    treasury.register(
        Agents.of(treasury.agent).routes(TestRoutes.add(treasury.agent.routes(), router)).agent());
    return router;
  }

  /** The same, in the list with the one function that trades. */
  final Address swapRouter() throws ChainException {
    Address router = contract("TestRouter");
    treasury.register(
        Agents.of(treasury.agent)
            .routes(TestRoutes.addSwap(treasury.agent.routes(), router))
            .agent());
    return router;
  }

  static List<GateAgent.TokenLimit> sorted(Stream<GateAgent.TokenLimit> limits) {
    return limits.sorted(Comparator.comparing(GateAgent.TokenLimit::token)).toList();
  }

  /** The agent with one more route. */
  final GateAgent withRoute(Address router, String function, long length) {
    GateAgent.Route route =
        new GateAgent.Route(
            router,
            new dev.countersign.receipt.Bytes(
                "0x" + com.esaulpaugh.headlong.abi.Function.parse(function).selectorHex()),
            length);
    GateAgent.Route[] routes =
        Stream.concat(treasury.agent.routes().stream(), Stream.of(route))
            .toArray(GateAgent.Route[]::new);
    Arrays.sort(
        routes,
        Comparator.comparing(GateAgent.Route::router)
            .thenComparing(each -> each.selector().hex())
            .thenComparingLong(GateAgent.Route::length));
    return Agents.of(treasury.agent).routes(List.of(routes)).agent();
  }
}
