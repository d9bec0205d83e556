package dev.countersign.inference.decoder;

import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.ModelCard;
import dev.countersign.inference.decoder.DecoderConfig.Biases;
import dev.countersign.inference.decoder.DecoderConfig.Family;
import dev.countersign.inference.grammar.CallFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Writes whole bundles with random weights: a tokenizer, a ChatML template and a self-test. */
public final class RandomDecoder {
  /** ChatML with tools in the manner of Hermes and Qwen. */
  public static final String TEMPLATE =
      """
      {%- if tools %}
          {{- '<|im_start|>system\\n' }}
          {%- if messages[0].role == 'system' %}{{- messages[0].content + '\\n\\n' }}{%- endif %}
          {{- "# Tools\\n\\n<tools>" }}
          {%- for tool in tools %}{{- "\\n" }}{{- tool | tojson }}{%- endfor %}
          {{- "\\n</tools><|im_end|>\\n" }}
      {%- elif messages[0].role == 'system' %}
          {{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}
      {%- endif %}
      {%- for message in messages %}
          {%- if message.role != 'system' or not loop.first %}
              {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
          {%- endif %}
      {%- endfor %}
      {%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}
      """;

  private RandomDecoder() {}

  /** A small one: 320 tokens, two layers, four query heads on two key and value heads of 16. */
  public static DecoderConfig small() {
    return config(4, 2, 16);
  }

  /** A small one with these heads. */
  public static DecoderConfig config(int heads, int kvHeads, int headDim) {
    int vocab = 320;
    return new DecoderConfig(
        1,
        Family.LLAMA,
        vocab,
        48,
        2,
        heads,
        kvHeads,
        headDim,
        96,
        512,
        Rope.of("10000"),
        "0.00001",
        true,
        Biases.NONE,
        false,
        WeightFormat.FP32,
        -1,
        List.of(TestTokenizer.special("<|im_end|>", vocab)),
        0,
        CallFormat.HERMES);
  }

  /**
   * Writes a bundle into a folder, which is created.
   *
   * @param config with a vocabulary of at least {@value TestTokenizer#LEAST}
   * @param seed the same gives the same weights
   */
  public static DecoderBundle write(Path folder, DecoderConfig config, long seed)
      throws InferenceFailed, IOException {
    Files.createDirectories(folder);
    Random random = new Random(seed);
    BundleWriter writer = new BundleWriter(folder, config);
    ModelCard card =
        BundleWriter.card(
            "random-" + seed,
            "Random weights.",
            "Apache-2.0",
            new ModelCard.Training("none", "none", "none", "none"));
    byte[] tokenizer = TestTokenizer.json(config.vocab());
    byte[] template = TEMPLATE.getBytes(StandardCharsets.UTF_8);
    writer.write(
        card,
        tokenizer,
        template,
        (tensor, first, count, into) -> fill(tensor, count * tensor.columns(), into, random));
    ModelBundle bundle = writer.recordSelfTest();
    return DecoderBundle.open(bundle);
  }

  /** Norms near one, biases near nought, matrices that keep the size of what goes through. */
  private static void fill(StoredTensor tensor, int count, float[] into, Random random) {
    if (tensor.vector()) {
      float middle = tensor.name().endsWith("bias") ? 0 : 1;
      for (int i = 0; i < count; i++) {
        into[i] = middle + 0.2f * (random.nextFloat() - 0.5f);
      }
      return;
    }
    float scale = (float) (1.5 / Math.sqrt(tensor.columns()));
    for (int i = 0; i < count; i++) {
      into[i] = scale * (float) random.nextGaussian();
    }
  }

  /** Token ids from a seed. */
  public static long[] ids(DecoderConfig config, int count, long seed) {
    Random random = new Random(seed);
    long[] ids = new long[count];
    Arrays.setAll(ids, i -> random.nextInt(config.vocab()));
    return ids;
  }
}
