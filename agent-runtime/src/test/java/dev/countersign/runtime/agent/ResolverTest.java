package dev.countersign.runtime.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.network.evaluate.Catalog;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** Names become addresses and whole amounts base units; what cannot be kept is refused. */
class ResolverTest {
  private static final String TRADER =
      AgentFileTest.GOOD
          .replace(
              "  - balances: [WETH, USDC]",
              "  - balances: [WETH, USDC]\n  - candles: {pair: WETH/USDC, interval: 1h, count: 64, source: pool}")
          .replace(
              "  strategy: hold",
              "  strategy: rebalance\n  with: {targets: {WETH: \"60%\", USDC: \"40%\"}, band: \"1.5%\"}");
  private static final String PAYER =
      AgentFileTest.GOOD
          .replace(
              "  strategy: hold",
              "  strategy: payroll\n  with: {day: 31, payments: [{to: alice, token: USDC, amount: \"2.5\"}]}")
          .replace(
              "  max-per-action",
              "  recipients: {alice: \"0x00000000000000000000000000000000000a11ce\"}\n  max-per-action");

  @Test
  void namesBecomeAddressesAndAmountsBaseUnits() throws Failure {
    Manifest manifest = SampleNetwork.manifest(AgentFileTest.GOOD);
    assertThat(manifest.account()).isEqualTo(SampleNetwork.SAFE);
    assertThat(manifest.gate()).isEqualTo(SampleNetwork.GATE);
    assertThat(manifest.receiptKey()).isEqualTo(SampleNetwork.RECEIPT_KEY);
    assertThat(manifest.tokens())
        .extracting(Manifest.Token::address)
        .containsExactly(SampleNetwork.WETH, SampleNetwork.USDC);
    assertThat(manifest.policy().tokens())
        .containsExactly(
            new Manifest.Limit(SampleNetwork.WETH, BigInteger.ZERO, BigInteger.ZERO),
            new Manifest.Limit(
                SampleNetwork.USDC,
                BigInteger.valueOf(500_000_000),
                BigInteger.valueOf(2_000_000_000)));
    assertThat(manifest.policy().maxGasPerAction()).isEqualTo(BigInteger.TEN.pow(16));
    assertThat(manifest.verify().quorum()).isEqualTo(2);
  }

  @Test
  void whatIsNotPartOfTheAgentIsNotInItsManifest() throws Failure {
    Manifest manifest = SampleNetwork.manifest(AgentFileTest.GOOD);
    String live =
        AgentFileTest.GOOD.replace("network:", "description: other\nmode: live\nnetwork:");
    assertThat(SampleNetwork.manifest(live)).isEqualTo(manifest);
  }

  @Test
  void theFileAndTheBuilderGiveOneManifest() throws Failure {
    Manifest built =
        new Resolver(Catalog.load())
            .resolve(
                AgentFile.of(Path.of("built.yaml"), AgentFileTest.parse(TRADER).agent()),
                SampleNetwork.network(),
                Bytes32.ZERO,
                SampleNetwork.KEYS);
    assertThat(built).isEqualTo(SampleNetwork.manifest(TRADER));
  }

  @Test
  void theSourcePoolIsTheV3PoolOfThePair() throws Failure {
    assertThat(SampleNetwork.manifest(TRADER).observe().get(1).at("/venue").asString())
        .isEqualTo("v3-500");
  }

  @Test
  void theParametersOfAStrategyAreResolvedToo() throws Failure {
    assertThat(SampleNetwork.manifest(TRADER).decide().with().at("/bandBps").asInt())
        .isEqualTo(150);
    assertThat(SampleNetwork.manifest(PAYER).decide().with().at("/payments/0/amount").asString())
        .isEqualTo("2500000");
  }

