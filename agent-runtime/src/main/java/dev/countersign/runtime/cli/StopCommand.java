package dev.countersign.runtime.cli;

import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.control.ControlClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/** Ends what start began. */
@Command(
    name = "stop",
    description = "End the process that keeps agents running, after what it has in flight.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: countersign stop"})
final class StopCommand extends Subcommand {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration LOOK = Duration.ofMillis(50);

  StopCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit run() throws Failure {
    ControlClient control = new ControlClient(home());
    try {
      Optional<Long> pid = control.pid();
      if (pid.isEmpty()) {
        say("no agents are kept running here");
        answer(JSON.createObjectNode().put("running", false));
        return Exit.DONE;
      }
      control.stop(); // Where it does not answer any more it has ended meanwhile.
      long end = System.nanoTime() + LIMIT.toNanos();
      while (ProcessHandle.of(pid.get()).filter(ProcessHandle::isAlive).isPresent()) {
        if (System.nanoTime() > end) {
          throw new Failure(
              Exit.UNEXPECTED,
              "process " + pid.get() + " was told to end and still waits for a run in flight");
        }
        TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
      }
      say("process " + pid.get() + " has ended");
      answer(JSON.createObjectNode().put("running", false).put("ended", pid.get()));
      return Exit.DONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(Exit.UNEXPECTED, "interrupted; the process is ending all the same", e);
    }
  }
}
