package dev.countersign.runtime.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.workplace.Home;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How commands reach the process that keeps agents running. */
class ControlTest {
  @TempDir private Path folder;
  private final List<String> asked = new ArrayList<>();
  private Home home;

  @BeforeEach
  void home() {
    home = new Home(folder);
  }

  private ControlServer serve() throws Failure {
    return ControlServer.open(
        home,
        new SecureRandom(),
        new Controlled() {
          @Override
          public JsonNode status() {
            return JsonMapper.shared().createObjectNode().put("going", "well");
          }

          @Override
          public void stop() {
            asked.add("stop");
          }

          @Override
          public void pause(String agent) throws Failure {
            if (agent.equals("nobody")) {
              throw new Failure(Exit.CONFIGURATION, "there is no nobody");
            }
            asked.add("pause " + agent);
          }

          @Override
          public void resume(String agent) {
            asked.add("resume " + agent);
          }
        });
  }

  @Test
  void whoCanReadTheFileCanAsk() throws Exception {
    ControlClient client = new ControlClient(home);
    assertThat(client.status()).isEmpty();
    try (ControlServer server = serve()) {
      assertThat(server).isNotNull();
      assertThat(client.pid()).hasValue(ProcessHandle.current().pid());
      assertThat(client.status().orElseThrow().path("going").asString("")).isEqualTo("well");
      assertThat(client.pause("a")).isTrue();
      assertThat(client.resume("")).isTrue();
      assertThat(client.stop()).isTrue();
      assertThat(asked).containsExactly("pause a", "resume ", "stop");
      assertThatThrownBy(() -> client.pause("nobody"))
          .isInstanceOf(Failure.class)
          .hasMessage("there is no nobody");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.resolve("control.json"))))
          .isEqualTo("rw-------");
    }
    assertThat(client.status()).isEmpty();
    assertThat(folder.resolve("control.json")).doesNotExist();
  }

  @Test
  void whoDoesNotKnowTheWordIsToldNothing() throws Exception {
    try (ControlServer server = serve();
        HttpClient http = HttpClient.newHttpClient()) {
      assertThat(server).isNotNull();
      int port = ControlFile.read(home).orElseThrow().port();
      for (String word : List.of("", "Bearer ", "Bearer 00", "null")) {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/stop"))
                .POST(HttpRequest.BodyPublishers.noBody());
        if (!word.isEmpty()) {
          request.header("Authorization", word);
        }
        HttpResponse<String> answer =
            http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(word).isEqualTo(403);
        assertThat(answer.body()).doesNotContain("going");
      }
      assertThat(asked).isEmpty();
    }
  }

  /** The process was killed; its port may be somebody else's now. */
  @Test
  void whatAKilledProcessLeftAnswersNothing() throws Exception {
    try (ControlServer server = serve()) {
      assertThat(server).isNotNull();
      ControlFile real = ControlFile.read(home).orElseThrow();
      new ControlFile(real.pid(), real.port(), "of an earlier process").write(home);
      assertThat(new ControlClient(home).status()).isEmpty();
      new ControlFile(999_999_999, real.port(), real.token()).write(home);
      assertThat(new ControlClient(home).status()).isEmpty();
    }
    Files.writeString(folder.resolve("control.json"), "{");
    assertThat(new ControlClient(home).status()).isEmpty();
  }
}
