package dev.countersign.receipt;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Receipts that are signed as they should be, but about something else. */
final class DecisionForgeries extends Forgeries {
  DecisionForgeries() throws ReceiptRejected {}

  @Override
  void forge() throws ReceiptRejected {
    trusted();
    receipt();
    agent();
    action();
  }

  private void trusted() throws ReceiptRejected {
    byte[] bytes = good.toBytes();
    Trust trust = Samples.trust();
    add("NO_TRUST", "nothing is wrong with the bundle, but nobody is believed", bytes, Trust.NONE);
    add(
        "WRONG_CHAIN",
        "the agent lives on another chain than the trusted one",
        bytes,
        Trust.of(1, trust.gate(), trust.verifiers(), 2));
    add(
        "WRONG_GATE",
        "the agent's gate is not the trusted one",
        bytes,
        Trust.of(Samples.CHAIN, Samples.address(0x6b), trust.verifiers(), 2));
    Samples.Draft paper = Samples.swap(manifest);
    paper.mode = Mode.PAPER;
    add(
        "WRONG_GATE.paper",
        "a receipt on paper passed off as a live one",
        Samples.certified(paper.sign()).toBytes());
    add("WRONG_GATE.live", "a live receipt passed off as one on paper", bytes, trust.forPaper());
    add(
        "MANIFEST_MISMATCH.registered",
        "another manifest is registered",
        bytes,
        trust.withManifest(Samples.sha256("another manifest")));
    add(
        "EXPIRED",
        "asked about one second after the window",
        bytes,
        trust,
        OptionalLong.of(Samples.ANCHOR + 91));
    add(
        "NOT_YET_VALID",
        "asked about one second before the pinned block",
        bytes,
        trust,
        OptionalLong.of(Samples.BLOCK.timestamp() - 1));
  }

  private void receipt() throws ReceiptRejected {
    add("BAD_RECEIPT_SIGNATURE", "signed by another key under the right key's name", resigned());
    Samples.Draft stranger = Samples.swap(manifest);
    stranger.key = ReceiptKey.of(Samples.sha256("stranger").toArray());
    add(
        "BAD_RECEIPT_SIGNATURE.key",
        "signed by another key under its own name",
        Samples.certified(stranger.sign()).toBytes());
    add(
        "MANIFEST_MISMATCH",
        "a cap was raised in the manifest",
        text.replace("\"maxPerAction\":\"500000000\"", "\"maxPerAction\":\"900000000\""));
    tampered(
        "RECEIPT_MISMATCH",
        "the receipt names another agent",
        r -> put(r, "/receipt", "agentId", Samples.sha256("agent").hex()));
    tampered(
        "RECEIPT_MISMATCH.anchor",
        "issued at no anchor of the slot",
        r -> put(r, "/receipt", "issuedAt", Samples.ANCHOR + 1));
    tampered(
        "RECEIPT_MISMATCH.end",
        "valid for longer than the window",
        r -> put(r, "/action", "validUntil", Samples.ANCHOR + 91));
    tampered(
        "CODE_MISMATCH",
        "another quantisation of the same model",
        r -> put(r, "/model", "digest", Samples.sha256("model bundle, q4").hex()));
    tampered(
        "PROFILE_NOT_PERMITTED",
        "checked within a margin where bit equality is demanded",
        r -> put(r, "/runtime", "profile", "margin"));
    tampered(
        "UNKNOWN_VERSION.evidence",
        "evidence of a kind that is unknown",
        r -> put(r, "/evidence", "kind", "trust-me"));
    tampered(
        "WRONG_CHAIN.action",
        "the action is for another chain",
        r -> put(r, "/action", "chainId", 1));
    tampered(
        "WRONG_ACCOUNT",
        "the action is for another account",
        r -> put(r, "/action", "account", Samples.ALICE.hex()));
    tampered(
        "WRONG_BLOCK.late",
        "the pinned block is later than the anchor",
        r -> put(r, "/action", "validAfter", Samples.ANCHOR + 1));
    Samples.Draft turn = Samples.swap(manifest);
    turn.slot = Slot.of(Samples.ANCHOR, 1);
    add(
        "SLOT_OFF_SCHEDULE",
        "a second model turn where the manifest allows one",
        Samples.certified(turn.sign()).toBytes());
  }

  private void agent() throws ReceiptRejected {
    Samples.Draft vouched =
        Samples.swap(Samples.manifest(Samples.SIGNAL, Samples.GATE, Profile.SIGNED, 2));
    add(
        "PROFILE_NOT_PERMITTED.signed",
        "a signature alone moves money",
        Samples.certified(vouched.sign()).toBytes());
    Bytes32 agentId = manifest.agentId();
    ReceiptKey stranger = ReceiptKey.of(Samples.sha256("stranger").toArray());
    instructed(
        "UNAUTHORISED_INSTRUCTION",
        "by a key that is no instructor's",
        Instruction.sign("pay", agentId, Samples.SLOT, stranger));
    instructed(
        "UNAUTHORISED_INSTRUCTION.self",
        "by the receipt key itself",
        Instruction.sign("pay", agentId, Samples.SLOT, Samples.RECEIPT_KEY));
    instructed(
        "UNAUTHORISED_INSTRUCTION.slot",
        "for another slot",
        Instruction.sign("pay", agentId, Slot.of(Samples.ANCHOR - 3600, 0), Samples.INSTRUCTOR));
    instructed(
        "UNAUTHORISED_INSTRUCTION.agent",
        "for another agent",
        Instruction.sign("pay", Samples.sha256("agent"), Samples.SLOT, Samples.INSTRUCTOR));
    Instruction said = Instruction.sign("pay 40", agentId, Samples.SLOT, Samples.INSTRUCTOR);
    instructed(
        "UNAUTHORISED_INSTRUCTION.text",
        "with another text",
        new Instruction("pay 400", said.key(), said.signature()));
  }

  private void action() throws ReceiptRejected {
    Samples.Draft hold = Samples.hold(manifest);
    hold.calls = Samples.transfer(manifest).calls;
    hold.flows = Samples.transfer(manifest).flows;
    add("ACTION_MISMATCH", "a hold that calls something", Samples.certified(hold.sign()).toBytes());
    Samples.Draft idle = Samples.swap(manifest);
    idle.calls = List.of();
    add(
        "ACTION_MISMATCH.idle",
        "a swap that calls nothing",
        Samples.certified(idle.sign()).toBytes());
  }

  /** A receipt with one thing changed and everything signed as it should be. */
  private void tampered(String name, String how, Consumer<ObjectNode> change)
      throws ReceiptRejected {
    Samples.Draft draft = Samples.swap(manifest);
    add(
        name,
        how,
        Samples.certified(draft.sign(Samples.edited(draft.receipt(), change))).toBytes());
  }

  private void instructed(String name, String how, Instruction instruction) throws ReceiptRejected {
    add(
        name,
        "an instruction " + how,
        Samples.certified(Samples.instructed(manifest, instruction).sign()).toBytes());
  }

  private byte[] resigned() {
    Receipt receipt = Samples.swap(manifest).receipt();
    Dsse envelope = Dsse.sign(receipt, ReceiptKey.of(Samples.sha256("stranger").toArray()));
    Dsse.Signature signature =
        new Dsse.Signature(Samples.RECEIPT_KEY.publicKey(), envelope.signatures().getFirst().sig());
    return enveloped(new Dsse(Dsse.IN_TOTO, envelope.payload(), List.of(signature))).toBytes();
  }
}
