package dev.countersign.network.gate;

import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import dev.countersign.receipt.Bytes;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Why the gate, or its module guard, refused: one constant for each custom error of the contracts,
 * in the order of their checks.
 *
 * <p>Guarantees: every error in the contracts' ABI is here, which a test compares. A transaction
 * that ran out of gas, or a revert that is not the gate's own, is {@link #UNKNOWN}.
 */
public enum GateError {
  REENTERED("ReentrancyGuardReentrantCall()", "the gate was called from inside an execution"),
  PAUSED("Paused()", "the gate is paused"),
  NOT_YET_VALID("NotYetValid(uint64 validAfter)", "the verdict is not valid yet"),
  EXPIRED("Expired(uint64 validUntil)", "the verdict is no longer valid"),
  CALLS_HASH_MISMATCH(
      "CallsHashMismatch()", "these calls and flows are not those that were certified"),
  WRONG_ACCOUNT("WrongAccount(address account)", "the verdict is for another account"),
  UNKNOWN_AGENT("UnknownAgent(bytes32 agentId)", "the gate knows no such agent"),
  CONFIG_MISMATCH(
      "ConfigMismatch(bytes32 configHash)", "this is not the agent's configuration on chain"),
  MANIFEST_MISMATCH(
      "ManifestMismatch(bytes32 manifestHash)", "another manifest is registered for the agent"),
  PROFILE_NOT_PERMITTED(
      "ProfileNotPermitted(uint8 profile)", "the agent may not act on a verdict of this profile"),
  THRESHOLD_NOT_PERMITTED(
      "ThresholdNotPermitted(uint256 threshold,uint256 verifiers)",
      "the agent's threshold is not more than half of the registered verifiers, or more than all"),
  BAD_SIGNATURE_COUNT(
      "BadSignatureCount(uint256 given,uint256 wanted)",
      "a certificate has exactly as many signatures as the agent's threshold"),
  MALFORMED_SIGNATURE(
      "MalformedSignature(uint256 index)",
      "a signature is not 65 bytes of r, low s and v of 27 or 28"),
  SIGNERS_NOT_ASCENDING(
      "SignersNotAscending(uint256 index)", "the signers are not strictly ascending"),
  UNKNOWN_VERIFIER(
      "UnknownVerifier(address signer)",
      "a signature over this verdict is by nobody who is registered as a verifier now"),
  SLOT_NOT_RISING(
      "SlotNotRising(uint64 slot,uint64 lastSlot)",
      "this slot, or a later one, has already had its effect"),
  FORBIDDEN_TARGET(
      "ForbiddenTarget(address target)", "the Safe, the gate and the guard are never a target"),
  CALL_NOT_PERMITTED(
      "CallNotPermitted(uint256 index)",
      "a call is neither a transfer to a recipient, nor an approval of a router, nor a route, or it is"
          + " a swap of something else than was approved, for what is not listed, or for somebody"
          + " else"),
  CALL_FAILED("CallFailed(uint256 index,bytes reason)", "a call failed"),
  TOKEN_REFUSED("TokenRefused(uint256 index)", "a token answered something else than true"),
  ALLOWANCE_LEFT(
      "AllowanceLeft(address token,address spender,uint256 amount)",
      "an allowance that was given is not used up"),
  FLOW_TOO_SMALL(
      "FlowTooSmall(address token,int256 measured,int256 least)",
      "a balance did not end where it had to"),
  UNEXPECTED_OUTFLOW(
      "UnexpectedOutflow(address token,int256 measured)", "a balance fell that must not fall"),
  OVER_ACTION_CAP(
      "OverActionCap(address token,uint256 outflow,uint256 cap)",
      "the calls take more of a token than one action may spend"),
  OVER_DAY_CAP(
      "OverDayCap(address token,uint256 spent,uint256 cap)",
      "the calls take more of a token than one day may spend"),
  FLOW_NOT_PERMITTED(
      "FlowNotPermitted(address token)",
      "a flow names a token that the agent does not list, or is out of order"),
  NO_PRICE("NoPrice(address token)", "a token was traded that no feed of the agent prices"),
  BAD_ROUND("BadRound(address feed,int256 answer)", "a price feed's answer makes no sense"),
  STALE_FEED("StaleFeed(address feed,uint256 updatedAt)", "a price feed's answer is too old"),
  PRICE_DEVIATION(
      "PriceDeviation(uint256 sold,uint256 bought)",
      "a trade brought too little for what it sold, by the price feeds"),

