package dev.countersign.inference.language;

import com.sun.management.OperatingSystemMXBean;
import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.decoder.AlteredDecoder;
import dev.countersign.inference.decoder.BareLoop;
import dev.countersign.inference.decoder.DecoderBundle;
import dev.countersign.inference.decoder.DecoderConfig;
import dev.countersign.inference.decoder.DecoderConfig.Biases;
import dev.countersign.inference.decoder.DecoderConfig.Family;
import dev.countersign.inference.decoder.RandomDecoder;
import dev.countersign.inference.decoder.Rope;
import dev.countersign.inference.decoder.TestTokenizer;
import dev.countersign.inference.decoder.WeightFormat;
import dev.countersign.inference.grammar.CallFormat;
import dev.countersign.inference.language.Generation.Finish;
import dev.countersign.inference.spi.Engine.Options;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What an answer costs, what its check costs, how fast tokens are drawn beside a bare loop over the
 * same graph, and how soon the first one comes. {@code docs/benchmark language [THREADS [REPEATS
 * [MODEL...]]]} runs it; a model is {@code 3M}, {@code 100M}, {@code 500M} (random weights) or a
 * folder, whose copy says no end. What is compared takes turns, so that whatever else the machine
 * does meets both.
 */
final class CostTable {
  private static final int[] TOKENS = {32, 128, 512};
  private static final int[] PROMPTS = {64, 700};
  private static final int CONTEXT = 2048;
  private static final long WARM_NANOS = 3_000_000_000L;
  private static final long SPEED_NANOS = 15_000_000_000L;

  /** So many tokens of a prompt are its own; the others were seen before. */
  private static final int FRESH = 32;

  private final PrintStream out;
  private final String name;
  private final DecoderBundle bundle;
  private final LanguageCore core;
  private final int threads;
  private final int repeats;

  private CostTable(
      PrintStream out,
      String name,
      DecoderBundle bundle,
      LanguageCore core,
      int threads,
      int repeats) {
    this.out = out;
    this.name = name;
    this.bundle = bundle;
    this.core = core;
    this.threads = threads;
    this.repeats = repeats;
  }

  /** Random weights of about this size. */
  static DecoderConfig config(String size) {
    return switch (size) {
      case "3M" -> config(728, 192, 6, 6, 3, 512);
      case "100M" -> config(32_000, 768, 12, 12, 4, 2048);
      case "500M" -> config(32_000, 1280, 24, 20, 5, 3456);
      default -> throw new IllegalArgumentException("3M, 100M, 500M or a folder, not " + size);
    };
  }

  private static DecoderConfig config(
      int vocab, int hidden, int layers, int heads, int kvHeads, int feedForward) {
    return new DecoderConfig(
        1,
        Family.LLAMA,
        vocab,
        hidden,
        layers,
        heads,
        kvHeads,
        hidden / heads,
        feedForward,
        4096,
        Rope.of("10000"),
        "0.00001",
        true,
        Biases.NONE,
        false,
        WeightFormat.FP16,
        -1,
        List.of(TestTokenizer.special("<|im_end|>", vocab)),
        0,
        CallFormat.HERMES);
  }

  /** A conversation whose prompt has so many tokens, the last ones its own. */
  private Conversation conversation(int length, int tokens, int number) throws Exception {
    String tail =
        ("question %d ".formatted(number) + "abcdefgh ".repeat(FRESH)).substring(0, FRESH);
    StringBuilder text = new StringBuilder();
    Conversation conversation = Conversation.of(tokens, Message.user(tail));
    while (core.prompt(conversation).length < length) {
      text.append(text.length() % 7 == 6 ? ' ' : (char) ('a' + text.length() % 23));
      conversation = Conversation.of(tokens, Message.user(text + tail));
    }
    return conversation;
  }

  private interface Work {
    void run() throws Exception;
  }

  /** What took turns with something else: wall and processor time of each turn, in nanoseconds. */
  private static final class Turns {
    private final long[] wall;
    private long processor;

    Turns(int repeats) {
      this.wall = new long[repeats];
    }

    void take(int turn, Work work) throws Exception {
      long used = processor();
      long begin = System.nanoTime();
      work.run();
      wall[turn] = System.nanoTime() - begin;
      processor += processor() - used;
    }

    double millis() {
      return median(Arrays.stream(wall).mapToDouble(nanos -> nanos / 1e6));
    }

    /** The median of the turns' quotients. */
    double over(Turns other) {
      return median(
          IntStream.range(0, wall.length).mapToDouble(i -> (double) wall[i] / other.wall[i]));
    }

    /** The quotient of all processor time, whose clock is too coarse for a single turn. */
    double processorOver(Turns other) {
      return (double) processor / Math.max(1, other.processor);
    }
  }

  private static long processor() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private Generation generate(Conversation conversation) throws InferenceFailed {
    return core.generate(conversation, TokenListener.NONE, Cancellation.NEVER);
  }

  /** A conversation and the answer to it, which is as long as it may be. */
  private record Said(Conversation asked, Generation answer) {
    long[] tokens() {
      return answer.tokens();
    }
  }

  private Said unending(int prompt, int tokens) throws Exception {
    for (int number = 0; number < 50; number++) {
      Conversation asked = conversation(prompt, tokens, number);
      Generation answer = generate(asked);
      if (answer.finish() == Finish.LENGTH) {
        return new Said(asked, answer);
      }
    }
    throw new IllegalStateException("the model ends every answer before " + tokens + " tokens");
  }

  /** Until the code is compiled and the memory is there. */
  private void warm() throws Exception {
    Said said = unending(64, 32);
    for (long end = System.nanoTime() + WARM_NANOS; System.nanoTime() < end; ) {
      core.prefixes().clear();
      generate(said.asked());
      core.prefixes().clear();
      core.check(said.asked(), said.tokens());
    }
  }

