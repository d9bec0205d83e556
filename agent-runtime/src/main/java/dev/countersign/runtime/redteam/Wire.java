package dev.countersign.runtime.redteam;

import dev.countersign.network.quorum.Attestation;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Certificate;
import dev.countersign.receipt.Json;
import dev.countersign.receipt.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Talks to verifiers as somebody does who has no client of this project. */
final class Wire {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Set<String> UNREADABLE =
      Scene.names(Reason.MALFORMED, Reason.NOT_CANONICAL, Reason.SCHEMA, Reason.UNKNOWN_VERSION);

  private Wire() {}

  /** An honest bundle, which must be countersigned, or the attack that follows proves nothing. */
  static Certificate mustBeCertified(Scene scene, Bundle bundle) throws Exception {
    Attestation attestation =
        scene.arena().quorum().attest(bundle, scene.agent().verify().quorum());
    return attestation
        .certificate()
        .orElseThrow(
            () -> new IllegalStateException("the way to it failed: " + attestation.summary()));
  }

  /** Bytes that no verifier may take for a bundle. */
  static void mustBeDropped(Scene scene, String body) throws Exception {
    scene.attempt(
        Stopper.VERIFIERS,
        UNREADABLE,
        () -> {
          URI node = scene.arena().jury().endpoints().getFirst().uri();
          HttpResponse<String> answer = post(node.resolve("/v1/attest"), body);
          scene.arena().said(answer.body());
          JsonNode json = Json.parse(answer.body().getBytes(StandardCharsets.UTF_8));
          return answer.statusCode() == 422
              ? Scene.Result.refused(
                  json.path("reason").asString(""), json.path("detail").asString(""))
              : Scene.Result.allowed(
                  answer.statusCode() + " " + json.path("kind").asString("no kind"));
        });
  }

  private static HttpResponse<String> post(URI to, String body)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(to)
              .timeout(LIMIT)
              .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
              .build(),
          HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }
  }

  /** What a verifier says of itself. */
  static String get(URI node, String path) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(node.resolve(path)).timeout(LIMIT).build(),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
          .body();
    }
  }
}
