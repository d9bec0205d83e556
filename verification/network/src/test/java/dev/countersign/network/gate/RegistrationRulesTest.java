package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import dev.countersign.network.chain.ChainException;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the gate registers: lists in order, and nothing that an agent must never touch. */
final class RegistrationRulesTest extends OnTreasury {
  private static final Function REGISTER =
      Function.parse("register(bytes32," + GateAbi.AGENT + ")");
  private static final Function TIGHTEN =
      Function.parse("tighten(bytes32," + GateAbi.AGENT + "," + GateAbi.AGENT + ")");
  private static final BigInteger CAP = BigInteger.TEN;

  // The members of Agent in GateTypes.sol.
  private static final int TOKENS = 1;
  private static final int PROFILE = 2;
  private static final int ROUTES = 3;
  private static final int THRESHOLD = 4;
  private static final int RECIPIENTS = 5;
  private static final int PRICES = 6;

  @Test
  void anAgentHasAManifestAProfileAndAThreshold() throws ChainException {
    Agents agent = Agents.of(treasury.agent);
    refused(register(agent.manifest(Bytes32.ZERO).agent()), GateError.NO_MANIFEST);
    refused(registerWith(PROFILE, 0), GateError.NO_SUCH_PROFILE);
    refused(registerWith(PROFILE, 6), GateError.NO_SUCH_PROFILE);
    refused(registerWith(THRESHOLD, 0), GateError.NO_THRESHOLD);
    for (int profile = 1; profile <= 5; profile++) {
      succeeds(register(agent.profile(profile).agent()));
    }
  }

  @Test
  void aThresholdIsAMajorityOfTheVerifiersAndNotMoreThanAll() throws ChainException {
    Agents agent = Agents.of(treasury.agent);
    refused(register(agent.threshold(1).agent()), GateError.THRESHOLD_NOT_PERMITTED);
    succeeds(register(agent.threshold(2).agent()));
    succeeds(register(agent.threshold(3).agent()));
    refused(register(agent.threshold(4).agent()), GateError.THRESHOLD_NOT_PERMITTED);
  }

  @Test
  void everyListIsStrictlyAscending() throws ChainException {
    Tuple whole = GateAbi.agent(priced());
    for (int list : List.of(TOKENS, ROUTES, PRICES)) {
      Tuple[] given = whole.get(list);
      refused(register(with(whole, list, reversed(given))), GateError.NOT_ASCENDING);
      refused(register(with(whole, list, twice(given))), GateError.NOT_ASCENDING);
    }
    com.esaulpaugh.headlong.abi.Address alice = GateAbi.address(Treasury.ALICE);
    com.esaulpaugh.headlong.abi.Address nobody = GateAbi.address(Address.ZERO);
    refused(register(with(whole, RECIPIENTS, addresses(alice, alice))), GateError.NOT_ASCENDING);
    refused(register(with(whole, RECIPIENTS, addresses(alice, nobody))), GateError.NOT_ASCENDING);
    refused(register(with(whole, RECIPIENTS, addresses(nobody))), GateError.NOT_ASCENDING);
    succeeds(register(whole));
  }

  @Test
  void theSafeTheGateAndTheGuardAreInNoList() throws ChainException {
    for (Address forbidden : List.of(treasury.safe, treasury.gate, treasury.guard)) {
      Agents agent = Agents.of(treasury.agent);
      refused(register(agent.recipients(List.of(forbidden)).agent()), GateError.FORBIDDEN_TARGET);
      refused(
          register(agent.tokens(List.of(limit(forbidden))).agent()), GateError.FORBIDDEN_TARGET);
      refused(
          register(agent.routes(List.of(route(forbidden, 4))).agent()), GateError.FORBIDDEN_TARGET);
    }
  }

  @Test
  void tokensAndRoutersAreContractsAndNotBoth() throws ChainException {
    Agents agent = Agents.of(treasury.agent);
    refused(
        register(agent.tokens(List.of(limit(Treasury.ALICE))).agent()), GateError.NOT_A_CONTRACT);
    refused(
        register(agent.routes(List.of(route(Treasury.ALICE, 4))).agent()),
        GateError.NOT_A_CONTRACT);
    refused(
        register(agent.routes(List.of(route(treasury.weth, 4))).agent()),
        GateError.ROUTER_IS_TOKEN);
    Tuple whole = GateAbi.agent(treasury.agent);
    Tuple tooShort = Tuple.from(GateAbi.address(treasury.router), new byte[4], 3L);
    refused(register(with(whole, ROUTES, new Tuple[] {tooShort})), GateError.BAD_ROUTE_LENGTH);
  }

