package dev.countersign.network.spi;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads one kind of observation. Two honest readers of the same block get equal observations. */
public interface ObservationSource {
  /** The {@code kind} of the manifest's {@code observe} entries that this source reads. */
  String kind();

  /**
   * Reads what one entry asks for.
   *
   * @param spec the entry, an object with a {@code kind}
   * @throws Refused when the entry cannot be understood or the chain does not hold enough
   */
  List<Observation> observe(JsonNode spec, Manifest manifest, PinnedChain chain)
      throws Refused, ChainUnavailable;
}
