package dev.countersign.network.devnet;

import dev.countersign.network.devnet.DevnetFailed.Reason;
import dev.countersign.receipt.Bytes;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Creation bytecode of this project's own contracts, as it is built in. */
final class OwnContracts {
  private static final String FOLDER = "/dev/countersign/network/contracts/";

  private OwnContracts() {}

  /** The creation bytecode of a contract, without constructor arguments. */
  static Bytes creationCode(String contract) throws DevnetFailed {
    String name = FOLDER + contract + ".json";
    try (InputStream in = OwnContracts.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new DevnetFailed(Reason.ARTIFACT_WRONG, "this build lacks " + name);
      }
      return Bytes.ofPrefixed(JsonMapper.shared().readTree(in).path("bytecode").asString());
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      throw new DevnetFailed(Reason.ARTIFACT_WRONG, "cannot read " + name, e);
    }
  }
}
