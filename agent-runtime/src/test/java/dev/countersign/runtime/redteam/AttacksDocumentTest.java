package dev.countersign.runtime.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of attacks names every attack, and tests that exist. */
class AttacksDocumentTest {
  private static final Path ROOT = Path.of(System.getProperty("countersign.root", ".."));
  private static final Pattern ROW = Pattern.compile("^\\|[^|]+\\|(.+)\\|$", Pattern.MULTILINE);
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  private static Set<String> quoted() throws IOException {
    Set<String> quoted = new TreeSet<>();
    Matcher row = ROW.matcher(Files.readString(ROOT.resolve("docs/attacks.md")));
    while (row.find()) {
      Matcher name = QUOTED.matcher(row.group(1));
      while (name.find()) {
        quoted.add(name.group(1));
      }
    }
    return quoted;
  }

  @Test
  void everyAttackHasARow() throws IOException {
    assertThat(quoted()).containsAll(Attacks.ALL.stream().map(Attack::id).toList());
  }

  @Test
  void everyAttackHasANameOfItsOwn() {
    assertThat(Attacks.ALL).extracting(Attack::id).doesNotHaveDuplicates();
    assertThat(Attacks.ALL).extracting(Attack::does).doesNotHaveDuplicates();
  }

  @Test
  void whateverIsNamedExists() throws IOException {
    Set<String> attacks = Attacks.ALL.stream().map(Attack::id).collect(Collectors.toSet());
    Map<String, String> tests = tests();
    List<String> missing = new ArrayList<>();
    for (String name : quoted()) {
      int hash = name.indexOf('#');
      boolean there =
          hash < 0
              ? attacks.contains(name) || name.equals("mode: paper") || name.equals("/proc")
              : tests
                  .getOrDefault(name.substring(0, hash), "")
                  .contains(" " + name.substring(hash + 1) + "(");
      if (!there) {
        missing.add(name);
      }
    }
    assertThat(missing).isEmpty();
  }

  /** The tests' sources by the names of their classes. */
  private static Map<String, String> tests() throws IOException {
    Map<String, String> tests = new TreeMap<>();
    for (String module :
        List.of(
            "verification/receipt",
            "verification/inference",
            "verification/network",
            "tools",
            "strategies",
            "agent-runtime")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString();
          tests.put(name.substring(0, name.length() - 5), Files.readString(file));
        }
      }
    }
    return tests;
  }
}
