package dev.countersign.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReceiptsTest {
  @Test
  void aBundleReadsBackToItselfAndPasses() throws ReceiptRejected {
    for (Manifest.ModelRef model :
        new Manifest.ModelRef[] {Samples.SIGNAL, Manifest.ModelRef.NONE}) {
      Manifest manifest = Samples.manifest(model);
      for (Samples.Draft draft :
          new Samples.Draft[] {
            Samples.hold(manifest), Samples.swap(manifest), Samples.transfer(manifest)
          }) {
        Bundle bundle = Samples.certified(draft.sign());
        byte[] bytes = bundle.toBytes();

        assertThat(Bundle.parse(bytes)).isEqualTo(bundle);
        assertThat(Bundle.parse(bytes).toBytes()).isEqualTo(bytes);
        Report report = Receipts.verify(bytes, Samples.trust());
        assertThat(report.receiptId()).isEqualTo(bundle.receipt().receiptId());
        assertThat(report.signers())
            .containsExactly(
                Samples.VERIFIERS.get(0).address(), Samples.VERIFIERS.get(1).address());
      }
    }
  }
}
