package dev.countersign.receipt;

import java.util.List;

/** Everything in a bundle that can be computed again without a certificate, cheapest first. */
final class OfflineCheck {
  private final PublishedBundle bundle;
  private final Manifest manifest;
  private final Receipt receipt;
  private final Bytes32 receiptId;

  private OfflineCheck(PublishedBundle bundle, byte[] payload) throws ReceiptRejected {
    this.bundle = bundle;
    this.manifest = bundle.manifest();
    this.receipt = Receipt.parse(payload);
    this.receiptId = Bytes32.sha256(payload);
  }

  static OfflineCheck of(PublishedBundle bundle) throws ReceiptRejected {
    String type = bundle.envelope().payloadType();
    require(
        type.equals(Dsse.IN_TOTO),
        Reason.UNKNOWN_VERSION,
        "the envelope's payload is " + type + ", not " + Dsse.IN_TOTO);
    return new OfflineCheck(bundle, bundle.envelope().payloadBytes());
  }

  PublishedBundle bundle() {
    return bundle;
  }

  Receipt receipt() {
    return receipt;
  }

  Bytes32 receiptId() {
    return receiptId;
  }

  /** The bundle is for the chain, the gate and the manifest that are trusted. */
  void trusted(Trust trust) throws ReceiptRejected {
    require(
        manifest.chainId() == trust.chainId(),
        Reason.WRONG_CHAIN,
        "the agent lives on chain " + manifest.chainId() + ", not on " + trust.chainId());
    Mode mode = receipt.receipt().mode();
    Address gate = mode.signingGate(manifest);
    require(
        gate.equals(trust.gate()),
        Reason.WRONG_GATE,
        mode == Mode.PAPER
            ? "the receipt is on paper: its verdicts are for no gate, not for " + trust.gate()
            : "the agent's gate is " + gate + ", not " + trust.gate());
    if (trust.manifest().isPresent()
        && !trust.manifest().get().equals(receipt.manifest().digest())) {
      throw new ReceiptRejected(
          Reason.MANIFEST_MISMATCH,
          "the registered manifest is "
              + trust.manifest().get()
              + ", not "
              + receipt.manifest().digest());
    }
  }

  /** The window is open. */
  void open(long at) throws ReceiptRejected {
    Receipt.Action action = receipt.action();
    require(
        at >= action.validAfter(),
        Reason.NOT_YET_VALID,
        "the action is valid from " + action.validAfter() + "; it is " + at);
    require(
        at <= action.validUntil(),
        Reason.EXPIRED,
        "the action was valid until " + action.validUntil() + "; it is " + at);
  }

  /** Receipt, manifest and contents agree, and the receipt's signature is right. */
  void contents() throws ReceiptRejected {
    agent();
    window();
    inference();
    observations();
    action();
    require(
        receipt.manifest().digest().equals(manifest.digest()),
        Reason.MANIFEST_MISMATCH,
        "the receipt is by manifest " + receipt.manifest().digest() + ", not by the one beside it");
    bundle.envelope().verify(manifest.receiptKey());
    instructions();
  }

  private void agent() throws ReceiptRejected {
    require(
        receipt.action().chainId() == manifest.chainId(),
        Reason.WRONG_CHAIN,
        "the receipt is for chain " + receipt.action().chainId() + ", the manifest for another");
    require(
        receipt.receipt().mode() == Mode.PAPER || !manifest.gate().equals(Address.ZERO),
        Reason.WRONG_GATE,
        "a live receipt needs a gate; the manifest's is the zero address");
    require(
        receipt.action().account().equals(manifest.account()),
        Reason.WRONG_ACCOUNT,
        "the receipt is for account " + receipt.action().account() + ", the manifest for another");
    require(
        receipt.receipt().agentId().equals(manifest.agentId()),
        Reason.RECEIPT_MISMATCH,
        "the receipt's agentId is not the one of the manifest's chain, gate, account and name");
  }

