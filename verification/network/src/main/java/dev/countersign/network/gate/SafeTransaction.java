package dev.countersign.network.gate;

import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.VerifierKey;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call that a Safe 1.5 makes because its owners signed for it (SafeTx, EIP-712).
 *
 * <p>Guarantees: a plain call without a refund, so that whoever submits it gains nothing, and one
 * that reverts as a whole when the call inside fails. Does not guarantee that the nonce is the
 * Safe's next.
 *
 * @param to the contract that the Safe calls
 * @param value wei that go with it
 * @param data the calldata
 * @param nonce the Safe's own nonce
 */
public record SafeTransaction(Address to, BigInteger value, Bytes data, BigInteger nonce) {
  private static final Bytes32 DOMAIN_TYPE =
      keccak("EIP712Domain(uint256 chainId,address verifyingContract)");
  private static final Bytes32 TRANSACTION_TYPE =
      keccak(
          "SafeTx(address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,"
              + "uint256 baseGas,uint256 gasPrice,address gasToken,address refundReceiver,"
              + "uint256 nonce)");
  private static final TupleType<Tuple> DOMAIN = TupleType.parse("(bytes32,uint256,address)");
  private static final TupleType<Tuple> TRANSACTION =
      TupleType.parse(
          "(bytes32,address,uint256,bytes32,uint8,uint256,uint256,uint256,address,address,uint256)");
  private static final Function EXECUTE =
      Function.parse(
          "execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,"
              + "bytes)");
  private static final Function NONCE = Function.parse("nonce()", "(uint256)");
  private static final BigInteger ZERO = BigInteger.ZERO;
  private static final int CALL = 0;

  /** A call without native coin. */
  public static SafeTransaction of(Address to, Bytes data, BigInteger nonce) {
    return new SafeTransaction(to, ZERO, data, nonce);
  }

  /** The Safe's next nonce. */
  public static BigInteger nextNonce(PinnedChain chain, Address safe) throws ChainUnavailable {
    Bytes answer = chain.call(safe, GateAbi.call(NONCE));
    if (answer.length() != 32) {
      throw new ChainUnavailable(
          ChainUnavailable.Kind.MALFORMED, safe + " did not answer nonce as a Safe does");
    }
    return new BigInteger(1, answer.toArray());
  }

  /** What the owners sign. */
  public Bytes32 signingHash(long chainId, Address safe) {
    byte[] domain =
        DOMAIN
            .encode(
                Tuple.from(
                    DOMAIN_TYPE.toArray(), BigInteger.valueOf(chainId), GateAbi.address(safe)))
            .array();
    byte[] transaction =
        TRANSACTION
            .encode(
                Tuple.from(
                    TRANSACTION_TYPE.toArray(),
                    GateAbi.address(to),
                    value,
                    Bytes32.keccak256(data.toArray()).toArray(),
                    CALL,
                    ZERO,
                    ZERO,
                    ZERO,
                    GateAbi.address(Address.ZERO),
                    GateAbi.address(Address.ZERO),
                    nonce))
            .array();
    ByteBuffer message = ByteBuffer.allocate(66);
    message.put((byte) 0x19).put((byte) 0x01);
    message.put(Bytes32.keccak256(domain).toArray());
    message.put(Bytes32.keccak256(transaction).toArray());
    return Bytes32.keccak256(message.array());
  }

  /** Calldata for the Safe, signed by owners; anyone may send it. */
  public Bytes signed(long chainId, Address safe, List<VerifierKey> owners) {
    Bytes32 hash = signingHash(chainId, safe);
    TreeMap<Address, Bytes> byOwner = new TreeMap<>();
    owners.forEach(owner -> byOwner.put(owner.address(), owner.sign(hash)));
    StringBuilder signatures = new StringBuilder("0x");
    byOwner.values().forEach(signature -> signatures.append(signature.hex(), 2, 132));
    return GateAbi.call(
        EXECUTE,
        GateAbi.address(to),
        value,
        data.toArray(),
        CALL,
        ZERO,
        ZERO,
        ZERO,
        GateAbi.address(Address.ZERO),
        GateAbi.address(Address.ZERO),
        new Bytes(signatures.toString()).toArray());
  }

  /**
   * A file for the Safe's transaction builder: the calls are done in order, in one transaction that
   * the cold owners sign with their own tools.
   *
   * @param name for people only
   * @param calls to make; their nonces are not part of the file
   */
  public static JsonNode builderFile(
      long chainId, Address safe, String name, List<SafeTransaction> calls) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    List<JsonNode> transactions = new ArrayList<>();
    for (SafeTransaction call : calls) {
      ObjectNode transaction = json.objectNode();
      transaction.put("to", call.to().checksummed());
      transaction.put("value", call.value().toString());
      transaction.put("data", call.data().hex());
      transactions.add(transaction);
    }
    ObjectNode meta = json.objectNode();
    meta.put("name", name);
    meta.put("createdFromSafeAddress", safe.checksummed());
    ObjectNode file = json.objectNode();
    file.put("version", "1.0");
    file.put("chainId", Long.toString(chainId));
    file.set("meta", meta);
    file.set("transactions", json.arrayNode().addAll(transactions));
    return file;
  }

  private static Bytes32 keccak(String text) {
    return Bytes32.keccak256(text.getBytes(StandardCharsets.US_ASCII));
  }
}
