package dev.countersign.runtime.cli;

import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Networks;
import dev.countersign.runtime.run.Models;
import dev.countersign.runtime.run.NetworkSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files that commands work with.
 *
 * @param root the checkout
 * @param home where state is kept
 * @param networksFile where the networks are
 */
record Workplace(Path root, Home home, Path networksFile) {
  static Path shippedNetworks(Path root) {
    return root.resolve("config").resolve("networks.yaml");
  }

  Networks networks() throws Failure {
    return Networks.read(networksFile);
  }

  Models models() {
    return new Models(modelFolders());
  }

  List<Path> modelFolders() {
    return Stream.of(home.models(), root.resolve("examples").resolve("models"))
        .filter(Files::isDirectory)
        .toList();
  }

  NetworkSnapshot snapshot() {
    return new NetworkSnapshot(home.folder().resolve("networks"));
  }
}