  @Test
  void aSwapHasTheLengthAtWhichItIsRead() throws ChainException {
    Agents agent = Agents.of(treasury.agent);
    for (Bytes selector : List.of(Swaps.V2_SELECTOR, Swaps.V3_SELECTOR)) {
      for (long length : List.of(4L, 228L, 259L, 261L, 292L)) {
        GateAgent.Route route = new GateAgent.Route(treasury.router, selector, length);
        refused(register(agent.routes(List.of(route)).agent()), GateError.BAD_ROUTE_LENGTH);
      }
      GateAgent.Route whole = new GateAgent.Route(treasury.router, selector, 260);
      succeeds(register(agent.routes(List.of(whole)).agent()));
    }
  }

  @Test
  void wherePricesAreEveryRouteIsASwap() throws ChainException {
    GateAgent whole = priced();
    GateAgent.Route other = route(treasury.router, 260);
    refused(register(Agents.of(whole).routes(List.of(other)).agent()), GateError.NO_SWAP);
    succeeds(register(Agents.of(whole).routes(List.of(other)).prices(List.of()).agent()));
  }

  @Test
  void noTwoTokensHaveTheSameMark() throws ChainException {
    String tail = treasury.usdc.hex().substring(30); // 48 bits
    Address alike = new Address("0x" + "11".repeat(14) + tail);
    Address other = new Address("0x" + "11".repeat(14) + "f" + tail.substring(1));
    Bytes code = Chain.artefact("RebasingToken", "deployedBytecode");
    treasury.chain.place(alike, code);
    treasury.chain.place(other, code);
    assertThat(mark(alike)).isEqualTo(mark(treasury.usdc));
    assertThat(mark(other)).isEqualTo(mark(treasury.usdc));
    GateAgent.TokenLimit usdc = limit(treasury.usdc);
    Agents agent = Agents.of(treasury.agent);
    refused(register(agent.tokens(sorted(usdc, limit(alike))).agent()), GateError.TOKENS_ALIKE);
    refused(
        register(agent.tokens(sorted(limit(treasury.weth), limit(other), usdc)).agent()),
        GateError.TOKENS_ALIKE);
    succeeds(register(agent.tokens(sorted(limit(treasury.weth), limit(other))).agent()));
  }

  private static BigInteger mark(Address token) {
    return new BigInteger(token.hex().substring(2), 16).mod(BigInteger.TWO.pow(43));
  }

  private static List<GateAgent.TokenLimit> sorted(GateAgent.TokenLimit... limits) {
    return Arrays.stream(limits).sorted(Comparator.comparing(GateAgent.TokenLimit::token)).toList();
  }

  @Test
  void aPriceRuleNamesListedTokensAndTheDecimalsTheyHave() throws ChainException {
    GateAgent whole = priced();
    GateAgent.PriceRule rule =
        whole.prices().stream()
            .filter(r -> r.base().equals(treasury.weth))
            .findFirst()
            .orElseThrow();
    Address stranger = treasury.token("Stranger", "STR", 18);
    List<GateAgent.PriceRule> bad =
        List.of(
            rule(stranger, rule.quote(), rule.feed(), 18, 6, 8),
            rule(rule.base(), stranger, rule.feed(), 18, 18, 8),
            rule(rule.base(), rule.base(), rule.feed(), 18, 18, 8),
            rule(rule.base(), rule.quote(), rule.feed(), 6, 6, 8),
            rule(rule.base(), rule.quote(), rule.feed(), 18, 18, 8),
            rule(rule.base(), rule.quote(), rule.feed(), 18, 6, 18));
    for (GateAgent.PriceRule each : bad) {
      refused(register(Agents.of(whole).prices(List.of(each)).agent()), GateError.BAD_PRICE_RULE);
    }
    refused(
        register(
            Agents.of(whole)
                .prices(List.of(rule(rule.base(), rule.quote(), Treasury.ALICE, 18, 6, 8)))
                .agent()),
        GateError.NOT_A_CONTRACT);
    Tuple noAge = ruleTuple(rule, 150, 0);
    Tuple allLost = ruleTuple(rule, 10_000, 3600);
    for (Tuple each : List.of(noAge, allLost)) {
      refused(
          register(with(GateAbi.agent(whole), PRICES, new Tuple[] {each})),
          GateError.BAD_PRICE_RULE);
    }
    succeeds(register(whole));
  }

