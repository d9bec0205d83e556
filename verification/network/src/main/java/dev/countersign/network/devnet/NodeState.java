package dev.countersign.network.devnet;

import dev.countersign.network.devnet.DevnetFailed.Reason;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.zip.GZIPInputStream;

/**
 * A node's state in a file: all blocks, transactions and logs, and the accounts at the newest
 * block. Calls at blocks before it do not work after a restart from the file.
 *
 * <p>Anvil 1.7.1 answers {@code anvil_dumpState} with packed JSON and loads only plain JSON, so it
 * is unpacked here; piece by piece, because a thousand hours of market are some 80 MB of it.
 */
final class NodeState {
  /** For how many of the newest blocks a node answers calls: five minutes of one-second blocks. */
  static final int KEPT = 300;

  /**
   * For how many blocks one process is used. Anvil 1.7.1 keeps the hash of each block once for each
   * state it keeps, 36 kB a block here, and never lets go: after four hours it is started again
   * from its state.
   */
  static final int MOST_BLOCKS = 14_400;

  /** For all of it; some 80 MB take a few seconds. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static final int PIECE = 1 << 16;
  private static final String QUESTION =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"anvil_dumpState\",\"params\":[false]}";
  private static final String RESULT = "\"result\":\"0x";

  private NodeState() {}

  /**
   * Writes the state, to the disk; the file is the old one or the new one, whatever happens, also
   * when the machine fails.
   */
  static void save(URI node, Path file) throws DevnetFailed {
    save(node, file, LIMIT);
  }

  /**
   * The same.
   *
   * @param limit for all of it
   */
  static void save(URI node, Path file, Duration limit) throws DevnetFailed {
    Path work = file.resolveSibling(file.getFileName() + ".new");
    long end = System.nanoTime() + limit.toNanos();
    try {
      HttpURLConnection connection = (HttpURLConnection) node.toURL().openConnection();
      connection.setConnectTimeout(Math.toIntExact(limit.toMillis()));
      connection.setReadTimeout(Math.toIntExact(limit.toMillis()));
      connection.setRequestMethod("POST");
      connection.setRequestProperty("Content-Type", "application/json");
      connection.setDoOutput(true);
      connection.getOutputStream().write(QUESTION.getBytes(StandardCharsets.US_ASCII));
      try (InputStream answer =
              new BufferedInputStream(new Timed(connection.getInputStream(), end), PIECE);
          InputStream json = new GZIPInputStream(packed(answer), PIECE)) {
        write(json, work);
      } finally {
        connection.disconnect();
      }
      Files.move(work, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      flushFolder(file.resolveSibling("").toAbsolutePath());
    } catch (IOException e) {
      throw new DevnetFailed(
          Reason.STATE,
          "cannot save the state of the EVM node to " + file + ": " + e.getMessage(),
          e);
    }
  }

  private static void write(InputStream json, Path file) throws IOException {
    try (FileChannel written =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      json.transferTo(Channels.newOutputStream(written));
      written.force(true);
    }
  }

  /** So that the move is on the disk too; Windows has no such thing. */
  private static void flushFolder(Path folder) throws IOException {
    if (File.separatorChar == '/') {
      try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
        opened.force(true);
      }
    }
  }

  /** Ends when its time is over, however little comes at a time. */
  private static final class Timed extends FilterInputStream {
    private final long end;

    Timed(InputStream in, long end) {
      super(in);
      this.end = end;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
      if (System.nanoTime() - end >= 0) {
        throw new IOException("the node takes too long");
      }
      return super.read(into, from, most);
    }
  }

  /** The bytes that stand in hexadecimal digits in the answer's result. */
  private static InputStream packed(InputStream answer) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith(RESULT)) {
      int next = answer.read();
      if (next < 0 || head.length() > 1000) {
        throw new IOException("the node answers " + head);
      }
      head.append((char) next);
    }
    return new HexStream(answer);
  }

  /** Reads digits up to the closing quotation mark. */
  private static final class HexStream extends InputStream {
    private final InputStream digits;

    HexStream(InputStream digits) {
      this.digits = digits;
    }

    @Override
    public int read() throws IOException {
      int high = digits.read();
      if (high == '"') {
        return -1;
      }
      int low = digits.read();
      int value = Character.digit(high, 16) << 4 | Character.digit(low, 16);
      if (value < 0) {
        throw new IOException("the node's answer ends early, or is not hexadecimal");
      }
      return value;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
      for (int i = 0; i < most; i++) {
        int value = read();
        if (value < 0) {
          return i == 0 ? -1 : i;
        }
        into[from + i] = (byte) value;
      }
      return most;
    }
  }
}
