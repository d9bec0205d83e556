package dev.countersign.inference.language;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.countersign.inference.decoder.DecoderBundle;
import dev.countersign.inference.decoder.RandomDecoder;
import dev.countersign.inference.language.Generation.Finish;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Tensor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The check of an answer: equal if and only if a run would give it. */
class RerunTest {
  @TempDir static Path temp;
  private static DecoderBundle bundle;

  @BeforeAll
  static void write() throws Exception {
    bundle = TestModel.write(temp.resolve("model"), 11);
  }

  /** One of each kind. */
  private static List<Conversation> conversations(long seed) {
    Talk talk = new Talk(seed);
    return List.of(
        talk.plan(),
        talk.chat(40),
        talk.plan().with(talk.draw()),
        talk.withResult(),
        talk.chat(30).with(talk.draw()),
        auto(talk.plan()));
  }

  private static Conversation auto(Conversation plan) {
    Conversation free = plan.with(plan.tools(), Conversation.ToolChoice.AUTO, 2);
    return new Conversation(
        free.messages(),
        free.tools(),
        free.toolChoice(),
        2,
        30,
        Sampling.gumbel("2", 0, "1", Bytes32.ZERO),
        0);
  }

  private static Map<String, Tensor> inputs(Conversation conversation) {
    return Map.of(Conversation.TENSOR, conversation.toTensor());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, ALL_OPT",
    "1, 7, NO_OPT",
    "2, 64, BASIC_OPT",
    "2, 256, ALL_OPT",
    "1, 33, EXTENDED_OPT"
  })
  void anHonestAnswerIsFoundHonestHoweverItIsRead(int threads, int chunk, OptLevel level)
      throws Exception {
    long seed = 5;
    try (LanguageCore writer = TestModel.open(bundle);
        LanguageCore reader = TestModel.open(bundle, threads, chunk, level)) {
      for (Conversation conversation : conversations(seed)) {
        Generation answer = writer.generate(conversation, TokenListener.NONE, Cancellation.NEVER);
        assertThat(reader.check(conversation, answer.tokens()))
            .as("seed %d, cold", seed)
            .isEqualTo(answer);
        assertThat(reader.check(conversation, answer.tokens()))
            .as("seed %d, with its prefix cached", seed)
            .isEqualTo(answer);
        assertThat(reader.generate(conversation, TokenListener.NONE, Cancellation.NEVER))
            .as("seed %d, drawn again", seed)
            .isEqualTo(answer);
      }
    }
  }

  @Test
  void aRunAndItsCheckGiveTheSameTensors() throws Exception {
    try (LanguageCore core = TestModel.open(bundle)) {
      LanguageModel model = TestModel.model(core);
      for (Conversation conversation : conversations(6)) {
        Map<String, Tensor> run = model.run(inputs(conversation));
        assertThat(run.keySet()).containsExactlyInAnyOrderElementsOf(Generation.TENSORS);
        assertThat(model.rerun(inputs(conversation), run)).isEqualTo(run);
      }
    }
  }

  @Test
  void severalAtOnceDoNotChangeEachOther() throws Exception {
    List<Conversation> all = new ArrayList<>();
    for (long seed = 20; seed < 24; seed++) {
      all.addAll(conversations(seed));
    }
    List<Generation> alone = new ArrayList<>();
    try (LanguageCore core = TestModel.open(bundle)) {
      for (Conversation conversation : all) {
        core.prefixes().clear();
        alone.add(core.generate(conversation, TokenListener.NONE, Cancellation.NEVER));
      }
    }
    try (LanguageCore core = TestModel.open(bundle, 2, 16, OptLevel.BASIC_OPT);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Generation>> tasks = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        Conversation conversation = all.get(i);
        long[] tokens = alone.get(i).tokens();
        tasks.add(() -> core.generate(conversation, TokenListener.NONE, Cancellation.NEVER));
        tasks.add(() -> core.check(conversation, tokens));
      }
      List<Future<Generation>> results = threads.invokeAll(tasks);
      for (int i = 0; i < results.size(); i++) {
        assertThat(results.get(i).get()).as("task %d", i).isEqualTo(alone.get(i / 2));
      }
    }
  }

  /** Every claim that differs in one place from an honest one. */
  private static List<Map<String, Tensor>> mutations(Map<String, Tensor> honest, Random random) {
    List<Map<String, Tensor>> all = new ArrayList<>();
    long[] tokens = longs(honest);
    for (int i = 0; i < tokens.length; i++) {
      long[] changed = tokens.clone();
      changed[i] = (tokens[i] + 1 + random.nextInt(319)) % 320;
      all.add(with(honest, changed));
      all.add(with(honest, without(tokens, i)));
      all.add(with(honest, Arrays.copyOf(tokens, i)));
    }
    for (long odd : new long[] {-1, 320, 1L << 40, Long.MIN_VALUE, Long.MAX_VALUE}) {
      long[] changed = tokens.clone();
      changed[tokens.length / 2] = odd;
      all.add(with(honest, changed));
    }
    long[] longer = Arrays.copyOf(tokens, tokens.length + 1);
    longer[tokens.length] = 97;
    all.add(with(honest, longer));
    all.add(with(honest, Arrays.copyOf(tokens, 4097)));
    all.add(with(honest, new long[500_000]));
    for (String name : List.of("logits", "root", "text", "finish")) {
      byte[] bytes = bytes(honest, name);
      for (int i = 0; i < bytes.length; i++) {
        byte[] changed = bytes.clone();
        changed[i] ^= (byte) (1 << random.nextInt(8));
        all.add(with(honest, Tensor.ofBytes(name, changed)));
      }
      all.add(with(honest, Tensor.ofBytes(name, Arrays.copyOf(bytes, bytes.length + 1))));
    }
    all.add(with(honest, Tensor.ofFloats("tokens", List.of(1L), new float[] {1})));
    all.add(with(honest, Tensor.ofLongs("tokens", List.of(1L, (long) tokens.length), tokens)));
    all.add(with(honest, Tensor.ofLongs("more", List.of(1L), new long[1])));
    for (String name : honest.keySet()) {
      Map<String, Tensor> fewer = new LinkedHashMap<>(honest);
      fewer.remove(name);
      all.add(fewer);
    }
    all.add(Map.of());
    return all;
  }

  private static long[] longs(Map<String, Tensor> outputs) {
    Tensor tokens = Objects.requireNonNull(outputs.get("tokens"));
    long[] values = new long[Math.toIntExact(tokens.dims().getFirst())];
    tokens.data().asLongBuffer().get(values);
    return values;
  }

  private static byte[] bytes(Map<String, Tensor> outputs, String name) {
    Tensor tensor = Objects.requireNonNull(outputs.get(name));
    byte[] values = new byte[tensor.data().remaining()];
    tensor.data().get(values);
    return values;
  }

  private static long[] without(long[] tokens, int index) {
    long[] fewer = Arrays.copyOf(tokens, tokens.length - 1);
    System.arraycopy(tokens, index + 1, fewer, index, fewer.length - index);
    return fewer;
  }

  private static Map<String, Tensor> with(Map<String, Tensor> outputs, long[] tokens) {
    return with(outputs, Tensor.ofLongs("tokens", List.of((long) tokens.length), tokens));
  }

  private static Map<String, Tensor> with(Map<String, Tensor> outputs, Tensor changed) {
    Map<String, Tensor> others = new LinkedHashMap<>(outputs);
    others.put(changed.name(), changed);
    return others;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void noOtherClaimComesBackEqual(int kind) throws Exception {
    long seed = 32;
    Conversation conversation = conversations(seed).get(kind);
    try (LanguageCore core = TestModel.open(bundle)) {
      LanguageModel model = TestModel.model(core);
      Map<String, Tensor> honest = model.run(inputs(conversation));
      List<Map<String, Tensor>> mutations = mutations(honest, new Random(seed));
      for (int i = 0; i < mutations.size(); i++) {
        Map<String, Tensor> claim = mutations.get(i);
        if (!claim.equals(honest)) {
          assertThat(model.rerun(inputs(conversation), claim))
              .as("seed %d, mutation %d", seed, i)
              .isNotEqualTo(claim);
        }
      }
      assertThat(mutations).hasSizeGreaterThan(100);
      assertThat(model.rerun(inputs(conversation), honest)).isEqualTo(honest);
    }
  }

  /** An answer with another legal token in place of one that was chosen, led to its end. */
  private static long[] diverted(LanguageCore core, Conversation asked, long[] honest, int at)
      throws Exception {
    AnswerCursor cursor =
        new AnswerCursor(core.automaton(asked), core.vocabulary(), asked.maxTokens());
    long[] tokens = new long[asked.maxTokens()];
    while (!cursor.done()) {
      int index = cursor.length();
      int token = cursor.forced();
      if (token < 0 && index < at) {
        token = (int) honest[index];
      } else if (token < 0) {
        token = cursor.legal().next(0);
        token = index == at && token == honest[at] ? cursor.legal().next(token + 1) : token;
      }
      tokens[index] = token;
      cursor.advance(token);
    }
    return Arrays.copyOf(tokens, cursor.length());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void anotherChoiceIsNotBelievedHoweverWellItsEvidenceFits(int kind) throws Exception {
    Conversation asked = conversations(50).get(kind);
    try (LanguageCore core = TestModel.open(bundle)) {
      LanguageModel model = TestModel.model(core);
      Forger forger = new Forger(core);
      long[] honest = model.generate(asked).tokens();
      assertThat(forger.answer(asked, honest, model.generate(asked).finish()))
          .as("the forger's evidence for an honest answer")
          .isEqualTo(model.generate(asked));
      int forged = 0;
      for (int at = 0; at < honest.length && forged < 4; at++) {
        long[] tokens = diverted(core, asked, honest, at);
        if (at < tokens.length && tokens[at] != honest[at]) {
          Map<String, Tensor> claim = forger.answer(asked, tokens, Finish.STOP).toTensors();
          assertThat(model.rerun(inputs(asked), claim)).as("at %d", at).isNotEqualTo(claim);
          forged++;
        }
      }
      assertThat(forged).isPositive();
    }
  }

  @Test
  void whereAClaimIsWrongTheCheckShowsWhatIsRight() throws Exception {
    try (LanguageCore core = TestModel.open(bundle)) {
      Conversation conversation = new Talk(8).chat(30);
      long[] honest = core.generate(conversation, TokenListener.NONE, Cancellation.NEVER).tokens();
      long[] claim = honest.clone();
      claim[12] = (claim[12] + 1) % 256;
      assertThat(core.check(conversation, claim).tokens()).isEqualTo(Arrays.copyOf(honest, 13));
      assertThat(core.check(conversation, Arrays.copyOf(honest, 20)).tokens())
          .isEqualTo(Arrays.copyOf(honest, 21));
      assertThat(core.check(conversation, new long[0]).tokens())
          .isEqualTo(Arrays.copyOf(honest, 1));
    }
  }

  @Test
  void anotherConversationIsAnotherAnswer() throws Exception {
    try (LanguageCore core = TestModel.open(bundle)) {
      LanguageModel model = TestModel.model(core);
      List<Conversation> all = conversations(40);
      for (int i = 0; i < all.size(); i++) {
        Map<String, Tensor> answer = model.run(inputs(all.get(i)));
        Conversation other = all.get((i + 1) % all.size());
        assertThat(model.rerun(inputs(other), answer)).isNotEqualTo(answer);
      }
    }
  }

  @Test
  void anAnswerThatIsUnsureEndsThereAndIsFoundHonest() throws Exception {
    DecoderBundle timid =
        RandomDecoder.write(temp.resolve("timid"), TestModel.config(4096, 300), 11);
    try (LanguageCore core = TestModel.open(timid)) {
      LanguageModel model = TestModel.model(core);
      int unsure = 0;
      for (long seed = 0; seed < 12; seed++) {
        Conversation conversation = new Talk(seed).plan();
        Generation answer = model.generate(conversation);
        unsure += answer.finish() == Finish.UNSURE ? 1 : 0;
        Map<String, Tensor> tensors = answer.toTensors();
        assertThat(model.rerun(inputs(conversation), tensors)).isEqualTo(tensors);
        for (byte finish = 0; finish < 4; finish++) {
          Map<String, Tensor> claim = with(tensors, Tensor.ofBytes("finish", new byte[] {finish}));
          assertThat(model.rerun(inputs(conversation), claim).equals(claim))
              .isEqualTo(finish == answer.finish().number());
        }
      }
      assertThat(unsure).isPositive();
      // Without a margin the same weights go on.
      try (LanguageCore bold = TestModel.open(bundle)) {
        Conversation conversation = new Talk(0).plan();
        long[] on = bold.generate(conversation, TokenListener.NONE, Cancellation.NEVER).tokens();
        long[] stopped = model.generate(conversation).tokens();
        assertThat(Arrays.copyOf(on, stopped.length)).isEqualTo(stopped);
      }
    }
  }

  @Test
  void aHostileClaimCostsNoMoreThanARun() throws Exception {
    try (LanguageCore core = TestModel.open(bundle)) {
      LanguageModel model = TestModel.model(core);
      Conversation conversation = new Talk(3).plan();
      long[] many = new long[1_000_000];
      Arrays.fill(many, 5);
      Map<String, Tensor> claim =
          Map.of("tokens", Tensor.ofLongs("tokens", List.of((long) many.length), many));
      long before = System.nanoTime();
      assertThat(model.rerun(inputs(conversation), claim)).isNotEqualTo(claim);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
    }
  }
}
