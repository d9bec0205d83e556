package dev.countersign.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.receipt.Report.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an offline check accepts, and what it says about it. */
class ReceiptsTest {
  private static final Manifest MANIFEST = Samples.manifest(Samples.SIGNAL);

  static Stream<Arguments> decisions() {
    return Stream.of(Samples.SIGNAL, Manifest.ModelRef.NONE)
        .map(Samples::manifest)
        .flatMap(
            manifest ->
                Stream.of(
                        Samples.hold(manifest), Samples.swap(manifest), Samples.transfer(manifest))
                    .map(draft -> Arguments.of(draft.intents, manifest.decide().model(), draft)));
  }

  @ParameterizedTest(name = "{0} by {1}")
  @MethodSource("decisions")
  void aCertifiedDecisionReadsBackToItselfAndPasses(
      List<Intent> intents, Manifest.ModelRef model, Samples.Draft draft) throws ReceiptRejected {
    Bundle bundle = Samples.certified(draft.sign());
    byte[] bytes = bundle.toBytes();

    assertThat(Bundle.parse(bytes)).isEqualTo(bundle);
    assertThat(Bundle.parse(bytes).toBytes()).isEqualTo(bytes);
    Report report = Receipts.verify(bytes, Samples.trust());

    assertThat(report.receiptId()).isEqualTo(bundle.receipt().receiptId());
    assertThat(report.trust()).isEqualTo(Samples.trust());
    assertThat(report.signers())
        .containsExactly(Samples.VERIFIERS.get(0).address(), Samples.VERIFIERS.get(1).address());
    assertThat(bundle.receipt().action().intents()).isEqualTo(intents);
    assertThat(bundle.receipt().model().id()).isEqualTo(model.id());
  }

  @Test
  void theWindowIncludesBothItsEnds() {
    Bundle bundle = certifiedSwap();
    Trust trust = Samples.trust();

    assertThatCode(() -> Receipts.verify(bundle, trust, Samples.BLOCK.timestamp()))
        .doesNotThrowAnyException();
    assertThatCode(() -> Receipts.verify(bundle, trust, Samples.ANCHOR + 90))
        .doesNotThrowAnyException();
    assertThat(reason(() -> Receipts.verify(bundle, trust, Samples.ANCHOR + 91)))
        .isEqualTo(Reason.EXPIRED);
  }

  @Test
  void aVerifierRemovedAfterwardsStillCountsForItsTime() {
    List<Trust.TrustedVerifier> verifiers = new ArrayList<>(Samples.trust().verifiers());
    verifiers.set(
        1,
        new Trust.TrustedVerifier(verifiers.get(1).address(), Samples.ANCHOR, Samples.ANCHOR + 1));
    Trust trust = Trust.of(Samples.CHAIN, Samples.GATE, verifiers, 2);

    assertThatCode(() -> Receipts.verify(certifiedSwap(), trust)).doesNotThrowAnyException();
  }

  @Test
  void aManifestMayDemandMoreThanTheTrust() throws ReceiptRejected {
    Manifest three = Samples.manifest(Samples.SIGNAL, Samples.GATE, Profile.EXACT, 3);
    Bundle bare = Samples.swap(three).sign();

    assertThat(reason(() -> Receipts.verify(Samples.certified(bare), Samples.trust())))
        .isEqualTo(Reason.BAD_SIGNATURE_COUNT);
    Bundle signed =
        Samples.certified(bare, Samples.VERIFIERS.subList(0, 3).toArray(new VerifierKey[0]));
    assertThat(Receipts.verify(signed, Samples.trust()).signers()).hasSize(3);
  }

  @Test
  void paperIsForNoGateAndSaysSo() throws ReceiptRejected {
    Samples.Draft draft = Samples.swap(MANIFEST);
    draft.mode = Mode.PAPER;
    Bundle bundle = Samples.certified(draft.sign());

    assertThat(Receipts.verify(bundle, Samples.trust().forPaper()).mode()).isEqualTo(Mode.PAPER);
    assertThat(reason(() -> Receipts.verify(bundle, Samples.trust()))).isEqualTo(Reason.WRONG_GATE);
  }

