package dev.countersign.inference.language;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.decoder.DecoderBundle;
import dev.countersign.inference.decoder.RandomDecoder;
import dev.countersign.inference.language.Cheats.Entry;
import dev.countersign.receipt.Tensor;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How often each cheat is caught, and how often an honest answer is not believed. {@code
 * docs/benchmark cheats [PROMPTS [MODEL]]} runs it.
 */
final class CheatTable {
  private static final int MOST_TRIES = 20;

  /** A cheat that had no effect so often has none. */
  private static final int HOPELESS = 2;

  /**
   * What became of a cheat.
   *
   * @param name the cheat
   * @param claims that differed from the honest answer
   * @param caught of them
   * @param byTokens of them, without looking at the evidence
   * @param same claims that were the honest answer after all, bit for bit
   */
  record Row(String name, int claims, int caught, int byTokens, int same) {}

  /**
   * What became of honest answers.
   *
   * @param way how they were checked
   * @param answers that were checked
   * @param refused of them
   */
  record Honest(String way, int answers, int refused) {}

  private final DecoderBundle bundle;
  private final int prompts;
  private final LanguageCore writer;
  private final LanguageModel judge;

  /** Takes the cores over: one that answers, and one that checks. */
  CheatTable(DecoderBundle bundle, int prompts, LanguageCore writer, LanguageCore reader) {
    this.bundle = bundle;
    this.prompts = prompts;
    this.writer = writer;
    this.judge = TestModel.model(reader);
  }

  private static Conversation conversation(Entry entry, long seed) {
    Talk talk = new Talk(seed);
    return switch (entry.kind()) {
      case PLAN -> talk.plan();
      case DRAWN -> (seed % 2 == 0 ? talk.plan() : talk.chat(24)).with(talk.draw());
      case RESULT -> talk.withResult();
      case TRANSFER -> talk.transfer();
    };
  }

  private static Map<String, Tensor> inputs(Conversation conversation) {
    return Map.of(Conversation.TENSOR, conversation.toTensor());
  }

  /** Tries a cheat until so many of its claims differ from the honest answer. */
  Row row(Entry entry) throws Exception {
    int claims = 0;
    int caught = 0;
    int byTokens = 0;
    int same = 0;
    for (long seed = 0; claims < prompts && seed < (long) MOST_TRIES * prompts; seed++) {
      Conversation asked = conversation(entry, seed);
      Generation honest = writer.generate(asked, TokenListener.NONE, Cancellation.NEVER);
      Optional<Generation> claim = entry.cheat().claim(asked, honest);
      if (claim.isEmpty()) {
        continue;
      }
      if (claim.get().equals(honest)) {
        same++;
        if (same >= HOPELESS * prompts && claims == 0) {
          break;
        }
        continue;
      }
      claims++;
      Map<String, Tensor> tensors = claim.get().toTensors();
      Map<String, Tensor> found = judge.rerun(inputs(asked), tensors);
      caught += found.equals(tensors) ? 0 : 1;
      byTokens += Objects.equals(tensors.get("tokens"), found.get("tokens")) ? 0 : 1;
    }
    return new Row(entry.name(), claims, caught, byTokens, same);
  }

  /** A conversation and what the model says to it. */
  record Said(Conversation asked, Map<String, Tensor> answer) {}

  /** Three honest answers for each prompt. */
  List<Said> answers() throws Exception {
    List<Said> answers = new ArrayList<>();
    for (int i = 0; i < prompts; i++) {
      Talk talk = new Talk(i);
      for (Conversation asked :
          List.of(talk.plan(), talk.withResult(), talk.plan().with(talk.draw()))) {
        Generation answer = writer.generate(asked, TokenListener.NONE, Cancellation.NEVER);
        answers.add(new Said(asked, answer.toTensors()));
      }
    }
    return answers;
  }

  /** Honest answers, checked in another way than they were given. */
  Honest honest(List<Said> answers, int threads, int chunk, OptLevel level) throws Exception {
    int refused = 0;
    try (LanguageCore core = TestModel.open(bundle, threads, chunk, level)) {
      LanguageModel reader = TestModel.model(core);
      for (Said said : answers) {
        refused += reader.rerun(inputs(said.asked()), said.answer()).equals(said.answer()) ? 0 : 1;
      }
    }
    return new Honest(
        "%d thread%s, chunks of %d, %s".formatted(threads, threads == 1 ? "" : "s", chunk, level),
        answers.size(),
        refused);
  }

  /** Ways to check that must make no difference. */
  List<Honest> honest() throws Exception {
    List<Said> answers = answers();
    List<Honest> rows = new ArrayList<>();
    for (OptLevel level : OptLevel.values()) {
      rows.add(honest(answers, 1, 256, level));
      rows.add(honest(answers, 2, 256, level));
    }
    for (int chunk : new int[] {5, 16, 64, 100}) {
      rows.add(honest(answers, 2, chunk, OptLevel.EXTENDED_OPT));
    }
    return rows;
  }

  static void print(PrintStream out, List<Row> rows, List<Honest> honest) {
    out.println("| cheat | claims | caught | by the tokens alone | no effect |");
    out.println("|---|---|---|---|---|");
    for (Row row : rows) {
      out.printf(
          "| %s | %d | %d | %d | %d |%n",
          row.name(), row.claims(), row.caught(), row.byTokens(), row.same());
    }
    out.println();
    out.println("| honest answers, checked with | answers | refused |");
    out.println("|---|---|---|");
    for (Honest row : honest) {
      out.printf("| %s | %d | %d |%n", row.way(), row.answers(), row.refused());
    }
  }

  /**
   * Fills the tables and prints them.
   *
   * @param arguments how many prompts for each cheat (200), the folder of a model (the shipped
   *     planner; random weights where there is none)
   */
  public static void main(String[] arguments) throws Exception {
    int prompts = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
    Path folder = Files.createTempDirectory("countersign-cheats-");
    DecoderBundle bundle =
        model(folder, arguments.length > 1 ? Optional.of(arguments[1]) : Optional.empty());
    System.out.println("model: " + bundle.bundle());
    LanguageCore writer = TestModel.open(bundle, 2, LanguageCore.CHUNK, OptLevel.EXTENDED_OPT);
    LanguageCore reader = TestModel.open(bundle, 1, 64, OptLevel.EXTENDED_OPT);
    try (writer;
        reader;
        Cheats cheats = new Cheats(folder, bundle, writer)) {
      CheatTable table = new CheatTable(bundle, prompts, writer, reader);
      List<Row> rows = new ArrayList<>();
      for (Entry entry : cheats.all()) {
        rows.add(table.row(entry));
        System.err.println(rows.getLast());
      }
      print(System.out, rows, table.honest());
    } finally {
      delete(folder);
    }
  }

  static DecoderBundle model(Path folder, Optional<String> named) throws Exception {
    Path shipped =
        Path.of(System.getProperty("countersign.root", "."), "examples", "models", "planner-v1");
    Path path = named.map(Path::of).orElse(shipped);
    return named.isPresent() || Files.isDirectory(path)
        ? DecoderBundle.open(ModelBundle.open(path))
        : RandomDecoder.write(folder.resolve("random"), CostTable.config("3M"), 1);
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
