package dev.countersign.receipt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A bundle as it is shown to others: any observation, the model's inputs and its outputs may be
 * replaced by their digest, {@code {"digest": ..., "withheld": true}}.
 *
 * <p>Guarantees: as {@link Bundle}. What is withheld can still be compared with its digest by
 * whoever has it, and {@link Report} never calls it re-checked.
 *
 * @param manifest the agent
 * @param envelope the signed receipt
 * @param observations what was seen, in the receipt's order
 * @param inputs the model's input tensors; their digest is the {@code tensors} of the receipt's
 *     input digest
 * @param outputs the model's output tensors; their digest is the receipt's output digest
 * @param calls what the account is to call, in order
 * @param flows what that must do to its balances, strictly ascending by token
 * @param certificate the verifiers' signatures
 */
public record PublishedBundle(
    Manifest manifest,
    Dsse envelope,
    List<Part<Observation>> observations,
    Part<List<Tensor>> inputs,
    Part<List<Tensor>> outputs,
    List<Call> calls,
    List<Flow> flows,
    Optional<Certificate> certificate) {

  /** The {@code type} of the file. */
  public static final String TYPE = "urn:countersign:bundle:1";

  /**
   * @throws IllegalArgumentException when two tensors share a name, or flows are not strictly
   *     ascending
   */
  public PublishedBundle {
    observations = List.copyOf(observations);
    inputs = sorted(inputs);
    outputs = sorted(outputs);
    calls = List.copyOf(calls);
    flows = Bundle.ascending(flows);
  }

  private static Part<List<Tensor>> sorted(Part<List<Tensor>> tensors) {
    return switch (tensors) {
      case Part.Shown<List<Tensor>>(List<Tensor> value) -> new Part.Shown<>(Bundle.sorted(value));
      case Part.Withheld<List<Tensor>> withheld -> withheld;
    };
  }

  /** The bundle with everything shown. */
  public static PublishedBundle of(Bundle bundle) {
    List<Part<Observation>> observations = new ArrayList<>();
    bundle.observations().forEach(seen -> observations.add(new Part.Shown<>(seen)));
    return new PublishedBundle(
        bundle.manifest(),
        bundle.envelope(),
        observations,
        new Part.Shown<>(bundle.inputs()),
        new Part.Shown<>(bundle.outputs()),
        bundle.calls(),
        bundle.flows(),
        bundle.certificate());
  }

  /** The same without the content of one observation, counted from 0. */
  public PublishedBundle withholdObservation(int index) {
    List<Part<Observation>> fewer = new ArrayList<>(observations);
    if (fewer.get(index) instanceof Part.Shown<Observation>(Observation seen)) {
      fewer.set(index, new Part.Withheld<>(seen.digest()));
    }
    return new PublishedBundle(
        manifest, envelope, fewer, inputs, outputs, calls, flows, certificate);
  }

  /** The same without the model's inputs. */
  public PublishedBundle withholdInputs() {
    return new PublishedBundle(
        manifest, envelope, observations, withheld(inputs), outputs, calls, flows, certificate);
  }

  /** The same without the model's outputs. */
  public PublishedBundle withholdOutputs() {
    return new PublishedBundle(
        manifest, envelope, observations, inputs, withheld(outputs), calls, flows, certificate);
  }

  private static Part<List<Tensor>> withheld(Part<List<Tensor>> tensors) {
    return new Part.Withheld<>(digest(tensors));
  }

  /** The digest of tensors, shown or not; zero where there are none. */
  static Bytes32 digest(Part<List<Tensor>> tensors) {
    return switch (tensors) {
      case Part.Shown<List<Tensor>>(List<Tensor> shown) -> Receipt.tensorDigest(shown);
      case Part.Withheld<List<Tensor>>(Bytes32 digest) -> digest;
    };
  }

  /**
   * The bundle, when nothing is withheld.
   *
   * @throws ReceiptRejected with {@link Reason#SCHEMA} otherwise
   */
  public Bundle whole() throws ReceiptRejected {
    List<Observation> all = new ArrayList<>();
    for (Part<Observation> part : observations) {
      all.add(shown(part, "an observation"));
    }
    return new Bundle(
        manifest,
        envelope,
        all,
        shown(inputs, "the inputs"),
        shown(outputs, "the outputs"),
        calls,
        flows,
        certificate);
  }

  private static <T> T shown(Part<T> part, String what) throws ReceiptRejected {
    return switch (part) {
      case Part.Shown<T>(T value) -> value;
      case Part.Withheld<T> withheld ->
          throw new ReceiptRejected(
              Reason.SCHEMA, "the bundle withholds " + what + "; a whole bundle is needed here");
    };
  }

  /** The canonical bytes. */
  public byte[] toBytes() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", TYPE);
    json.set("manifest", manifest.toJson());
    json.set("envelope", JsonForm.write(envelope));
    ArrayNode seen = json.putArray("observations");
    for (Part<Observation> part : observations) {
      seen.add(
          switch (part) {
            case Part.Shown<Observation>(Observation value) -> value.toJson();
            case Part.Withheld<Observation>(Bytes32 digest) -> withheldJson(digest);
          });
    }
    json.set("inputs", tensorsJson(inputs));
    json.set("outputs", tensorsJson(outputs));
    json.set("calls", JsonForm.write(calls));
    json.set("flows", JsonForm.write(flows));
    certificate.ifPresent(signed -> json.set("certificate", signed.toJson()));
    return Jcs.canonical(json);
  }

  private static JsonNode tensorsJson(Part<List<Tensor>> tensors) {
    return switch (tensors) {
      case Part.Shown<List<Tensor>>(List<Tensor> shown) -> {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        shown.forEach(tensor -> array.add(tensor.toJson()));
        yield array;
      }
      case Part.Withheld<List<Tensor>>(Bytes32 digest) -> withheldJson(digest);
    };
  }

  private static JsonNode withheldJson(Bytes32 digest) {
    return JsonNodeFactory.instance.objectNode().put("digest", digest.hex()).put("withheld", true);
  }

  /** Reads a bundle; every other form of the same bundle is refused. */
  public static PublishedBundle parse(byte[] bytes) throws ReceiptRejected {
    return BundleReader.read(bytes);
  }
}