  ONLY_THE_SAFE("OnlyTheSafe(address caller)", "only the Safe itself may do this"),
  ONLY_THE_GUARDIAN(
      "OnlyTheGuardian(address caller)", "only the guardian or the Safe itself may do this"),
  NO_MANIFEST("NoManifest()", "an agent needs a manifest"),
  NO_SUCH_PROFILE("NoSuchProfile(uint8 profile)", "a profile is 1 to 5"),
  NO_THRESHOLD("NoThreshold()", "a threshold is at least 1"),
  NOT_ASCENDING("NotAscending(uint256 index)", "a list is not strictly ascending"),
  NOT_A_CONTRACT("NotAContract(address target)", "a token, router or feed is no contract"),
  TOKENS_ALIKE(
      "TokensAlike(address token)",
      "two tokens of an agent must differ in the last 43 bits of their addresses"),
  ROUTER_IS_TOKEN("RouterIsToken(address router)", "a listed token cannot be a router too"),
  BAD_ROUTE_LENGTH(
      "BadRouteLength(uint32 length)",
      "calldata has at least the four selector bytes, that of a swap on Uniswap eight words more"),
  NO_SWAP(
      "NoSwap(bytes4 selector)",
      "where trades are priced, every route is a swap on Uniswap that the gate can read"),
  BAD_PRICE_RULE(
      "BadPriceRule(uint256 index)",
      "a price rule names an unlisted token, other decimals than the contracts, or another quote or"
          + " deviation than the first"),
  NOT_TIGHTER("NotTighter()", "the new configuration permits what the current one does not"),
  NOT_DUE("NotDue(uint64 eta)", "what is queued may not be activated yet"),
  NOTHING_QUEUED("NothingQueued()", "nothing is queued"),
  NOT_A_VERIFIER("NotAVerifier(address verifier)", "this is no registered verifier"),
  VERIFIER_KNOWN(
      "VerifierKnown(address verifier)",
      "this verifier is registered, or was and cannot come back"),
  TOO_MANY_VERIFIERS("TooManyVerifiers()", "there can be at most 64 verifiers"),
  NO_SAFE("NoSafe()", "a gate needs a Safe"),
  DELAY_TOO_LONG("DelayTooLong(uint64 delay)", "a delay is at most 30 days"),
  ONLY_THE_GATE("OnlyTheGate(address module)", "the guard lets no module through but the gate"),
  ONLY_PLAIN_CALLS("OnlyPlainCalls(uint8 operation)", "the guard lets no delegate call through"),

  /** Not one of the gate's own errors. */
  UNKNOWN("", "the call reverted for a reason that is not the gate's own");

  private static final Function TEXT = Function.parse("Error(string)");
  private static final int MOST_REASON = 200;

  private static final Map<String, GateError> BY_SELECTOR = bySelector();

  private final String signature;
  private final String sentence;

  GateError(String signature, String sentence) {
    this.signature = signature;
    this.sentence = sentence;
  }

  private static Map<String, GateError> bySelector() {
    Map<String, GateError> errors = new HashMap<>();
    for (GateError error : values()) {
      if (error != UNKNOWN) {
        errors.put(error.function().selectorHex(), error);
      }
    }
    return Map.copyOf(errors);
  }

  private Function function() {
    return Function.parse(canonicalSignature());
  }

  /** What it means, in one sentence without a full stop. */
  public String sentence() {
    return sentence;
  }

  /** The error as the contracts' ABI writes it, empty for {@link #UNKNOWN}. */
  String canonicalSignature() {
    return signature.replaceAll(" \\w+", "");
  }

  /** The error of what a reverted call returned. */
  static GateError of(Bytes revertData) {
    return BY_SELECTOR.getOrDefault(selector(revertData), UNKNOWN);
  }

  /**
   * The sentence for what a reverted call returned, with the error's arguments, and the reason of
   * the call inside where one failed. Never fails: what cannot be read is left out.
   */
  public static String describe(Bytes revertData) {
    GateError error = of(revertData);
    if (error == UNKNOWN) {
      return error.sentence + reason(revertData);
    }
    try {
      Tuple arguments = error.function().decodeCall(revertData.toArray());
      return error.sentence + error.arguments(arguments);
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      return error.sentence;
    }
  }

  private String arguments(Tuple values) {
    if (values.isEmpty()) {
      return "";
    }
    String[] declared =
        signature.substring(signature.indexOf('(') + 1, signature.length() - 1).split(",", -1);
    List<String> named = new ArrayList<>();
    for (int i = 0; i < declared.length; i++) {
      String name = declared[i].substring(declared[i].indexOf(' ') + 1);
      named.add(name + " " + value(values.get(i)));
    }
    return " (" + String.join(", ", named) + ")";
  }

  private String value(Object value) {
    if (value instanceof com.esaulpaugh.headlong.abi.Address address) {
      return GateAbi.address(address).hex();
    }
    if (value instanceof byte[] bytes) {
      return this == CALL_FAILED ? text(Bytes.of(bytes)) : "0x" + HexFormat.of().formatHex(bytes);
    }
    return value.toString();
  }

  private static String reason(Bytes revertData) {
    return revertData.length() == 0 ? "" : " (" + text(revertData) + ")";
  }

  /** {@code Error(string)}, or one of these errors, or the bytes. */
  private static String text(Bytes revertData) {
    if (selector(revertData).equals(TEXT.selectorHex())) {
      try {
        String message = TEXT.decodeCall(revertData.toArray()).get(0);
        return shortened(printable(message));
      } catch (IllegalArgumentException | BufferUnderflowException e) {
        return shortened(revertData.hex());
      }
    }
    GateError inner = of(revertData);
    return inner == UNKNOWN ? shortened(revertData.hex()) : inner.sentence;
  }

  private static String printable(String message) {
    byte[] ascii = message.getBytes(StandardCharsets.US_ASCII);
    byte[] kept = Arrays.copyOf(ascii, ascii.length);
    for (int i = 0; i < kept.length; i++) {
      kept[i] = kept[i] < ' ' || kept[i] > '~' ? (byte) '?' : kept[i];
    }
    return new String(kept, StandardCharsets.US_ASCII);
  }

  private static String shortened(String text) {
    return text.length() <= MOST_REASON ? text : text.substring(0, MOST_REASON) + "...";
  }

  private static String selector(Bytes revertData) {
    return revertData.length() < 4 ? "" : revertData.hex().substring(2, 10);
  }
}
