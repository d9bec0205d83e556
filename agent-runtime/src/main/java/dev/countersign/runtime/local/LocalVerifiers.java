package dev.countersign.runtime.local;

import dev.countersign.network.devnet.DevnetFailed;
import dev.countersign.network.devnet.DevnetFailed.Reason;
import dev.countersign.network.devnet.DevnetKey;
import dev.countersign.network.devnet.DevnetKeys;
import dev.countersign.network.devnet.DevnetNetwork;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.tools.wallet.KeyFile;
import dev.countersign.tools.wallet.Passphrase;
import dev.countersign.tools.wallet.ScryptCost;
import dev.countersign.tools.wallet.WalletFailed;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The verifier nodes of the local network: each a process of its own, with its own key, RPC
 * connection, store and port.
 *
 * <p>Guarantees: those that an earlier host left behind are ended before new ones start; the record
 * of them is replaced as a whole.
 */
final class LocalVerifiers {
  private static final Logger LOG = LoggerFactory.getLogger(LocalVerifiers.class);
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(25);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private final Path home;
  private final Path nodes;

  LocalVerifiers(Path home) {
    this.home = home;
    this.nodes = home.resolve("devnet").resolve("nodes");
  }

  private record Recorded(List<VerifierProcess> verifiers) {
    Recorded {
      verifiers = List.copyOf(verifiers);
    }
  }

