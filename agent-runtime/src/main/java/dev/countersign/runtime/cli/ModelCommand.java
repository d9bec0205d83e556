package dev.countersign.runtime.cli;

import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.ModelStore;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.PinnedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Models by digest. */
@Command(
    name = "model",
    description = "Model bundles by digest: add, import, list, show, lock.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ModelCommand.Add.class,
      ModelImportCommand.class,
      ModelCommand.Listing.class,
      ModelCommand.Show.class,
      ModelCommand.Lock.class
    })
final class ModelCommand implements Runnable {
  @Spec @Nullable CommandSpec spec;

  ModelCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "one of add, import, list, show, lock is needed");
  }

  static ObjectNode json(ModelBundle bundle) {
    return Subcommand.JSON
        .createObjectNode()
        .put("name", bundle.card().name())
        .put("digest", bundle.digest().hex())
        .put("format", bundle.card().format())
        .put("interval", bundle.card().interval())
        .put("folder", bundle.folder().toString());
  }

  /** Copies a bundle into the store. */
  @Command(
      name = "add",
      description = "Check a model bundle and copy it into the store.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: countersign model add path/to/my-model"})
  static final class Add extends Subcommand {
    @Parameters(paramLabel = "FOLDER", description = "The bundle: a folder with model.json.")
    Path folder = Path.of("");

    Add(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Exit run() throws Failure, IOException {
      try {
        ModelBundle bundle = new ModelStore(home().models()).add(folder);
        say("added " + bundle.card().name() + "  " + bundle.digest());
        answer(json(bundle));
        return Exit.DONE;
      } catch (ModelRefused e) {
        throw new Failure(Exit.CONFIGURATION, String.valueOf(e.getMessage()), e);
      }
    }
  }

  /** Lists what is there. */
  @Command(
      name = "list",
      description = "List the models that are here.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: countersign model list"})
  static final class Listing extends Subcommand {
    Listing(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Exit run() throws Failure {
      List<ModelBundle> bundles = workplace().models().list();
      ArrayNode all = JSON.createArrayNode();
      for (ModelBundle bundle : bundles) {
        say(
            Style.pad(style().bold(bundle.card().name()), 16)
                + "  "
                + bundle.digest()
                + "  "
                + style().dim(bundle.folder().toString()));
        all.add(json(bundle));
      }
      if (bundles.isEmpty()) {
        say("there is no model here; countersign model add FOLDER adds one");
      }
      answer(all);
      return Exit.DONE;
    }
  }

  /** Shows one. */
  @Command(
      name = "show",
      description = "Show what a model says about itself.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: countersign model show signal-v1"})
  static final class Show extends Subcommand {
    @Parameters(paramLabel = "MODEL", description = "A name, a digest or the beginning of one.")
    String model = "";

    Show(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Exit run() throws Failure {
      ModelBundle bundle = workplace().models().find(model);
      var card = bundle.card();
      say(style().bold(card.name()) + "  " + card.description());
      line("digest", bundle.digest().hex());
      line("graph", bundle.graphDigest().hex() + " (" + card.format() + ")");
      line("candles", card.interval());
      line("licence", card.licence());
      line("data", card.training().data());
      line("trained on", card.training().train());
      line("validated on", card.training().validation());
      line("tested on", card.training().test());
      for (Map.Entry<String, String> figure : card.figures().entrySet()) {
        line(figure.getKey(), figure.getValue());
      }
      line("folder", bundle.folder().toString());
      ObjectNode json = json(bundle);
      json.set("card", JSON.valueToTree(card));
      answer(json);
      return Exit.DONE;
    }

    private void line(String name, String value) {
      say("  " + style().dim(Style.pad(name, 14)) + "  " + value);
    }
  }

  /** Pins the model of an agent. */
  @Command(
      name = "lock",
      description = {
        "Pin the model that an agent file names, by the digest of the one that is here, in the lock"
            + " file beside it."
      },
      mixinStandardHelpOptions = true,
      footer = {"", "Example: countersign model lock examples/agents/rebalancer.yaml"})
  static final class Lock extends Subcommand {
    @Parameters(paramLabel = "FILE", description = "The agent file.")
    Path file = Path.of("");

    Lock(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Exit run() throws Failure, IOException {
      PinnedModel.Pin pin = PinnedModel.pin(AgentFile.read(file), workplace().models());
      String old = pin.before().map(digest -> " (was " + digest + ")").orElse("");
      ModelBundle bundle = pin.bundle();
      say(pin.path() + " pins " + bundle.card().name() + " at " + bundle.digest() + old);
      answer(json(bundle).put("lock", pin.path().toString()));
      return Exit.DONE;
    }
  }
}
