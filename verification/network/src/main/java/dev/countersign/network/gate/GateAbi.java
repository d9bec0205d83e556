package dev.countersign.network.gate;

import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Verdict;
import java.math.BigInteger;
import java.util.List;

/** The structs of GateTypes.sol and their contract ABI. */
final class GateAbi {
  static final String CALL = "(address,uint256,bytes)";
  static final String FLOW = "(address,int256)";
  static final String VERDICT =
      "(bytes32,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,address,bytes32,uint64,uint64,uint8)";
  static final String TOKEN_LIMIT = "(address,uint128,uint128)";
  static final String ROUTE = "(address,bytes4,uint32)";
  static final String PRICE_RULE = "(address,address,address,uint8,uint8,uint8,uint16,uint32)";
  static final String AGENT =
      "(bytes32," + TOKEN_LIMIT + "[],uint8," + ROUTE + "[],uint8,address[]," + PRICE_RULE + "[])";

  private static final TupleType<Tuple> AGENT_ALONE = TupleType.parse("(" + AGENT + ")");

  private GateAbi() {}

  static Bytes call(Function function, Object... arguments) {
    return Bytes.of(function.encodeCall(Tuple.from(arguments)).array());
  }

  /** What the contract hashes: {@code abi.encode(agent)}. */
  static byte[] encode(GateAgent agent) {
    return AGENT_ALONE.encode(Tuple.from(agent(agent))).array();
  }

  static com.esaulpaugh.headlong.abi.Address address(Address address) {
    return com.esaulpaugh.headlong.abi.Address.wrap(address.checksummed());
  }

  static Address address(com.esaulpaugh.headlong.abi.Address address) {
    return Address.parse(address.toString());
  }

  static Tuple[] calls(List<Call> calls) {
    return calls.stream()
        .map(call -> tuple(address(call.target()), call.value(), call.data().toArray()))
        .toArray(Tuple[]::new);
  }

  static Tuple[] flows(List<Flow> flows) {
    return flows.stream()
        .map(flow -> tuple(address(flow.token()), flow.least()))
        .toArray(Tuple[]::new);
  }

  static byte[][] signatures(List<Bytes> signatures) {
    return signatures.stream().map(Bytes::toArray).toArray(byte[][]::new);
  }

  static Tuple verdict(Verdict verdict) {
    return Tuple.from(
        verdict.receiptId().toArray(),
        verdict.agentId().toArray(),
        BigInteger.valueOf(verdict.slot().value()),
        verdict.manifestHash().toArray(),
        verdict.modelDigest().toArray(),
        verdict.inputDigest().toArray(),
        verdict.outputDigest().toArray(),
        address(verdict.account()),
        verdict.callsHash().toArray(),
        BigInteger.valueOf(verdict.validAfter()),
        BigInteger.valueOf(verdict.validUntil()),
        verdict.profile().code());
  }

  static Tuple agent(GateAgent agent) {
    return Tuple.from(
        agent.manifestHash().toArray(),
        agent.tokens().stream()
            .map(limit -> tuple(address(limit.token()), limit.maxPerAction(), limit.maxPerDay()))
            .toArray(Tuple[]::new),
        agent.profile(),
        agent.routes().stream()
            .map(
                route -> tuple(address(route.router()), route.selector().toArray(), route.length()))
            .toArray(Tuple[]::new),
        agent.threshold(),
        agent.recipients().stream()
            .map(GateAbi::address)
            .toArray(com.esaulpaugh.headlong.abi.Address[]::new),
        agent.prices().stream().map(GateAbi::priceRule).toArray(Tuple[]::new));
  }

  private static Tuple priceRule(GateAgent.PriceRule rule) {
    return Tuple.from(
        address(rule.base()),
        address(rule.quote()),
        address(rule.feed()),
        rule.baseDecimals(),
        rule.quoteDecimals(),
        rule.feedDecimals(),
        rule.maxDeviationBps(),
        rule.maxAge());
  }

  private static Tuple tuple(Object... values) {
    return Tuple.from(values);
  }
}