  private static String trader(String strategy, String with) {
    return TRADER
        .replace("strategy: rebalance", "strategy: " + strategy)
        .replaceFirst("with: .*\\}", "with: {" + with + "}")
        .replace("max-per-action: {USDC", "max-per-action: {WETH: \"1\", USDC")
        .replace("max-per-day: {USDC", "max-per-day: {WETH: \"1\", USDC");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dca | spend: {USDC: \"50\"}, buy: WETH, every: 12h | "
            + "{'spend':{'token':'U','amount':'50000000'},'buy':'W','every':43200}",
        "grid | lower: \"1500.5\", upper: \"2500\", levels: 20, most: \"80%\" | "
            + "{'lower':'1500500000000000000000','upper':'2500000000000000000000','levels':20,"
            + "'spacing':'arithmetic','leastBps':0,'mostBps':8000}",
        "guardian | safe: USDC, drop: \"8%\" | "
            + "{'safe':'U','dropBps':800,'period':24,'floor':'0','keepBps':0}",
        "mean-reversion | period: 20, deviations: \"2.5\", rsi-period: 7, rsi-below: 35 | "
            + "{'period':20,'deviationsHundredths':250,'exit':'middle','rsiPeriod':7,'rsiBelow':35,"
            + "'inBps':10000,'outBps':0,'bandBps':100}",
        "momentum | period: 24, enter: \"2%\", exit: \"0.5%\", in: \"90%\" | "
            + "{'period':24,'enterBps':200,'exitBps':50,'inBps':9000,'outBps':0,'bandBps':100}",
        "moving-average-cross | fast: 10, slow: 30, venue: v2 | "
            + "{'fast':10,'slow':30,'average':'sma','marginBps':0,'inBps':10000,'outBps':0,"
            + "'bandBps':100,'venue':'v2'}"
      })
  void whatATraderIsToldIsResolved(String strategy, String with, String resolved) throws Exception {
    String expected =
        resolved
            .replace("'U'", "'" + SampleNetwork.USDC.hex() + "'")
            .replace("'W'", "'" + SampleNetwork.WETH.hex() + "'")
            .replace('\'', '"');
    assertThat(SampleNetwork.manifest(trader(strategy, with)).decide().with())
        .isEqualTo(JsonMapper.shared().readTree(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grid | lower: \"1500\", levels: 20 | decide.with has no \"upper\"",
        "grid | lower: 1500, upper: \"2500\", levels: 20 | decide.with.lower must be a quoted decimal",
        "grid | lower: \"1\", upper: \"2500\", levels: \"20\" | decide.with.levels must be a whole number",
        "momentum | period: 24, enter: \"2\", exit: \"1%\" | decide.with.enter must be a percentage",
        "momentum | periods: 24 | decide.with.periods is not known; did you mean \"period\"?",
        "mean-reversion | period: 20, deviations: \"2.505\" | decide.with.deviations has more than 2",
        "mean-reversion | period: 20, deviations: \"99999999999999999999\" | decide.with is wrong: ",
        "moving-average-cross | fast: 10, slow: 70 | needs 70 candles for these parameters",
        "moving-average-cross | fast: 10, slow: 30, average: wma | average is sma or ema",
        "guardian | safe: DAI, drop: \"8%\" | decide.with.safe names the token DAI",
        "onnx-signal | share: \"5%\" | decide.with is wrong: onnx-signal needs a model",
        "dca | spend: {USDC: \"50\", WETH: \"1\"}, buy: WETH | decide.with.spend must be an amount of one",
        "dca | spend: {USDC: 50}, buy: WETH | decide.with.spend.USDC must be a quoted decimal",
        "dca | spend: {USDC: \"50\"}, buy: WETH, every: daily | decide.with.every must be a duration",
        "dca | spend: {USDC: \"5000\"}, buy: WETH | within the policy's caps"
      })
  void whatATraderCannotBeToldIsNamed(String strategy, String with, String sentence) {
    assertThatThrownBy(() -> SampleNetwork.manifest(trader(strategy, with)))
        .isInstanceOf(Failure.class)
        .hasMessageMatching("agent\\.yaml:\\d+:\\d+: .*")
        .hasMessageContaining(sentence);
  }

  @Test
  void aDailyLossIsKeptWhereTwoTokensAreTraded() throws Failure {
    String limited =
        TRADER.replace(
            "  min-interval", "  protections: {max-daily-loss-bps: 300}\n  min-interval");
    assertThat(SampleNetwork.manifest(limited).policy().protections().maxDailyLossBps())
        .isEqualTo(300);
    assertThatThrownBy(
            () -> SampleNetwork.manifest(limited.replace("tokens: [WETH, USDC]", "tokens: [USDC]")))
        .hasMessageContaining("max-daily-loss-bps is for policies of exactly two tokens");
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        no(
            "another token",
            TRADER,
            "tokens: [WETH, USDC]",
            "tokens: [WETH, USDC, DAI]",
            "policy.tokens names the token DAI, which the network devnet does not have"),
        no(
            "another account",
            TRADER,
            "account: treasury",
            "account: tresury",
            "account is tresury, which the network devnet does not have; did you mean \"treasury\"?"),
        no(
            "a seventh decimal",
            TRADER,
            "USDC: \"500\"",
            "USDC: \"500.0000001\"",
            "policy.max-per-action.USDC is 500.0000001, but USDC has only 6 decimals"),
        no(
            "an amount beyond any token",
            TRADER,
            "USDC: \"500\"",
            "USDC: \"" + "9".repeat(80) + "\"",
            "policy.max-per-action.USDC "),
        no(
            "another number of verifiers",
            TRADER,
            "2 of 3",
            "3 of 5",
            "verify.quorum is of 5 verifiers, but the network devnet has 3"),
        no(
            "a profile that cannot be checked",
            TRADER,
            "profile: exact",
            "profile: margin",
            "verify.profile is a profile that this version cannot check; use exact"),
        no(
            "an exit that nobody watches",
            TRADER,
            "  min-interval",
            "  protections: {stop-loss-bps: 800}\n  min-interval",
            "policy.protections.stop-loss-bps is not enforced by this version"),
        no(
            "catching up on old prices",
            TRADER,
            "account: treasury",
            "account: treasury\nschedule: {every: 1h, misfire: catch-up}",
            "schedule.misfire catch-up would act on old prices"),
        no(
            "a strategy that is not here",
            TRADER,
            "strategy: rebalance",
            "strategy: rebalans",
            "decide.strategy is rebalans, which is not here; did you mean \"rebalance\"?"),
        no(
            "a pool of another pair",
            TRADER,
            "source: pool",
            "source: v3-3000",
            "observe[1].candles.source is v3-3000, which does not trade that pair"),
        no(
            "targets that are no shares",
            TRADER,
            "\"60%\"",
            "\"0.6\"",
            "decide.with.targets.WETH must be a percentage like \"60%\" or \"0.25%\""),
        no("targets beyond the whole", TRADER, "\"60%\"", "\"70%\"", "decide.with is wrong: "),
        no(
            "a parameter that nobody reads",
            TRADER,
            "band: \"1.5%\"",
            "band: \"1.5%\", bnd: \"1%\"",
            "decide.with.bnd is not known; did you mean \"band\"?"),
        no(
            "somebody who is not listed",
            PAYER,
            "to: alice",
            "to: mallory",
            "decide.with.payments[0].to names mallory, who is not among policy.recipients"),
        no(
            "a payment without quotes",
            PAYER,
            "amount: \"2.5\"",
            "amount: 2",
            "decide.with.payments[0].amount must be a quoted decimal in whole USDC"),
        no("a day that no month has", PAYER, "day: 31", "day: 32", "decide.with is wrong: "),
        no(
            "a date and a day",
            PAYER,
            "day: 31",
            "day: 31, date: \"2026-01-31\"",
            "decide.with is wrong: "));
  }

  private static Arguments no(
      String what, String text, String part, String instead, String sentence) {
    assertThat(text).contains(part);
    return Arguments.argumentSet(what, text.replace(part, instead), sentence);
  }

  @ParameterizedTest
  @MethodSource
  void refused(String text, String sentence) {
    assertThatThrownBy(() -> SampleNetwork.manifest(text))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.exit()).isEqualTo(Exit.CONFIGURATION))
        .hasMessageMatching("agent\\.yaml:\\d+:\\d+: .*")
        .hasMessageContaining(sentence);
  }
}
