package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.runtime.agent.Exit;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Whatever is wrong with an agent file is one sentence, exit code 2, at once, and no money. */
@ExtendWith(OnDevnet.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WrongAgentFileTest {
  private static final Duration AT_ONCE = Duration.ofSeconds(10);

  private final LocalDevnet devnet;
  private final Path folder;

  WrongAgentFileTest(LocalDevnet devnet) throws IOException {
    this.devnet = devnet;
    this.folder = devnet.files();
  }

  /** The sentence begins with the file; what is given here follows it. */
  static Stream<Arguments> changes() {
    return Stream.of(
        change(
            "an unknown key",
            "max-slippage-bps: 50",
            "max-slipage-bps: 50",
            ":23:3: unknown key \"max-slipage-bps\" under policy; did you mean \"max-slippage-bps\"?"),
        change(
            "a wrong unit",
            "min-interval: 60s",
            "min-interval: 60",
            ":26:17: policy.min-interval is 60, which is no duration: write 90s, 30m, 1h or 1d"),
        change(
            "an amount with a unit",
            "{USDC: \"500\"",
            "{USDC: \"500 USDC\"",
            ":20:26: policy.max-per-action.USDC is \"500 USDC\", which is no amount: write whole tokens"
                + " as a quoted decimal such as \"0.25\", without a unit"),
        change(
            "a token that the network does not have",
            "tokens: [WETH, USDC]",
            "tokens: [WETH, USDC, WBTC]",
            ":18:11: policy.tokens names the token WBTC, which the network devnet does not have"),
        change(
            "a token that is missing from the policy",
            "tokens: [WETH, USDC]",
            "tokens: [USDC]",
            ":20:33: policy.max-per-action names WETH, which policy.tokens does not list"),
        change(
            "two documents",
            "verify:",
            "---\nverify:",
            ":27:1: a second document begins; a file is one document"),
        change(
            "a tab",
            "  strategy: rebalance",
            "\tstrategy: rebalance",
            ":12:1: not YAML: found character '\\t(TAB)' that cannot start any token."));
  }

  private static Arguments change(String what, String part, String instead, String sentence) {
    return Arguments.argumentSet(what, part, instead, sentence);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aWrongValueIsSaidWithLineAndColumn(String part, String instead, String sentence)
      throws Exception {
    Path example = Terminal.checkout().resolve("examples/agents/rebalancer.yaml");
    String text = Files.readString(example);
    assertThat(text).contains(part);
    Path file = folder.resolve("wrong.yaml");
    Files.writeString(file, text.replace(part, instead));
    Files.copy(
        example.resolveSibling("rebalancer.lock.json"),
        folder.resolve("wrong.lock.json"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    refused(file, file + sentence);
  }

  @Test
  void aNetworkThatNobodyKnowsIsSaidToBe() throws Exception {
    Path file = devnet.agent("lost", "rebalancer", Map.of("network: devnet ", "network: devnat "));
    Path networks = Terminal.checkout().resolve("config").resolve("networks.yaml");
    refused(file, networks + " has no network \"devnat\"; did you mean \"devnet\"?");
  }

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.argumentSet(
            "a bomb of anchors",
            "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n",
            ":1:4: anchors (&) are not allowed; write the value out"),
        Arguments.argumentSet("an empty file", "", ":1:1: the file is empty"),
        Arguments.argumentSet(
            "a list", "- a\n", ":1:1: the file must be a block of keys, not a list"),
        Arguments.argumentSet("half a file", "agent: {", ":1:9: not YAML: "));
  }

  @ParameterizedTest
  @MethodSource("files")
  void aFileThatIsNoAgentIsSaidToBe(String text, String sentence) throws Exception {
    Path file = Files.writeString(folder.resolve("none.yaml"), text);
    refused(file, file + sentence);
  }

  @Test
  void aFileOfAHundredMegabytesIsNotRead() throws Exception {
    Path file = folder.resolve("huge.yaml");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(100L << 20);
    }
    refused(file, file + " is larger than 256 KiB, the most that is read");
  }

  @Test
  void bytesThatAreNoTextAreSaidToBe() throws Exception {
    Path file = folder.resolve("bytes.yaml");
    Files.write(file, "agent: x\nname: \u00ff".getBytes(StandardCharsets.ISO_8859_1));
    refused(file, file + ":2:7: the file is not UTF-8 text");
  }

  @Test
  void aFileThatIsNotThereIsSaidToBe() throws Exception {
    Path file = folder.resolve("nowhere.yaml");
    refused(file, "there is no file " + file);
  }

  @Test
  void aFolderIsSaidToBe() throws Exception {
    refused(folder, "cannot read " + folder + ": it is a folder");
  }

  @Test
  void aFileThatMayNotBeReadIsSaidToBe() throws Exception {
    Path loop = folder.resolve("loop.yaml");
    Files.createSymbolicLink(loop, loop); // Root may read everything, but not this.
    refused(loop, "cannot read " + loop + ": ");
  }

  private void refused(Path file, String sentence) throws Exception {
    long sent = devnet.sent();
    Terminal.Outcome outcome = devnet.terminal().run("run", file).ends(Exit.CONFIGURATION);
    assertThat(outcome.complaints())
        .singleElement()
        .asString()
        .startsWith("countersign: " + sentence);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).doesNotContain("\tat ", "Exception");
    assertThat(outcome.took()).isLessThan(AT_ONCE);
    assertThat(devnet.sent()).isEqualTo(sent);
  }

  @Test
  void withJsonTheSentenceIsADocumentToo() throws Exception {
    Path file = folder.resolve("nowhere.yaml");
    JsonNode document =
        devnet.terminal().run("run", "--json", file).ends(Exit.CONFIGURATION).json();
    assertThat(document.at("/exit").asInt()).isEqualTo(Exit.CONFIGURATION.code());
    assertThat(document.at("/error").asString()).isEqualTo("there is no file " + file);
  }
}
