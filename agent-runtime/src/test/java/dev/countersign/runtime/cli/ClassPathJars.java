package dev.countersign.runtime.cli;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * The class path of the tests without the tests, all of it in jars: an archive of loaded classes,
 * which halves the start of a command, wants no folders.
 */
final class ClassPathJars {
  private ClassPathJars() {}

  /** Packs what lies in folders, and leaves the rest where it is. */
  static String in(Path folder) throws IOException {
    List<String> paths = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (!Files.isDirectory(path)) {
        paths.add(entry);
      } else if (!path.endsWith("test-classes")) {
        Path jar = folder.resolve(paths.size() + ".jar");
        pack(path, jar);
        paths.add(jar.toString());
      }
    }
    return String.join(File.pathSeparator, paths);
  }

  private static void pack(Path folder, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out);
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(file -> !file.equals(folder)).sorted().toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        boolean inner = Files.isDirectory(file); // Listed too: migrations are found by it.
        packed.putNextEntry(new ZipEntry(inner ? name + "/" : name));
        if (!inner) {
          Files.copy(file, packed);
        }
        packed.closeEntry();
      }
    }
  }
}
