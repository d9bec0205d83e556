package dev.countersign.inference.grammar;

import dev.countersign.inference.grammar.TokenAutomaton.State;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What a grammar costs: reading a vocabulary, making an automaton, a mask that is new and one that
 * is known, a whole answer. Run {@link #main} with the test class path.
 */
@org.openjdk.jmh.annotations.State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MaskBenchmark {
  private static final long SEED = 151;

  /** How many pieces the vocabulary has. */
  @Param({"700", "151000"})
  public int size = 700;

  private byte[] file = {};
  private Vocabulary vocabulary = Tokenizers.small();
  private TokenAutomaton automaton = made();
  private State string = automaton.start();

  /** Reads the vocabulary and walks into a string. */
  @Setup
  public void setup() {
    file = Tokenizers.large(size, SEED);
    vocabulary = Tokenizers.vocabulary(file);
    automaton = made();
    string = inString(automaton);
  }

  private TokenAutomaton made() {
    try {
      ToolSpec memo = Tools.with("{\"type\": \"string\", \"minLength\": 1}");
      return new TokenAutomaton(
          CallGrammar.of(
              List.of(memo, Tools.SWAP, Tools.TRANSFER, Tools.HOLD),
              CallFormat.HERMES,
              1,
              4,
              false),
          vocabulary);
    } catch (GrammarRefused e) {
      throw new IllegalStateException(e);
    }
  }

  private static State forced(TokenAutomaton automaton, State from) {
    State state = from;
    for (int token : automaton.forced(from)) {
      state = automaton.advance(state, token);
    }
    return state;
  }

  /** Behind the opening quotation mark of the memo. */
  private static State inString(TokenAutomaton automaton) {
    State name = forced(automaton, automaton.start());
    State either = forced(automaton, automaton.advance(name, 't'));
    return forced(automaton, automaton.advance(either, '"'));
  }

  /** From the file to the vocabulary. */
  @Benchmark
  public Vocabulary readVocabulary() {
    return Tokenizers.vocabulary(file);
  }

  /** From four schemas to an automaton. */
  @Benchmark
  public TokenAutomaton newAutomaton() {
    return made();
  }

  /** An automaton and the first mask of its free string; the vocabulary has met strings before. */
  @Benchmark
  public TokenMask newAutomatonAndStringMask() {
    TokenAutomaton fresh = made();
    return fresh.allowed(inString(fresh));
  }

  /** A mask that is kept. */
  @Benchmark
  public TokenMask knownStringMask() {
    return automaton.allowed(string);
  }

  /** One call from its first token to its end, the first legal token at each choice. */
  @Benchmark
  public int wholeAnswer() {
    State state = automaton.start();
    int tokens = 0;
    while (!automaton.isFinished(state)) {
      int[] forced = automaton.forced(state);
      state =
          automaton.advance(
              state, forced.length > 0 ? forced[0] : automaton.allowed(state).next('e'));
      tokens++;
    }
    return tokens;
  }

  /** Runs the benchmarks whose names contain the argument, or all. */
  public static void main(String[] args) throws RunnerException {
    String which = args.length == 0 ? "" : args[0];
    new Runner(
            new OptionsBuilder()
                .include(MaskBenchmark.class.getSimpleName() + ".*" + which + ".*")
                .build())
        .run();
  }
}
