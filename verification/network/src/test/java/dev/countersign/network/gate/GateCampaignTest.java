package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A sample of {@code docs/campaign gate}. */
final class GateCampaignTest {
  private static final long SEED = 20_260_101;
  private static final int STEPS = 400;

  @Test
  void whateverHappensTheGateDoesWhatTheDesignSays() throws Exception {
    System.out.println("gate campaign: seed " + SEED + ", " + STEPS + " steps");
    try (GateCampaign campaign = GateCampaign.open(SEED)) {
      campaign.run(STEPS);
      System.out.println(campaign.counts());
      assertThat(campaign.counts())
          .containsKeys(
              "execute",
              "execute: OVER_ACTION_CAP",
              "execute: OVER_DAY_CAP",
              "execute: SLOT_NOT_RISING",
              "replay: SLOT_NOT_RISING",
              "re-entrant token",
              "another module: ONLY_THE_GATE",
              "activate",
              "tighten");
    }
  }
}
