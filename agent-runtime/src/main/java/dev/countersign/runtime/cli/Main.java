package dev.countersign.runtime.cli;

import dev.countersign.network.evaluate.CatalogRefused;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.workplace.Home;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.slf4j.LoggerFactory;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParseResult;

/** The command line. */
public final class Main {
  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments, Surroundings.ofThisProcess()));
  }

  /** Runs a command. */
  static int run(String[] arguments, Surroundings surroundings) {
    boolean json = Arrays.asList(arguments).contains("--json");
    CommandLine line = commands(surroundings);
    line.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            surroundings.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setParameterExceptionHandler(wrongArguments(surroundings, json));
    line.setExecutionExceptionHandler(failed(surroundings, json));
    int code = line.execute(arguments);
    surroundings.out().flush();
    return code;
  }

  static CommandLine commands(Surroundings surroundings) {
    CommandLine line = new CommandLine(new Commands(), factory(surroundings));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }

  /** Commands are made with their surroundings, everything else without arguments. */
  private static CommandLine.IFactory factory(Surroundings surroundings) {
    return new CommandLine.IFactory() {
      @Override
      public <K> K create(Class<K> type) throws Exception {
        if (Subcommand.class.isAssignableFrom(type)) {
          return type.getDeclaredConstructor(Surroundings.class).newInstance(surroundings);
        }
        return CommandLine.defaultFactory().create(type);
      }
    };
  }

  private static IParameterExceptionHandler wrongArguments(
      Surroundings surroundings, boolean json) {
    return (exception, arguments) -> {
      String command = exception.getCommandLine().getCommandSpec().qualifiedName(" ");
      String sentence = String.valueOf(exception.getMessage()).replace('\n', ' ');
      complain(surroundings, json, Exit.CONFIGURATION, sentence + "; see " + command + " --help");
      return Exit.CONFIGURATION.code();
    };
  }

  private static IExecutionExceptionHandler failed(Surroundings surroundings, boolean json) {
    return (exception, line, parsed) -> {
      Failure failure =
          switch (exception) {
            case Failure known -> known;
            case CatalogRefused refused ->
                new Failure(Exit.CONFIGURATION, String.valueOf(refused.getMessage()), refused);
            default ->
                new Failure(
                    Exit.UNEXPECTED,
                    "something unexpected happened ("
                        + describe(exception)
                        + "); the details are in "
                        + logFile(parsed, surroundings),
                    exception);
          };
      LoggerFactory.getLogger(Main.class).error(failure.getMessage(), failure);
      complain(surroundings, json, failure.exit(), String.valueOf(failure.getMessage()));
      return failure.exit().code();
    };
  }

  private static String logFile(ParseResult parsed, Surroundings surroundings) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    Home home =
        last.commandSpec().userObject() instanceof Subcommand command
            ? command.home()
            : new Home(surroundings.home());
    return Logs.file(home.logs()).toString();
  }

  private static String describe(Throwable e) {
    String message = e.getMessage();
    String first = message == null ? "" : ": " + message.lines().findFirst().orElse("");
    return e.getClass().getSimpleName() + first;
  }

  private static void complain(
      Surroundings surroundings, boolean json, Exit exit, String sentence) {
    surroundings.err().println("countersign: " + sentence);
    if (json) {
      surroundings
          .out()
          .println(
              Subcommand.JSON.writeValueAsString(
                  Subcommand.JSON
                      .createObjectNode()
                      .put("exit", exit.code())
                      .put("error", sentence)));
    }
  }

  /** The completion script for bash and zsh. */
  static String completion(Surroundings surroundings) {
    return AutoComplete.bash("countersign", commands(surroundings));
  }
}
