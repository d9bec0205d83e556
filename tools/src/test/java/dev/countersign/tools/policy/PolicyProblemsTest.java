package dev.countersign.tools.policy;

import static dev.countersign.tools.Agents.BOB;
import static dev.countersign.tools.Agents.USDC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.tools.Agents;
import java.math.BigInteger;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What in a policy can never work is found before anything is tried, to the last unit. */
class PolicyProblemsTest {
  private static final BigInteger MOST =
      BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE); // What a uint128 holds.
  private static final BigInteger TOO_MUCH = MOST.add(BigInteger.ONE);

  @Test
  void aSoundPolicyHasNone() {
    assertThat(problems(p -> p)).isEmpty();
  }

  @Test
  void everyTokenIsOneOfTheManifest() {
    assertThat(problems(p -> limits(p, BOB, BigInteger.ONE, BigInteger.ONE)))
        .singleElement()
        .asString()
        .contains("is not a token of the manifest");
  }

  @Test
  void aCapIsAUint128() {
    for (BigInteger fine : List.of(BigInteger.ZERO, MOST)) {
      assertThat(problems(p -> limits(p, USDC, fine, fine))).isEmpty();
    }
    for (boolean action : List.of(true, false)) {
      assertThat(problems(p -> oneCap(p, action, BigInteger.ONE.negate())))
          .containsExactly("a cap of " + USDC + " is negative");
      assertThat(problems(p -> oneCap(p, action, TOO_MUCH)))
          .containsExactly("a cap of " + USDC + " is above what the gate can hold (2^128)");
    }
  }

  @Test
  void nobodyPaysTheAccountOrItsGate() {
    Manifest manifest = Agents.manifest();
    for (Address own : List.of(manifest.account(), manifest.gate())) {
      assertThat(
              problems(p -> Agents.recipients(p, List.of(new Manifest.Recipient(own, "myself")))))
          .containsExactly("recipient myself is the account or its gate");
    }
    assertThat(problems(p -> Agents.recipients(p, List.of(new Manifest.Recipient(BOB, "bob")))))
        .isEmpty();
  }

  @Test
  void everyShareIsBelowTheWhole() {
    for (int fine : List.of(0, 9_999)) {
      assertThat(problems(p -> shares(p, fine, fine, fine))).isEmpty();
    }
    for (int wrong : List.of(-1, 10_000)) {
      assertThat(problems(p -> shares(p, wrong, 1, 1)))
          .containsExactly("max-slippage-bps is 0 to 9999, not " + wrong);
      assertThat(problems(p -> shares(p, 1, wrong, 1)))
          .containsExactly("max-price-impact-bps is 0 to 9999, not " + wrong);
      assertThat(problems(p -> shares(p, 1, 1, wrong)))
          .containsExactly("price-check.max-deviation-bps is 0 to 9999, not " + wrong);
    }
  }

  @Test
  void noProtectionIsPromisedThatNobodyApplies() {
    List<Manifest.Protections> promised =
        List.of(
            new Manifest.Protections(1, 0, 0, 0, 0, 0),
            new Manifest.Protections(0, 1, 0, 0, 0, 0),
            new Manifest.Protections(0, 0, 1, 0, 0, 0));
    for (Manifest.Protections each : promised) {
      assertThat(problems(p -> Agents.protections(p, each))).containsExactly(ExitsAbsent.SENTENCE);
    }
  }

  @Test
  void aDailyLossIsCountedByThePriceOfTwoTokens() {
    assertThat(problems(p -> Agents.protections(p, loss(500))))
        .containsExactly(DailyLossLimited.SENTENCE);
    assertThat(problems(p -> Agents.protections(pair(p), loss(500)))).isEmpty();
    for (int wrong : List.of(-1, 10_000)) {
      assertThat(problems(p -> Agents.protections(pair(p), loss(wrong))))
          .containsExactly("max-daily-loss-bps is 0 to 9999, not " + wrong);
    }
  }

  private static Manifest.Protections loss(int bps) {
    return new Manifest.Protections(0, 0, 0, bps, 0, 0);
  }

  private static Manifest.Policy pair(Manifest.Policy p) {
    return Agents.caps(p, p.tokens().subList(1, 3));
  }

  @Test
  void aCooldownIsAtMostSevenDays() {
    for (long fine : List.of(0L, 604_800L)) {
      assertThat(problems(p -> cooldown(p, fine))).isEmpty();
    }
    for (long wrong : List.of(-1L, 604_801L)) {
      assertThat(problems(p -> cooldown(p, wrong)))
          .containsExactly("a cooldown is 0 to 604800 seconds");
    }
  }

  private static List<String> problems(UnaryOperator<Manifest.Policy> change) {
    return PolicyRules.problems(Agents.with(change));
  }

  private static Manifest.Policy limits(
      Manifest.Policy policy, Address token, BigInteger action, BigInteger day) {
    return Agents.caps(policy, List.of(new Manifest.Limit(token, action, day)));
  }

  private static Manifest.Policy oneCap(Manifest.Policy policy, boolean action, BigInteger cap) {
    return limits(policy, USDC, action ? cap : BigInteger.ONE, action ? BigInteger.ONE : cap);
  }

  private static Manifest.Policy shares(Manifest.Policy p, int slippage, int impact, int apart) {
    Manifest.PriceCheck check = p.priceCheck();
    return Agents.prices(
        p, slippage, impact, new Manifest.PriceCheck(check.sources(), apart, check.feeds()));
  }

  private static Manifest.Policy cooldown(Manifest.Policy policy, long seconds) {
    return Agents.protections(policy, new Manifest.Protections(0, 0, 0, 0, seconds, 0));
  }
}
