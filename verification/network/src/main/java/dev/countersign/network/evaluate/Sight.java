package dev.countersign.network.evaluate;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.spi.ObservationSource;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Instruction;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.ObservationClass;
import dev.countersign.receipt.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Where an evaluation gets its observations from. */
sealed interface Sight {
  /** The pinned block. */
  BlockRef block();

  /** The instruction if there is one, the manifest's observations in its order, the account. */
  List<Observation> observe() throws Refused, Unable, ChainUnavailable;

  /** The quotes that the intents need. */
  List<Observation> quotes(List<Intent> intents) throws Refused, Unable, ChainUnavailable;

  /** Reads the chain at the pinned block; an instruction is brought along. */
  record OfChain(
      Catalog catalog, Manifest manifest, PinnedChain chain, Optional<Instruction> instruction)
      implements Sight {
    @Override
    public BlockRef block() {
      return chain.block();
    }

    @Override
    public List<Observation> observe() throws Refused, Unable, ChainUnavailable {
      List<Observation> seen = new ArrayList<>();
      for (JsonNode spec : manifest.observe()) {
        ObservationSource source = catalog.source(spec.path("kind").asString(""));
        seen.addAll(source.observe(spec, manifest, chain));
      }
      seen.addAll(catalog.planner().account(manifest, chain));
      List<Observation> all = new ArrayList<>();
      instruction.ifPresent(said -> all.add(Observation.of(said, block())));
      all.addAll(checked(seen));
      return all;
    }

    @Override
    public List<Observation> quotes(List<Intent> intents) throws Refused, Unable, ChainUnavailable {
      return checked(catalog.planner().quotes(manifest, intents, chain));
    }

    /** What is not read from this block could not be read again by anybody. */
    private List<Observation> checked(List<Observation> seen) throws Unable {
      for (Observation observation : seen) {
        if (observation.observationClass() != ObservationClass.CHAIN
            || !observation.block().equals(block())) {
          throw new Unable(
              Reason.INTERNAL,
              "the source of "
                  + observation.kind()
                  + " did not read it from block "
                  + block().number());
        }
      }
      return List.copyOf(seen);
    }
  }

  /** Takes what was recorded; nothing is read again. */
  record Recorded(BlockRef block, List<Observation> all) implements Sight {
    private static final String QUOTE = "quote";

    @Override
    public List<Observation> observe() {
      return all.stream().takeWhile(seen -> !seen.kind().equals(QUOTE)).toList();
    }

    @Override
    public List<Observation> quotes(List<Intent> intents) {
      return all.stream().dropWhile(seen -> !seen.kind().equals(QUOTE)).toList();
    }
  }
}
