package dev.countersign.network.devnet;

import dev.countersign.network.devnet.NpmArtifacts.Published;
import dev.countersign.network.gate.SafeTransaction;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.VerifierKey;
import java.math.BigInteger;
import java.util.List;

/**
 * The cold owner of a local network's Safe: signs its transactions and lets the node's own account
 * carry them.
 */
final class SafeOwner {
  private final VerifierKey key;
  private final Address safe;
  private long nonce;

  private SafeOwner(VerifierKey key, Address safe) {
    this.key = key;
    this.safe = safe;
  }

  /** A fresh Safe and where its parts are. */
  record Created(
      SafeOwner owner, Address safe, Address singleton, Address factory, Address fallback) {}

  static Created create(Deployer deployer, NpmArtifacts artifacts, VerifierKey key)
      throws DevnetFailed {
    Address singleton = deploy(deployer, artifacts, Published.SAFE);
    Address factory = deploy(deployer, artifacts, Published.SAFE_FACTORY);
    Address fallback = deploy(deployer, artifacts, Published.SAFE_FALLBACK);
    Bytes setup =
        Abi.call(
            "setup(address[],uint256,address,bytes,address,address,uint256,address)",
            List.of(key.address()),
            1,
            Address.ZERO,
            Bytes.EMPTY,
            fallback,
            Address.ZERO,
            0,
            Address.ZERO);
    Bytes create = Abi.call("createProxyWithNonce(address,bytes,uint256)", singleton, setup, 0);
    Address safe = Abi.address(deployer.ask(factory, create), 0);
    deployer.call("creating the Safe", factory, create);
    return new Created(new SafeOwner(key, safe), safe, singleton, factory, fallback);
  }

  private static Address deploy(Deployer deployer, NpmArtifacts artifacts, Published contract)
      throws DevnetFailed {
    return deployer.deploy(contract.name(), artifacts.creationCode(contract), new byte[0]);
  }

  /** Adds a call that the Safe makes because its owner signed for it. */
  void execute(Deployer deployer, String what, Address to, Bytes data) {
    SafeTransaction transaction = SafeTransaction.of(to, data, BigInteger.valueOf(nonce));
    nonce++;
    deployer.call(what, safe, transaction.signed(Anvil.CHAIN_ID, safe, List.of(key)));
  }
}
