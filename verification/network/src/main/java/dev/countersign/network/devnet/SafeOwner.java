package dev.countersign.network.devnet;

import dev.countersign.network.devnet.NpmArtifacts.Published;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The cold owner of a local network's Safe: signs its transactions (EIP-712, Safe 1.5) and lets the
 * node's own account carry them.
 */
final class SafeOwner {
  // keccak256 of the type strings in Safe.sol.
  private static final Bytes32 DOMAIN_TYPE =
      new Bytes32("47e79534a245952e8b16893a336b85a3d9ea9fa8c573f3d803afb92a79469218");
  private static final Bytes32 TRANSACTION_TYPE =
      new Bytes32("bb8310d486368db6bd6f849402fdd73ad53d316b5a4b2644ad6efe0f941286d8");

  private final DevnetKey key;
  private final Address safe;
  private long nonce;

  private SafeOwner(DevnetKey key, Address safe) {
    this.key = key;
    this.safe = safe;
  }

  /** A fresh Safe and where its parts are. */
  record Created(
      SafeOwner owner, Address safe, Address singleton, Address factory, Address fallback) {}

  static Created create(Deployer deployer, NpmArtifacts artifacts, DevnetKey key)
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
    Bytes signature = key.sign(digest(to, data));
    nonce++;
    deployer.call(
        what,
        safe,
        Abi.call(
            "execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,"
                + "bytes)",
            to,
            0,
            data,
            0,
            0,
            0,
            0,
            Address.ZERO,
            Address.ZERO,
            signature));
  }

  private Bytes32 digest(Address to, Bytes data) {
    Bytes32 domain =
        Bytes32.keccak256(
            Abi.arguments("(bytes32,uint256,address)", DOMAIN_TYPE, Anvil.CHAIN_ID, safe));
    Bytes32 transaction =
        Bytes32.keccak256(
            Abi.arguments(
                "(bytes32,address,uint256,bytes32,uint8,uint256,uint256,uint256,address,address,"
                    + "uint256)",
                TRANSACTION_TYPE,
                to,
                0,
                Bytes32.keccak256(data.toArray()),
                0,
                0,
                0,
                0,
                Address.ZERO,
                Address.ZERO,
                BigInteger.valueOf(nonce)));
    ByteBuffer message = ByteBuffer.allocate(66);
    message.put((byte) 0x19).put((byte) 0x01).put(domain.toArray()).put(transaction.toArray());
    return Bytes32.keccak256(message.array());
  }
}
