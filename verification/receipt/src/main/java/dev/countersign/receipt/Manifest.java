package dev.countersign.receipt;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What an agent is: everything that decides what it may do, resolved to addresses, digests and base
 * units. Its SHA-256 is registered on chain by the account's owner.
 *
 * <p>Guarantees: immutable; the canonical form (RFC 8785) of {@link #toJson()} reads back to an
 * equal manifest. Not in it: description, notifications, mode. Does not guarantee that the names it
 * holds exist anywhere.
 *
 * @param version 1
 * @param name the agent's name, {@code [a-z0-9][a-z0-9-]{0,62}}
 * @param chainId EIP-155
 * @param gate the gate contract
 * @param account the Safe that holds the funds
 * @param tokens the tokens this agent knows, ascending by address
 * @param venues where it may swap
 * @param schedule when it runs
 * @param deadline seconds that a slot's window stays open
 * @param minInterval seconds between manual runs
 * @param maxTurns model turns in one run, 1 or more
 * @param observe what it sees, each an object with a {@code kind}
 * @param decide who decides
 * @param policy what it may do
 * @param verify how it is checked
 * @param receiptKey the Ed25519 public key (RFC 8032) that signs its receipts
 * @param instructorKeys Ed25519 public keys whose instructions it follows, ascending
 */
public record Manifest(
    int version,
    String name,
    long chainId,
    Address gate,
    Address account,
    List<Token> tokens,
    List<Venue> venues,
    Schedule schedule,
    long deadline,
    long minInterval,
    int maxTurns,
    List<JsonNode> observe,
    Decide decide,
    Policy policy,
    Verify verify,
    Bytes32 receiptKey,
    List<Bytes32> instructorKeys) {

  /** The only version there is. */
  public static final int VERSION = 1;

  /**
   * Checks what does not need the chain; the receipt key and the manifest as a whole are checked by
   * who trusts it.
   */
  public Manifest {
    tokens = List.copyOf(tokens);
    venues = List.copyOf(venues);
    observe = observe.stream().map(PlainJson::copy).toList();
    instructorKeys = List.copyOf(instructorKeys);
    ManifestRules.check(version, name, tokens, venues, deadline, minInterval, maxTurns, policy);
  }

  /**
   * A token by its address; a symbol alone never picks a contract.
   *
   * @param address the contract, or {@link Address#ZERO} for the native coin
   * @param symbol for people only
   * @param decimals 0 to 36
   */
  public record Token(Address address, String symbol, int decimals) {
    /**
     * @throws IllegalArgumentException when the decimals are not 0 to 36
     */
    public Token {
      ManifestRules.decimals(decimals);
    }
  }

  /**
   * A place to swap two tokens.
   *
   * @param name unique in the manifest, for example {@code uniswap-v3-500}
   * @param kind {@code uniswap-v2} or {@code uniswap-v3}
   * @param router the contract that swaps
   * @param quoter the V3 quoter (QuoterV2), or the V2 router again
   * @param pool the V2 pair or V3 pool
   * @param fee V3: hundredths of a basis point; V2: 3000
   * @param token0 the pool's lower token
   * @param token1 the pool's higher token
   */
  public record Venue(
      String name,
      String kind,
      Address router,
      Address quoter,
      Address pool,
      int fee,
      Address token0,
      Address token1) {
    /**
     * @throws IllegalArgumentException when the fee is no uint24
     */
    public Venue {
      ManifestRules.fee(fee);
    }
  }

  /**
   * When the agent runs.
   *
   * @param on {@code request}, {@code cron}, {@code every} or {@code block}
   * @param cron five fields, empty unless {@code on} is {@code cron}
   * @param timezone an IANA zone, {@code UTC} where it has no meaning
   * @param every seconds, 0 unless {@code on} is {@code every}
   */
  public record Schedule(String on, String cron, String timezone, long every) {}

  /**
   * Who decides.
   *
   * @param strategy the id of the strategy
   * @param strategyDigest the digest of its code
   * @param decoder the version of the decoder that turns outputs into intents
   * @param model the model, or {@link ModelRef#NONE}
   * @param prompt SHA-256 of the prompt template, zero where there is none
   * @param tools SHA-256 of the tool schema, zero where there is none
   * @param with the strategy's own parameters, an object
   */
  public record Decide(
      String strategy,
      Bytes32 strategyDigest,
      int decoder,
      ModelRef model,
      Bytes32 prompt,
      Bytes32 tools,
      JsonNode with) {
    /** Copies the parameters; a number that is no integer of 53 bits is refused. */
    public Decide {
      with = PlainJson.copy(with);
    }
  }

  /**
   * A model by its digest.
   *
   * @param id its name, {@code none} where the decision is a pure strategy
   * @param digest the Merkle digest of its bundle
   */
  public record ModelRef(String id, Bytes32 digest) {
    /** No model: the decision is a pure strategy. */
    public static final ModelRef NONE = new ModelRef("none", Bytes32.ZERO);
  }

  /**
   * What the agent may do. Limits of zero mean "nothing", never "no limit".
   *
   * @param tokens the tokens it may move, ascending by address
   * @param recipients who transfers may go to, ascending by address
   * @param maxSlippageBps against the pool's quote at the pinned block
   * @param maxPriceImpactBps of the quote against the pool's mid price
   * @param maxGasPerAction wei of the key that pays
   * @param maxGasPerDay wei of the key that pays
   * @param priceCheck the references a swap is compared with; empty sources where there are none
   * @param protections rules that refuse or exit; zero switches a rule off
   */
  public record Policy(
      List<Limit> tokens,
      List<Recipient> recipients,
      int maxSlippageBps,
      int maxPriceImpactBps,
      @JsonFormat(shape = JsonFormat.Shape.STRING) BigInteger maxGasPerAction,
      @JsonFormat(shape = JsonFormat.Shape.STRING) BigInteger maxGasPerDay,
      PriceCheck priceCheck,
      Protections protections) {
    /** Copies the lists. */
    public Policy {
      tokens = List.copyOf(tokens);
      recipients = List.copyOf(recipients);
    }

    /** The limits of a token, empty where the agent may not move it. */
    public Optional<Limit> limit(Address token) {
      return tokens.stream().filter(limit -> limit.token().equals(token)).findFirst();
    }
  }

  /**
   * How much of a token may leave, in base units, whatever comes in meanwhile.
   *
   * @param token the token
   * @param maxPerAction of one execution
   * @param maxPerDay of one UTC day
   */
  public record Limit(
      Address token,
      @JsonFormat(shape = JsonFormat.Shape.STRING) BigInteger maxPerAction,
      @JsonFormat(shape = JsonFormat.Shape.STRING) BigInteger maxPerDay) {}

  /**
   * Someone whom transfers may go to.
   *
   * @param address where it goes
   * @param name for people only
   */
  public record Recipient(Address address, String name) {}

  /**
   * Prices that do not come from the pool being traded.
   *
   * @param sources any of "twap" and "feed", in that order
   * @param maxDeviationBps how far the references may be from the quote and from each other
   * @param feeds the Chainlink-style feeds, one for each pair priced by one
   */
  public record PriceCheck(List<String> sources, int maxDeviationBps, List<Feed> feeds) {
    /** Copies the lists. */
    public PriceCheck {
      sources = List.copyOf(sources);
      feeds = List.copyOf(feeds);
    }
  }

  /**
   * A Chainlink-style feed: the price of one whole {@code base} in whole {@code quote}.
   *
   * @param base the token priced
   * @param quote the token it is priced in
   * @param address the aggregator
   * @param decimals of the answer
   * @param maxAge seconds after which an answer is stale
   */
  public record Feed(Address base, Address quote, Address address, int decimals, long maxAge) {
    /**
     * @throws IllegalArgumentException when the decimals are not 0 to 36
     */
    public Feed {
      ManifestRules.decimals(decimals);
    }
  }

  /**
   * Rules that refuse (cooldown, max-open, daily loss) and rules that exit (stop-loss, take-profit,
   * drawdown).
   *
   * @param stopLossBps zero: off
   * @param takeProfitBps zero: off
   * @param maxDrawdownBps zero: off
   * @param maxDailyLossBps zero: off
   * @param cooldown seconds after the last execution, zero: off
   * @param maxOpen positions, zero: off
   */
  public record Protections(
      int stopLossBps,
      int takeProfitBps,
      int maxDrawdownBps,
      int maxDailyLossBps,
      long cooldown,
      int maxOpen) {}

  /**
   * How the agent's receipts are checked.
   *
   * @param profile the profile
   * @param quorum verdicts needed
   * @param of verifiers there are; the quorum exceeds half of them
   */
  public record Verify(Profile profile, int quorum, int of) {}

  /** Reads a manifest; whatever this record does not hold is refused. */
  public static Manifest parse(JsonNode json) throws ReceiptRejected {
    return JsonForm.read(json, Manifest.class);
  }

  /** The JSON form. */
  public JsonNode toJson() {
    return JsonForm.write(this);
  }

  /** SHA-256 of the canonical form: what the owner registers on chain. */
  public Bytes32 digest() {
    return Bytes32.sha256(Jcs.canonical(toJson()));
  }

  /** The name by which the gate knows this agent. */
  public Bytes32 agentId() {
    return Slot.agentId(chainId, gate, account, name);
  }

  /** A token by its address. */
  public Optional<Token> token(Address address) {
    return tokens.stream().filter(token -> token.address().equals(address)).findFirst();
  }

  /** A venue by its name. */
  public Optional<Venue> venue(String venue) {
    return venues.stream().filter(candidate -> candidate.name().equals(venue)).findFirst();
  }
}
