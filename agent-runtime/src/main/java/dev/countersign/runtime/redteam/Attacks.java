package dev.countersign.runtime.redteam;

import java.util.List;
import java.util.stream.Stream;

/** Every attack, in the order of the table. */
final class Attacks {
  static final List<Attack> ALL =
      Stream.of(
              ReceiptAttacks.list(),
              SlotAttacks.list(),
              QuorumAttacks.list(),
              CertificateAttacks.list(),
              ParameterAttacks.list(),
              ChainAttacks.list(),
              NodeAttacks.list(),
              TimingAttacks.list(),
              SecretAttacks.list())
          .flatMap(List::stream)
          .toList();

  private Attacks() {}
}
