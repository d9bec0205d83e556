package dev.countersign.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.receipt.Manifest.Token;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class ManifestRulesTest {
  private static final Address ANY = Samples.address(0x77);

  @ParameterizedTest
  @ValueSource(ints = {0, 6, 18, 36})
  void decimalsOfTokensAreFewEnoughToTakeAPowerOf(int decimals) {
    assertThat(new Token(ANY, "T", decimals).decimals()).isEqualTo(decimals);
  }

  @ParameterizedTest
  @CsvSource({
    "/tokens/0, decimals, -1",
    "/tokens/0, decimals, 37",
    "/tokens/0, decimals, 2147483647",
    "/venues/0, fee, -1",
    "/venues/0, fee, 16777216",
  })
  void aManifestWithNumbersThatNobodyCanComputeWithIsRefused(
      String where, String member, int value) {
    ObjectNode manifest = (ObjectNode) Samples.manifest(Manifest.ModelRef.NONE).toJson().deepCopy();
    ((ObjectNode) manifest.at(where)).put(member, value);

    assertThatExceptionOfType(ReceiptRejected.class)
        .isThrownBy(() -> Manifest.parse(manifest))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.SCHEMA));
  }

  @Test
  void feedsHaveDecimalsAsTokensDo() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Manifest.Feed(ANY, ANY, ANY, 37, 3600))
        .withMessage("decimals are 0 to 36, not 37");
  }
}
