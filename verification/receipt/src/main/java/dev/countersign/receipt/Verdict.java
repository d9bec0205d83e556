package dev.countersign.receipt;

import tools.jackson.databind.JsonNode;

/**
 * What a verifier signs when it came to the same result by itself. It chooses no field: {@link
 * #of(Receipt)} is the only verdict there is about a receipt.
 *
 * @param receiptId the receipt
 * @param agentId the agent
 * @param slot the slot
 * @param manifestHash the manifest's digest
 * @param modelDigest the model's digest, zero without one
 * @param inputDigest the input's digest
 * @param outputDigest the output's digest
 * @param account the Safe
 * @param callsHash {@link CallsHash}
 * @param validAfter unix seconds
 * @param validUntil unix seconds
 * @param profile how the inference was checked
 */
public record Verdict(
    Bytes32 receiptId,
    Bytes32 agentId,
    Slot slot,
    Bytes32 manifestHash,
    Bytes32 modelDigest,
    Bytes32 inputDigest,
    Bytes32 outputDigest,
    Address account,
    Bytes32 callsHash,
    long validAfter,
    long validUntil,
    Profile profile) {

  /** The type as EIP-712 writes it. */
  public static final String TYPE =
      "Verdict(bytes32 receiptId,bytes32 agentId,uint64 slot,bytes32 manifestHash,"
          + "bytes32 modelDigest,bytes32 inputDigest,bytes32 outputDigest,address account,"
          + "bytes32 callsHash,uint64 validAfter,uint64 validUntil,uint8 profile)";

  private static final Bytes32 TYPE_HASH = Eip712.keccak256(TYPE);

  /**
   * @throws IllegalArgumentException when a time is negative
   */
  public Verdict {
    if (validAfter < 0 || validUntil < 0) {
      throw new IllegalArgumentException(
          "times are not negative: " + validAfter + ", " + validUntil);
    }
  }

  /** The verdict about a receipt. */
  public static Verdict of(Receipt receipt) {
    return of(receipt, receipt.receiptId());
  }

  static Verdict of(Receipt receipt, Bytes32 receiptId) {
    return new Verdict(
        receiptId,
        receipt.receipt().agentId(),
        receipt.receipt().slot(),
        receipt.manifest().digest(),
        receipt.model().digest(),
        receipt.input().digest(),
        receipt.output().digest(),
        receipt.action().account(),
        receipt.action().callsHash(),
        receipt.action().validAfter(),
        receipt.action().validUntil(),
        receipt.runtime().profile());
  }

  /**
   * The hash that is signed (EIP-712).
   *
   * @param chainId EIP-155
   * @param gate {@link Mode#signingGate}: the zero address for paper
   */
  public Bytes32 signingHash(long chainId, Address gate) {
    return Eip712.signingHash(chainId, gate, structHash());
  }

  private Bytes32 structHash() {
    return new AbiWords()
        .word(TYPE_HASH)
        .word(receiptId)
        .word(agentId)
        .word(slot.value())
        .word(manifestHash)
        .word(modelDigest)
        .word(inputDigest)
        .word(outputDigest)
        .word(account)
        .word(callsHash)
        .word(validAfter)
        .word(validUntil)
        .word(profile.code())
        .keccak256();
  }

  /** Reads the JSON form; whatever this record does not hold is refused. */
  public static Verdict parse(JsonNode json) throws ReceiptRejected {
    return JsonForm.read(json, Verdict.class);
  }

  /** The JSON form. */
  public JsonNode toJson() {
    return JsonForm.write(this);
  }
}
