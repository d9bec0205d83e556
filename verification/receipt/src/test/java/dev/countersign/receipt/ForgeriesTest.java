package dev.countersign.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.receipt.Forgeries.Forgery;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every forged bundle is rejected, and for the one reason that it was forged for. */
class ForgeriesTest {
  static Stream<Arguments> forgeries() throws ReceiptRejected {
    return Forgeries.all().stream().map(f -> Arguments.of(f.name(), f.how(), f));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("forgeries")
  void isRejectedForItsReason(String name, String how, Forgery forgery) {
    assertThatExceptionOfType(ReceiptRejected.class)
        .as("%s: %s", name, how)
        .isThrownBy(() -> check(forgery.bytes(), forgery.trust(), forgery.at()))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(forgery.reason()))
        .satisfies(e -> assertThat(e.getMessage()).isNotBlank());
  }

  static Report check(byte[] bytes, Trust trust, java.util.OptionalLong at) throws ReceiptRejected {
    return at.isPresent()
        ? Receipts.verify(bytes, trust, at.getAsLong())
        : Receipts.verify(bytes, trust);
  }
}
