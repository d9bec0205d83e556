package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StyleTest {
  @Test
  void aLongTextIsBrokenAtSpacesAndLosesNothing() {
    String text = "WETH is 76.94 % of 4337.7799 USDC; the target is 60.00 %";
    assertThat(Style.wrapped(text, 20)).allMatch(line -> line.length() <= 20);
    assertThat(String.join(" ", Style.wrapped(text, 20))).isEqualTo(text);
    assertThat(Style.wrapped(text, 1000)).containsExactly(text);
  }

  @Test
  void aWordThatIsLongerThanALineStaysWhole() {
    assertThat(Style.wrapped("a 0123456789 b", 5)).containsExactly("a", "0123456789", "b");
    assertThat(Style.wrapped("", 5)).containsExactly("");
  }

  @Test
  void aFileBelowThisFolderIsShownRelativeToIt() {
    Path here = Path.of("").toAbsolutePath();
    assertThat(Style.path(here.resolve("receipts/a.json").toString()))
        .isEqualTo(Path.of("receipts", "a.json").toString());
    assertThat(Style.path("/elsewhere/a.json")).isEqualTo("/elsewhere/a.json");
  }
}
