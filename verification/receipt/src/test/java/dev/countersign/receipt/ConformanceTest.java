package dev.countersign.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder {@code conformance} as somebody with another implementation uses it: everything is
 * read from the files. {@code -Dconformance.write=true} writes them anew.
 */
class ConformanceTest {
  private static final Path FOLDER = Path.of("conformance");

  @BeforeAll
  static void writeWhenAsked() throws IOException, ReceiptRejected {
    if (!Boolean.getBoolean("conformance.write")) {
      return;
    }
    for (Map.Entry<String, String> file : Conformance.files().entrySet()) {
      Path path = FOLDER.resolve(file.getKey());
      Files.createDirectories(path.toAbsolutePath().getParent());
      Files.writeString(path, file.getValue());
    }
  }

  @Test
  void theCommittedFilesAreTheGeneratedOnes() throws IOException, ReceiptRejected {
    Map<String, String> generated = Conformance.files();
    for (Map.Entry<String, String> file : generated.entrySet()) {
      assertThat(FOLDER.resolve(file.getKey()))
          .as("run this test with -Dconformance.write=true after a change that is meant")
          .hasContent(file.getValue());
      assertThat(Files.size(FOLDER.resolve(file.getKey())))
          .isEqualTo(file.getValue().getBytes(UTF_8).length);
    }
    Set<String> handWritten = Set.of("README.md", ".gitattributes");
    try (Stream<Path> committed = Files.walk(FOLDER)) {
      assertThat(committed.filter(Files::isRegularFile).map(f -> slashed(FOLDER.relativize(f))))
          .allMatch(path -> generated.containsKey(path) || handWritten.contains(path));
    }
  }

  private static String slashed(Path path) {
    return path.toString().replace('\\', '/');
  }

  static List<Arguments> good() throws IOException {
    return rows("good");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("good")
  void aGoodBundlePasses(String path, JsonNode row) throws IOException, ReceiptRejected {
    byte[] bytes = Files.readAllBytes(FOLDER.resolve(path));

    Report report = Receipts.verify(bytes, trust(row.get("trust")));

    assertThat(report.receiptId().hex()).isEqualTo(row.get("receiptId").stringValue());
    assertThat(report.agentId().hex()).isEqualTo(row.get("agentId").stringValue());
    assertThat(report.signers().toString().replace(", ", "\",\""))
        .isEqualTo(row.get("signers").toString().replace("[\"", "[").replace("\"]", "]"));
    assertThat(PublishedBundle.parse(bytes).toBytes()).isEqualTo(bytes);
  }

  static List<Arguments> forged() throws IOException {
    return rows("forged");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forged")
  void aForgedBundleIsRejectedForItsReason(String path, JsonNode row)
      throws IOException, ReceiptRejected {
    byte[] bytes = Files.readAllBytes(FOLDER.resolve(path));
    Trust trust = trust(row.get("trust"));

    assertThatExceptionOfType(ReceiptRejected.class)
        .isThrownBy(
            () -> {
              Report report =
                  row.has("at")
                      ? Receipts.verify(bytes, trust, row.get("at").longValue())
                      : Receipts.verify(bytes, trust);
              assertThat(report).as("accepted").isNull();
            })
        .satisfies(e -> assertThat(e.reason().name()).isEqualTo(row.get("reason").stringValue()));
  }

  @Test
  void theBundleThatIsTooLargeIsMade() throws IOException {
    JsonNode row = expected().get("generated").get(0);
    byte[] bytes = new byte[row.get("bytes").intValue()];
    Arrays.fill(bytes, (byte) row.get("byte").intValue());

    assertThatExceptionOfType(ReceiptRejected.class)
        .isThrownBy(() -> Receipts.verify(bytes, Samples.trust()))
        .satisfies(e -> assertThat(e.reason().name()).isEqualTo(row.get("reason").stringValue()));
  }

  @Test
  void everyReasonThatThisModuleCanGiveHasAForgedBundle() throws IOException {
    Set<String> given = new TreeSet<>();
    Pattern use = Pattern.compile("\\bReason\\.([A-Z_]+)\\b");
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(Files::isRegularFile).toList()) {
        Matcher matcher = use.matcher(Files.readString(source));
        while (matcher.find()) {
          given.add(matcher.group(1));
        }
      }
    }
    Set<String> fixtures = new TreeSet<>();
    expected().get("forged").forEach(row -> fixtures.add(row.get("reason").stringValue()));
    expected().get("generated").forEach(row -> fixtures.add(row.get("reason").stringValue()));

    assertThat(fixtures).isEqualTo(given);
    for (String reason : fixtures) {
      if (!reason.equals("TOO_LARGE")) {
        assertThat(FOLDER.resolve("forged/" + reason + ".receipt.json")).isRegularFile();
      }
    }
  }

  @Test
  void noTwoReasonsShareACode() {
    Map<Integer, List<Reason>> byCode =
        Arrays.stream(Reason.values()).collect(Collectors.groupingBy(Reason::code));

    assertThat(byCode).allSatisfy((code, reasons) -> assertThat(reasons).hasSize(1));
    assertThat(byCode.keySet()).allSatisfy(code -> assertThat(code).isBetween(1, 0xffff));
  }

  private static Trust trust(JsonNode file) throws IOException, ReceiptRejected {
    return file.isNull()
        ? Trust.NONE
        : Trust.parse(Json.parse(Files.readAllBytes(FOLDER.resolve(file.stringValue()))));
  }

  private static JsonNode expected() throws IOException {
    return JsonMapper.builder()
        .build()
        .readTree(Files.readAllBytes(FOLDER.resolve("expected.json")));
  }

  private static List<Arguments> rows(String table) throws IOException {
    List<Arguments> rows = new ArrayList<>();
    expected()
        .get(table)
        .properties()
        .forEach(e -> rows.add(Arguments.of(e.getKey(), e.getValue())));
    assertThat(rows).isNotEmpty();
    return rows;
  }
}
