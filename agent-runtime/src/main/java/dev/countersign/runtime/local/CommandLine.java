package dev.countersign.runtime.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How this program starts itself again: the same Java, the same class path, the same places.
 *
 * @param java the {@code java} program
 * @param options for the JVM
 * @param classPath as it stands
 * @param mainClass the command line's main class
 */
public record CommandLine(Path java, List<String> options, String classPath, String mainClass) {
  /** Copies the options. */
  public CommandLine {
    options = List.copyOf(options);
  }

  /** This JVM's own. */
  public static CommandLine ofThisProcess(String mainClass) {
    List<String> options = new ArrayList<>();
    options.add("--enable-native-access=ALL-UNNAMED");
    options.add("-XX:+UseSerialGC");
    options.add("-Xmx512m");
    // What runs here is asked a few times a minute: the second compiler would cost more than it
    // gives, most of all at the first question to each of three verifiers.
    options.add("-XX:TieredStopAtLevel=1");
    options.add("-Dfile.encoding=UTF-8");
    for (String name : List.of("countersign.root", "countersign.app", "countersign.home")) {
      String value = System.getProperty(name);
      if (value != null) {
        options.add("-D" + name + "=" + value);
      }
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new CommandLine(java, options, System.getProperty("java.class.path"), mainClass);
  }

  /**
   * Starts it in the background: it outlives this process, reads nothing, and writes to files.
   *
   * @param arguments of the command
   * @param out what it prints, replaced
   * @param log what it complains, appended to
   */
  public Process start(List<String> arguments, Path out, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(options);
    command.add("-cp");
    command.add(classPath);
    command.add(mainClass);
    command.addAll(arguments);
    Files.createDirectories(log.toAbsolutePath().getParent());
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return process;
  }
}
