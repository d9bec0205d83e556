package dev.countersign.network.devnet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bare nodes for tests, from packages that are installed once for the whole checkout. */
public final class TestNode implements AutoCloseable {
  private final Anvil anvil;
  private final LocalNode node;

  private TestNode(Anvil anvil) throws DevnetFailed {
    this.anvil = anvil;
    node = LocalNode.of(anvil.rpc());
  }

  /** A fresh node whose first block has the given time. */
  public static TestNode start(long genesis) throws DevnetFailed, IOException {
    Path folder = Files.createTempDirectory("countersign-node-");
    Path program = Anvil.program(Programs.ofEnvironment(), packages());
    return new TestNode(Anvil.start(program, Anvil.Setup.fresh(genesis), folder));
  }

  /** The checkout. */
  static Path root() {
    return Path.of(System.getProperty("countersign.root", "../.."));
  }

  /** Where packages are installed for tests; ignored by git. */
  public static Path cache() {
    return root().resolve(".countersign/cache");
  }

  static NpmPackages packages() throws DevnetFailed {
    return NpmPackages.install(cache(), Programs.ofEnvironment(), Progress.SILENT);
  }

  public java.net.URI url() {
    return anvil.url();
  }

  public void mine(long time) throws DevnetFailed {
    node.mine(time);
  }

  Anvil anvil() {
    return anvil;
  }

  LocalNode node() {
    return node;
  }

  @Override
  public void close() {
    anvil.close();
  }
}
