package dev.countersign.tools.wallet;

import dev.countersign.tools.wallet.WalletFailed.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;

/**
 * A passphrase, in UTF-8. Its bytes are overwritten when it is closed and are in no text form; what
 * a caller made of them is the caller's.
 */
public final class Passphrase implements AutoCloseable {
  private static final int MAX_BYTES = 4096;
  private static final Set<PosixFilePermission> OWNER =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final byte[] utf8;

  private Passphrase(byte[] utf8) {
    this.utf8 = utf8;
  }

  /** The passphrase of these characters, which are overwritten. */
  public static Passphrase of(char[] characters) {
    byte[] room = new byte[Math.multiplyExact(characters.length, 4)];
    ByteBuffer encoded = ByteBuffer.wrap(room);
    StandardCharsets.UTF_8
        .newEncoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .encode(CharBuffer.wrap(characters), encoded, true);
    byte[] utf8 = Arrays.copyOf(room, encoded.position());
    Arrays.fill(room, (byte) 0);
    Arrays.fill(characters, '\0');
    return new Passphrase(utf8);
  }

  /**
   * Reads a passphrase file: its content without one line end.
   *
   * @throws WalletFailed when anybody but the owner may read or write it, or it is empty, too long
   *     or not there
   */
  public static Passphrase ofFile(Path file) throws WalletFailed {
    try {
      requirePrivate(file);
      byte[] content;
      try (InputStream in = Files.newInputStream(file)) {
        content = in.readNBytes(MAX_BYTES + 1);
      }
      int length = content.length;
      if (length > 0 && content[length - 1] == '\n') {
        length -= length > 1 && content[length - 2] == '\r' ? 2 : 1;
      }
      byte[] utf8 = Arrays.copyOf(content, length);
      Arrays.fill(content, (byte) 0);
      if (length == 0 || length > MAX_BYTES) {
        throw new WalletFailed(
            Kind.MALFORMED, file + " holds no passphrase of 1 to " + MAX_BYTES + " bytes");
      }
      return new Passphrase(utf8);
    } catch (IOException e) {
      throw new WalletFailed(Kind.UNREADABLE, "the passphrase file " + file + " cannot be read", e);
    }
  }

  private static void requirePrivate(Path file) throws IOException, WalletFailed {
    Set<PosixFilePermission> permissions;
    try {
      permissions = Files.getPosixFilePermissions(file);
    } catch (UnsupportedOperationException e) {
      throw new WalletFailed(
          Kind.OPEN_TO_OTHERS,
          "who may read " + file + " cannot be told on this file system; use another one",
          e);
    }
    if (!OWNER.containsAll(permissions)) {
      throw new WalletFailed(
          Kind.OPEN_TO_OTHERS,
          "others may read the passphrase file " + file + "; run: chmod 600 " + file);
    }
  }

  /** A copy of the bytes, which the caller overwrites. */
  byte[] toArray() {
    return utf8.clone();
  }

  /** Overwrites the bytes. */
  @Override
  public void close() {
    Arrays.fill(utf8, (byte) 0);
  }

  @Override
  public String toString() {
    return "Passphrase[hidden]";
  }
}
