package dev.countersign.network.gate;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.RpcChain;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The published contracts of Safe 1.5.0 that new Safes are made from. Safe deploys them at the same
 * addresses on every network ({@code @safe-global/safe-deployments}); a local network may have them
 * elsewhere.
 *
 * @param singleton the code of every Safe
 * @param factory makes them
 * @param fallback their fallback handler (CompatibilityFallbackHandler)
 */
public record SafeContracts(Address singleton, Address factory, Address fallback) {
  /** Where Safe 1.5.0 is on public networks. */
  public static final SafeContracts CANONICAL =
      new SafeContracts(
          Address.parse("0xFf51A5898e281Db6DfC7855790607438dF2ca44b"),
          Address.parse("0x14F2982D601c9458F93bd70B218933A6f8165e7b"),
          Address.parse("0x3EfCBb83A4A7AfcB4F68D501E2c2203a38be77f4"));

  private static final Bytes32 SINGLETON_CODE =
      new Bytes32("dda019cbd7c867a533a2a86e5c53434fdc50b13122b5a5ddb4a8df61b31c20f2");
  private static final Bytes32 FACTORY_CODE =
      new Bytes32("967dae4cda22b0c9ef7f31b010bdc1ceb0af9904b0c3dc060b5302e4c18a4529");

  /** Of {@code SafeProxy}'s creation code, from which the factory makes every Safe. */
  static final Bytes32 PROXY_CREATION_CODE =
      new Bytes32("941b3e88811b2f33b8e26783c7407d2e978404581a21c9f07abf2cad9cb87e12");

  private static final Bytes32 FALLBACK_CODE =
      new Bytes32("3c6a85bcf7b563daa624b884b4e9a1b9fa5371edde7be945d998071a48f28bbc");

  /**
   * Compares the code at the three addresses with what Safe published, by its hash.
   *
   * @return what is wrong, empty where each is the contract that it should be
   */
  public Optional<String> problem(RpcChain chain) throws ChainUnavailable {
    Map<Address, Bytes32> expected = new LinkedHashMap<>();
    expected.put(singleton, SINGLETON_CODE);
    expected.put(factory, FACTORY_CODE);
    expected.put(fallback, FALLBACK_CODE);
    for (Map.Entry<Address, Bytes32> contract : expected.entrySet()) {
      byte[] code = chain.code(contract.getKey()).toArray();
      if (code.length == 0) {
        return Optional.of("there is no contract at " + contract.getKey().checksummed());
      }
      if (!Bytes32.keccak256(code).equals(contract.getValue())) {
        return Optional.of(
            "the contract at " + contract.getKey().checksummed() + " is not that of Safe 1.5.0");
      }
    }
    return Optional.empty();
  }
}
