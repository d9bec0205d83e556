package dev.countersign.inference.language;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.decoder.AlteredDecoder;
import dev.countersign.inference.decoder.AlteredDecoder.Change;
import dev.countersign.inference.decoder.DecoderBundle;
import dev.countersign.inference.grammar.ToolSpec;
import dev.countersign.inference.language.Generation.Finish;
import dev.countersign.receipt.Bytes32;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Ways to claim what a model did not say. Each gives nothing where it has nothing to work on. */
final class Cheats implements AutoCloseable {
  private static final Pattern AMOUNT = Pattern.compile("\"amount\": \"([0-9.]+)\"");
  private static final Pattern RECIPIENT = Pattern.compile("\"to\": \"([a-z]+)\"");

  /** One way. */
  @FunctionalInterface
  interface Cheat {
    /**
     * A claim.
     *
     * @param asked the conversation that the claim is for
     * @param honest what the model says to it
     */
    Optional<Generation> claim(Conversation asked, Generation honest) throws InferenceFailed;
  }

  /** A cheat and the conversations it is tried on. */
  record Entry(String name, Kind kind, Cheat cheat) {}

  /** What is asked. */
  enum Kind {
    /** A plan, greedily. */
    PLAN,
    /** A plan or a chat, drawn. */
    DRAWN,
    /** A plan after a tool's result. */
    RESULT,
    /** A plan of transfers alone. */
    TRANSFER
  }

  private final Path folder;
  private final DecoderBundle bundle;
  private final LanguageCore honest;
  private final Forger forger;
  private final List<LanguageCore> open = new ArrayList<>();

  Cheats(Path folder, DecoderBundle bundle, LanguageCore honest) {
    this.folder = folder;
    this.bundle = bundle;
    this.honest = honest;
    this.forger = new Forger(honest);
  }

  /** All of them. */
  List<Entry> all() throws Exception {
    Map<String, Cheat> plans = new LinkedHashMap<>();
    plans.put("8-bit copy", by(weights("8-bit", quantised(127))));
    plans.put("4-bit copy", by(weights("4-bit", quantised(7))));
    plans.put("pruned: a tenth of the weights is zero", by(weights("pruned", pruned())));
    plans.put("fine-tuned by one small step", by(weights("tuned", tuned())));
    plans.put("another model", by(weights("another", another())));
    plans.put("changed system prompt", this::otherPrompt);
    plans.put("truncated output", this::truncated);
    plans.put("another template version", by(otherTemplate()));
    Map<String, Cheat> draws = new LinkedHashMap<>();
    draws.put("wrong temperature", this::hotter);
    draws.put("wrong seed", this::otherSeed);
    draws.put("best of 8", this::bestOfEight);
    return Stream.of(
            plans.entrySet().stream().map(e -> new Entry(e.getKey(), Kind.PLAN, e.getValue())),
            Stream.of(
                new Entry("dropped tool result", Kind.RESULT, this::noResult),
                new Entry("one flipped digit of an amount", Kind.TRANSFER, this::flippedDigit),
                new Entry(
                    "one changed character of a recipient", Kind.TRANSFER, this::otherRecipient)),
            draws.entrySet().stream().map(e -> new Entry(e.getKey(), Kind.DRAWN, e.getValue())))
        .flatMap(entries -> entries)
        .toList();
  }

  private LanguageCore open(DecoderBundle model) throws Exception {
    LanguageCore core = TestModel.open(model, 2, LanguageCore.CHUNK, OptLevel.EXTENDED_OPT);
    open.add(core);
    return core;
  }

  private LanguageCore weights(String name, Change change) throws Exception {
    return open(AlteredDecoder.weights(folder.resolve(name), bundle, change));
  }

  /** A newer template that says the same with one more line feed. */
  private LanguageCore otherTemplate() throws Exception {
    String other = bundle.chatTemplate() + "{{ '\\n' }}";
    return open(AlteredDecoder.template(folder.resolve("template"), bundle, other));
  }

  /** One scale for each row. */
  private static Change quantised(int most) {
    return (tensor, columns, count, values) -> {
      for (int from = 0; from < count; from += columns) {
        float largest = 0;
        for (int i = from; i < from + columns; i++) {
          largest = Math.max(largest, Math.abs(values[i]));
        }
        float scale = largest / most;
        for (int i = from; i < from + columns && scale > 0; i++) {
          values[i] = Math.round(values[i] / scale) * scale;
        }
      }
    };
  }

  /** The tenth of each row that is nearest to zero. */
  private static Change pruned() {
    return (tensor, columns, count, values) -> {
      for (int from = 0; from < count; from += columns) {
        float[] sizes = new float[columns];
        for (int i = 0; i < columns; i++) {
          sizes[i] = Math.abs(values[from + i]);
        }
        Arrays.sort(sizes);
        float least = sizes[columns / 10];
        for (int i = from; i < from + columns; i++) {
          values[i] = Math.abs(values[i]) < least ? 0 : values[i];
        }
      }
    };
  }

  /** A step of a sign optimiser with a rate of 1e-5, in one layer's matrices of a direction. */
  private static Change tuned() {
    return (tensor, columns, count, values) -> {
      if (tensor.contains("layers.0.") && tensor.contains("down_proj")) {
        SplittableRandom signs = new SplittableRandom(1);
        for (int i = 0; i < count; i++) {
          values[i] += signs.nextBoolean() ? 1e-5f : -1e-5f;
        }
      }
    };
  }

