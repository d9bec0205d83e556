package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.esaulpaugh.headlong.abi.Function;
import dev.countersign.network.chain.ChainException;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.EventLog;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Verdict;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What Java computes about the gate is what the contract computes. */
final class BindingTest extends OnTreasury {
  @Test
  void theHashOfAConfigurationIsTheContracts() throws ChainException {
    for (GateAgent agent :
        List.of(
            treasury.agent,
            treasury.rebalancer(2),
            Agents.of(treasury.agent)
                .tokens(List.of())
                .recipients(List.of())
                .routes(List.of())
                .agent(),
            Prices.add(treasury, treasury.agent).agent())) {
      Bytes ask =
          GateAbi.call(Function.parse("configHashOf(" + GateAbi.AGENT + ")"), GateAbi.agent(agent));
      assertThat(agent.configHash())
          .isEqualTo(Bytes32.of(treasury.chain.call(treasury.gate, ask).toArray()));
    }
  }

  @Test
  void whatVerifiersSignIsWhatTheContractHashes() throws ChainException {
    Verdict verdict = swap().verdict();
    Bytes ask =
        GateAbi.call(
            Function.parse("verdictHash(" + GateAbi.VERDICT + ")"), GateAbi.verdict(verdict));
    assertThat(verdict.signingHash(Chain.ID, treasury.gate))
        .isEqualTo(Bytes32.of(treasury.chain.call(treasury.gate, ask).toArray()));
  }

  @Test
  void whatIsNoGateIsSaidToBeNone() {
    ChainUnavailable error =
        catchThrowableOfType(
            ChainUnavailable.class,
            () -> Gate.state(treasury.chain.head(), Treasury.ALICE, treasury.agentId));
    assertThat(error.kind()).isEqualTo(ChainUnavailable.Kind.MALFORMED);
    assertThat(error).hasMessage(Treasury.ALICE + " did not answer agentState as a gate does");
  }

  @Test
  void anErrorHasASentenceWithItsArguments() {
    Bytes tooSmall =
        Abi.call(
            "FlowTooSmall(address,int256,int256)",
            treasury.usdc,
            BigInteger.valueOf(-5),
            BigInteger.valueOf(7));
    assertThat(Gate.error(tooSmall)).isEqualTo(GateError.FLOW_TOO_SMALL);
    assertThat(GateError.describe(tooSmall))
        .isEqualTo(
            "a balance did not end where it had to (token "
                + treasury.usdc
                + ", measured -5, least 7)");
    assertThat(GateError.describe(Abi.call("Paused()"))).isEqualTo("the gate is paused");
    Bytes inner = Abi.call("CallFailed(uint256,bytes)", BigInteger.ONE, Abi.call("Paused()"));
    assertThat(GateError.describe(inner))
        .isEqualTo("a call failed (index 1, reason the gate is paused)");
  }

  @Test
  void anErrorThatIsNotTheGatesIsUnknownWhateverItsBytes() {
    for (String hex : List.of("0x", "0x01", "0x08c379a0", "0xdeadbeef00")) {
      assertThat(Gate.error(new Bytes(hex))).isEqualTo(GateError.UNKNOWN);
      assertThat(GateError.describe(new Bytes(hex))).startsWith(GateError.UNKNOWN.sentence());
    }
    Bytes text = Abi.call("Error(string)", "line\nbreak \u202e and more");
    assertThat(GateError.describe(text)).endsWith("(line?break ? and more)");
    Bytes cut = new Bytes(Abi.call("Expired(uint64)", 5L).hex().substring(0, 20));
    assertThat(GateError.describe(cut)).isEqualTo(GateError.EXPIRED.sentence());
  }

  @Test
  void anEventOfAnotherShapeIsNoExecution() {
    Bytes32 any = Bytes32.keccak256(new byte[0]);
    BlockRef block = new BlockRef(1, any, 1);
    List<Bytes32> topics = List.of(Gate.EXECUTED_TOPIC, any, any, any);
    assertThat(Gate.executed(new EventLog(treasury.gate, topics, new Bytes("0x00"), block, any, 0)))
        .isEmpty();
    assertThat(
            Gate.executed(
                new EventLog(
                    treasury.gate, List.of(any, any, any, any), Bytes.EMPTY, block, any, 0)))
        .isEmpty();
    assertThat(
            Gate.executed(
                new EventLog(
                    treasury.gate, List.of(Gate.EXECUTED_TOPIC), Bytes.EMPTY, block, any, 0)))
        .isEmpty();
  }

  @Test
  void whatTheSafesOwnersSignIsWhatTheSafeHashes() throws ChainException {
    BigInteger nonce = SafeTransaction.nextNonce(treasury.chain.head(), treasury.safe);
    SafeTransaction transaction =
        new SafeTransaction(treasury.gate, BigInteger.TEN, Gate.unpause(), nonce);
    Bytes ask =
        Abi.call(
            "getTransactionHash(address,uint256,bytes,uint8,uint256,uint256,uint256,address,"
                + "address,uint256)",
            treasury.gate,
            BigInteger.TEN,
            Gate.unpause(),
            0,
            BigInteger.ZERO,
            BigInteger.ZERO,
            BigInteger.ZERO,
            Address.ZERO,
            Address.ZERO,
            nonce);
    assertThat(transaction.signingHash(Chain.ID, treasury.safe))
        .isEqualTo(Bytes32.of(treasury.chain.call(treasury.safe, ask).toArray()));
  }

  @Test
  void coldOwnersGetAFileForTheirOwnTools() {
    JsonNode file =
        SafeTransaction.builderFile(
            Chain.ID,
            treasury.safe,
            "Pause the gate",
            List.of(SafeTransaction.of(treasury.gate, Gate.pause(), BigInteger.ZERO)));
    assertThat(file.path("version").asString()).isEqualTo("1.0");
    assertThat(file.path("chainId").asString()).isEqualTo("31337");
    assertThat(file.path("meta").path("createdFromSafeAddress").asString())
        .isEqualTo(treasury.safe.checksummed());
    JsonNode call = file.path("transactions").path(0);
    assertThat(call.path("to").asString()).isEqualTo(treasury.gate.checksummed());
    assertThat(call.path("value").asString()).isEqualTo("0");
    assertThat(call.path("data").asString()).isEqualTo("0x8456cb59");
  }

  @Test
  void aConfigurationThatTheContractWouldRefuseIsRefusedAlready() {
    Agents agent = Agents.of(treasury.agent);
    assertThatThrownBy(() -> agent.recipients(List.of(Treasury.ALICE, Treasury.ALICE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an agent's recipients on chain are strictly ascending");
    assertThatThrownBy(() -> agent.profile(0)).hasMessage("a profile is 1 to 5, not 0");
    assertThatThrownBy(() -> agent.threshold(0)).hasMessage("a threshold is 1 to 255, not 0");
    BigInteger tooLarge = BigInteger.ONE.shiftLeft(128);
    assertThatThrownBy(() -> new GateAgent.TokenLimit(Address.ZERO, tooLarge, tooLarge))
        .hasMessage("a cap on chain is a uint128, not " + tooLarge);
    assertThatThrownBy(() -> new GateAgent.Route(treasury.router, Bytes.EMPTY, 4))
        .hasMessage("a selector has four bytes, not 0");
    assertThatThrownBy(() -> new GateAgent.Route(treasury.router, Swaps.V2_SELECTOR, 3))
        .hasMessage("calldata cannot have 3 bytes");
  }
}
