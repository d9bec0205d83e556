package dev.countersign.network.devnet;

import dev.countersign.network.devnet.DevnetFailed.Reason;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Creation bytecode of published contracts, read from the packages.
 *
 * <p>Guarantees: the pools' bytecode has exactly the init code hashes that the published routers
 * have built in, so that a router finds its pools.
 */
final class NpmArtifacts {
  /** A published contract and the file that holds its bytecode. */
  enum Published {
    WETH9("canonical-weth", "build/contracts/WETH9.json"),
    V2_FACTORY("@uniswap/v2-core", "build/UniswapV2Factory.json"),
    V2_PAIR("@uniswap/v2-core", "build/UniswapV2Pair.json"),
    V2_ROUTER("@uniswap/v2-periphery", "build/UniswapV2Router02.json"),
    V3_FACTORY(
        "@uniswap/v3-core", "artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json"),
    V3_POOL("@uniswap/v3-core", "artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json"),
    V3_ROUTER("@uniswap/v3-periphery", "artifacts/contracts/SwapRouter.sol/SwapRouter.json"),
    V3_POSITIONS(
        "@uniswap/v3-periphery",
        "artifacts/contracts/NonfungiblePositionManager.sol/NonfungiblePositionManager.json"),
    V3_QUOTER("@uniswap/v3-periphery", "artifacts/contracts/lens/QuoterV2.sol/QuoterV2.json"),
    SAFE("@safe-global/safe-smart-account", "build/artifacts/contracts/Safe.sol/Safe.json"),
    SAFE_FACTORY(
        "@safe-global/safe-smart-account",
        "build/artifacts/contracts/proxies/SafeProxyFactory.sol/SafeProxyFactory.json"),
    SAFE_FALLBACK(
        "@safe-global/safe-smart-account",
        "build/artifacts/contracts/handler/CompatibilityFallbackHandler.sol/"
            + "CompatibilityFallbackHandler.json");

    private final String packageName;
    private final String file;

    Published(String packageName, String file) {
      this.packageName = packageName;
      this.file = file;
    }
  }

  /** In UniswapV2Library.pairFor of the published Router02. */
  static final Bytes32 V2_INIT_CODE_HASH =
      new Bytes32("96e8ac4277198ff8b6f785478aa9a39f403cb768dd02cbee326c3e7da348845f");

  /** In PoolAddress.POOL_INIT_CODE_HASH of the published periphery. */
  static final Bytes32 V3_INIT_CODE_HASH =
      new Bytes32("e34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54");

  private final NpmPackages packages;

  private NpmArtifacts(NpmPackages packages) {
    this.packages = packages;
  }

  /**
   * The artefacts of installed packages.
   *
   * @throws DevnetFailed with {@link Reason#ARTIFACT_WRONG} when a pool is not the published one
   */
  static NpmArtifacts of(NpmPackages packages) throws DevnetFailed {
    NpmArtifacts artifacts = new NpmArtifacts(packages);
    artifacts.requireHash(Published.V2_PAIR, V2_INIT_CODE_HASH);
    artifacts.requireHash(Published.V3_POOL, V3_INIT_CODE_HASH);
    return artifacts;
  }

  private void requireHash(Published contract, Bytes32 expected) throws DevnetFailed {
    Bytes32 hash = Bytes32.keccak256(creationCode(contract).toArray());
    if (!hash.equals(expected)) {
      throw new DevnetFailed(
          Reason.ARTIFACT_WRONG,
          contract + " has the init code hash " + hash + ", and the routers expect " + expected);
    }
  }

  /**
   * The creation bytecode of a contract, without constructor arguments.
   *
   * @throws DevnetFailed with {@link Reason#ARTIFACT_WRONG} when the package does not hold it
   */
  Bytes creationCode(Published contract) throws DevnetFailed {
    Path file = packages.of(contract.packageName).resolve(contract.file);
    try (JsonParser json =
        new JsonFactory().createParser(ObjectReadContext.empty(), Files.readAllBytes(file))) {
      String hex = bytecode(json);
      return Bytes.ofPrefixed(hex.startsWith("0x") ? hex : "0x" + hex);
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      throw new DevnetFailed(
          Reason.ARTIFACT_WRONG, "cannot read bytecode from " + file + ": " + e.getMessage(), e);
    }
  }

  /** The top-level member, without building a tree of these large files. */
  private static String bytecode(JsonParser json) throws IOException {
    json.nextToken();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals("bytecode") && json.currentToken() == JsonToken.VALUE_STRING) {
        return json.getString();
      }
      json.skipChildren();
    }
    throw new IOException("there is no member \"bytecode\"");
  }
}
