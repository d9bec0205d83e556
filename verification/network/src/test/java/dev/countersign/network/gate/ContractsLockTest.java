package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.receipt.Bytes32;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The committed artefacts are those of the committed sources, as far as that shows without a
 * compiler: {@code contracts.lock} names the digest of each. {@code node compile.mjs --check}
 * compiles again and compares.
 */
final class ContractsLockTest {
  private static final Path MODULE =
      Path.of(System.getProperty("countersign.root", "../.."), "verification", "network");
  private static final Path SOLIDITY = MODULE.resolve("src/main/solidity");
  private static final String FOLDER = "resources/dev/countersign/network/contracts";

  @Test
  void everySourceIsTheOneThatWasCompiled() throws IOException {
    Map<String, String> found = new TreeMap<>();
    for (String name : Set.of("package.json", "package-lock.json", "compile.mjs")) {
      found.put(name, sha256(SOLIDITY.resolve(name)));
    }
    try (Stream<Path> files = Files.walk(SOLIDITY.resolve("src"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        found.put(SOLIDITY.relativize(file).toString().replace('\\', '/'), sha256(file));
      }
    }
    found.put("checks.json", sha256(MODULE.resolve("src/test").resolve(Checks.FILE)));
    assertThat(found).isEqualTo(digests("sources"));
  }

  @Test
  void everyArtefactIsTheOneThatTheCompilerGave() throws IOException {
    Map<String, String> found = new TreeMap<>();
    for (Path folder : Set.of(MODULE.resolve("src/main"), MODULE.resolve("src/test"))) {
      try (Stream<Path> files = Files.list(folder.resolve(FOLDER))) {
        for (Path file : files.toList()) {
          found.put(file.getFileName().toString(), sha256(file));
        }
      }
    }
    assertThat(found).isEqualTo(digests("artefacts"));
  }

  @Test
  void theCompilerAndItsLibraryArePinned() throws IOException {
    JsonNode dependencies =
        JsonMapper.shared()
            .readTree(SOLIDITY.resolve("package.json").toFile())
            .path("devDependencies");
    assertThat(dependencies.path("solc").asString()).isEqualTo(lock().path("solc").asString());
    assertThat(dependencies.path("@openzeppelin/contracts").asString())
        .isEqualTo(lock().path("openZeppelin").asString());
    assertThat(lock().path("settings").path("evmVersion").asString()).isEqualTo("cancun");
    assertThat(Files.readString(SOLIDITY.resolve("package-lock.json"))).doesNotContain("http://");
  }

  @Test
  void everyErrorOfTheContractsHasASentence() {
    Set<String> declared = new TreeSet<>();
    for (JsonNode entry : abi("ReceiptGate")) {
      if (entry.path("type").asString().equals("error")) {
        declared.add(signature(entry));
      }
    }
    // OpenZeppelin's ShortStrings, for a domain name that is constant here.
    declared.remove("InvalidShortString()");
    declared.remove("StringTooLong(string)");
    Set<String> known = new TreeSet<>();
    for (GateError error : GateError.values()) {
      if (error != GateError.UNKNOWN) {
        known.add(error.canonicalSignature());
        assertThat(error.sentence()).isNotEmpty().doesNotEndWith(".");
      }
    }
    assertThat(known).isEqualTo(declared);
  }

  @Test
  void contractsFitIntoTheLimitOfCode() {
    assertThat(Chain.artefact("ReceiptGate", "deployedBytecode").length())
        .isLessThanOrEqualTo(24_576); // EIP-170
  }

  private static Iterable<JsonNode> abi(String contract) {
    String name = "/dev/countersign/network/contracts/" + contract + ".json";
    try (var in = ContractsLockTest.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("this build lacks " + name);
      }
      return JsonMapper.shared().readTree(in).path("abi");
    } catch (IOException e) {
      throw new AssertionError("cannot read " + name, e);
    }
  }

  private static String signature(JsonNode entry) {
    StringBuilder types = new StringBuilder();
    for (JsonNode input : entry.path("inputs")) {
      types.append(types.isEmpty() ? "" : ",").append(input.path("type").asString());
    }
    return entry.path("name").asString() + "(" + types + ")";
  }

  private static JsonNode lock() {
    return JsonMapper.shared().readTree(SOLIDITY.resolve("contracts.lock").toFile());
  }

  private static Map<String, String> digests(String member) {
    Map<String, String> digests = new TreeMap<>();
    lock()
        .path(member)
        .properties()
        .forEach(entry -> digests.put(entry.getKey(), entry.getValue().asString()));
    return digests;
  }

  private static String sha256(Path file) throws IOException {
    return Bytes32.sha256(Files.readAllBytes(file)).hex();
  }
}
