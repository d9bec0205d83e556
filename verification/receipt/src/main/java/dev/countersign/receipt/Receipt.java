package dev.countersign.receipt;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a runtime claims about one decision: who decided, with what, on what, and what is to happen.
 * It is the predicate of an in-toto Statement v1, which the runtime signs in a {@link Dsse}
 * envelope.
 *
 * <p>Guarantees: immutable; holds integers and text only; one receipt has one payload, and a
 * payload reads back to an equal receipt or is refused. Does not guarantee that anything in it is
 * true: that is for {@link Receipts} and for verifiers.
 *
 * @param receipt which decision
 * @param manifest the agent, by its manifest's digest
 * @param model the model, or {@link Model#NONE}
 * @param runtime what ran the model
 * @param input what was seen
 * @param sampling how tokens were drawn
 * @param output what the model said
 * @param evidence what lets others check the inference
 * @param action what is to happen
 */
public record Receipt(
    Header receipt,
    ManifestRef manifest,
    Model model,
    Platform runtime,
    Input input,
    Sampling sampling,
    Output output,
    Evidence evidence,
    Action action) {

  /** The only version there is. */
  public static final int VERSION = 1;

  /** The {@code predicateType} of the statement. */
  public static final String PREDICATE_TYPE = "urn:countersign:receipt:1";

  private static final String STATEMENT_TYPE = "https://in-toto.io/Statement/v1";

  /**
   * Which decision.
   *
   * @param version 1
   * @param agentId the agent as its gate knows it
   * @param slot the place in the agent's life
   * @param mode whether it is meant to move money
   * @param issuedAt unix seconds: the anchor of the slot's open window
   * @param expiresAt unix seconds: the end of that window
   * @param previous the agent's last receiptId, holds included, or zeros
   */
  public record Header(
      int version,
      Bytes32 agentId,
      Slot slot,
      Mode mode,
      long issuedAt,
      long expiresAt,
      Bytes32 previous) {}

  /**
   * The agent.
   *
   * @param digest {@link Manifest#digest()}
   */
  public record ManifestRef(Bytes32 digest) {}

  /**
   * The model.
   *
   * @param id its name, {@code none} where the decision is a pure strategy
   * @param digest the Merkle digest of its bundle
   * @param format for example {@code onnx}, {@code none} without a model
   * @param tokenizer the tokenizer's digest, zero without one
   * @param template the digest of the prompt template, zero without one
   * @param graph the digest of the graph that ran, zero without one
   */
  public record Model(
      String id,
      Bytes32 digest,
      String format,
      Bytes32 tokenizer,
      Bytes32 template,
      Bytes32 graph) {
    /** The {@code format} of a language model that draws tokens. */
    public static final String DECODER = "decoder";

    /** No model: the decision is a pure strategy. */
    public static final Model NONE =
        new Model("none", Bytes32.ZERO, "none", Bytes32.ZERO, Bytes32.ZERO, Bytes32.ZERO);

    /** Checks the text. */
    public Model {
      Text.name("model's id", id);
      Text.name("model's format", format);
    }
  }

  /**
   * What ran the model.
   *
   * @param profile how the inference can be checked
   * @param engine for example {@code onnxruntime}, {@code none} without a model
   * @param version of the engine
   * @param threads it used, 0 without a model
   * @param device for example {@code cpu}
   */
  public record Platform(
      Profile profile, String engine, String version, int threads, String device) {
    /** Checks the text. */
    public Platform {
      Text.name("engine", engine);
      Text.name("engine's version", version);
      Text.name("device", device);
    }

    /** Nothing ran: the decision is a pure strategy. */
    public static Platform none(Profile profile) {
      return new Platform(profile, "none", "none", 0, "none");
    }
  }

  /**
   * What was seen.
   *
   * @param digest SHA-256 of the canonical form of {@code {"observations": [digests in order],
   *     "tensors": digest of the model's input tensors, or zeros}}
   * @param observations what was seen, in order
   */
  public record Input(Bytes32 digest, List<Seen> observations) {
    /** Copies the list. */
    public Input {
      observations = List.copyOf(observations);
    }

    /** The input that these observations and these tensors (none without a model) are. */
    public static Input of(List<Observation> observations, List<Tensor> tensors) {
      List<Seen> seen = observations.stream().map(Seen::of).toList();
      return new Input(digest(seen, tensorDigest(tensors)), seen);
    }

    static Bytes32 digest(List<Seen> observations, Bytes32 tensors) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      ArrayNode digests = json.putArray("observations");
      observations.forEach(seen -> digests.add(seen.digest().hex()));
      json.put("tensors", tensors.hex());
      return Bytes32.sha256(Jcs.canonical(json));
    }
  }

  /**
   * An observation, by its digest.
   *
   * @param kind what it is
   * @param observationClass how it can be checked
   * @param source where it comes from
   * @param block the block it was read at
   * @param digest {@link Observation#digest()}
   */
  public record Seen(
      String kind,
      @JsonProperty("class") ObservationClass observationClass,
      String source,
      BlockId block,
      Bytes32 digest) {
    /** Checks the text. */
    public Seen {
      Text.name("kind of observation", kind);
      Text.name("source of an observation", source);
    }

    /** What a receipt says of an observation. */
    public static Seen of(Observation observation) {
      BlockRef block = observation.block();
      return new Seen(
          observation.kind(),
          observation.observationClass(),
          observation.source(),
          new BlockId(block.number(), block.hash()),
          observation.digest());
    }
  }

  /**
   * A block by its number and hash.
   *
   * @param number its height
   * @param hash its hash
   */
  public record BlockId(long number, Bytes32 hash) {}

  /**
   * How tokens were drawn. Integers in stated units.
   *
   * @param spec the specification that draws them; {@code none} where there are no tokens
   * @param temperature in millionths
   * @param topK 0: off
   * @param topP in millionths
   * @param seed of the counter-based generator
   * @param beacon the block that the seed depends on
   */
  public record Sampling(
      String spec, long temperature, long topK, long topP, Bytes32 seed, Beacon beacon) {
    /** The specification that takes the likeliest token. */
    public static final String GREEDY = "greedy";

    /** No tokens are drawn. */
    public static final Sampling NONE =
        new Sampling("none", 0, 0, 0, Bytes32.ZERO, new Beacon(0, Bytes32.ZERO));

    /** Checks the text. */
    public Sampling {
      Text.name("sampling specification", spec);
    }

    /** The seed of a run: SHA-256 of the run's id and the hash of the block nobody chose. */
    public static Bytes32 seed(Bytes32 runId, Bytes32 beacon) {
      byte[] both = new byte[64];
      System.arraycopy(runId.toArray(), 0, both, 0, 32);
      System.arraycopy(beacon.toArray(), 0, both, 32, 32);
      return Bytes32.sha256(both);
    }
  }

  /**
   * A block nobody chose.
   *
   * @param chain its chain id
   * @param block its hash
   */
  public record Beacon(long chain, Bytes32 block) {}

  /**
   * What the model said.
   *
   * @param digest of the output tensors, zero without a model
   * @param tokens how many, 0 for tensors
   * @param finish why it stopped, {@code none} for tensors
   */
  public record Output(Bytes32 digest, long tokens, String finish) {
    /** Checks the text. */
    public Output {
      Text.name("finish", finish);
    }

    /** The output that these tensors (none without a model) are. */
    public static Output of(List<Tensor> tensors) {
      return new Output(tensorDigest(tensors), 0, "none");
    }

    /** The output of a language model. */
    public static Output of(Said said, List<Tensor> tensors) {
      return new Output(tensorDigest(tensors), said.tokens(), said.finish());
    }
  }

  /**
   * What lets others check the inference.
   *
   * @param kind {@code outputs}: the raw outputs themselves; {@code logits}: what the tokens of a
   *     language model were chosen from
   * @param root the digest of the evidence; for {@code outputs} the output's digest, for {@code
   *     logits} {@link Said#root()}
   */
  public record Evidence(String kind, Bytes32 root) {
    /** Checks the text. */
    public Evidence {
      Text.name("kind of evidence", kind);
    }

    /** The evidence of the {@code exact} profile: the raw outputs. */
    public static Evidence outputs(Output output) {
      return new Evidence("outputs", output.digest());
    }

    /** The evidence of the {@code exact} profile for a language model. */
    public static Evidence logits(Said said) {
      return new Evidence("logits", said.root());
    }
  }

  /**
   * What is to happen.
   *
   * @param intents what was decided: one hold, or one or more others
   * @param chainId EIP-155
   * @param account the Safe
   * @param callsHash {@link CallsHash}
   * @param validAfter unix seconds: the pinned block's time
   * @param validUntil unix seconds: the end of the slot's window, and the deadline inside the calls
   */
  public record Action(
      List<Intent> intents,
      long chainId,
      Address account,
      Bytes32 callsHash,
      long validAfter,
      long validUntil) {
    /**
     * @throws IllegalArgumentException when there is no intent, or a hold beside another intent
     */
    public Action {
      intents = List.copyOf(intents);
      if (intents.isEmpty()
          || (intents.size() > 1 && intents.stream().anyMatch(i -> i instanceof Intent.Hold))) {
        throw new IllegalArgumentException("intents are one hold, or others without a hold");
      }
    }

    /** Whether nothing is to happen. */
    public boolean isHold() {
      return intents.getFirst() instanceof Intent.Hold;
    }
  }

  /** The digest of a model's tensors, zero where there are none. */
  static Bytes32 tensorDigest(List<Tensor> tensors) {
    return tensors.isEmpty() ? Bytes32.ZERO : Tensor.digest(tensors);
  }

  /** The bytes that are signed: the canonical form (RFC 8785) of the in-toto Statement. */
  public byte[] canonicalPayload() {
    return Jcs.canonical(
        JsonForm.write(
            new Statement(
                STATEMENT_TYPE,
                List.of(new Subject("action", new SubjectDigest(action.callsHash()))),
                PREDICATE_TYPE,
                this)));
  }

  /** SHA-256 of the payload: the receipt's name. It is not in the body. */
  public Bytes32 receiptId() {
    return Bytes32.sha256(canonicalPayload());
  }

  /**
   * Reads a payload.
   *
   * @throws ReceiptRejected when it is not exactly the canonical form of a receipt
   */
  public static Receipt parse(byte[] payload) throws ReceiptRejected {
    JsonNode json = Json.parse(payload);
    if (!Arrays.equals(JsonForm.canonical(json), payload)) {
      throw new ReceiptRejected(
          Reason.NOT_CANONICAL, "the payload is not its own canonical form (RFC 8785)");
    }
    requireKnown(json.path("_type"), STATEMENT_TYPE);
    requireKnown(json.path("predicateType"), PREDICATE_TYPE);
    JsonNode version = json.path("predicate").path("receipt").path("version");
    if (version.isInt() && version.intValue() != VERSION) {
      throw new ReceiptRejected(
          Reason.UNKNOWN_VERSION, "the receipt's version is " + version + ", not " + VERSION);
    }
    Receipt receipt = JsonForm.bind(json, Statement.class).predicate();
    if (!Arrays.equals(receipt.canonicalPayload(), payload)) {
      throw new ReceiptRejected(
          Reason.SCHEMA, "the payload is not the statement of the receipt that it holds");
    }
    return receipt;
  }

  private static void requireKnown(JsonNode type, String known) throws ReceiptRejected {
    if (type.isString() && !type.stringValue().equals(known)) {
      throw new ReceiptRejected(
          Reason.UNKNOWN_VERSION,
          "the payload's type is " + Hex.excerpt(type.stringValue()) + ", not " + known);
    }
  }

  private record Statement(
      @JsonProperty("_type") String type,
      List<Subject> subject,
      String predicateType,
      Receipt predicate) {}

  private record Subject(String name, SubjectDigest digest) {}

  private record SubjectDigest(Bytes32 keccak256) {}
}
