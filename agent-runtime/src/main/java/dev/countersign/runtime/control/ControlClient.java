package dev.countersign.runtime.control;

import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.workplace.Home;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the process that keeps agents running in a home. */
public final class ControlClient {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Home home;

  /** For a home. */
  public ControlClient(Home home) {
    this.home = home;
  }

  /** The process, where one answers; what was killed has left a file and answers nothing. */
  public Optional<Long> pid() throws Failure, InterruptedException {
    Optional<ControlFile> file = ControlFile.read(home);
    return file.isPresent() && ask("GET", "/status", "").isPresent()
        ? file.map(ControlFile::pid)
        : Optional.empty();
  }

  /** What is going on; empty where nobody answers. */
  public Optional<JsonNode> status() throws Failure, InterruptedException {
    return ask("GET", "/status", "");
  }

  /** Has it end; false where nobody answers. */
  public boolean stop() throws Failure, InterruptedException {
    return ask("POST", "/stop", "").isPresent();
  }

  /** Pauses an agent, or all where the name is empty; false where nobody answers. */
  public boolean pause(String agent) throws Failure, InterruptedException {
    return ask("POST", "/pause", agent).isPresent();
  }

  /** Resumes an agent, or all where the name is empty; false where nobody answers. */
  public boolean resume(String agent) throws Failure, InterruptedException {
    return ask("POST", "/resume", agent).isPresent();
  }

  private Optional<JsonNode> ask(String method, String path, String body)
      throws Failure, InterruptedException {
    Optional<ControlFile> file = ControlFile.read(home);
    if (file.isEmpty() || ProcessHandle.of(file.get().pid()).isEmpty()) {
      return Optional.empty();
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + file.get().port() + path))
            .timeout(LIMIT)
            .header("Authorization", ControlServer.bearer(file.get().token()))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build()) {
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      JsonNode answer = JsonMapper.shared().readTree(response.body());
      if (response.statusCode() == 200) {
        return Optional.of(answer);
      }
      if (response.statusCode() == 403) {
        return Optional.empty(); // Somebody else's port by now.
      }
      throw new Failure(exit(answer.path("exit").asInt(1)), answer.path("error").asString(""));
    } catch (IOException | JacksonException e) {
      return Optional.empty();
    }
  }

  private static Exit exit(int code) {
    return Arrays.stream(Exit.values())
        .filter(exit -> exit.code() == code)
        .findFirst()
        .orElse(Exit.UNEXPECTED);
  }
}
