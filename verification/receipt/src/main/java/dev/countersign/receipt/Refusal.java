package dev.countersign.receipt;

import tools.jackson.databind.JsonNode;

/**
 * What a verifier signs when it came to a no, for good.
 *
 * @param receiptId the receipt
 * @param agentId the agent
 * @param slot the slot
 * @param reason {@link Reason#code()}, below 900
 */
public record Refusal(Bytes32 receiptId, Bytes32 agentId, Slot slot, int reason) {
  /** The type as EIP-712 writes it. */
  public static final String TYPE =
      "Refusal(bytes32 receiptId,bytes32 agentId,uint64 slot,uint16 reason)";

  private static final Bytes32 TYPE_HASH = Eip712.keccak256(TYPE);

  /**
   * @throws IllegalArgumentException when the reason is none to refuse for
   */
  public Refusal {
    if (reason <= 0 || reason >= 900) {
      throw new IllegalArgumentException("a refusal's reason is 1 to 899, not " + reason);
    }
  }

  /** The refusal of a receipt. */
  public static Refusal of(Receipt receipt, Reason reason) {
    return new Refusal(
        receipt.receiptId(), receipt.receipt().agentId(), receipt.receipt().slot(), reason.code());
  }

  /**
   * The hash that is signed (EIP-712).
   *
   * @param chainId EIP-155
   * @param gate {@link Mode#signingGate}: the zero address for paper
   */
  public Bytes32 signingHash(long chainId, Address gate) {
    Bytes32 structHash =
        new AbiWords()
            .word(TYPE_HASH)
            .word(receiptId)
            .word(agentId)
            .word(slot.value())
            .word(reason)
            .keccak256();
    return Eip712.signingHash(chainId, gate, structHash);
  }

  /** Reads the JSON form; whatever this record does not hold is refused. */
  public static Refusal parse(JsonNode json) throws ReceiptRejected {
    return JsonForm.read(json, Refusal.class);
  }

  /** The JSON form. */
  public JsonNode toJson() {
    return JsonForm.write(this);
  }
}
