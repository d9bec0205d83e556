package dev.countersign.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.crypto.StructuredDataEncoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the chain recomputes, against implementations by others: headlong and web3j. */
class SecondImplementationTest {
  private static final long SEED = 20_260_101;
  private final Random random = new Random(SEED);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7})
  void callsAndFlowsAreEncodedAsHeadlongDoes(int count) {
    TupleType<Tuple> type = TupleType.parse("((address,uint256,bytes)[],(address,int256)[])");
    for (int round = 0; round < 50; round++) {
      List<Call> calls = new ArrayList<>();
      List<Flow> flows = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        calls.add(new Call(address(), new BigInteger(256, random), bytes(random.nextInt(100))));
        flows.add(
            new Flow(
                address(), new BigInteger(256, random).subtract(BigInteger.ONE.shiftLeft(255))));
      }
      Tuple[] callTuples =
          calls.stream()
              .map(c -> Tuple.of(headlong(c.target()), c.value(), c.data().toArray()))
              .toArray(Tuple[]::new);
      Tuple[] flowTuples =
          flows.stream().map(f -> Tuple.of(headlong(f.token()), f.least())).toArray(Tuple[]::new);

      byte[] expected = type.encode(Tuple.of(callTuples, flowTuples)).array();

      assertThat(CallsHash.abiEncode(calls, flows)).as("seed " + SEED).isEqualTo(expected);
      assertThat(CallsHash.of(calls, flows).hex())
          .isEqualTo(HexFormat.of().formatHex(org.web3j.crypto.Hash.sha3(expected)));
    }
  }

  @Test
  void agentAndRunAreNamedAsHeadlongEncodesThem() {
    TupleType<Tuple> agentType = TupleType.parse("(uint256,address,address,string)");
    TupleType<Tuple> runType = TupleType.parse("(bytes32,uint64)");
    for (String name : List.of("a", "rebalancer", "a".repeat(31), "b".repeat(32), "c".repeat(63))) {
      Bytes32 agentId = Slot.agentId(Samples.CHAIN, Samples.GATE, Samples.SAFE, name);
      byte[] agent =
          agentType
              .encode(
                  Tuple.of(
                      BigInteger.valueOf(Samples.CHAIN),
                      headlong(Samples.GATE),
                      headlong(Samples.SAFE),
                      name))
              .array();
      assertThat(agentId).isEqualTo(Bytes32.of(org.web3j.crypto.Hash.sha3(agent)));

      byte[] run =
          runType
              .encode(Tuple.of(agentId.toArray(), BigInteger.valueOf(Samples.SLOT.value())))
              .array();
      assertThat(Samples.SLOT.runId(agentId))
          .isEqualTo(Bytes32.of(org.web3j.crypto.Hash.sha3(run)));
    }
  }

  @Test
  void verdictsAreHashedAsWeb3jDoes() throws IOException {
    Verdict verdict = Verdict.of(Samples.swap(Samples.manifest(Samples.SIGNAL)).receipt());
    for (Address gate : List.of(Samples.GATE, Address.ZERO)) {
      assertThat(verdict.signingHash(Samples.CHAIN, gate))
          .isEqualTo(web3jHash("Verdict", Verdict.TYPE, verdict.toJson(), gate));
    }
  }

  @Test
  void refusalsAreHashedAsWeb3jDoes() throws IOException {
    Receipt receipt = Samples.swap(Samples.manifest(Samples.SIGNAL)).receipt();
    Refusal refusal = Refusal.of(receipt, Reason.OVER_DAY_CAP);

    assertThat(refusal.signingHash(Samples.CHAIN, Samples.GATE))
        .isEqualTo(web3jHash("Refusal", Refusal.TYPE, refusal.toJson(), Samples.GATE));
  }

  @Test
  void signaturesEqualWeb3jsAndRecoverToTheirSigner() throws ReceiptRejected {
    for (int i = 0; i < 200; i++) {
      BigInteger secret = new BigInteger(255, random).add(BigInteger.ONE);
      VerifierKey key = VerifierKey.of(secret);
      ECKeyPair pair = ECKeyPair.create(secret);
      Bytes32 hash = Bytes32.of(bytes32());
      Sign.SignatureData expected = Sign.signMessage(hash.toArray(), pair, false);

      Bytes signature = key.sign(hash);

      assertThat(key.address().hex()).isEqualTo("0x" + Keys.getAddress(pair));
      assertThat(signature)
          .as("seed " + SEED)
          .isEqualTo(
              Bytes.of(
                  org.web3j.utils.Numeric.hexStringToByteArray(
                      org.web3j.utils.Numeric.toHexStringNoPrefix(expected.getR())
                          + org.web3j.utils.Numeric.toHexStringNoPrefix(expected.getS())
                          + org.web3j.utils.Numeric.toHexStringNoPrefix(expected.getV()))));
      assertThat(Secp256k1.recover(hash, signature)).isEqualTo(key.address());
    }
  }

  /** Typed data in the form of eth_signTypedData_v4, hashed by web3j. */
  private static Bytes32 web3jHash(String primary, String type, JsonNode message, Address gate)
      throws IOException {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    ObjectNode data = nodes.objectNode();
    ObjectNode types = data.putObject("types");
    types.set(
        "EIP712Domain",
        members("string name,string version,uint256 chainId,address verifyingContract"));
    types.set(primary, members(type.substring(type.indexOf('(') + 1, type.length() - 1)));
    data.put("primaryType", primary);
    data.putObject("domain")
        .put("name", "Countersign")
        .put("version", "1")
        .put("chainId", Samples.CHAIN)
        .put("verifyingContract", gate.hex());
    ObjectNode values = data.putObject("message");
    for (JsonNode member : types.get(primary)) {
      String name = member.get("name").stringValue();
      JsonNode value = message.get(name);
      values.set(
          name,
          switch (member.get("type").stringValue()) {
            case "bytes32" -> nodes.stringNode("0x" + value.stringValue());
            case "uint8" -> nodes.numberNode(Profile.EXACT.code());
            default -> value;
          });
    }
    return Bytes32.of(new StructuredDataEncoder(data.toString()).hashStructuredData());
  }

  private static JsonNode members(String list) {
    var array = JsonNodeFactory.instance.arrayNode();
    for (String member : list.split(",", -1)) {
      String[] typeAndName = member.split(" ", -1);
      array.addObject().put("name", typeAndName[1]).put("type", typeAndName[0]);
    }
    return array;
  }

  private static com.esaulpaugh.headlong.abi.Address headlong(Address address) {
    return com.esaulpaugh.headlong.abi.Address.wrap(
        com.esaulpaugh.headlong.abi.Address.toChecksumAddress(address.hex()));
  }

  private Address address() {
    byte[] address = new byte[20];
    random.nextBytes(address);
    return Address.of(address);
  }

  private byte[] bytes32() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return bytes;
  }

  private Bytes bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Bytes.of(bytes);
  }
}
