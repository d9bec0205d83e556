package dev.countersign.network.devnet;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.chain.JsonRpc;
import dev.countersign.network.devnet.DevnetFailed.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;

/**
 * A node's state in a file: all blocks, transactions and logs, and the accounts at the newest
 * block; with its history, also the accounts at the {@link #KEPT} blocks before it, so that calls
 * at those blocks still work after a restart.
 *
 * <p>Anvil 1.7.1 answers {@code anvil_dumpState} with packed JSON and loads only plain JSON, so it
 * is unpacked here.
 */
final class NodeState {
  /** For how many of the newest blocks a node answers calls: five minutes of one-second blocks. */
  static final int KEPT = 300;

  /**
   * For how many blocks one process is used. Anvil 1.7.1 keeps the hash of each block once for each
   * state it keeps, 36 kB a block here, and never lets go: after four hours it is started again
   * from its state.
   */
  static final int MOST_BLOCKS = 14_400;

  /**
   * Up to how many blocks in one process the states at old blocks are saved too. For the same
   * reason they take two seconds and 90 MB after an hour, and 18 s and 350 MB after four.
   */
  static final int MOST_BLOCKS_WITH_HISTORY = 3_600;

  private NodeState() {}

  /**
   * Writes the state; the file is the old one or the new one, whatever happens.
   *
   * @param withHistory whether calls at old blocks shall work after a restart
   */
  static void save(JsonRpc rpc, Path file, boolean withHistory) throws DevnetFailed {
    try {
      JsonNode packed = rpc.call("anvil_dumpState", withHistory);
      byte[] bytes = HexFormat.of().parseHex(packed.asString().substring(2));
      Path work = file.resolveSibling(file.getFileName() + ".new");
      try (InputStream json = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        Files.copy(json, work, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.move(work, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | ChainException | IllegalArgumentException e) {
      throw new DevnetFailed(
          Reason.STATE,
          "cannot save the state of the EVM node to " + file + ": " + e.getMessage(),
          e);
    }
  }
}
