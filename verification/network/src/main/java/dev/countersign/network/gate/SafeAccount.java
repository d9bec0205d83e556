package dev.countersign.network.gate;

import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Safes (1.5.0): making one, the calls by which its owners put a gate on it, and what it says of
 * itself.
 *
 * <p>Guarantees: sends nothing and holds no key.
 */
public final class SafeAccount {
  private static final Function SETUP =
      Function.parse("setup(address[],uint256,address,bytes,address,address,uint256,address)");
  private static final Function CREATE =
      Function.parse("createProxyWithNonce(address,bytes,uint256)", "(address)");
  private static final Function PROXY_CODE = Function.parse("proxyCreationCode()", "(bytes)");
  private static final TupleType<Tuple> WORD = TupleType.parse("(address)");
  private static final Function ENABLE = Function.parse("enableModule(address)");
  private static final Function SET_GUARD = Function.parse("setModuleGuard(address)");
  private static final Function TRANSFER = Function.parse("transfer(address,uint256)");
  private static final Function VERSION = Function.parse("VERSION()", "(string)");
  private static final Function OWNERS = Function.parse("getOwners()", "(address[])");
  private static final Function THRESHOLD = Function.parse("getThreshold()", "(uint256)");
  private static final Function MODULES =
      Function.parse("getModulesPaginated(address,uint256)", "(address[],address)");
  private static final Function STORAGE =
      Function.parse("getStorageAt(uint256,uint256)", "(bytes)");

  /** The head of the Safe's list of modules, and its end. */
  private static final Address SENTINEL = new Address("0x" + "0".repeat(39) + "1");

  private static final BigInteger MOST_MODULES = BigInteger.valueOf(100);

  /** {@code keccak256("module_manager.module_guard.address")}: where a Safe keeps its guard. */
  private static final BigInteger GUARD_SLOT =
      new BigInteger("b104e0b93118902c651344349b610029d694cfdec91c589c91ebafbcd0289947", 16);

  private SafeAccount() {}

  /**
   * What makes a Safe that one owner controls alone.
   *
   * @param contracts it is made from
   * @param owner its cold owner
   * @param salt tells Safes of one owner apart
   */
  public record Creation(SafeContracts contracts, Address owner, BigInteger salt) {
    /** Calldata for the factory. Anyone may send it; it makes the same Safe. */
    public Bytes calldata() {
      return GateAbi.call(CREATE, GateAbi.address(contracts.singleton()), setup().toArray(), salt);
    }

    /**
     * Where the Safe will be, or is. A node that lies about the factory's answer is found out by
     * its hash: it cannot make anybody expect a Safe where none will be.
     *
     * @throws ChainUnavailable with {@code MALFORMED} where the factory makes something else than
     *     Safes 1.5.0
     */
    public Address address(PinnedChain chain) throws ChainUnavailable {
      byte[] proxy = read(chain, contracts.factory(), PROXY_CODE).get(0);
      if (!Bytes32.keccak256(proxy).equals(SafeContracts.PROXY_CREATION_CODE)) {
        throw new ChainUnavailable(
            ChainUnavailable.Kind.MALFORMED,
            "the factory "
                + contracts.factory().checksummed()
                + " makes something else than Safes 1.5.0, says this node");
      }
      byte[] singleton = WORD.encode(Tuple.from(GateAbi.address(contracts.singleton()))).array();
      ByteBuffer code = ByteBuffer.allocate(proxy.length + 32).put(proxy).put(singleton);
      ByteBuffer salted = ByteBuffer.allocate(64);
      salted.put(Bytes32.keccak256(setup().toArray()).toArray());
      salted.put(word(salt));
      return Create2.address(contracts.factory(), Bytes32.keccak256(salted.array()), code.array());
    }

    private Bytes setup() {
      com.esaulpaugh.headlong.abi.Address none = GateAbi.address(Address.ZERO);
      return GateAbi.call(
          SETUP,
          new com.esaulpaugh.headlong.abi.Address[] {GateAbi.address(owner)},
          BigInteger.ONE,
          none,
          new byte[0],
          GateAbi.address(contracts.fallback()),
          none,
          BigInteger.ZERO,
          none);
    }
  }

  /** Lets the gate move the Safe's funds. The Safe must call itself with it. */
  public static Bytes enableModule(Address gate) {
    return GateAbi.call(ENABLE, GateAbi.address(gate));
  }

  /** Lets no module but the gate through. The Safe must call itself with it. */
  public static Bytes setModuleGuard(Address guard) {
    return GateAbi.call(SET_GUARD, GateAbi.address(guard));
  }

  /** Calldata for a token. */
  public static Bytes transfer(Address to, BigInteger amount) {
    return GateAbi.call(TRANSFER, GateAbi.address(to), amount);
  }

  /**
   * What a Safe says of itself.
   *
   * @param version such as {@code 1.5.0}
   * @param owners its owners
   * @param threshold how many of them must sign
   * @param modules who may act without them, at most a hundred
   * @param moduleGuard whom it asks about modules, zero for nobody
   */
  public record State(
      String version,
      List<Address> owners,
      int threshold,
      List<Address> modules,
      Address moduleGuard) {
    /** Copies the lists. */
    public State {
      owners = List.copyOf(owners);
      modules = List.copyOf(modules);
    }

    /** Whether the gate is its only module and the gate's guard stands before it. */
    public boolean guardedBy(Address gate, Address guard) {
      return modules.equals(List.of(gate)) && moduleGuard.equals(guard);
    }
  }

  /**
   * Asks a Safe.
   *
   * @throws ChainUnavailable with {@code MALFORMED} where there is none
   */
  public static State state(PinnedChain chain, Address safe) throws ChainUnavailable {
    byte[] guard = read(chain, safe, STORAGE, GUARD_SLOT, BigInteger.ONE).get(0);
    BigInteger threshold = read(chain, safe, THRESHOLD).get(0);
    return new State(
        read(chain, safe, VERSION).get(0),
        addresses(read(chain, safe, OWNERS).get(0)),
        threshold.intValue(),
        addresses(read(chain, safe, MODULES, GateAbi.address(SENTINEL), MOST_MODULES).get(0)),
        new Address("0x" + Bytes32.of(guard).hex().substring(24)));
  }

  private static List<Address> addresses(com.esaulpaugh.headlong.abi.Address[] list) {
    return Arrays.stream(list).map(GateAbi::address).toList();
  }

  private static byte[] word(BigInteger value) {
    return TupleType.parse("(uint256)").encode(Tuple.from(value)).array();
  }

  private static Tuple read(PinnedChain chain, Address to, Function function, Object... arguments)
      throws ChainUnavailable {
    Bytes answer = chain.call(to, GateAbi.call(function, arguments));
    try {
      return function.decodeReturn(answer.toArray());
    } catch (IllegalArgumentException | java.nio.BufferUnderflowException e) {
      throw new ChainUnavailable(
          ChainUnavailable.Kind.MALFORMED,
          to.checksummed() + " did not answer " + function.getName() + " as a Safe does",
          e);
    }
  }
}