  /** Those that were started last, running or not. */
  List<VerifierProcess> known() throws DevnetFailed {
    Path file = nodes.resolve("nodes.json");
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return JSON.readValue(Files.readAllBytes(file), Recorded.class).verifiers();
    } catch (IOException | JacksonException e) {
      throw new DevnetFailed(
          Reason.STATE,
          "cannot read " + file + ": " + e.getMessage() + "; start over with devnet reset",
          e);
    }
  }

  /** Ends those that run. */
  void stop() throws DevnetFailed {
    known().forEach(VerifierProcess::stop);
  }

  /**
   * The same before everything is forgotten: a damaged record must not stand in the way of that.
   */
  void stopThoseThatCanBeFound() {
    try {
      stop();
    } catch (DevnetFailed e) {
      LOG.warn("verifiers of this network may still run: {}", e.getMessage());
    }
  }

  /**
   * Starts one process for each verifier key and waits until all answer.
   *
   * @param modelFolders where the nodes find models
   */
  List<VerifierProcess> start(
      DevnetNetwork network,
      DevnetKeys keys,
      List<Path> modelFolders,
      CommandLine self,
      SecureRandom random)
      throws DevnetFailed {
    stop();
    return start(List.of(), network, keys, modelFolders, self, random);
  }

  /**
   * Ends those that do not answer and starts them again; the others are left alone.
   *
   * @param revived hears the name of each that was started again
   */
  List<VerifierProcess> revive(
      DevnetNetwork network,
      DevnetKeys keys,
      List<Path> modelFolders,
      CommandLine self,
      SecureRandom random,
      Consumer<String> revived)
      throws DevnetFailed {
    List<VerifierProcess> answering = new ArrayList<>();
    for (VerifierProcess verifier : known()) {
      if (verifier.state() == VerifierProcess.State.RUNNING) {
        answering.add(verifier);
      } else {
        verifier.stop();
        revived.accept(verifier.name());
      }
    }
    return answering.size() == keys.verifiers().size()
        ? answering
        : start(answering, network, keys, modelFolders, self, random);
  }

  /** Starts those that are not there. */
  private List<VerifierProcess> start(
      List<VerifierProcess> there,
      DevnetNetwork network,
      DevnetKeys keys,
      List<Path> modelFolders,
      CommandLine self,
      SecureRandom random)
      throws DevnetFailed {
    List<Started> started = new ArrayList<>();
    try {
      for (int i = 0; i < keys.verifiers().size(); i++) {
        String name = "verifier-" + (i + 1);
        if (there.stream().noneMatch(verifier -> verifier.name().equals(name))) {
          started.add(launch(name, keys.verifiers().get(i), network, modelFolders, self, random));
        }
      }
      List<VerifierProcess> ready = new ArrayList<>(there);
      for (Started one : started) {
        ready.add(one.whenReady());
      }
      ready.sort(Comparator.comparing(VerifierProcess::name));
      record(ready);
      return ready;
    } catch (IOException | WalletFailed e) {
      started.forEach(one -> VerifierProcess.end(one.process().toHandle()));
      throw new DevnetFailed(Reason.NODE_FAILED, "cannot start a verifier: " + e.getMessage(), e);
    } catch (DevnetFailed e) {
      started.forEach(one -> VerifierProcess.end(one.process().toHandle()));
      throw e;
    }
  }

  private Started launch(
      String name,
      DevnetKey key,
      DevnetNetwork network,
      List<Path> modelFolders,
      CommandLine self,
      SecureRandom random)
      throws IOException, WalletFailed {
    Path folder = Files.createDirectories(nodes.resolve(name));
    Path keyFile = folder.resolve("key.json");
    Path passwordFile = folder.resolve("password");
    if (!Files.exists(keyFile)) {
      byte[] bytes = new byte[32];
      random.nextBytes(bytes);
      String password = Bytes32.of(bytes).hex();
      secret(passwordFile, password);
      VerifierKey account = key.key();
      try (Passphrase passphrase = Passphrase.ofFile(passwordFile)) {
        KeyFile.writeAccount(keyFile, account, passphrase, ScryptCost.LIGHT, random);
      }
    }
    List<String> arguments = new ArrayList<>(List.of("node", "--json", "--port", "0"));
    arguments.addAll(List.of("--rpc", network.rpc().toString()));
    arguments.addAll(List.of("--chain-id", Long.toString(network.addresses().chainId())));
    arguments.addAll(List.of("--gate", network.addresses().treasury().gate().hex()));
    arguments.addAll(
        List.of("--key-file", keyFile.toString(), "--password-file", passwordFile.toString()));
    arguments.addAll(List.of("--home", folder.toString()));
    modelFolders.forEach(models -> arguments.addAll(List.of("--models", models.toString())));
    Path out = folder.resolve("ready.json");
    Path log = home.resolve("logs").resolve(name + ".log");
    return new Started(name, key.address(), self.start(arguments, out, log), out, log);
  }

  /** Only its owner may read it, from the first byte on. */
  private static void secret(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(file, text);
  }

  private void record(List<VerifierProcess> ready) throws IOException {
    Path file = nodes.resolve("nodes.json");
    Path work = nodes.resolve("nodes.json.new");
    Files.write(work, JSON.writeValueAsBytes(new Recorded(ready)));
    Files.move(work, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** A process that may not answer yet. */
  private record Started(String name, Address address, Process process, Path out, Path log) {
    VerifierProcess whenReady() throws DevnetFailed {
      long end = System.nanoTime() + READY_LIMIT.toNanos();
      while (System.nanoTime() - end < 0) {
        Optional<URI> url = announced();
        if (url.isPresent()) {
          ProcessHandle handle = process.toHandle();
          return new VerifierProcess(
              name,
              handle.pid(),
              VerifierProcess.startOf(handle),
              address,
              url.get(),
              log.toString());
        }
        if (!process.isAlive()) {
          throw new DevnetFailed(Reason.NODE_FAILED, name + " ended at once; see " + log);
        }
        pause();
      }
      throw new DevnetFailed(
          Reason.NODE_FAILED,
          name + " did not answer within " + READY_LIMIT.toSeconds() + " s; see " + log);
    }

    /** The whole first line, once it is there. */
    private Optional<URI> announced() throws DevnetFailed {
      try {
        String text = Files.exists(out) ? Files.readString(out, StandardCharsets.UTF_8) : "";
        int line = text.indexOf('\n');
        if (line < 0) {
          return Optional.empty();
        }
        JsonNode json = JSON.readTree(text.substring(0, line));
        if (!json.path("address").asString("").equals(address.hex())) {
          throw new DevnetFailed(
              Reason.NODE_FAILED, name + " answers with another key than its own");
        }
        return Optional.of(URI.create(json.path("url").asString("")));
      } catch (IOException | JacksonException | IllegalArgumentException e) {
        throw new DevnetFailed(
            Reason.NODE_FAILED, name + " did not say where it answers; see " + log, e);
      }
    }

    private static void pause() throws DevnetFailed {
      try {
        Thread.sleep(POLL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DevnetFailed(Reason.INTERRUPTED, "interrupted while verifiers start", e);
      }
    }
  }
}
