package dev.countersign.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.receipt.Bytes32;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
  @TempDir Path temp;
  private Path root = Path.of("");
  private ModelStore store = new ModelStore(root);

  @BeforeEach
  void open() {
    root = temp.resolve("models");
    store = new ModelStore(root);
  }

  private static void assertRefused(ThrowingCallable call, Code code) {
    assertThatExceptionOfType(ModelRefused.class)
        .isThrownBy(call)
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(code));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }

  @Test
  void anEmptyStoreHasNothing() throws ModelRefused, IOException {
    assertThat(store.list()).isEmpty();
    assertRefused(() -> store.find("signal-v1"), Code.UNKNOWN_MODEL);
  }

  @Test
  void whatWasAddedIsFoundByNameDigestAndPrefix() throws ModelRefused, IOException {
    Bytes32 digest = store.add(Shipped.SIGNAL).digest();
    assertThat(names()).containsExactly(digest.hex());
    assertThat(store.list()).extracting(ModelBundle::digest).containsExactly(digest);
    assertThat(store.find("signal-v1").digest()).isEqualTo(digest);
    assertThat(store.find(digest.hex()).digest()).isEqualTo(digest);
    assertThat(store.find(digest.hex().substring(0, 8)).digest()).isEqualTo(digest);
    assertThat(store.load("signal-v1", digest).digest()).isEqualTo(digest);
    assertRefused(() -> store.find(digest.hex().substring(0, 7)), Code.UNKNOWN_MODEL);
  }

  @Test
  void addingTwiceDoesNothing() throws ModelRefused, IOException {
    Bytes32 digest = store.add(Shipped.SIGNAL).digest();
    assertThat(store.add(Shipped.SIGNAL).digest()).isEqualTo(digest);
    assertThat(names()).containsExactly(digest.hex());
  }

  @Test
  void addingAtTheSameTimeLeavesOneWholeBundle() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<ModelBundle>> added = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        added.add(threads.submit(() -> store.add(Shipped.SIGNAL)));
      }
      for (Future<ModelBundle> bundle : added) {
        bundle.get();
      }
    }
    assertThat(names()).hasSize(1);
    assertThat(store.list()).hasSize(1);
  }

  @Test
  void whatIsNoBundleIsNotAdded() throws IOException {
    Path bad = Shipped.copyOfSignal(temp.resolve("bad"));
    Files.write(bad.resolve("model.onnx"), new byte[] {(byte) 0x80, 4, 'c', 'o', 's'});
    assertRefused(() -> store.add(bad), Code.NOT_ONNX);
    assertThat(root).doesNotExist();
  }

  @Test
  void aChangedWeightIsRefusedByDigest() throws ModelRefused, IOException {
    Bytes32 digest = store.add(Shipped.SIGNAL).digest();
    Shipped.flipBit(root.resolve(digest.hex()).resolve("model.onnx"), 200);
    assertRefused(() -> store.load("signal-v1", digest), Code.MODEL_DIGEST_MISMATCH);
    assertRefused(() -> store.find("signal-v1"), Code.MODEL_DIGEST_MISMATCH);
    assertRefused(() -> store.list(), Code.MODEL_DIGEST_MISMATCH);
    assertRefused(() -> store.add(Shipped.SIGNAL), Code.MODEL_DIGEST_MISMATCH);
  }

  @Test
  void aPinnedModelOfAnotherDigestIsRefusedByDigest() throws ModelRefused, IOException {
    Bytes32 pinned = ModelBundle.open(Shipped.SIGNAL).digest();
    Path changed = Shipped.copyOfSignal(root.resolve("signal-v1"));
    Shipped.flipBit(changed.resolve("model.onnx"), 200);
    assertRefused(() -> store.load("signal-v1", pinned), Code.MODEL_DIGEST_MISMATCH);
    assertRefused(() -> store.load("other", pinned), Code.UNKNOWN_MODEL);
  }

  @Test
  void aBundleUnderItsNameIsFoundToo() throws ModelRefused, IOException {
    Shipped.copyOfSignal(root.resolve("signal-v1"));
    Bytes32 digest = ModelBundle.open(Shipped.SIGNAL).digest();
    assertThat(store.find("signal-v1").digest()).isEqualTo(digest);
    assertThat(store.load("signal-v1", digest).digest()).isEqualTo(digest);
    store.add(Shipped.SIGNAL);
    assertThat(store.find("signal-v1").digest()).isEqualTo(digest);
  }

  @Test
  void aDamagedBundleDoesNotStandInTheWayOfAnother() throws ModelRefused, IOException {
    Bytes32 digest = store.add(Shipped.SIGNAL).digest();
    Path damaged = Shipped.copyOfSignal(root.resolve("damaged"));
    Files.write(damaged.resolve("model.onnx"), new byte[0]);
    assertThat(store.find("signal-v1").digest()).isEqualTo(digest);
    assertRefused(() -> store.list(), Code.NOT_ONNX);
    assertRefused(() -> store.find("another"), Code.NOT_ONNX);
  }

  @Test
  void twoModelsOfOneNameAreToldApartByDigest() throws ModelRefused, IOException {
    Bytes32 first = store.add(Shipped.SIGNAL).digest();
    Path other = Shipped.copyOfSignal(temp.resolve("other"));
    Files.writeString(other.resolve("card.md"), "other");
    Bytes32 second = store.add(other).digest();
    assertRefused(() -> store.find("signal-v1"), Code.AMBIGUOUS_NAME);
    assertThat(store.load("signal-v1", first).digest()).isEqualTo(first);
    assertThat(store.load("signal-v1", second).digest()).isEqualTo(second);
  }

  @Test
  void whatACrashLeftBehindIsNotAModel() throws ModelRefused, IOException {
    Shipped.copyOfSignal(root.resolve(".adding-123"));
    assertThat(store.list()).isEmpty();
  }
}
