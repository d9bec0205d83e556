package dev.countersign.runtime.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an agent file may say, and the sentence for whatever it may not. */
class AgentFileTest {
  private static final Path AGENTS =
      Path.of(System.getProperty("countersign.root"), "examples", "agents");

  static final String GOOD =
      """
      agent: sample
      network: devnet
      account: treasury
      observe:
        - balances: [WETH, USDC]
      decide:
        strategy: hold
      policy:
        tokens: [WETH, USDC]
        max-per-action: {USDC: "500"}
        max-per-day: {USDC: "2000"}
        max-gas: {per-action: "0.01", per-day: "0.05"}
        max-slippage-bps: 50
        min-interval: 60s
      verify:
        profile: exact
        quorum: 2 of 3
      """;

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(AGENTS)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsRead(Path file) throws Failure {
    assertThat(AgentFile.read(file).agent().name())
        .isEqualTo(file.getFileName().toString().replace(".yaml", ""));
  }

  @Test
  void whatIsNotSaidIsTheStrictestOrDoesNothing() throws Failure {
    Agent agent = parse(GOOD).agent();
    assertThat(agent.mode()).isEqualTo(Agent.Mode.PAPER);
    assertThat(agent.schedule()).isEqualTo(Agent.Schedule.ON_REQUEST);
    assertThat(agent.policy().maxPriceImpactBps()).isZero();
    assertThat(agent.policy().recipients()).isEmpty();
    assertThat(agent.policy().protections()).isEqualTo(Agent.Protections.NONE);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        wrong(
            "an unknown key",
            "max-slippage-bps: 50",
            "max-slipage-bps: 50",
            "13:3: unknown key \"max-slipage-bps\" under policy; did you mean \"max-slippage-bps\"?"),
        wrong(
            "an unknown key at the top",
            "account: treasury",
            "account: treasury\nmod: live",
            "4:1: unknown key \"mod\"; did you mean \"mode\"?"),
        wrong(
            "a duplicate key",
            "agent: sample",
            "agent: sample\nagent: other",
            "2:1: the key \"agent\" stands here twice, first on line 1"),
        wrong(
            "a missing key",
            "network: devnet\n",
            "",
            "1:1: the file has no \"network\", which it needs"),
        wrong(
            "a missing bracket",
            "[WETH, USDC]\n  max",
            "[WETH, USDC\n  max",
            "10:17: not YAML: expected ',' or ']', but got :"),
        wrong(
            "a tab",
            "  strategy: hold",
            "\tstrategy: hold",
            "7:1: not YAML: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)"),
        wrong(
            "an amount without quotes",
            "\"500\"",
            "500",
            "10:26: policy.max-per-action.USDC is an amount and amounts are quoted: write \"500\""),
        wrong(
            "an amount with a unit",
            "\"500\"",
            "\"500 USDC\"",
            "10:26: policy.max-per-action.USDC is \"500 USDC\", which is no amount: write whole tokens"
                + " as a quoted decimal such as \"0.25\", without a unit"),
        wrong(
            "an amount with an exponent",
            "\"500\"",
            "\"5e2\"",
            "10:26: policy.max-per-action.USDC is \"5e2\", which is no amount: write whole tokens"
                + " as a quoted decimal such as \"0.25\", without a unit"),
        wrong(
            "an amount in other digits",
            "\"500\"",
            "\"\u0665\"",
            "10:26: policy.max-per-action.USDC is \"\u0665\", which is no amount: write whole tokens"
                + " as a quoted decimal such as \"0.25\", without a unit"),
        wrong(
            "a duration without a unit",
            "60s",
            "60",
            "14:17: policy.min-interval is 60, which is no duration: write 90s, 30m, 1h or 1d"),
        wrong(
            "a duration in weeks",
            "60s",
            "2w",
            "14:17: policy.min-interval is 2w, which is no duration: write 90s, 30m, 1h or 1d"),
        wrong(
            "basis points in percent",
            "bps: 50\n",
            "bps: 0.5%\n",
            "13:21: policy.max-slippage-bps must be a whole number from 0 to 10000, not 0.5%"),
        wrong(
            "basis points above the whole",
            "bps: 50\n",
            "bps: 10001\n",
            "13:21: policy.max-slippage-bps is 10001, but must be 0 to 10000"),
        wrong(
            "a number in quotes",
            "bps: 50\n",
            "bps: \"50\"\n",
            "13:21: policy.max-slippage-bps is a number and takes no quotes"),
        wrong(
            "a token that the policy does not list",
            "max-per-day: {USDC:",
            "max-per-day: {USCD:",
            "11:17: policy.max-per-day names USCD, which policy.tokens does not list;"
                + " did you mean \"USDC\"?"),
        wrong(
            "a cap of one kind only",
            "max-per-day: {USDC: \"2000\"}",
            "max-per-day: {}",
            "11:16: policy.max-per-day does not name USDC, which max-per-action names"),
        wrong(
            "a list where a block belongs",
            "policy:\n",
            "policy: []\nx:\n",
            "9:1: unknown key \"x\"; known are agent, description, mode, network, account, schedule,"
                + " observe, decide, policy, verify, instructors"),
        wrong(
            "nothing where text belongs",
            "network: devnet",
            "network:",
            "2:9: network must be text, not nothing"),
        wrong(
            "an anchor",
            "[WETH, USDC]\n  max",
            "&all [WETH, USDC]\n  max",
            "9:11: anchors (&) are not allowed; write the value out"),
        wrong(
            "an alias",
            "tokens: [WETH, USDC]",
            "tokens: *all",
            "9:11: aliases (*) are not allowed; write the value out"),
        wrong(
            "a merge key",
            "decide:\n",
            "decide:\n  <<: {strategy: hold}\n",
            "7:3: unknown key \"<<\" under decide; known are model, strategy, with, prompt, tools,"
                + " max-turns"),
        wrong("a tag", "agent: sample", "agent: !!str sample", "1:8: tags (!) are not allowed"),
        wrong(
            "a second document",
            "  quorum: 2 of 3",
            "  quorum: 2 of 3\n---\nagent: other",
            "18:1: a second document begins; a file is one document"),
        wrong(
            "a key that is a list",
            "decide:\n",
            "decide:\n  ? [a]\n  : b\n",
            "7:5: a key must be plain text"),
        wrong(
            "a minority for a quorum",
            "2 of 3",
            "1 of 3",
            "17:11: verify.quorum is 1 of 3, but must be more than half of them and at most all"),
        wrong(
            "a quorum in other words",
            "2 of 3",
            "two of three",
            "17:11: verify.quorum must read like \"2 of 3\""),
        wrong(
            "an unknown profile",
            "exact",
            "exakt",
            "16:12: verify.profile is \"exakt\"; did you mean \"exact\"?"),
        wrong(
            "a name with an upper-case letter",
            "agent: sample",
            "agent: Sample",
            "1:8: agent must be lower-case letters, digits and dashes, at most 63"),
        wrong(
            "an address with a wrong checksum",
            "  max-per-action",
            "  recipients: {eve: \"0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed\"}\n  max-per-action",
            "10:21: policy.recipients.eve is no address: the checksum (EIP-55) of the address is"
                + " wrong: 0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
        wrong(
            "a strategy and a prompt",
            "  strategy: hold",
            "  strategy: hold\n  prompt: p.md",
            "7:3: decide needs either a strategy or, for a language model, a prompt, and not both"),
        wrong(
            "two triggers",
            "account: treasury",
            "account: treasury\nschedule: {every: 1h, on: block}",
            "4:27: schedule has every and on; only one of them can start a run"),
        wrong(
            "six fields of a calendar",
            "account: treasury",
            "account: treasury\nschedule: {cron: \"0 0 * * * *\"}",
            "4:18: schedule.cron: a cron schedule has five fields (minute hour day month weekday),"
                + " not 6: [0, 0, *, *, *, *]"),
        wrong(
            "minute 60",
            "account: treasury",
            "account: treasury\nschedule: {cron: \"60 * * * *\"}",
            "4:18: schedule.cron: the minute of a cron schedule is *, a number from 0 to 59, a range or a"
                + " list of these, with /step after * or a range; not \"60\""),
        wrong(
            "an unknown zone",
            "account: treasury",
            "account: treasury\nschedule: {cron: \"0 * * * *\", timezone: Mars/Base}",
            "4:41: schedule.timezone is no time zone; write one like UTC or Europe/Berlin"));
  }

