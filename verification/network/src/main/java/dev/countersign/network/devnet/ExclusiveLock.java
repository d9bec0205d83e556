package dev.countersign.network.devnet;

import dev.countersign.network.devnet.DevnetFailed.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One holder of a file at a time, among processes and inside this one. The operating system lets go
 * when the holder dies, so nothing is ever stale.
 */
final class ExclusiveLock implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final FileChannel channel;
  private final FileLock lock;

  private ExclusiveLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Waits for the lock, no longer than the limit.
   *
   * @throws DevnetFailed with {@link Reason#BUSY} when somebody else still has it then
   */
  static ExclusiveLock take(Path file, Duration limit) throws DevnetFailed {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      ExclusiveLock lock = tryTake(file);
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() - end >= 0) {
        throw new DevnetFailed(
            Reason.BUSY,
            "another command has held "
                + file
                + " for more than "
                + limit.toSeconds()
                + " s; wait for it, or end it");
      }
      Pause.of(PAUSE);
    }
  }

  /** The lock, or null when somebody else has it now. */
  static @Nullable ExclusiveLock tryTake(Path file) throws DevnetFailed {
    return tryTake(file, false);
  }

  /** Whether somebody has the lock now. Those who only ask are not in each other's way. */
  static boolean isHeld(Path file) throws DevnetFailed {
    ExclusiveLock lock = tryTake(file, true);
    if (lock == null) {
      return true;
    }
    lock.close();
    return false;
  }

  private static @Nullable ExclusiveLock tryTake(Path file, boolean shared) throws DevnetFailed {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel, shared);
      if (lock == null) {
        channel.close();
        return null;
      }
      return new ExclusiveLock(channel, lock);
    } catch (IOException e) {
      throw new DevnetFailed(Reason.STATE, "cannot lock " + file + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel, boolean shared)
      throws IOException {
    try {
      return channel.tryLock(0, Long.MAX_VALUE, shared);
    } catch (OverlappingFileLockException e) {
      return null; // Another thread of this process has it.
    }
  }

  @Override
  public void close() throws DevnetFailed {
    try (channel) {
      lock.release();
    } catch (IOException e) {
      throw new DevnetFailed(Reason.STATE, "cannot release a lock: " + e.getMessage(), e);
    }
  }
}
