package dev.countersign.runtime.cli;

import java.nio.file.Path;

/**
 * Where state is kept.
 *
 * @param folder {@code .countersign} in the checkout, or what {@code COUNTERSIGN_HOME} or {@code
 *     --home} says
 */
record Home(Path folder) {
  Path logs() {
    return folder.resolve("logs");
  }

  Path keys() {
    return folder.resolve("keys");
  }

  Path receipts() {
    return folder.resolve("receipts");
  }

  Path models() {
    return folder.resolve("models");
  }

  Path database() {
    return folder.resolve("store").resolve("countersign");
  }
}