  @Test
  void oneQuoteAndOneDeviationForAllRules() throws ChainException {
    GateAgent whole = priced();
    Tuple agent = GateAbi.agent(whole);
    GateAgent.PriceRule first = whole.prices().get(0);
    GateAgent.PriceRule second = whole.prices().get(1);
    Tuple otherDeviation = ruleTuple(second, second.maxDeviationBps() - 1, second.maxAge());
    refused(
        register(
            with(
                agent,
                PRICES,
                new Tuple[] {
                  ruleTuple(first, first.maxDeviationBps(), first.maxAge()), otherDeviation
                })),
        GateError.BAD_PRICE_RULE);
    Address other = treasury.token("Other", "OTH", 6);
    Agents more =
        Agents.of(
            Agents.of(whole)
                .tokens(
                    Stream.concat(whole.tokens().stream(), Stream.of(limit(other)))
                        .sorted(Comparator.comparing(GateAgent.TokenLimit::token))
                        .toList())
                .agent());
    succeeds(register(more.agent()));
    GateAgent.PriceRule otherQuote = rule(second.base(), other, second.feed(), 18, 6, 8);
    refused(
        register(
            with(
                GateAbi.agent(more.agent()),
                PRICES,
                new Tuple[] {
                  ruleTuple(first, first.maxDeviationBps(), first.maxAge()),
                  ruleTuple(otherQuote, first.maxDeviationBps(), first.maxAge())
                })),
        GateError.BAD_PRICE_RULE);
  }

  @Test
  void whatATighteningLeavesKeepsTheRulesToo() throws ChainException {
    Tuple current = GateAbi.agent(treasury.agent);
    com.esaulpaugh.headlong.abi.Address alice = GateAbi.address(Treasury.ALICE);
    refused(
        tighten(current, with(current, RECIPIENTS, addresses(alice, alice))),
        GateError.NOT_ASCENDING);
    succeeds(tighten(current, with(current, RECIPIENTS, addresses())));
  }

  @Test
  void aTighteningKeepsTheFeeds() throws ChainException {
    GateAgent whole = priced();
    treasury.register(whole);
    Address other = Prices.add(treasury, treasury.agent).feed();
    List<GateAgent.PriceRule> moved =
        whole.prices().stream()
            .map(rule -> rule(rule.base(), rule.quote(), other, 18, 6, 8))
            .toList();
    Tuple current = GateAbi.agent(whole);
    refused(
        tighten(current, GateAbi.agent(Agents.of(whole).prices(moved).agent())),
        GateError.NOT_TIGHTER);
    succeeds(tighten(current, current));
  }

  private Chain.Outcome tighten(Tuple current, Tuple next) throws ChainException {
    return treasury.asSafe(GateAbi.call(TIGHTEN, treasury.agentId.toArray(), current, next));
  }

  @Test
  void noNumberHasMoreThanThirtySixDecimals() throws ChainException {
    for (int decimals : List.of(36, 37)) {
      GateError refusal = decimals == 36 ? GateError.UNKNOWN : GateError.BAD_PRICE_RULE;
      Address feed =
          treasury.chain.deploy(
              Chain.own("DevnetFeed"),
              Abi.arguments("(string,uint8,address)", "FINE", decimals, Chain.DEPLOYER));
      Address token = treasury.token("Fine", "FINE", decimals);
      GateAgent agent =
          Agents.of(treasury.agent)
              .tokens(
                  Stream.concat(treasury.agent.tokens().stream(), Stream.of(limit(token)))
                      .sorted(Comparator.comparing(GateAgent.TokenLimit::token))
                      .toList())
              .agent();
      Tuple fineFeed = fine(treasury.weth, feed, 18, decimals);
      Tuple fineToken = fine(token, feed(), decimals, 8);
      for (Tuple each : List.of(fineFeed, fineToken)) {
        Chain.Outcome outcome = register(with(GateAbi.agent(agent), PRICES, new Tuple[] {each}));
        assertThat(outcome.reason()).as("%s decimals", decimals).isEqualTo(refusal);
      }
    }
  }

