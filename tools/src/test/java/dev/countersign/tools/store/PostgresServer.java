package dev.countersign.tools.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * A real PostgreSQL on loopback, the same on every machine: its programs come from Maven Central.
 * PostgreSQL refuses to run as root, so where the tests do, it runs as {@code nobody}.
 */
public final class PostgresServer implements AutoCloseable {
  private static final String USER = "countersign";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);

  private static @Nullable PostgresServer shared;

  private final Path folder;
  private final Process process;
  private final int port;
  private final String password;
  private final AtomicInteger schemas = new AtomicInteger();

  private PostgresServer(Path folder, Process process, int port, String password) {
    this.folder = folder;
    this.process = process;
    this.port = port;
    this.password = password;
  }

  /** One server for all tests of this JVM, started when it is first asked for. */
  public static synchronized PostgresServer shared() throws IOException, InterruptedException {
    PostgresServer running = shared;
    if (running == null) {
      running = start();
      shared = running;
      Runtime.getRuntime().addShutdownHook(new Thread(running::close));
    }
    return running;
  }

  /** Starts a server of its own. */
  public static PostgresServer start() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("countersign-postgres-");
    boolean started = false;
    try {
      PostgresServer server = start(folder);
      started = true;
      return server;
    } finally {
      if (!started) {
        delete(folder);
      }
    }
  }

  private static PostgresServer start(Path folder) throws IOException, InterruptedException {
    unpack(folder);
    String password = HexFormat.of().formatHex(new java.security.SecureRandom().generateSeed(12));
    Path secret = Files.writeString(folder.resolve("password"), password);
    own(folder);
    List<String> make =
        program(folder, "initdb", "-D", data(folder), "-U", USER, "--pwfile=" + secret);
    make.addAll(List.of("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"));
    Process initdb = run(folder, make);
    if (!initdb.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || initdb.exitValue() != 0) {
      initdb.destroyForcibly();
      throw new IOException("initdb failed: " + Files.readString(folder.resolve("log")));
    }
    int port = freePort();
    List<String> serve = program(folder, "postgres", "-D", data(folder), "-p", "" + port);
    serve.addAll(List.of("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="));
    PostgresServer server = new PostgresServer(folder, run(folder, serve), port, password);
    server.waitUntilUp();
    return server;
  }

  private static String data(Path folder) {
    return folder.resolve("data").toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void unpack(Path folder) throws IOException {
    String archive = archive();
    try (InputStream packed = PostgresServer.class.getResourceAsStream(archive)) {
      if (packed == null) {
        throw new IOException(
            "the tests need PostgreSQL, and Maven Central has no " + archive + " for this machine");
      }
      TarArchiveInputStream tar =
          new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)));
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(entry, tar, folder);
      }
    }
  }

  private static String archive() {
    String os = System.getProperty("os.name", "").toLowerCase(java.util.Locale.ROOT);
    String arch = System.getProperty("os.arch", "");
    boolean arm = arch.equals("aarch64");
    if (os.startsWith("windows")) {
      return "/postgres-windows-x86_64.txz";
    }
    return os.startsWith("mac")
        ? "/postgres-darwin-" + (arm ? "arm_64" : "x86_64") + ".txz"
        : "/postgres-linux-" + (arm ? "arm_64" : "x86_64") + ".txz";
  }

  private static void unpack(TarArchiveEntry entry, TarArchiveInputStream tar, Path folder)
      throws IOException {
    Path target = folder.resolve(entry.getName()).normalize();
    if (!target.startsWith(folder)) {
      throw new IOException("the archive leaves its folder: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, target);
    if ((entry.getMode() & 0100) != 0 && posix()) {
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static boolean posix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }

  private static boolean root() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** Everything of it belongs to who will run it. */
  private static void own(Path folder) throws IOException {
    if (!root()) {
      return;
    }
    UserPrincipal nobody =
        FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.toList()) {
        if (!Files.isSymbolicLink(path)) {
          Files.setOwner(path, nobody);
        }
      }
    }
  }

  private static List<String> program(Path folder, String name, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (root()) {
      command.addAll(asNobody());
    }
    command.add(folder.resolve("bin").resolve(name).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static List<String> asNobody() throws IOException {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/bin:/sbin:/bin";
    for (String where : path.split(":", -1)) {
      if (Files.isExecutable(Path.of(where, "setpriv"))) {
        return List.of(where + "/setpriv", "--reuid=nobody", "--regid=65534", "--clear-groups");
      }
      if (Files.isExecutable(Path.of(where, "runuser"))) {
        return List.of(where + "/runuser", "-u", "nobody", "--");
      }
    }
    throw new IOException(
        "the tests need PostgreSQL, which does not run as root, and this machine has neither"
            + " setpriv nor runuser to run it as nobody; run the tests as another user");
  }

  private static Process run(Path folder, List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }

  private void waitUntilUp() throws IOException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() - end < 0) {
      try (Connection connection = connect()) {
        if (connection.isValid(1)) {
          return;
        }
      } catch (SQLException e) {
        if (!process.isAlive()) {
          break;
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
    }
    process.destroyForcibly();
    throw new IOException("PostgreSQL did not start: " + Files.readString(folder.resolve("log")));
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url(""), USER, password);
  }

  private String url(String schema) {
    URI uri = URI.create("postgresql://127.0.0.1:" + port + "/postgres");
    return "jdbc:" + uri + (schema.isEmpty() ? "" : "?currentSchema=" + schema);
  }

  /** An empty place in it, with tables of its own. */
  public Storage storage() throws SQLException {
    String schema = "test" + schemas.incrementAndGet();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + schema);
    }
    return new Storage(url(schema), USER, password);
  }

  /** Ends the server and removes what it wrote. */
  @Override
  public void close() {
    // Who changes the user for it may be its parent; its own children end when it is gone.
    List<ProcessHandle> server = process.descendants().toList();
    process.destroyForcibly();
    server.forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor(10, TimeUnit.SECONDS);
      delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Its last children may still be writing. */
  private static void delete(Path folder) throws IOException {
    for (int i = 0; ; i++) {
      try (Stream<Path> paths = Files.walk(folder)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
        return;
      } catch (IOException | UncheckedIOException e) {
        if (i == 50) {
          throw e;
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
    }
  }
}
