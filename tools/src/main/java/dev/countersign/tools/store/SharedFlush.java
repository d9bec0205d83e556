package dev.countersign.tools.store;

/**
 * Lets whoever waits for the disk at the same time wait for it once: who comes while it is being
 * written shares the next write with all others who came meanwhile.
 *
 * <p>Guarantees: when {@link #flush} returns, a write has begun after it was called, and ended
 * well.
 */
final class SharedFlush {
  private long asked;
  private long covered;
  private boolean busy;

  /** Writes what is in memory to the disk. */
  @FunctionalInterface
  interface Disk {
    /** Does it. */
    void write() throws StoreFailed;
  }

  void flush(Disk disk) throws StoreFailed {
    long mine;
    long covers;
    synchronized (this) {
      mine = ++asked;
      boolean interrupted = false;
      while (busy && covered < mine) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true; // What was asked for first is that it is on the disk.
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (covered >= mine) {
        return;
      }
      busy = true;
      covers = asked;
    }
    boolean written = false;
    try {
      disk.write();
      written = true;
    } finally {
      done(written ? covers : 0);
    }
  }

  private synchronized void done(long covers) {
    covered = Math.max(covered, covers);
    busy = false;
    notifyAll();
  }
}
