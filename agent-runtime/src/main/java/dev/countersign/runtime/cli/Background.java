package dev.countersign.runtime.cli;

import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.control.ControlClient;
import dev.countersign.runtime.workplace.Devnets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts the foreground in a process of its own, and waits until it answers. */
final class Background {
  /** The first devnet of a home takes a minute. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final Duration LOOK = Duration.ofMillis(100);

  private final StartCommand command;

  Background(StartCommand command) {
    this.command = command;
  }

  Exit start(List<Path> files) throws Failure, IOException, InterruptedException {
    Path logs = command.home().logs();
    Path err = logs.resolve("start.err");
    Files.createDirectories(logs);
    Files.deleteIfExists(err);
    Process process =
        new Devnets(command.workplace())
            .self()
            .start(arguments(files), logs.resolve("start.out"), err);
    ControlClient control = new ControlClient(command.home());
    long end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < end) {
      if (!process.isAlive()) {
        throw ended(process, err);
      }
      Optional<Long> pid = control.pid();
      if (pid.isPresent()) {
        command.say(
            "the agents are kept running by process "
                + pid.get()
                + "; see countersign status, countersign logs -f, countersign stop");
        command.answer(Subcommand.JSON.createObjectNode().put("pid", pid.get()));
        return Exit.DONE;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
    process.destroy();
    throw new Failure(
        Exit.UNEXPECTED, "the agents did not run within " + LIMIT.toMinutes() + " minutes");
  }

  private Failure ended(Process process, Path err) throws IOException {
    String last = "it said nothing";
    for (String line : Files.readAllLines(err, StandardCharsets.UTF_8)) {
      if (line.startsWith("countersign: ")) {
        last = line.substring("countersign: ".length());
      }
    }
    int code = process.exitValue();
    for (Exit exit : Exit.values()) {
      if (exit.code() == code && exit != Exit.DONE) {
        return new Failure(exit, last);
      }
    }
    return new Failure(Exit.UNEXPECTED, "the background process ended: " + last);
  }

  private List<String> arguments(List<Path> files) {
    List<String> arguments = new ArrayList<>(List.of("start"));
    arguments.addAll(List.of("--home", command.home().folder().toString()));
    arguments.addAll(List.of("--threads", Integer.toString(command.threads)));
    arguments.addAll(List.of("--grace", Integer.toString(command.grace)));
    if (command.live) {
      arguments.add("--live");
    }
    Path told = command.notify;
    if (told != null) {
      arguments.addAll(List.of("--notify", told.toAbsolutePath().toString()));
    }
    Integer port = command.metrics;
    if (port != null) {
      arguments.addAll(List.of("--metrics", port.toString()));
    }
    Path secret = command.password.file;
    if (secret != null) {
      arguments.addAll(List.of("--password-file", secret.toAbsolutePath().toString()));
    }
    files.forEach(file -> arguments.add(file.toAbsolutePath().toString()));
    return arguments;
  }
}
