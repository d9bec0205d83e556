package dev.countersign.inference.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.receipt.Bytes32;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What an answer leaves of its logits, computed again from the words of docs/sampling.md. */
class EvidenceTest {
  @Test
  void eachRowLeavesAByteAndAllOfThemARoot() {
    Random random = new Random(9);
    Evidence evidence = new Evidence(50);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteArrayOutputStream digests = new ByteArrayOutputStream();
    for (int i = 0; i < 150; i++) {
      float[] row = new float[50];
      ByteBuffer plain = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
      for (int t = 0; t < row.length; t++) {
        row[t] = t == 7 ? -0f : (float) random.nextGaussian();
        plain.putInt(Float.floatToRawIntBits(row[t]));
      }
      evidence.add(row);
      byte[] digest = Bytes32.sha256(plain.array()).toArray();
      bytes.write(digest[0]);
      digests.writeBytes(digest);
    }
    assertThat(evidence.bytes()).isEqualTo(bytes.toByteArray());
    assertThat(Bytes32.of(evidence.root())).isEqualTo(Bytes32.sha256(digests.toByteArray()));
  }

  @Test
  void withoutAChoiceThereIsNothing() {
    Evidence evidence = new Evidence(50);
    assertThat(evidence.bytes()).isEmpty();
    assertThat(Bytes32.of(evidence.root())).isEqualTo(Bytes32.sha256(new byte[0]));
  }
}
