package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.runtime.agent.Exit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command on the shipped agent, model and candles; no network is there. */
class BacktestCommandTest {
  private static final Path ROOT = Terminal.checkout();
  private static final Path AGENT = ROOT.resolve("examples/agents/rebalancer.yaml");
  private static final Path CANDLES = ROOT.resolve("examples/data/ethusdt-1h.csv");

  @TempDir Path home;

  /** What a command printed, and how it ended. */
  private record Ended(int exit, String out, String err) {}

  @Test
  void runsTheShippedAgentAndReportsIt() throws Exception {
    Path out = home.resolve("report");
    Ended ended =
        run(
            "backtest",
            AGENT,
            "--data",
            CANDLES,
            "--from",
            "2024-12-20",
            "--to",
            "2024-12-27",
            "--out",
            out,
            "--check-lookahead",
            "--receipts",
            "--json");
    assertThat(ended.exit()).as(ended.err()).isZero();
    JsonNode document = JsonMapper.shared().readTree(ended.out());
    assertThat(document.path("slots").path("all").asInt()).isEqualTo(7 * 24);
    assertThat(document.path("figures").path("trades").asInt()).isPositive();
    assertThat(document.path("figures").path("firstEquity").asString()).isEqualTo("10000");
    assertThat(document.path("lookAhead").path("changed").size()).isZero();
    assertThat(document.path("lookAhead").path("compared").asInt()).isPositive();
    assertThat(document.path("notes").size()).isEqualTo(3);
    assertThat(out)
        .isDirectoryContaining("glob:**/report.html")
        .isDirectoryContaining("glob:**/equity.svg");
    assertThat(ImageIO.read(out.resolve("equity.png").toFile()).getWidth()).isEqualTo(1920);
    assertThat(Files.readAllLines(out.resolve("equity.csv"))).hasSize(7 * 24 + 2);
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("<svg", "rebalancer", "maximum drawdown")
        .doesNotContain("http://localhost", "<script", "src=");
    try (Stream<Path> receipts = Files.list(out.resolve("receipts"))) {
      assertThat(receipts).hasSize(document.path("receipts").asInt());
    }
  }

  @Test
  void somebodyElseMakesTheDecisionsOfItsReceiptsAgain() throws Exception {
    Path out = home.resolve("published");
    run(
        "backtest",
        AGENT,
        "--data",
        CANDLES,
        "--from",
        "2024-12-28",
        "--to",
        "2024-12-29",
        "--out",
        out,
        "--receipts");
    Path receipt;
    try (Stream<Path> receipts = Files.list(out.resolve("receipts"))) {
      receipt = receipts.sorted().findFirst().orElseThrow();
    }
    assertThat(run("verify", receipt).err()).contains("no verifier countersigns");
    Ended again = run("verify", receipt, "--re-execute", "--data", CANDLES);
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.out()).contains("reproduced", "candles are those of");

