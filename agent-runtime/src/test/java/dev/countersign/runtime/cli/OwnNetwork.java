package dev.countersign.runtime.cli;

import dev.countersign.network.devnet.DevnetAddresses;
import dev.countersign.network.devnet.DevnetFailed;
import dev.countersign.runtime.local.VerifierProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A checkout whose networks file names a network of the user's own: it is the devnet's chain, but
 * to the command line it is anybody's, and neither disposable nor with the owner's key at hand.
 */
record OwnNetwork(LocalDevnet devnet, Path root) {
  static OwnNetwork on(LocalDevnet devnet) throws Exception {
    Path root = devnet.files();
    Files.createDirectory(root.resolve("config"));
    Path checkout = Terminal.checkout();
    for (String shared : new String[] {"examples", ".countersign"}) {
      Files.createSymbolicLink(root.resolve(shared), checkout.resolve(shared));
    }
    Files.copy(
        checkout.resolve("config").resolve("logback.xml"),
        root.resolve("config").resolve("logback.xml"));
    OwnNetwork own = new OwnNetwork(devnet, root);
    own.write(Map.of());
    return own;
  }

  /**
   * Writes the networks file.
   *
   * @param instead where verifiers are, that are not where they say
   */
  void write(Map<String, URI> instead) throws IOException, DevnetFailed {
    DevnetAddresses at = devnet.at();
    StringBuilder verifiers = new StringBuilder();
    for (VerifierProcess verifier : devnet.verifiers()) {
      verifiers.append(
          "      %s: {address: \"%s\", url: \"%s\"}%n"
              .formatted(
                  verifier.name(),
                  verifier.address().hex(),
                  instead.getOrDefault(verifier.name(), verifier.url())));
    }
    String text =
        """
        networks:
          own:
            chain-id: %d
            rpc: ${OWN_RPC_URL}
            accounts:
              treasury: {safe: "%s", gate: "%s"}
            tokens:
              WETH: {address: "%s", decimals: 18}
              USDC: {address: "%s", decimals: 6}
            venues:
              uniswap-v3-500:
                kind: uniswap-v3
                router: "%s"
                quoter: "%s"
                pool: "%s"
                fee: %d
                tokens: [WETH, USDC]
            feeds:
              WETH/USDC: {address: "%s", decimals: 8, max-age: 1h}
            verifiers:
        """
            .formatted(
                at.chainId(),
                at.treasury().safe().hex(),
                at.treasury().gate().hex(),
                at.tokens().weth().hex(),
                at.tokens().usdc().hex(),
                at.v3().router().hex(),
                at.v3().quoter().hex(),
                at.v3().wethUsdc().hex(),
                at.v3().fee(),
                at.feeds().wethUsdc().hex());
    Files.writeString(root.resolve("config").resolve("networks.yaml"), text + verifiers);
  }
}
