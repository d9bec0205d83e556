package dev.countersign.runtime.account;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.RpcChain;
import dev.countersign.network.gate.Create2;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.gate.GateCode;
import dev.countersign.network.gate.SafeAccount;
import dev.countersign.network.gate.SafeContracts;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Call;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.PlainTransaction;
import dev.countersign.runtime.workplace.Notices;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes an account: a Safe that a cold owner controls, and the gate that is to guard it.
 *
 * <p>Guarantees: the addresses follow from the terms alone, so what is there already is not made
 * again, and an interrupted setup goes on where it stopped; the Safe's contracts are compared with
 * those that Safe published; the payer owns nothing afterwards. Putting the gate on the Safe is the
 * owner's to do: {@link Made#ownersCalls}.
 */
public final class AccountSetup {
  /** Seconds; the gate takes no more. */
  private static final long MOST_DELAY = 30L * 24 * 3600;

  private final RpcChain chain;
  private final PlainTransaction sender;
  private final Notices notices;

  /**
   * @param sender carries what is made, and pays
   */
  public AccountSetup(RpcChain chain, PlainTransaction sender, Notices notices) {
    this.chain = chain;
    this.sender = sender;
    this.notices = notices;
  }

  /**
   * What is to be made.
   *
   * @param contracts of Safe
   * @param owner the cold owner, an address only
   * @param salt tells accounts of the same owner apart
   * @param guardian may pause the gate and nothing else; zero for nobody
   * @param delay seconds that a loosening of the gate waits
   * @param verifiers whose verdicts shall count
   */
  public record Terms(
      SafeContracts contracts,
      Address owner,
      BigInteger salt,
      Address guardian,
      long delay,
      List<Address> verifiers) {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException with a sentence, when no gate can be made of them
     */
    public Terms {
      verifiers = List.copyOf(verifiers);
      check(!owner.equals(Address.ZERO), "an account's owner is not the zero address");
      check(
          salt.signum() >= 0 && salt.bitLength() <= 256, "a salt is a number from 0 to 2^256 - 1");
      check(delay >= 0 && delay <= MOST_DELAY, "a gate's delay is 0 to 30 days");
      check(!verifiers.contains(Address.ZERO), "a verifier is not the zero address");
      check(Set.copyOf(verifiers).size() == verifiers.size(), "a verifier is named only once");
    }

    private static void check(boolean right, String sentence) {
      if (!right) {
        throw new IllegalArgumentException(sentence);
      }
    }
  }

  /**
   * What is there.
   *
   * @param safe the account
   * @param gate its gate
   * @param guard the gate's module guard
   * @param ownersCalls what the owner still has to do, in order; empty when nothing
   */
  public record Made(Address safe, Address gate, Address guard, List<Call> ownersCalls) {
    /** Copies the list. */
    public Made {
      ownersCalls = List.copyOf(ownersCalls);
    }
  }

  /** Makes what is missing. */
  public Made make(Terms terms) throws Failure, InterruptedException {
    try {
      Optional<String> problem = terms.contracts().problem(chain);
      if (problem.isPresent()) {
        throw new Failure(
            Exit.CONFIGURATION, problem.get() + ": this network has no Safe 1.5.0 there");
      }
      Address safe = safe(terms);
      checkModules(safe, Create2.address(Bytes32.ZERO, gateCode(terms, safe)));
      Address gate = gate(terms, safe);
      return made(terms, safe, gate);
    } catch (ChainException e) {
      throw new Failure(Exit.UNREACHABLE, String.valueOf(e.getMessage()), e);
    }
  }

  private PinnedChain now() throws ChainUnavailable {
    return new PinnedChain(chain, chain.head());
  }

  private Address safe(Terms terms) throws Failure, ChainException, InterruptedException {
    SafeAccount.Creation creation =
        new SafeAccount.Creation(terms.contracts(), terms.owner(), terms.salt());
    Address safe = creation.address(now());
    make("the Safe", safe, terms.contracts().factory(), creation.calldata());
    return safe;
  }

  private Address gate(Terms terms, Address safe)
      throws Failure, ChainException, InterruptedException {
    if (chain.code(Create2.DEPLOYER).length() == 0) {
      throw new Failure(
          Exit.CONFIGURATION,
          "this network lacks the deterministic deployment proxy at "
              + Create2.DEPLOYER.checksummed()
              + ", which puts a gate at an address that proves its code");
    }
    Bytes code = gateCode(terms, safe);
    Address gate = Create2.address(Bytes32.ZERO, code);
    make("the gate", gate, Create2.DEPLOYER, Create2.deploy(Bytes32.ZERO, code));
    return gate;
  }

  private static Bytes gateCode(Terms terms, Address safe) {
    return GateCode.creation(safe, terms.guardian(), terms.delay());
  }

  private void checkModules(Address safe, Address gate) throws Failure, ChainUnavailable {
    for (Address module : SafeAccount.state(now(), safe).modules()) {
      if (!module.equals(gate)) {
        throw new Failure(
            Exit.CONFIGURATION,
            "the Safe "
                + safe.checksummed()
                + " already has the module "
                + module.checksummed()
                + ", and a Safe has one gate and no other module; use another name or another salt");
      }
    }
  }

  private void make(String what, Address where, Address factory, Bytes calldata)
      throws Failure, ChainException, InterruptedException {
    if (chain.code(where).length() > 0) {
      notices.tells(what + " is there already: " + where.checksummed());
      return;
    }
    Bytes32 hash = sender.send("the transaction that makes " + what, factory, calldata);
    if (chain.code(where).length() == 0) {
      throw new Failure(
          Exit.NOT_EXECUTED, hash.prefixed() + " did not put " + what + " at " + where);
    }
    notices.tells("made " + what + ": " + where.checksummed() + "  " + hash.prefixed());
  }

  private Made made(Terms terms, Address safe, Address gate) throws Failure, ChainUnavailable {
    PinnedChain now = now();
    // The gate is its own module guard. What the node says of that is only compared: the owner will
    // sign this, and a guard of somebody else could act around every call.
    Address guard = gate;
    if (!Gate.guard(now, gate).equals(guard)) {
      throw new Failure(
          Exit.NOT_VERIFIED, "the node gives another guard for the gate than the gate itself");
    }
    SafeAccount.State state = SafeAccount.state(now, safe);
    List<Call> calls = new ArrayList<>();
    if (!state.modules().contains(gate)) {
      calls.add(call(safe, SafeAccount.enableModule(gate)));
    }
    if (!state.moduleGuard().equals(guard)) {
      calls.add(call(safe, SafeAccount.setModuleGuard(guard)));
    }
    for (Address verifier : terms.verifiers()) {
      Gate.VerifierInterval interval = Gate.verifier(now, gate, verifier);
      if (interval.until() != 0) {
        throw new Failure(
            Exit.CONFIGURATION,
            "the verifier " + verifier.checksummed() + " was removed and cannot come back");
      }
      if (interval.from() == 0 && Gate.verifierQueued(now, gate, verifier) == 0) {
        calls.add(call(gate, Gate.addVerifier(verifier)));
      }
    }
    return new Made(safe, gate, guard, calls);
  }

  private static Call call(Address target, Bytes data) {
    return new Call(target, BigInteger.ZERO, data);
  }
}
