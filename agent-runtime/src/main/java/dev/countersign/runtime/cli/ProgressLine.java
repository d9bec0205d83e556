package dev.countersign.runtime.cli;

import dev.countersign.runtime.workplace.Notices;
import java.io.PrintStream;

/**
 * What is done on the way, on standard error: progress as one line that is redrawn on a terminal, a
 * line for each step else.
 */
final class ProgressLine implements Notices {
  private static final int WIDTH = 24;

  private final PrintStream err;
  private final boolean lively;
  private String step = "";
  private boolean open;

  ProgressLine(Surroundings surroundings) {
    this.err = surroundings.err();
    this.lively = surroundings.lively();
  }

  @Override
  public void tells(String sentence) {
    ended();
    err.println("  " + sentence);
  }

  @Override
  public void at(String now, int done, int total) {
    if (lively) {
      err.print("\r\u001b[K  " + now + bar(done, total));
      err.flush();
      open = true;
    } else if (!now.equals(step)) {
      err.println("  " + now);
    }
    step = now;
  }

  private static String bar(int done, int total) {
    if (total <= 0) {
      return "";
    }
    int filled = (int) ((long) WIDTH * Math.min(done, total) / total);
    return "  [" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + done + "/" + total;
  }

  @Override
  public void ended() {
    if (open) {
      err.print("\r\u001b[K");
      err.flush();
      open = false;
    }
    step = "";
  }
}