  @Test
  void anInstructionOfAListedInstructorPasses() throws ReceiptRejected {
    Instruction instruction =
        Instruction.sign("pay alice 40", MANIFEST.agentId(), Samples.SLOT, Samples.INSTRUCTOR);
    Bundle bundle = Samples.certified(Samples.instructed(MANIFEST, instruction).sign());

    assertThat(Receipts.verify(bundle, Samples.trust()).claims())
        .anySatisfy(
            claim -> {
              assertThat(claim.standing()).isEqualTo(Standing.RECHECKED);
              assertThat(claim.sentence()).contains("instructor");
            });
  }

  @Test
  void beforeTheCertificateEverythingElseIsChecked() throws ReceiptRejected {
    Bundle bare = Samples.swap(MANIFEST).sign();

    assertThat(Receipts.checkUncertified(bare)).isEqualTo(bare.receipt());
    assertThat(reason(() -> Receipts.verify(bare, Samples.trust())))
        .isEqualTo(Reason.NO_CERTIFICATE);
    Bundle other =
        new Bundle(
            bare.manifest(),
            bare.envelope(),
            bare.observations(),
            bare.inputs(),
            bare.outputs(),
            List.of(),
            bare.flows(),
            bare.certificate());
    assertThat(reason(() -> Receipts.checkUncertified(other)))
        .isEqualTo(Reason.CALLS_HASH_MISMATCH);
  }

  @Test
  void whatIsWithheldIsNeverCalledRechecked() throws ReceiptRejected {
    PublishedBundle published =
        PublishedBundle.of(certifiedSwap())
            .withholdObservation(1)
            .withholdInputs()
            .withholdOutputs();
    byte[] bytes = published.toBytes();

    Report report = Receipts.verify(bytes, Samples.trust());

    assertThat(PublishedBundle.parse(bytes)).isEqualTo(published);
    for (String what : List.of("observation 1", "inputs", "outputs")) {
      assertThat(report.claims())
          .filteredOn(claim -> claim.what().equals(what))
          .extracting(Report.Claim::standing)
          .contains(Standing.WITHHELD)
          .doesNotContain(Standing.RECHECKED);
    }
    assertThat(report.claims())
        .filteredOn(claim -> claim.what().equals("observation 0"))
        .extracting(Report.Claim::standing)
        .containsExactly(Standing.RECHECKED, Standing.COUNTERSIGNED);
    assertThat(report.toJson().toString()).doesNotContainIgnoringCase("verified");
    assertThat(reason(() -> Bundle.parse(bytes))).isEqualTo(Reason.SCHEMA);
  }

  @Test
  void whatWasOnlyCarriedIsNeverCountersigned() throws ReceiptRejected {
    assertThat(Receipts.verify(certifiedSwap(), Samples.trust()).claims())
        .filteredOn(claim -> claim.what().equals("observation 2"))
        .extracting(Report.Claim::standing)
        .containsExactly(Standing.RECHECKED, Standing.NOT_CHECKED);
  }

  @Test
  void aReportAndATrustHaveOneJsonForm() throws ReceiptRejected {
    Trust trust = Samples.trust().withManifest(MANIFEST.digest());

    assertThat(Trust.parse(trust.toJson())).isEqualTo(trust);
    assertThat(Trust.parse(Samples.trust().toJson())).isEqualTo(Samples.trust());
    assertThat(reason(() -> Trust.parse(Samples.object("chainId", "1")))).isEqualTo(Reason.SCHEMA);
    assertThat(Receipts.verify(certifiedSwap(), trust).toJson().at("/trust/manifest").stringValue())
        .isEqualTo(MANIFEST.digest().hex());
  }

  private static Bundle certifiedSwap() {
    try {
      return Samples.certified(Samples.swap(MANIFEST).sign());
    } catch (ReceiptRejected e) {
      throw new AssertionError(e);
    }
  }

  private static Reason reason(ThrowingCallable check) {
    Reason[] reason = new Reason[1];
    assertThatExceptionOfType(ReceiptRejected.class)
        .isThrownBy(check)
        .satisfies(e -> reason[0] = e.reason());
    return reason[0];
  }
}