  private Tuple fine(Address base, Address feed, int baseDecimals, int feedDecimals) {
    return Tuple.from(
        GateAbi.address(base),
        GateAbi.address(treasury.usdc),
        GateAbi.address(feed),
        baseDecimals,
        6,
        feedDecimals,
        Prices.DEVIATION_BPS,
        Prices.MAX_AGE);
  }

  private Address feed() throws ChainException {
    return Prices.add(treasury, treasury.agent).feed();
  }

  @Test
  void atMostSixtyFourVerifiersSoThatPausingAlwaysFitsIntoABlock() throws ChainException {
    for (int i = 3; i < 64; i++) {
      succeeds(treasury.asSafe(Gate.addVerifier(Treasury.key(i + 150).address())));
    }
    refused(treasury.asSafe(Gate.addVerifier(Treasury.ALICE)), GateError.TOO_MANY_VERIFIERS);
    Chain.Outcome pause = treasury.chain.send(Treasury.GUARDIAN, treasury.gate, Gate.pause());
    succeeds(pause);
    assertThat(pause.gas()).isLessThan(1_000_000);
  }

  /** The native coin and WETH by feeds, in USDC. */
  private GateAgent priced() throws ChainException {
    GateAgent agent = Prices.add(treasury, treasury.agent).agent();
    GateAgent.PriceRule weth = agent.prices().getFirst();
    GateAgent.PriceRule coin = rule(Address.ZERO, weth.quote(), weth.feed(), 18, 6, 8);
    return Agents.of(agent)
        .routes(
            Stream.of(
                    agent.routes().getFirst(),
                    new GateAgent.Route(treasury.pair, Swaps.V2_SELECTOR, Swaps.V2_LENGTH))
                .sorted(Comparator.comparing(GateAgent.Route::router))
                .toList())
        .prices(
            Stream.of(coin, weth).sorted(Comparator.comparing(GateAgent.PriceRule::base)).toList())
        .agent();
  }

  private static GateAgent.PriceRule rule(
      Address base, Address quote, Address feed, int baseDecimals, int quoteDecimals, int feeds) {
    return new GateAgent.PriceRule(
        base,
        quote,
        feed,
        baseDecimals,
        quoteDecimals,
        feeds,
        Prices.DEVIATION_BPS,
        Prices.MAX_AGE);
  }

  private static Tuple ruleTuple(GateAgent.PriceRule rule, int deviation, long maxAge) {
    return Tuple.from(
        GateAbi.address(rule.base()),
        GateAbi.address(rule.quote()),
        GateAbi.address(rule.feed()),
        rule.baseDecimals(),
        rule.quoteDecimals(),
        rule.feedDecimals(),
        deviation,
        maxAge);
  }

  private static GateAgent.TokenLimit limit(Address token) {
    return new GateAgent.TokenLimit(token, CAP, CAP);
  }

  private static GateAgent.Route route(Address router, long length) {
    return new GateAgent.Route(router, new Bytes("0x01020304"), length);
  }

  private Chain.Outcome register(GateAgent agent) throws ChainException {
    return treasury.asSafe(Gate.register(treasury.agentId, agent));
  }

  /** Registers what {@link GateAgent} itself would refuse. */
  private Chain.Outcome register(Tuple agent) throws ChainException {
    return treasury.asSafe(GateAbi.call(REGISTER, treasury.agentId.toArray(), agent));
  }

  private Chain.Outcome registerWith(int member, int value) throws ChainException {
    return register(with(GateAbi.agent(treasury.agent), member, value));
  }

  private static Tuple with(Tuple agent, int member, Object value) {
    Object[] members = agent.toArray();
    members[member] = value;
    return Tuple.from(members);
  }

  private static Tuple[] reversed(Tuple[] list) {
    assertThat(list.length).isGreaterThan(1);
    return Arrays.asList(list).reversed().toArray(Tuple[]::new);
  }

  private static Tuple[] twice(Tuple[] list) {
    return new Tuple[] {list[0], list[0]};
  }

  private static com.esaulpaugh.headlong.abi.Address[] addresses(
      com.esaulpaugh.headlong.abi.Address... addresses) {
    return addresses;
  }
}