  private void window() throws ReceiptRejected {
    Receipt.Header header = receipt.receipt();
    Receipt.Action action = receipt.action();
    require(
        header.slot().ordinal() < manifest.maxTurns(),
        Reason.SLOT_OFF_SCHEDULE,
        "the slot is turn " + header.slot().ordinal() + "; the manifest allows fewer");
    long late = header.issuedAt() - header.slot().anchor();
    require(
        late >= 0 && late % manifest.deadline() == 0,
        Reason.RECEIPT_MISMATCH,
        "issuedAt is not the anchor of a window of the slot");
    require(
        header.expiresAt() == header.issuedAt() + manifest.deadline()
            && header.expiresAt() == action.validUntil(),
        Reason.RECEIPT_MISMATCH,
        "expiresAt and validUntil are not the end of the slot's window");
    require(
        action.validAfter() >= 0 && action.validAfter() <= header.issuedAt(),
        Reason.WRONG_BLOCK,
        "the pinned block is later than the window's anchor");
  }

  private void inference() throws ReceiptRejected {
    Receipt.Model model = receipt.model();
    Receipt.Output output = receipt.output();
    require(
        model.id().equals(manifest.decide().model().id())
            && model.digest().equals(manifest.decide().model().digest()),
        Reason.CODE_MISMATCH,
        "the receipt's model is " + model.id() + " " + model.digest() + ", not the manifest's");
    Profile profile = receipt.runtime().profile();
    require(
        profile == manifest.verify().profile(),
        Reason.PROFILE_NOT_PERMITTED,
        "the receipt's profile is " + profile + ", not the manifest's");
    require(
        profile != Profile.SIGNED || receipt.action().isHold(),
        Reason.PROFILE_NOT_PERMITTED,
        "a signature alone is not enough to move money");
    if (model.format().equals(Receipt.Model.DECODER)) {
      said();
    } else {
      tensors();
    }
    if (manifest.decide().model().equals(Manifest.ModelRef.NONE)) {
      require(
          model.equals(Receipt.Model.NONE)
              && receipt.runtime().equals(Receipt.Platform.none(profile))
              && PublishedBundle.digest(bundle.inputs()).equals(Bytes32.ZERO)
              && output.digest().equals(Bytes32.ZERO),
          Reason.RECEIPT_MISMATCH,
          "the decision is a pure strategy, and yet there is a model, a runtime or a tensor");
    }
    require(
        output.digest().equals(PublishedBundle.digest(bundle.outputs())),
        Reason.DIGEST_MISMATCH,
        "the outputs are not those of the receipt");
  }

  /** A tensor model gives numbers, and they are their own evidence. */
  private void tensors() throws ReceiptRejected {
    Receipt.Output output = receipt.output();
    evidence("outputs", receipt.sampling().equals(Receipt.Sampling.NONE));
    require(
        output.tokens() == 0 && output.finish().equals("none"),
        Reason.RECEIPT_MISMATCH,
        "a tensor model draws no tokens");
    require(
        receipt.evidence().root().equals(output.digest()),
        Reason.DIGEST_MISMATCH,
        "the evidence is not the output");
  }

  /** A language model draws tokens, and the evidence is what it drew them from. */
  private void said() throws ReceiptRejected {
    Receipt.Sampling sampling = receipt.sampling();
    evidence("logits", !sampling.spec().equals(Receipt.Sampling.NONE.spec()));
    boolean greedy = sampling.spec().equals(Receipt.Sampling.GREEDY);
    Receipt.Sampling plain = Receipt.Sampling.NONE;
    require(
        greedy
            ? sampling.seed().equals(plain.seed()) && sampling.beacon().equals(plain.beacon())
            : sampling.beacon().equals(beacon()) && sampling.seed().equals(seed()),
        Reason.RECEIPT_MISMATCH,
        "the seed is not that of this run and its block");
    if (bundle.outputs() instanceof Part.Shown<List<Tensor>>(List<Tensor> shown)) {
      Said said = Said.in(shown);
      require(
          receipt.output().equals(Receipt.Output.of(said, shown)),
          Reason.DIGEST_MISMATCH,
          "the outputs are not those of the receipt");
      require(
          receipt.evidence().root().equals(said.root()),
          Reason.DIGEST_MISMATCH,
          "the evidence is not that of the output");
    }
  }

