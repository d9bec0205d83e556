package dev.countersign.runtime.cli;

import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.ModelStore;
import dev.countersign.inference.decoder.DecoderConfig;
import dev.countersign.inference.decoder.ModelImport;
import dev.countersign.inference.decoder.WeightFormat;
import dev.countersign.inference.grammar.CallFormat;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a bundle of a language model as Hugging Face publishes it, and adds it to the store. */
@Command(
    name = "import",
    description = {
      "Make a bundle of a language model as Hugging Face publishes it, and add it to the store.",
      "",
      "Llama, Mistral, Qwen2 and Qwen3 are computed; anything else is refused by name. At the end"
          + " the model runs here once, and what it gives is what every machine must reproduce"
          + " before it votes on this model."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example: countersign model import path/to/Qwen2.5-0.5B-Instruct --weights q8"})
final class ModelImportCommand extends Subcommand {
  private static final int STEPS = 20;

  @Parameters(
      paramLabel = "FOLDER",
      description = "config.json, *.safetensors, tokenizer.json, a chat template.")
  Path folder = Path.of("");

  @Option(
      names = "--weights",
      paramLabel = "FORMAT",
      defaultValue = "fp32",
      description = "How to store matrices: fp32, fp16 or q8 (default: ${DEFAULT-VALUE}).")
  WeightFormat weights = WeightFormat.FP32;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The model's name (default: the folder's).")
  @Nullable String name;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The store to add it to (default: this checkout's).")
  @Nullable Path out;

  @Option(
      names = "--context",
      paramLabel = "N",
      defaultValue = "32768",
      description = "The most positions; the model's own if fewer (default: ${DEFAULT-VALUE}).")
  int context = 32768;

  @Option(
      names = "--call-format",
      paramLabel = "FORMAT",
      description = "How it writes tool calls: hermes, llama, mistral (default: by its template).")
  @Nullable CallFormat callFormat;

  @Option(
      names = "--margin-milli",
      paramLabel = "N",
      defaultValue = "0",
      description = "Unsure below this distance of logits, in thousandths (default: 0, never).")
  int marginMilli;

  @Option(
      names = "--licence",
      paramLabel = "ID",
      defaultValue = "NOASSERTION",
      description = "The SPDX identifier of its licence (default: ${DEFAULT-VALUE}).")
  String licence = "NOASSERTION";

  private long shown = -1;

  ModelImportCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit run() throws Failure, IOException {
    Path store = out == null ? home().models() : out;
    try {
      ModelImport model = ModelImport.of(folder, wish());
      announce(model);
      ModelBundle bundle =
          new ModelStore(store).make(target -> model.write(target, this::progress));
      say("imported " + bundle.card().name() + "  " + bundle.digest());
      say("self-test " + bundle.selfTest().cases().getFirst().outputs());
      answer(
          ModelCommand.json(bundle)
              .put("selfTest", bundle.selfTest().cases().getFirst().outputs().hex()));
      return Exit.DONE;
    } catch (InferenceFailed e) {
      throw new Failure(Exit.CONFIGURATION, String.valueOf(e.getMessage()), e);
    }
  }

  private ModelImport.Wish wish() {
    return new ModelImport.Wish(
        name == null ? named(folder) : name,
        weights,
        context,
        licence,
        marginMilli,
        Optional.ofNullable(callFormat));
  }

  /** The folder's name, as far as a model may be called so. */
  private static String named(Path folder) {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    String plain =
        (last == null ? "" : last.toString())
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9.-]+", "-")
            .replaceAll("^[.-]+", "");
    return plain.substring(0, Math.min(63, plain.length()));
  }

  private void announce(ModelImport model) {
    DecoderConfig config = model.config();
    if (config.context() < model.trainedContext()) {
      surroundings
          .err()
          .printf(
              "context %d, cut from %d by --context or the model's sliding window%n",
              config.context(), model.trainedContext());
    }
  }

  private void progress(String what, long done, long all) {
    long step = done * STEPS / Math.max(1, all);
    if (step != shown || what.equals("self-test")) {
      shown = step;
      surroundings
          .err()
          .printf("%s %d %% of %d MB%n", what, done * 100 / Math.max(1, all), (all >> 20) + 1);
    }
  }
}
