package dev.countersign.inference.language;

import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.decoder.BareLoop;
import dev.countersign.inference.decoder.DecoderBundle;
import dev.countersign.inference.decoder.DecoderConfig;
import dev.countersign.inference.decoder.DecoderConfig.Biases;
import dev.countersign.inference.decoder.DecoderConfig.CallFormat;
import dev.countersign.inference.decoder.DecoderConfig.Family;
import dev.countersign.inference.decoder.RandomDecoder;
import dev.countersign.inference.decoder.Rope;
import dev.countersign.inference.decoder.TestTokenizer;
import dev.countersign.inference.decoder.WeightFormat;
import dev.countersign.inference.language.Generation.Finish;
import dev.countersign.inference.spi.Engine.Options;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an answer costs, what its check costs, how fast tokens are drawn beside a bare loop over the
 * same graph, and how soon the first one comes. {@code docs/benchmark language [THREADS [REPEATS
 * [MODEL...]]]} runs it; a model is {@code 3M}, {@code 100M}, {@code 500M} (random weights) or a
 * folder.
 */
final class CostTable {
  private static final int[] TOKENS = {32, 128, 512};
  private static final int[] PROMPTS = {64, 700};

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

  private long generate(Conversation conversation) throws Exception {
    long begin = System.nanoTime();
    core.generate(conversation, TokenListener.NONE, Cancellation.NEVER);
    return System.nanoTime() - begin;
  }

  private long check(Conversation conversation, long[] tokens) throws Exception {
    long begin = System.nanoTime();
    core.check(conversation, tokens);
    return System.nanoTime() - begin;
  }

  private static double median(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2] / 1e6;
  }

  /** An answer that is as long as it may be. */
  private Conversation unending(int prompt, int tokens) throws Exception {
    for (int number = 0; number < 50; number++) {
      Conversation conversation = conversation(prompt, tokens, number);
      Generation answer = core.generate(conversation, TokenListener.NONE, Cancellation.NEVER);
      if (answer.finish() == Finish.LENGTH) {
        return conversation;
      }
    }
    throw new IllegalStateException("the model ends every answer before " + tokens + " tokens");
  }

  private void cost(int prompt, int tokens) throws Exception {
    Conversation asked = unending(prompt, tokens);
    Conversation sibling = conversation(prompt, 1, 77);
    long[] said = core.generate(asked, TokenListener.NONE, Cancellation.NEVER).tokens();
    long[][] nanos = new long[4][repeats];
    for (int i = 0; i < repeats; i++) {
      core.prefixes().clear();
      nanos[0][i] = generate(asked);
      core.prefixes().clear();
      nanos[1][i] = check(asked, said);
      seen(sibling);
      nanos[2][i] = generate(asked);
      seen(sibling);
      nanos[3][i] = check(asked, said);
    }
    double[] ms = Arrays.stream(nanos).mapToDouble(CostTable::median).toArray();
    out.printf(
        "| %s | %d | %d | %.1f | %.1f | %.3f | %.1f | %.1f | %.3f |%n",
        name, prompt, tokens, ms[0], ms[1], ms[1] / ms[0], ms[2], ms[3], ms[3] / ms[2]);
  }

  private void seen(Conversation sibling) throws Exception {
    core.prefixes().clear();
    core.generate(sibling, TokenListener.NONE, Cancellation.NEVER);
  }

  private void speed(int tokens) throws Exception {
    Conversation asked = unending(64, tokens);
    long[] prompt = core.prompt(asked);
    long[] ours = new long[repeats];
    long[] bare = new long[repeats];
    try (BareLoop loop = new BareLoop(bundle, core.description().threads())) {
      loop.draw(prompt, tokens);
      for (int i = 0; i < repeats; i++) {
        bare[i] = loop.draw(prompt, tokens);
        long[] times = new long[2];
        core.generate(
            asked,
            (token, bytes) -> {
              times[1] = System.nanoTime();
              times[0] = times[0] == 0 ? times[1] : times[0];
            },
            Cancellation.NEVER);
        ours[i] = times[1] - times[0];
      }
    }
    double own = 1e3 * (tokens - 1) / median(ours);
    double loop = 1e3 * (tokens - 1) / median(bare);
    out.printf("| %s | %d | %.1f | %.1f | %.3f |%n", name, threads, loop, own, own / loop);
  }

  private void firstToken(int prompt) throws Exception {
    Conversation asked = conversation(prompt, 1, 3);
    Conversation sibling = conversation(prompt, 1, 77);
    long[] cold = new long[repeats];
    long[] warm = new long[repeats];
    for (int i = 0; i < repeats; i++) {
      core.prefixes().clear();
      cold[i] = generate(asked);
      seen(sibling);
      warm[i] = generate(asked);
    }
    out.printf(
        "| %s | %d | %.1f | %.1f | %.3f |%n",
        name, prompt, median(cold), median(warm), median(warm) / median(cold));
  }

  private static DecoderBundle bundle(Path folder, String model) throws Exception {
    return Files.isDirectory(Path.of(model))
        ? DecoderBundle.open(ModelBundle.open(Path.of(model)))
        : RandomDecoder.write(folder.resolve(model), config(model), 1);
  }

  private static List<CostTable> open(Path folder, List<String> models, int threads, int repeats)
      throws Exception {
    List<CostTable> tables = new ArrayList<>();
    Options options = new Options(threads, 1, Duration.ofMinutes(10));
    for (String model : models) {
      DecoderBundle bundle = bundle(folder, model);
      LanguageCore core = LanguageCore.open(bundle.bundle(), options);
      tables.add(
          new CostTable(
              System.out,
              bundle.bundle().card().name() + " " + Path.of(model).getFileName(),
              bundle,
              core,
              threads,
              repeats));
    }
    return tables;
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
        for (CostTable table : open(folder, List.of(model), threads, repeats)) {
          table.all();
        }
      }
    } finally {
      CheatTable.delete(folder);
    }
  }

  private void all() throws Exception {
    try (core) {
      out.println(
          "| model | prompt | new tokens | answer ms | check ms | ratio | answer, prefix cached ms |"
              + " check, prefix cached ms | ratio |");
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
