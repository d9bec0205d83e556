package dev.countersign.network.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.receipt.Bytes32;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeDigestTest {
  @TempDir private Path folder;

  /** A class that another class loader can load from anywhere. */
  public static final class Code {}

  private static final String CODE = Code.class.getName().replace('.', '/') + ".class";

  @Test
  void aFolderAndAJarOfTheSameFilesHaveTheSameDigestWhateverDescribesThem() throws Exception {
    byte[] code = code();
    Path classes = folder(List.of("a/B.class", CODE, "a/B$C.class", "a-b/C.class"), code, "x");
    Path jar = jar(List.of("a-b/C.class", "a/B$C.class", CODE, "a/B.class"), code, "another");

    assertThat(digest(classes)).isEqualTo(digest(jar)).isNotEqualTo(Bytes32.ZERO);
  }

  @Test
  void oneMoreClassOrAnotherNameOrAnotherByteChangesIt() throws Exception {
    byte[] code = code();
    byte[] other = code.clone();
    other[other.length - 1] ^= 1;

    assertThat(
            List.of(
                digest(folder(List.of(CODE), code, "1")),
                digest(folder(List.of(CODE, "a/B.class"), code, "2")),
                digest(folder(List.of(CODE, "a/C.class"), code, "3")),
                digest(folder(List.of(CODE, "a/B.class", "a/C.class"), code, "4")),
                digest(folderOf(CODE, code, "a/B.class", other))))
        .doesNotHaveDuplicates();
  }

  @Test
  void aResourceThatTheCodeReadsIsPartOfIt() throws Exception {
    byte[] code = code();
    List<Bytes32> digests =
        List.of(
            digest(folder(List.of(CODE), code, "1")),
            digest(folderOf(CODE, code, "a/words.txt", new byte[] {1})),
            digest(folderOf(CODE, code, "a/words.txt", new byte[] {2})));
    assertThat(digests).doesNotHaveDuplicates();
  }

  /** A JVM would run what no digest covers. */
  @Test
  void aJarWithCodeBesideWhatIsDigestedHasNone() throws Exception {
    byte[] code = code();
    Path versioned = jar(List.of(CODE, "META-INF/versions/21/" + CODE), code, "note");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> digest(versioned))
        .withMessageContaining("versions of Java");
    for (String attribute : List.of("Multi-Release: true", "Class-Path: other.jar")) {
      Manifest manifest = new Manifest();
      manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
      String[] parts = attribute.split(": ", 2);
      manifest.getMainAttributes().putValue(parts[0], parts[1]);
      Path jar = Files.createTempFile(folder, "code", ".jar");
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
        out.putNextEntry(new JarEntry(CODE));
        out.write(code);
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> digest(jar))
          .withMessageContaining(parts[0]);
    }
  }

  @Test
  void aClassOfThePlatformHasNoDigest() {
    assertThatIllegalArgumentException().isThrownBy(() -> CodeDigest.of(String.class));
  }

  private static Bytes32 digest(Path code) throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {code.toUri().toURL()}, null)) {
      return CodeDigest.of(loader.loadClass(Code.class.getName()));
    }
  }

  private static byte[] code() throws IOException {
    try (var in = CodeDigestTest.class.getClassLoader().getResourceAsStream(CODE)) {
      assertThat(in).isNotNull();
      return in.readAllBytes();
    }
  }

  private Path folder(List<String> paths, byte[] code, String note) throws IOException {
    Path root = Files.createTempDirectory(folder, "classes");
    for (String path : paths) {
      write(root.resolve(path), code);
    }
    write(
        root.resolve("META-INF/note.txt"), note.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return root;
  }

  private Path folderOf(String path, byte[] code, String otherPath, byte[] other)
      throws IOException {
    Path root = Files.createTempDirectory(folder, "classes");
    write(root.resolve(path), code);
    write(root.resolve(otherPath), other);
    return root;
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private Path jar(List<String> paths, byte[] code, String note) throws IOException {
    Path jar = Files.createTempFile(folder, "code", ".jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      for (String path : paths) {
        entries.putNextEntry(new JarEntry(path));
        entries.write(code);
      }
      entries.putNextEntry(new JarEntry("META-INF/note.txt"));
      entries.write(note.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return jar;
  }
}
