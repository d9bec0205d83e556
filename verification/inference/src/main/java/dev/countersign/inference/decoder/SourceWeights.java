package dev.countersign.inference.decoder;

import dev.countersign.inference.Excerpt;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.ModelRefused.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tensors of one or several {@link Safetensors} files.
 *
 * <p>Guarantees: they are exactly those that the configuration needs, of exactly its shapes, each
 * once. Two kinds of further tensors are let through because they change nothing: the frequencies
 * that old files carry, and an output matrix beside a tied embedding if it equals that.
 */
final class SourceWeights implements BundleWriter.Source, AutoCloseable {
  private static final String INDEX = "model.safetensors.index.json";
  private static final String SINGLE = "model.safetensors";
  private static final String SUFFIX = ".safetensors";
  private static final int MOST_INDEX = 32 << 20;
  private static final int MOST_FILES = 1000;
  private static final Pattern FREQUENCIES =
      Pattern.compile("model\\.layers\\.[0-9]+\\.self_attn\\.rotary_emb\\.inv_freq");

  private record Place(Safetensors file, Safetensors.Entry entry) {}

  private final List<Safetensors> files = new ArrayList<>();
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final boolean compareOutput;

  private SourceWeights(SourceFolder folder, DecoderConfig config) throws ModelRefused {
    Optional<ObjectNode> index = folder.object(INDEX, MOST_INDEX);
    Map<String, String> map = index.isPresent() ? map(index.get()) : Map.of();
    boolean opened = false;
    try {
      for (String name : names(folder, index.isPresent(), map)) {
        open(folder, name, map, index.isPresent());
      }
      for (String name : map.keySet()) {
        if (!places.containsKey(name)) {
          throw new ModelRefused(
              Code.MALFORMED,
              INDEX + " names the tensor " + Excerpt.of(name) + ", which is not there");
        }
      }
      requireExactly(config);
      this.compareOutput = config.tied() && places.containsKey(StoredTensor.OUTPUT);
      opened = true;
    } finally {
      if (!opened) {
        close();
      }
    }
  }

  static SourceWeights open(SourceFolder folder, DecoderConfig config) throws ModelRefused {
    return new SourceWeights(folder, config);
  }

  private static Map<String, String> map(ObjectNode index) throws ModelRefused {
    Map<String, String> map = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : index.path("weight_map").properties()) {
      if (!entry.getValue().isString()) {
        throw new ModelRefused(Code.MALFORMED, INDEX + ": weight_map does not map names to files");
      }
      map.put(entry.getKey(), entry.getValue().stringValue());
    }
    if (map.isEmpty()) {
      throw new ModelRefused(Code.MALFORMED, INDEX + " has no weight_map");
    }
    return map;
  }

  private static Set<String> names(SourceFolder folder, boolean indexed, Map<String, String> map)
      throws ModelRefused {
    Set<String> names = new TreeSet<>();
    if (indexed) {
      names.addAll(map.values());
    } else if (folder.has(SINGLE)) {
      names.add(SINGLE);
    } else {
      names.addAll(folder.endingWith(SUFFIX));
    }
    if (names.isEmpty()) {
      throw new ModelRefused(Code.NOT_A_BUNDLE, "the model's folder has no file *.safetensors");
    }
    if (names.size() > MOST_FILES) {
      throw new ModelRefused(Code.TOO_LARGE, "the model has more than 1000 files of tensors");
    }
    return names;
  }

  private void open(SourceFolder folder, String name, Map<String, String> map, boolean indexed)
      throws ModelRefused {
    Safetensors file = Safetensors.open(folder, name);
    files.add(file);
    for (Safetensors.Entry entry : file.entries().values()) {
      if (indexed && !name.equals(map.get(entry.name()))) {
        throw new ModelRefused(
            Code.MALFORMED,
            "%s holds the tensor %s; %s does not say so"
                .formatted(name, Excerpt.of(entry.name()), INDEX));
      }
      if (places.put(entry.name(), new Place(file, entry)) != null) {
        throw new ModelRefused(
            Code.MALFORMED, "the tensor " + Excerpt.of(entry.name()) + " is in two files");
      }
    }
  }

  private void requireExactly(DecoderConfig config) throws ModelRefused {
    Set<String> known = new TreeSet<>();
    for (StoredTensor tensor : StoredTensor.all(config)) {
      known.add(tensor.name());
      requireShape(tensor);
    }
    if (config.tied() && places.containsKey(StoredTensor.OUTPUT)) {
      requireShape(StoredTensor.matrix(StoredTensor.OUTPUT, config.vocab(), config.hidden()));
      known.add(StoredTensor.OUTPUT);
    }
    for (String name : places.keySet()) {
      if (!known.contains(name) && !FREQUENCIES.matcher(name).matches()) {
        throw new ModelRefused(
            Code.UNSUPPORTED,
            "the model has the tensor "
                + Excerpt.of(name)
                + ", which its configuration does not lead to");
      }
    }
  }

  private void requireShape(StoredTensor tensor) throws ModelRefused {
    Place place = places.get(tensor.name());
    if (place == null) {
      throw new ModelRefused(Code.CARD_MISMATCH, "the model has no tensor " + tensor.name());
    }
    List<Long> shape =
        tensor.vector()
            ? List.of((long) tensor.columns())
            : List.of((long) tensor.rows(), (long) tensor.columns());
    if (!place.entry().shape().equals(shape)) {
      throw new ModelRefused(
          Code.CARD_MISMATCH,
          "the tensor %s has the shape %s; config.json demands %s"
              .formatted(tensor.name(), place.entry().shape(), shape));
    }
  }

  @Override
  public void read(StoredTensor tensor, int first, int count, float[] into)
      throws ModelRefused, IOException {
    read(tensor.name(), tensor, first, count, into);
    if (compareOutput && tensor.name().equals(StoredTensor.EMBEDDING)) {
      float[] output = new float[count * tensor.columns()];
      read(StoredTensor.OUTPUT, tensor, first, count, output);
      if (Arrays.mismatch(into, 0, output.length, output, 0, output.length) >= 0) {
        throw new ModelRefused(
            Code.CARD_MISMATCH,
            "config.json ties lm_head.weight to the embedding, and they are different");
      }
    }
  }

  private void read(String name, StoredTensor shape, int first, int count, float[] into)
      throws ModelRefused, IOException {
    Place place = java.util.Objects.requireNonNull(places.get(name), name);
    place.file().read(place.entry(), (long) first * shape.columns(), count * shape.columns(), into);
  }

  @Override
  public void close() {
    files.forEach(Safetensors::close);
  }
}
