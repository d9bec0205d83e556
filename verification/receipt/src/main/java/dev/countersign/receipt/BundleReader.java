package dev.countersign.receipt;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a bundle from its bytes. What is unknown, twice, out of order or in another form is found
 * by writing the bundle again: that must give the same bytes.
 */
final class BundleReader {
  private BundleReader() {}

  static PublishedBundle read(byte[] bytes) throws ReceiptRejected {
    JsonNode json = Json.parse(bytes);
    PublishedBundle bundle;
    try {
      bundle = bundle(json);
    } catch (ReceiptRejected e) {
      requireCanonical(json, bytes);
      throw e;
    } catch (IllegalArgumentException e) {
      requireCanonical(json, bytes);
      throw new ReceiptRejected(Reason.SCHEMA, "not a bundle: " + e.getMessage(), e);
    }
    if (!Arrays.equals(bundle.toBytes(), bytes)) {
      requireCanonical(json, bytes);
      throw new ReceiptRejected(
          Reason.SCHEMA, "a member of the bundle is unknown, missing or not in its only form");
    }
    return bundle;
  }

  private static void requireCanonical(JsonNode json, byte[] bytes) throws ReceiptRejected {
    if (!Arrays.equals(JsonForm.canonical(json), bytes)) {
      throw new ReceiptRejected(
          Reason.NOT_CANONICAL, "the bundle is not its own canonical form (RFC 8785)");
    }
  }

  private static PublishedBundle bundle(JsonNode json) throws ReceiptRejected {
    String type = JsonForm.bind(member(json, "type"), String.class);
    if (!type.equals(PublishedBundle.TYPE)) {
      throw new ReceiptRejected(
          Reason.UNKNOWN_VERSION,
          "the bundle's type is " + Hex.excerpt(type) + ", not " + PublishedBundle.TYPE);
    }
    return new PublishedBundle(
        JsonForm.bind(member(json, "manifest"), Manifest.class),
        JsonForm.bind(member(json, "envelope"), Dsse.class),
        observations(member(json, "observations")),
        tensors(member(json, "inputs")),
        tensors(member(json, "outputs")),
        list(member(json, "calls"), Call.class),
        list(member(json, "flows"), Flow.class),
        json.has("certificate")
            ? Optional.of(JsonForm.bind(json.get("certificate"), Certificate.class))
            : Optional.empty());
  }

  private static JsonNode member(JsonNode json, String name) throws ReceiptRejected {
    if (!json.has(name)) {
      throw new ReceiptRejected(Reason.SCHEMA, "the bundle lacks its member \"" + name + "\"");
    }
    return json.get(name);
  }

  private static <T> List<T> list(JsonNode array, Class<T> type) throws ReceiptRejected {
    List<T> list = new ArrayList<>();
    for (JsonNode element : array) {
      list.add(JsonForm.bind(element, type));
    }
    return list;
  }

  private static List<Part<Observation>> observations(JsonNode array) throws ReceiptRejected {
    List<Part<Observation>> parts = new ArrayList<>();
    for (JsonNode element : array) {
      parts.add(
          element.has("withheld")
              ? new Part.Withheld<>(withheld(element))
              : new Part.Shown<>(observation(element)));
    }
    return parts;
  }

  /** The content is taken as it is: binding it would copy it member by member. */
  private static Observation observation(JsonNode json) throws ReceiptRejected {
    JsonNode content = member(json, "content");
    ObjectNode rest = ((ObjectNode) json).objectNode();
    json.properties().forEach(m -> rest.set(m.getKey(), m.getValue()));
    rest.remove("content");
    SeenAt seen = JsonForm.bind(rest, SeenAt.class);
    return new Observation(
        seen.kind(), seen.observationClass(), seen.source(), seen.block(), content);
  }

  private static Part<List<Tensor>> tensors(JsonNode json) throws ReceiptRejected {
    if (json.isObject()) {
      return new Part.Withheld<>(withheld(json));
    }
    List<Tensor> tensors = new ArrayList<>();
    for (JsonNode tensor : json) {
      tensors.add(Tensor.parse(tensor));
    }
    return new Part.Shown<>(tensors);
  }

  private static Bytes32 withheld(JsonNode json) throws ReceiptRejected {
    return JsonForm.bind(json, Withheld.class).digest();
  }

  private record SeenAt(
      String kind,
      @JsonProperty("class") ObservationClass observationClass,
      String source,
      BlockRef block) {}

  private record Withheld(Bytes32 digest, boolean withheld) {}
}