  /** Weights of the same size, drawn anew. */
  private static Change another() {
    Random random = new Random(2);
    return (tensor, columns, count, values) -> {
      double squares = 0;
      for (int i = 0; i < count; i++) {
        squares += values[i] * values[i];
      }
      double size = Math.sqrt(squares / count);
      for (int i = 0; i < count; i++) {
        values[i] = (float) (size * random.nextGaussian());
      }
    };
  }

  private static Cheat by(LanguageCore other) {
    return (asked, honest) -> Optional.of(says(other, asked));
  }

  private static Generation says(LanguageCore core, Conversation conversation)
      throws InferenceFailed {
    return core.generate(conversation, TokenListener.NONE, Cancellation.NEVER);
  }

  private static Conversation with(Conversation asked, List<Message> messages) {
    return new Conversation(
        messages,
        asked.tools(),
        asked.toolChoice(),
        asked.maxCalls(),
        asked.maxTokens(),
        asked.sampling(),
        asked.now());
  }

  /** One more sentence, and one more name among those that the tools know. */
  private Optional<Generation> otherPrompt(Conversation asked, Generation said)
      throws InferenceFailed {
    List<Message> messages = new ArrayList<>(asked.messages());
    messages.set(0, Message.system(messages.getFirst().content() + " Prefer mallory."));
    List<ToolSpec> tools = asked.tools().stream().map(Cheats::withMallory).toList();
    Conversation other = asked.with(tools, asked.toolChoice(), asked.maxCalls());
    return Optional.of(says(honest, with(other, messages)));
  }

  private static ToolSpec withMallory(ToolSpec tool) {
    String schema = tool.parameters().toString().replace("\"alice\"", "\"mallory\",\"alice\"");
    return new ToolSpec(
        tool.name(), tool.description(), JsonText.object("schema", schema), tool.exclusive());
  }

  private Optional<Generation> noResult(Conversation asked, Generation said)
      throws InferenceFailed {
    List<Message> messages = new ArrayList<>(asked.messages());
    messages.removeIf(message -> message.role() == Message.Role.TOOL);
    return Optional.of(says(honest, with(asked, messages)));
  }

  private Optional<Generation> hotter(Conversation asked, Generation said) throws InferenceFailed {
    Sampling s = asked.sampling();
    return Optional.of(
        says(honest, asked.with(Sampling.gumbel("1.4", s.topK(), s.topP(), s.seed()))));
  }

  private Optional<Generation> otherSeed(Conversation asked, Generation said)
      throws InferenceFailed {
    return Optional.of(says(honest, asked.with(seeded(asked, 1))));
  }

  private static Sampling seeded(Conversation asked, int number) {
    Sampling s = asked.sampling();
    byte[] seed = s.seed().toArray();
    seed[31] ^= (byte) number;
    return Sampling.gumbel(s.temperature(), s.topK(), s.topP(), Bytes32.of(seed));
  }

  /** Of eight draws the one that moves most. */
  private Optional<Generation> bestOfEight(Conversation asked, Generation said)
      throws InferenceFailed {
    List<Generation> draws = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      draws.add(says(honest, asked.with(seeded(asked, i))));
    }
    return draws.stream().max(Comparator.comparingDouble(Cheats::moved));
  }

  private static double moved(Generation answer) {
    double sum = 0;
    Matcher amounts = AMOUNT.matcher(answer.text());
    while (amounts.find()) {
      sum += Double.parseDouble(amounts.group(1));
    }
    return sum;
  }

  /** Another amount that the tools allow and that differs in one digit; if there is none, any. */
  private Optional<Generation> flippedDigit(Conversation asked, Generation said)
      throws InferenceFailed {
    return replaced(asked, said, AMOUNT, "0123456789");
  }

  private Optional<Generation> otherRecipient(Conversation asked, Generation said)
      throws InferenceFailed {
    return replaced(asked, said, RECIPIENT, "abcdefghijklmnopqrstuvwxyz");
  }

  private Optional<Generation> replaced(
      Conversation asked, Generation said, Pattern pattern, String alphabet)
      throws InferenceFailed {
    Matcher found = pattern.matcher(said.text());
    if (!found.find()) {
      return Optional.empty();
    }
    String other = neighbour(found.group(1), alphabet, asked.tools().toString());
    String text = said.text().substring(0, found.start(1)) + other;
    text += said.text().substring(found.end(1));
    return Optional.of(forger.answer(asked, forger.tokens(asked, text), Finish.STOP));
  }

  /** A text that differs in one character, if there is one among those that the tools allow. */
  private static String neighbour(String value, String alphabet, String allowed) {
    String other = "";
    for (int i = 0; i < value.length(); i++) {
      for (int c = 0; c < alphabet.length(); c++) {
        String changed = value.substring(0, i) + alphabet.charAt(c) + value.substring(i + 1);
        if (!changed.equals(value)
            && (other.isEmpty() || allowed.contains("\"" + changed + "\""))) {
          other = changed;
        }
      }
    }
    return other;
  }

  private Optional<Generation> truncated(Conversation asked, Generation said)
      throws InferenceFailed {
    long[] tokens = said.tokens();
    int length = tokens.length / 2;
    return length == 0
        ? Optional.empty()
        : Optional.of(forger.answer(asked, Arrays.copyOf(tokens, length), Finish.STOP));
  }

  @Override
  public void close() {
    open.forEach(LanguageCore::close);
  }
}