  private Receipt.Beacon beacon() throws ReceiptRejected {
    List<Receipt.Seen> seen = receipt.input().observations();
    require(!seen.isEmpty(), Reason.WRONG_BLOCK, "nothing was observed, so there is no block");
    return new Receipt.Beacon(manifest.chainId(), seen.getFirst().block().hash());
  }

  private Bytes32 seed() throws ReceiptRejected {
    return Receipt.Sampling.seed(
        receipt.receipt().slot().runId(receipt.receipt().agentId()), beacon().block());
  }

  private void evidence(String kind, boolean sampled) throws ReceiptRejected {
    require(
        receipt.evidence().kind().equals(kind) && sampled,
        Reason.UNKNOWN_VERSION,
        "evidence "
            + receipt.evidence().kind()
            + " with sampling "
            + receipt.sampling().spec()
            + " is unknown here for the format "
            + receipt.model().format());
  }

  private void observations() throws ReceiptRejected {
    List<Receipt.Seen> claimed = receipt.input().observations();
    List<Part<Observation>> parts = bundle.observations();
    require(
        claimed.size() == parts.size(),
        Reason.DIGEST_MISMATCH,
        "the receipt has " + claimed.size() + " observations, the bundle " + parts.size());
    for (int i = 0; i < parts.size(); i++) {
      Receipt.Seen seen = claimed.get(i);
      require(
          seen.block().equals(claimed.getFirst().block()),
          Reason.WRONG_BLOCK,
          "observation " + i + " is of another block than the first");
      observation(i, seen, parts.get(i));
    }
    require(
        receipt
            .input()
            .digest()
            .equals(Receipt.Input.digest(claimed, PublishedBundle.digest(bundle.inputs()))),
        Reason.DIGEST_MISMATCH,
        "the observations and inputs are not those of the receipt's input digest");
  }

  private void observation(int index, Receipt.Seen claimed, Part<Observation> part)
      throws ReceiptRejected {
    String which = "observation " + index;
    switch (part) {
      case Part.Withheld<Observation>(Bytes32 digest) ->
          require(
              claimed.digest().equals(digest),
              Reason.DIGEST_MISMATCH,
              which + " is withheld under another digest than the receipt's");
      case Part.Shown<Observation>(Observation shown) -> {
        require(
            claimed.equals(Receipt.Seen.of(shown)),
            Reason.DIGEST_MISMATCH,
            which + " is not the receipt's");
        require(
            shown.block().timestamp() == receipt.action().validAfter(),
            Reason.WRONG_BLOCK,
            which + " is of a block at another time than validAfter");
      }
    }
  }

  private void instructions() throws ReceiptRejected {
    for (Part<Observation> part : bundle.observations()) {
      if (part instanceof Part.Shown<Observation>(Observation shown)
          && shown.observationClass() == ObservationClass.INSTRUCTION) {
        Instruction.parse(shown.content()).verify(manifest, receipt.receipt().slot());
      }
    }
  }

  private void action() throws ReceiptRejected {
    require(
        receipt.action().callsHash().equals(CallsHash.of(bundle.calls(), bundle.flows())),
        Reason.CALLS_HASH_MISMATCH,
        "the calls and flows are not those of the receipt");
    require(
        receipt.action().isHold() == bundle.calls().isEmpty()
            && (!receipt.action().isHold() || bundle.flows().isEmpty()),
        Reason.ACTION_MISMATCH,
        "a hold has no calls and no flows, and every other decision has calls");
  }

  private static void require(boolean holds, Reason reason, String sentence)
      throws ReceiptRejected {
    if (!holds) {
      throw new ReceiptRejected(reason, sentence);
    }
  }
}