  private static Arguments wrong(String name, String part, String instead, String sentence) {
    assertThat(GOOD).contains(part);
    int at = GOOD.indexOf(part);
    String text = GOOD.substring(0, at) + instead + GOOD.substring(at + part.length());
    return Arguments.argumentSet(name, text, sentence);
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aWrongFileIsOneSentenceWithLineAndColumn(String text, String sentence) {
    assertRefused(text, "agent.yaml:" + sentence);
  }

  @Test
  void deepNestingIsRefused() {
    assertRefused("agent: " + "[".repeat(100_000), "agent.yaml:1:24: nested deeper than 16 levels");
  }

  @Test
  void aBombOfAnchorsIsRefusedAtTheFirst() {
    assertRefused(
        "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\n",
        "agent.yaml:1:4: anchors (&) are not allowed; write the value out");
  }

  @Test
  void anEmptyFileIsRefused() {
    assertRefused("", "agent.yaml:1:1: the file is empty");
    assertRefused("# nothing\n", "agent.yaml:1:1: the file is empty");
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedWhereTheyStand() {
    byte[] bytes = "agent: x\nname: ?".getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 1] = (byte) 0xff;
    assertThatThrownBy(() -> AgentFile.parse(Path.of("agent.yaml"), bytes))
        .isInstanceOf(Failure.class)
        .hasMessage("agent.yaml:2:7: the file is not UTF-8 text");
  }

  @Test
  void aFileOfAHundredMegabytesIsRefusedWithoutReadingIt(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("huge.yaml");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(100L << 20);
    }
    assertThatThrownBy(() -> AgentFile.read(file))
        .isInstanceOf(Failure.class)
        .hasMessage(file + " is larger than 256 KiB, the most that is read");
  }

  @Test
  void aFileThatIsNotThereIsSaidToBe(@TempDir Path folder) {
    assertThatThrownBy(() -> AgentFile.read(folder.resolve("none.yaml")))
        .hasMessage("there is no file " + folder.resolve("none.yaml"));
  }

  @Test
  void theEnvironmentIsNotExpanded() throws Failure {
    Agent agent =
        parse(GOOD.replace("network: devnet", "description: ${HOME}\nnetwork: devnet")).agent();
    assertThat(agent.description()).isEqualTo("${HOME}");
  }

  static AgentFile parse(String text) throws Failure {
    return AgentFile.parse(Path.of("agent.yaml"), text.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRefused(String text, String sentence) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.exit()).isEqualTo(Exit.CONFIGURATION))
        .hasMessage(sentence);
  }
}