    Path other = home.resolve("other.csv");
    Files.writeString(other, Files.readString(CANDLES).replaceFirst("1736.81", "1736.82"));
    assertThat(run("verify", receipt, "--re-execute", "--data", other).exit())
        .isEqualTo(Exit.NOT_VERIFIED.code());
    Path forged = home.resolve("forged.receipt.json");
    Files.writeString(
        forged, Files.readString(receipt).replaceFirst("\"close\":\"3", "\"close\":\"2"));
    assertThat(run("verify", forged, "--re-execute").exit()).isEqualTo(Exit.NOT_VERIFIED.code());
    Ended trusting = run("verify", receipt, "--re-execute", "--trust", CANDLES);
    assertThat(trusting.exit()).as("nobody vouches").isEqualTo(Exit.NOT_VERIFIED.code());
  }

  @Test
  void saysWhenThePeriodIsOneThatTheModelLearntFrom() throws Exception {
    Ended ended =
        run("backtest", AGENT, "--data", CANDLES, "--from", "2024-06-25", "--to", "2024-06-29");
    assertThat(ended.exit()).isZero();
    assertThat(ended.out())
        .contains("note: signal-v1 learnt from the days 2022-08-08 to 2024-06-27; 75 % of this");
  }

  @Test
  void theSameCommandGivesTheSameFiles() throws Exception {
    List<String> texts = new ArrayList<>();
    for (String name : List.of("one", "two")) {
      Path out = home.resolve(name);
      run(
          "backtest",
          AGENT,
          "--data",
          CANDLES,
          "--from",
          "2024-12-28",
          "--to",
          "2024-12-30",
          "--out",
          out,
          "--receipts");
      StringBuilder text = new StringBuilder();
      try (Stream<Path> files = Files.walk(out)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          text.append(out.relativize(file))
              .append(Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
      texts.add(text.toString());
    }
    assertThat(texts.get(0)).isEqualTo(texts.get(1)).contains("receipt.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--gas 1|Missing required option: '--data=FILE'",
        "--data nowhere.csv|there is no file nowhere.csv with candles",
        "--data ROOT|is a folder, not a file of candles",
        "--data ROOT/README.md|is neither a header that names time, open, high, low and close nor a"
            + " row of numbers",
        "--data CANDLES --from yesterday|--from is \"yesterday\"; write it like 2024-10-01 or"
            + " 2024-10-01T06:00:00Z",
        "--data CANDLES --from 2024-02-01 --to 2024-01-01|--from is not before --to",
        "--data CANDLES --from 2030-01-01|has candles from 2022-08-06T00:00:00Z to"
            + " 2025-02-03T00:00:00Z; after the 64",
        "--data CANDLES --capital DAI=5|--capital names DAI; the candles price WETH in USDC",
        "--data CANDLES --capital USDC=much|--capital is \"much\", which is no number",
        "--data CANDLES --capital USDC=0.0000001|--capital is 0.0000001, but USDC has only 6"
            + " decimals",
        "--data CANDLES --capital USDC=1e99999999|--capital is 1e99999999, which is no amount",
        "--data CANDLES --capital USDC=-1|--capital is -1, which is no amount that an account can"
            + " hold",
        "--data CANDLES --capital USDC=0|--capital is nothing, and nothing comes of nothing",
        "--data CANDLES --capital USDC|should be in KEY=VALUE",
        "--data CANDLES --depth 0|--depth is zero, but a pool that is empty trades nothing",
        "--data CANDLES --gas x|--gas is \"x\", which is no number",
        "--data CANDLES --colour blue|Unknown options: '--colour', 'blue'"
      })
  void wrongInputIsOneSentence(String options, String sentence) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of("backtest", AGENT));
    for (String option : options.split(" ", -1)) {
      arguments.add(option.replace("CANDLES", CANDLES.toString()).replace("ROOT", ROOT.toString()));
    }
    Ended ended = run(arguments.toArray());
    assertThat(ended.exit()).isEqualTo(Exit.CONFIGURATION.code());
    assertThat(ended.err().lines().filter(line -> line.startsWith("countersign: ")))
        .singleElement()
        .asString()
        .contains(sentence);
  }

  @Test
  void anAgentThatLooksAtNoCandlesTradesThePairOfItsFeed() throws Exception {
    Ended ended =
        run(
            "backtest",
            ROOT.resolve("examples/agents/dca.yaml"),
            "--data",
            CANDLES,
            "--from",
            "2024-12-28",
            "--to",
            "2024-12-30",
            "--json");
    assertThat(ended.exit()).as(ended.err()).isZero();
    JsonNode document = JsonMapper.shared().readTree(ended.out());
    assertThat(document.path("base").asString()).isEqualTo("WETH");
    assertThat(document.path("figures").path("trades").asInt()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "treasurer.yaml, does what it is told in words",
    "payroll.yaml, observe candles of one pair"
  })
  void agentsWithoutCandlesAreNotForABacktest(String agent, String sentence) throws Exception {
    Ended ended = run("backtest", ROOT.resolve("examples/agents/" + agent), "--data", CANDLES);
    assertThat(ended.exit()).isEqualTo(Exit.CONFIGURATION.code());
    assertThat(ended.err()).contains(sentence);
  }

  private Ended run(Object... arguments) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings surroundings =
        new Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            ROOT,
            home,
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
            new SecureRandom(),
            Map.of());
    String[] words = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
    int exit = Main.run(words, surroundings);
    return new Ended(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
