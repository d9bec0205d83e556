package dev.countersign.network.devnet;

import dev.countersign.receipt.Bytes;

/** Bytecode of published and of own contracts, for tests of other packages. */
public final class PublishedCode {
  private PublishedCode() {}

  /** The creation bytecode of a published contract, by its name in NpmArtifacts. */
  public static Bytes of(String name) throws DevnetFailed {
    return NpmArtifacts.of(TestNode.packages()).creationCode(NpmArtifacts.Published.valueOf(name));
  }
}
