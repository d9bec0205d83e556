package dev.countersign.tools.observe;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.spi.ObservationSource;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.ObservationClass;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.Parameters;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the account holds: {@code {"kind": "balances", "tokens": [address, ...]}}, the zero address
 * for the native coin. Exact at the pinned block; in the order of the entry.
 */
public final class BalanceSource implements ObservationSource {
  private static final int MAX_TOKENS = 64;

  /** A source without state. */
  public BalanceSource() {}

  @Override
  public String kind() {
    return "balances";
  }

  @Override
  public List<Observation> observe(JsonNode spec, Manifest manifest, PinnedChain chain)
      throws Refused, ChainUnavailable {
    Parameters parameters = Parameters.of("balances", spec);
    parameters.text("kind");
    List<Address> tokens = parameters.addresses("tokens", MAX_TOKENS);
    parameters.end();
    for (Address token : tokens) {
      if (manifest.token(token).isEmpty()) {
        throw new Refused(
            Reason.TOKEN_NOT_PERMITTED, "balances: the manifest has no token " + token);
      }
    }
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    content.put("account", manifest.account().hex());
    ArrayNode list = content.putArray("balances");
    Balances.read(chain, manifest.account(), tokens)
        .forEach(
            (token, amount) ->
                list.addObject().put("token", token.hex()).put("amount", amount.toString()));
    return List.of(
        new Observation(kind(), ObservationClass.CHAIN, "account", chain.block(), content));
  }
}
