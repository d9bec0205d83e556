package dev.countersign.runtime.cli;

import dev.countersign.inference.ModelBundle;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.RpcChain;
import dev.countersign.network.chain.RpcLimits;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.agent.Networks;
import dev.countersign.runtime.run.Erc20Reads;
import dev.countersign.runtime.run.LocalInference;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import tools.jackson.databind.node.ArrayNode;

/** A health check. */
@Command(
    name = "doctor",
    description = "Look for what is wrong: tools, keys, models, networks, verifiers, allowances.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: countersign doctor"})
final class DoctorCommand extends Subcommand {
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private record Finding(boolean good, String what, String sentence) {}

  private final List<Finding> findings = new ArrayList<>();

  DoctorCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit run() throws Failure, IOException {
    tools();
    keys();
    models();
    networks();
    ArrayNode list = JSON.createArrayNode();
    for (Finding finding : findings) {
      String word = finding.good() ? style().good("good") : style().bad("bad ");
      say("  " + word + "  " + Style.pad(finding.what(), 22) + "  " + finding.sentence());
      list.addObject()
          .put("good", finding.good())
          .put("what", finding.what())
          .put("sentence", finding.sentence());
    }
    answer(list);
    boolean well = findings.stream().allMatch(Finding::good);
    if (!well) {
      surroundings.err().println("countersign: something is wrong, see above");
    }
    return well ? Exit.DONE : Exit.CONFIGURATION;
  }

  private void good(String what, String sentence) {
    findings.add(new Finding(true, what, sentence));
  }

  private void bad(String what, String sentence) {
    findings.add(new Finding(false, what, sentence));
  }

  private void tools() {
    good("java", Runtime.version().toString());
    String path = String.valueOf(surroundings.variable("PATH"));
    for (String tool : List.of("mvn", "npm")) {
      Optional<Path> found =
          Stream.of(path.split(File.pathSeparator))
              .map(folder -> Path.of(folder, tool))
              .filter(Files::isExecutable)
              .findFirst();
      if (found.isPresent()) {
        good(tool, found.get().toString());
      } else {
        bad(tool, "is not on the PATH; it is needed to build, or to fetch the local EVM node");
      }
    }
  }

  private void keys() throws IOException {
    Path folder = home().keys();
    if (!Files.isDirectory(folder)) {
      good("keys", "there are none yet");
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        boolean open =
            permissions.stream().anyMatch(permission -> !permission.name().startsWith("OWNER"));
        if (open) {
          bad("key " + file.getFileName(), "others may read it; run: chmod 600 " + file);
        } else {
          good("key " + file.getFileName(), "readable by its owner only");
        }
      }
    }
  }

  private void models() {
    try {
      for (ModelBundle bundle : workplace().models().list()) {
        String what = "model " + bundle.card().name();
        try {
          LocalInference.of(Optional.of(bundle)).close();
          good(what, "this machine reproduces its self-test");
        } catch (Failure e) {
          bad(what, String.valueOf(e.getMessage()));
        }
      }
    } catch (Failure e) {
      bad("models", String.valueOf(e.getMessage()));
    }
  }

  private void networks() throws Failure {
    Networks networks = workplace().networks();
    for (String name : networks.names()) {
      try {
        if (networks.isDevnet(name)) {
          Optional<Network> known = workplace().snapshot().read(name);
          if (known.isEmpty()) {
            good("network " + name, "was never started; countersign devnet up makes it");
          } else {
            network(known.get());
          }
        } else {
          network(networks.network(name, surroundings::variable));
        }
      } catch (Failure e) {
        bad("network " + name, String.valueOf(e.getMessage()));
      }
    }
  }

  private void network(Network network) {
    String what = "network " + network.name();
    try (RpcChain chain =
        RpcChain.connect(network.rpc(), network.chainId(), RpcLimits.DEFAULT.withCall(LIMIT))) {
      PinnedChain head = new PinnedChain(chain, chain.head());
      good(what, "answers, block " + head.block().number());
      for (Map.Entry<String, Network.Account> account : network.accounts().entrySet()) {
        account(network, account.getKey(), account.getValue(), head);
      }
    } catch (ChainUnavailable e) {
      bad(what, e.getMessage() + (network.disposable() ? "; countersign devnet up" : ""));
      return;
    }
    network.verifiers().forEach(this::verifier);
  }

  private void account(Network network, String name, Network.Account account, PinnedChain head)
      throws ChainUnavailable {
    String what = "account " + name;
    if (Gate.paused(head, account.gate())) {
      bad(what, "its gate is paused");
    }
    if (!Gate.safe(head, account.gate()).equals(account.safe())) {
      bad(what, "its gate belongs to another Safe");
    }
    boolean clean = true;
    for (Map.Entry<String, Network.Token> token : network.tokens().entrySet()) {
      for (Address router :
          network.venues().stream().map(Manifest.Venue::router).distinct().toList()) {
        boolean stands =
            Erc20Reads.allowance(head, token.getValue().address(), account.safe(), router).signum()
                != 0;
        if (stands) {
          clean = false;
          bad(what, "has a standing allowance of " + token.getKey() + " for " + router);
        }
      }
    }
    if (clean) {
      good(what, "has no standing allowance for a router");
    }
  }

  private void verifier(Network.Verifier verifier) {
    String what = "verifier " + verifier.name();
    URI identity = verifier.url().resolve("/v1/identity");
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(identity).timeout(LIMIT).build(),
              HttpResponse.BodyHandlers.ofString());
      boolean itself =
          answer.statusCode() == 200 && answer.body().contains(verifier.address().hex());
      if (itself) {
        good(what, "answers at " + verifier.url());
      } else {
        bad(what, "somebody else answers at " + verifier.url());
      }
    } catch (IOException e) {
      bad(what, "does not answer at " + verifier.url());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      bad(what, "was not waited for");
    }
  }
}
