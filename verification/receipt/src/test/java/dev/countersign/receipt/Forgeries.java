package dev.countersign.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Bundles that must be rejected, each with the one reason it must be rejected for. */
abstract class Forgeries {
  /**
   * One forged bundle.
   *
   * @param name the reason, and a variant after a full stop
   * @param reason what a check must answer
   * @param how what was done, for a person
   * @param text the file, in UTF-8
   * @param trust whom the check believes
   * @param at the instant it is asked about, if any
   */
  record Forgery(
      String name, Reason reason, String how, String text, Trust trust, OptionalLong at) {
    byte[] bytes() {
      return text.getBytes(UTF_8);
    }
  }

  final Manifest manifest = Samples.manifest(Samples.SIGNAL);
  final Bundle good;
  final String text;
  private final List<Forgery> all = new ArrayList<>();

  Forgeries() throws ReceiptRejected {
    good = Samples.certified(Samples.swap(manifest).sign());
    text = new String(good.toBytes(), UTF_8);
  }

  /** Forges, each time by {@link #add}. */
  abstract void forge() throws ReceiptRejected;

  static List<Forgery> all() throws ReceiptRejected {
    List<Forgery> all = new ArrayList<>();
    for (Forgeries forgeries :
        List.of(
            new DocumentForgeries(),
            new DecisionForgeries(),
            new SpokenForgeries(),
            new CertificateForgeries())) {
      forgeries.forge();
      all.addAll(forgeries.all);
    }
    return List.copyOf(all);
  }

  final Bundle enveloped(Dsse envelope) {
    return new Bundle(
        manifest,
        envelope,
        good.observations(),
        good.inputs(),
        good.outputs(),
        good.calls(),
        good.flows(),
        good.certificate());
  }

  static ArrayNode at(ObjectNode json, String pointer) {
    return (ArrayNode) json.at(pointer);
  }

  static void put(ObjectNode json, String pointer, String name, String value) {
    ((ObjectNode) json.at(pointer)).put(name, value);
  }

  static void put(ObjectNode json, String pointer, String name, long value) {
    ((ObjectNode) json.at(pointer)).put(name, value);
  }

  static void edit(ObjectNode json, String pointer, UnaryOperator<String> change) {
    int slash = pointer.lastIndexOf('/');
    JsonNode parent = json.at(pointer.substring(0, slash));
    String last = pointer.substring(slash + 1);
    String changed = change.apply(json.at(pointer).stringValue());
    switch (parent) {
      case ArrayNode array -> array.set(Integer.parseInt(last), array.stringNode(changed));
      case ObjectNode object -> object.put(last, changed);
      default -> throw new IllegalArgumentException(pointer);
    }
  }

  final void add(String name, String how, String bundle) {
    if (bundle.equals(text)) {
      throw new IllegalStateException(name + " changes nothing");
    }
    add(name, how, bundle.getBytes(UTF_8));
  }

  final void add(String name, String how, byte[] bundle) {
    add(name, how, bundle, Samples.trust());
  }

  final void add(String name, String how, byte[] bundle, Trust trust) {
    add(name, how, bundle, trust, OptionalLong.empty());
  }

  final void add(String name, String how, byte[] bundle, Trust trust, OptionalLong at) {
    String reason = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
    all.add(new Forgery(name, Reason.valueOf(reason), how, new String(bundle, UTF_8), trust, at));
  }
}
