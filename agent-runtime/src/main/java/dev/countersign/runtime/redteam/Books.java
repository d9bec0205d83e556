package dev.countersign.runtime.redteam;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.chain.JsonRpc;
import dev.countersign.network.chain.RpcAnswer;
import dev.countersign.network.chain.RpcCall;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that an attack could change to its advantage, read from the chain: what the account
 * holds, whom it allows to take it, who may act for it, and what the gate knows.
 */
final class Books {
  private static final Address SENTINEL = new Address("0x" + "0".repeat(39) + "1");

  /** {@code keccak256("module_manager.module_guard.address")}: where a Safe keeps its guard. */
  private static final String GUARD_SLOT =
      "0xb104e0b93118902c651344349b610029d694cfdec91c589c91ebafbcd0289947";

  private final JsonRpc node;
  private final Map<String, RpcCall> questions;

  private Books(JsonRpc node, Map<String, RpcCall> questions) {
    this.node = node;
    this.questions = questions;
  }

  /**
   * The books of an account.
   *
   * @param agents whose state in the gate belongs to them
   * @param tokens by the name that people know
   * @param spenders who might have been allowed something
   */
  static Books of(
      JsonRpc node,
      Collection<Manifest> agents,
      Map<String, Address> tokens,
      Collection<Address> spenders) {
    Manifest any = agents.iterator().next();
    Address safe = any.account();
    Address gate = any.gate();
    Map<String, RpcCall> questions = new LinkedHashMap<>();
    questions.put("native coin", RpcCall.of("eth_getBalance", safe.hex(), "latest"));
    tokens.forEach(
        (symbol, token) -> {
          questions.put(symbol, ask(token, Abi.call("balanceOf(address)", safe)));
          for (Address spender : spenders) {
            questions.put(
                symbol + " allowed to " + spender,
                ask(token, Abi.call("allowance(address,address)", safe, spender)));
          }
        });
    questions.put("owners", ask(safe, Abi.call("getOwners()")));
    questions.put("owners that must sign", ask(safe, Abi.call("getThreshold()")));
    questions.put(
        "modules",
        ask(safe, Abi.call("getModulesPaginated(address,uint256)", SENTINEL, BigInteger.TEN)));
    questions.put("module guard", RpcCall.of("eth_getStorageAt", safe.hex(), GUARD_SLOT, "latest"));
    questions.put("pause", ask(gate, Abi.call("paused()")));
    questions.put("guardian", ask(gate, Abi.call("guardian()")));
    questions.put("number of verifiers", ask(gate, Abi.call("verifierCount()")));
    for (Manifest agent : agents) {
      Bytes32 id = agent.agentId();
      questions.put("state of " + agent.name(), ask(gate, Abi.call("agentState(bytes32)", id)));
    }
    return new Books(node, questions);
  }

  private static RpcCall ask(Address to, Bytes data) {
    return RpcCall.of("eth_call", Map.of("to", to.hex(), "data", data.hex()), "latest");
  }

  /** What they say at the newest block. */
  Map<String, String> read() throws ChainException {
    Map<String, String> page = new LinkedHashMap<>();
    List<RpcAnswer> answers = node.batch(List.copyOf(questions.values()));
    int i = 0;
    for (String name : questions.keySet()) {
      page.put(name, answers.get(i++).orThrow().asString("nothing"));
    }
    return page;
  }

  /** What two pages differ in, a sentence for each. */
  static List<String> differences(Map<String, String> before, Map<String, String> after) {
    List<String> differences = new ArrayList<>();
    before.forEach(
        (name, value) -> {
          String now = after.getOrDefault(name, "nothing");
          if (!now.equals(value)) {
            differences.add(name + ": " + shown(value) + " -> " + shown(now));
          }
        });
    return differences;
  }

  private static String shown(String hex) {
    return hex.length() > 2 && hex.length() <= 66
        ? new BigInteger(hex.substring(2), 16).toString()
        : hex.substring(0, Math.min(hex.length(), 20)) + "...";
  }
}
