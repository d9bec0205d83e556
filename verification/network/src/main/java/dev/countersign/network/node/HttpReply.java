package dev.countersign.network.node;

import dev.countersign.receipt.Jcs;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a server answers.
 *
 * @param status the HTTP status (RFC 9110)
 * @param json the body
 */
record HttpReply(int status, String json) {
  static HttpReply of(int status, JsonNode body) {
    return new HttpReply(status, new String(Jcs.canonical(body), StandardCharsets.UTF_8));
  }

  /** An answer that is none: an error of the request or of the server. */
  static HttpReply error(int status, String reason, String detail) {
    return of(
        status,
        JsonNodeFactory.instance
            .objectNode()
            .put("kind", "error")
            .put("reason", reason)
            .put("detail", Sentence.of(detail)));
  }
}
