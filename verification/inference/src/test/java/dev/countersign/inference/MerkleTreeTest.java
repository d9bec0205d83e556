package dev.countersign.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.receipt.Bytes32;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
  private static final Bytes32 FILE = Bytes32.sha256(new byte[] {1});

  private static Bytes32 leaf(String path, Bytes32 file) {
    byte[] utf8 = path.getBytes(StandardCharsets.UTF_8);
    return hash("00" + "%016x".formatted(utf8.length) + HexFormat.of().formatHex(utf8) + file);
  }

  private static Bytes32 node(Bytes32 left, Bytes32 right) {
    return hash("01" + left + right);
  }

  private static Bytes32 hash(String hex) {
    return Bytes32.sha256(HexFormat.of().parseHex(hex));
  }

  private static Map<String, Bytes32> files(String... paths) {
    Map<String, Bytes32> files = new LinkedHashMap<>();
    for (String path : paths) {
      files.put(path, FILE);
    }
    return files;
  }

  @Test
  void noFilesHashToTheHashOfNothing() {
    assertThat(MerkleTree.root(Map.of()).hex())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void oneFileIsItsLeaf() {
    assertThat(MerkleTree.root(files("a/b"))).isEqualTo(leaf("a/b", FILE));
  }

  @Test
  void theLeftPartHasTheLargestPowerOfTwoBelowTheWhole() {
    Bytes32 a = leaf("a", FILE);
    Bytes32 b = leaf("b", FILE);
    Bytes32 c = leaf("c", FILE);
    Bytes32 d = leaf("d", FILE);
    Bytes32 e = leaf("e", FILE);
    assertThat(MerkleTree.root(files("a", "b"))).isEqualTo(node(a, b));
    assertThat(MerkleTree.root(files("a", "b", "c"))).isEqualTo(node(node(a, b), c));
    assertThat(MerkleTree.root(files("a", "b", "c", "d", "e")))
        .isEqualTo(node(node(node(a, b), node(c, d)), e));
  }

  @Test
  void theOrderIsThatOfTheBytesAndNotOfTheMap() {
    assertThat(MerkleTree.root(files("b", "B", "a.x", "a/x")))
        .isEqualTo(MerkleTree.root(files("a/x", "a.x", "B", "b")))
        .isEqualTo(
            node(
                node(leaf("B", FILE), leaf("a.x", FILE)),
                node(leaf("a/x", FILE), leaf("b", FILE))));
  }

  @Test
  void aPathCannotRunIntoItsContent() {
    assertThat(MerkleTree.root(files("ab", "c"))).isNotEqualTo(MerkleTree.root(files("a", "bc")));
  }
}
