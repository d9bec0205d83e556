package dev.countersign.network.evaluate;

import dev.countersign.inference.MerkleTree;
import dev.countersign.receipt.Bytes32;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * The digest of a piece of code: the {@link MerkleTree} over all files beside a class, in its jar
 * or its folder: classes, and the resources that they read.
 *
 * <p>Guarantees: a folder of classes and a jar of the same files have the same digest; any change
 * to any of the files changes it, but for those under {@code META-INF}, which describe the jar;
 * what a JVM would load from there, or by there from elsewhere, is refused: classes for a version
 * of Java, and a class path. Does not cover what that code calls in other jars.
 */
public final class CodeDigest {
  private static final String DESCRIPTION = "META-INF/";
  private static final String VERSIONS = "META-INF/VERSIONS/";

  private CodeDigest() {}

  /**
   * The digest of the jar or folder that a class was loaded from.
   *
   * @throws IllegalArgumentException when the class did not come from a jar or a folder that can be
   *     read, or when the jar has code that is not covered
   */
  public static Bytes32 of(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      throw new IllegalArgumentException("where " + type.getName() + " comes from is not known");
    }
    try {
      Path path = Path.of(source.getLocation().toURI());
      return MerkleTree.root(Files.isDirectory(path) ? folder(path) : jar(path));
    } catch (IOException | URISyntaxException e) {
      throw new IllegalArgumentException(
          "the code of " + type.getName() + " cannot be read from " + source.getLocation(), e);
    }
  }

  private static Map<String, Bytes32> folder(Path folder) throws IOException {
    Map<String, Bytes32> files = new HashMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        String path = folder.relativize(file).toString().replace('\\', '/');
        if (!path.startsWith(DESCRIPTION)) {
          files.put(path, Bytes32.sha256(Files.readAllBytes(file)));
        }
      }
    }
    return files;
  }

  private static Map<String, Bytes32> jar(Path path) throws IOException {
    Map<String, Bytes32> files = new HashMap<>();
    try (JarFile jar = new JarFile(path.toFile(), true)) {
      requireWhole(jar);
      for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
        JarEntry entry = all.nextElement();
        if (!entry.isDirectory() && !entry.getName().startsWith(DESCRIPTION)) {
          try (InputStream in = jar.getInputStream(entry)) {
            files.put(entry.getName(), Bytes32.sha256(in.readAllBytes()));
          }
        }
      }
    }
    return files;
  }

  /** What runs must be what is digested. */
  private static void requireWhole(JarFile jar) throws IOException {
    Manifest manifest = jar.getManifest();
    if (manifest != null) {
      Attributes main = manifest.getMainAttributes();
      for (Attributes.Name name :
          List.of(Attributes.Name.MULTI_RELEASE, Attributes.Name.CLASS_PATH)) {
        if (main.containsKey(name)) {
          throw new IllegalArgumentException(
              jar.getName() + " says " + name + ", and that code would be in no digest");
        }
      }
    }
    if (jar.stream()
        .anyMatch(entry -> entry.getName().toUpperCase(Locale.ROOT).startsWith(VERSIONS))) {
      throw new IllegalArgumentException(
          jar.getName() + " has code for versions of Java, which would be in no digest");
    }
  }
}
