package dev.countersign.receipt;

import java.nio.charset.StandardCharsets;

/** The signing hash of typed data (EIP-712) in the domain of Countersign. */
final class Eip712 {
  private static final Bytes32 DOMAIN_TYPE =
      keccak256(
          "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
  private static final Bytes32 NAME = keccak256("Countersign");
  private static final Bytes32 VERSION = keccak256("1");
  private static final byte[] PREFIX = {0x19, 0x01};

  private Eip712() {}

  static Bytes32 keccak256(String text) {
    return Bytes32.keccak256(text.getBytes(StandardCharsets.UTF_8));
  }

  static Bytes32 domainSeparator(long chainId, Address verifyingContract) {
    return new AbiWords()
        .word(DOMAIN_TYPE)
        .word(NAME)
        .word(VERSION)
        .word(chainId)
        .word(verifyingContract)
        .keccak256();
  }

  static Bytes32 signingHash(long chainId, Address verifyingContract, Bytes32 structHash) {
    return new AbiWords()
        .raw(PREFIX)
        .word(domainSeparator(chainId, verifyingContract))
        .word(structHash)
        .keccak256();
  }
}
