package dev.countersign.runtime.run;

import dev.countersign.network.chain.ChainRefused;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.JsonRpc;
import dev.countersign.network.chain.RpcLimits;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Call;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Tries calls one after another from an account at a block ({@code eth_simulateV1}), as the account
 * would make them; nothing is sent.
 */
final class Simulation {
  private Simulation() {}

  /** One sentence about what would happen. */
  static String of(URI rpc, Address account, List<Call> calls, BlockRef at) throws Failure {
    try (JsonRpc node = JsonRpc.open(rpc, RpcLimits.DEFAULT)) {
      List<Map<String, String>> requests = new ArrayList<>();
      for (Call call : calls) {
        requests.add(
            Map.of(
                "from", account.hex(),
                "to", call.target().hex(),
                "value", "0x" + call.value().toString(16),
                "input", call.data().hex()));
      }
      JsonNode blocks =
          node.call(
              "eth_simulateV1",
              Map.of("blockStateCalls", List.of(Map.of("calls", requests))),
              "0x" + Long.toHexString(at.number()));
      return sentence(blocks.path(0).path("calls"), calls.size(), at);
    } catch (ChainRefused e) {
      return "on paper; the node cannot simulate the action: " + e.getMessage();
    } catch (ChainUnavailable e) {
      throw new Failure(Exit.UNREACHABLE, String.valueOf(e.getMessage()), e);
    }
  }

  private static String sentence(JsonNode results, int calls, BlockRef at) {
    for (int i = 0; i < calls; i++) {
      if (!results.path(i).path("status").asString("").equals("0x1")) {
        String why = results.path(i).path("error").path("message").asString("it reverts");
        return "on paper; call " + (i + 1) + " of " + calls + " would fail: " + why;
      }
    }
    return "on paper; each of "
        + calls
        + " calls would succeed at block "
        + at.number()
        + ", and nothing was sent";
  }
}