  private void cost(int prompt, int tokens) throws Exception {
    Said said = unending(prompt, tokens);
    Conversation sibling = conversation(prompt, 1, 77);
    Turns answer = new Turns(repeats);
    Turns check = new Turns(repeats);
    Turns answerSeen = new Turns(repeats);
    Turns checkSeen = new Turns(repeats);
    for (int i = 0; i < repeats; i++) {
      core.prefixes().clear();
      answer.take(i, () -> generate(said.asked()));
      core.prefixes().clear();
      check.take(i, () -> core.check(said.asked(), said.tokens()));
      seen(sibling);
      answerSeen.take(i, () -> generate(said.asked()));
      seen(sibling);
      checkSeen.take(i, () -> core.check(said.asked(), said.tokens()));
    }
    out.printf(
        "| %s | %d | %d | %.1f | %.1f | %.3f (%.3f) | %.1f | %.1f | %.3f (%.3f) |%n",
        name,
        prompt,
        tokens,
        answer.millis(),
        check.millis(),
        check.over(answer),
        check.processorOver(answer),
        answerSeen.millis(),
        checkSeen.millis(),
        checkSeen.over(answerSeen),
        checkSeen.processorOver(answerSeen));
  }

  private void seen(Conversation sibling) throws Exception {
    core.prefixes().clear();
    generate(sibling);
  }

  /** The lower quartiles are compared: what else the machine does can only make a turn slower. */
  private void speed(int tokens) throws Exception {
    Said said = unending(64, tokens);
    long[] prompt = core.prompt(said.asked());
    List<Double> own = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    try (BareLoop loop = new BareLoop(bundle, core.description().threads())) {
      loop.draw(prompt, tokens);
      for (long end = System.nanoTime() + SPEED_NANOS;
          System.nanoTime() < end || own.size() < repeats; ) {
        bare.add((double) loop.draw(prompt, tokens));
        long[] times = new long[2];
        core.generate(
            said.asked(),
            (token, bytes) -> {
              times[1] = System.nanoTime();
              times[0] = times[0] == 0 ? times[1] : times[0];
            },
            Cancellation.NEVER);
        own.add((double) times[1] - times[0]);
      }
    }
    out.printf(
        "| %s | %d | %.1f | %.1f | %.3f |%n",
        name,
        threads,
        1e9 * (tokens - 1) / lowerQuartile(bare),
        1e9 * (tokens - 1) / lowerQuartile(own),
        lowerQuartile(bare) / lowerQuartile(own));
  }

  private static double lowerQuartile(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 4);
  }

  private void firstToken(int prompt) throws Exception {
    Conversation asked = conversation(prompt, 1, 3);
    Conversation sibling = conversation(prompt, 1, 77);
    Turns cold = new Turns(repeats);
    Turns warm = new Turns(repeats);
    for (int i = 0; i < repeats; i++) {
      core.prefixes().clear();
      cold.take(i, () -> generate(asked));
      seen(sibling);
      warm.take(i, () -> generate(asked));
    }
    out.printf(
        "| %s | %d | %.1f | %.1f | %.3f |%n",
        name, prompt, cold.millis(), warm.millis(), warm.over(cold));
  }

  private static DecoderBundle bundle(Path folder, String model) throws Exception {
    return Files.isDirectory(Path.of(model))
        ? AlteredDecoder.endless(
            folder.resolve("endless"),
            DecoderBundle.open(ModelBundle.open(Path.of(model))),
            CONTEXT)
        : RandomDecoder.write(folder.resolve(model), config(model), 1);
  }

  private static CostTable open(Path folder, String model, int threads, int repeats)
      throws Exception {
    DecoderBundle bundle = bundle(folder, model);
    LanguageCore core =
        LanguageCore.open(bundle.bundle(), new Options(threads, 1, Duration.ofMinutes(10)));
    String name = "random " + model;
    if (Files.isDirectory(Path.of(model))) {
      name = bundle.bundle().card().name();
    }
    return new CostTable(System.out, name, bundle, core, threads, repeats);
  }

  private static List<String> models(String[] arguments) {
    if (arguments.length > 2) {
      return List.of(arguments).subList(2, arguments.length);
    }
    Path shipped =
        Path.of(System.getProperty("countersign.root", "."), "examples", "models", "planner-v1");
    return List.of(Files.isDirectory(shipped) ? shipped.toString() : "3M", "100M", "500M");
  }

  /** Measures and prints. */
  public static void main(String[] arguments) throws Exception {
    int threads = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2;
    int repeats = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    Path folder = Files.createTempDirectory("countersign-cost-");
    try {
      for (String model : models(arguments)) {
        open(folder, model, threads, repeats).all();
      }
    } finally {
      CheatTable.delete(folder);
    }
  }

  private void all() throws Exception {
    try (core) {
      warm();
      out.println(
          "| model | prompt | new tokens | answer ms | check ms | ratio (processor) | answer, prefix"
              + " cached ms | check, prefix cached ms | ratio (processor) |");
      out.println("|---|---|---|---|---|---|---|---|---|");
      for (int prompt : PROMPTS) {
        for (int tokens : TOKENS) {
          cost(prompt, tokens);
        }
      }
      out.println("| model | threads | bare loop tokens/s | engine tokens/s | engine / bare |");
      out.println("|---|---|---|---|---|");
      speed(128);
      out.println("| model | prompt | first token ms | prefix cached ms | ratio |");
      out.println("|---|---|---|---|---|");
      firstToken(700);
    }
  }
}
