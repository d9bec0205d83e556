package dev.countersign.runtime.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.network.devnet.DevnetAddresses;
import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.devnet.SharedWorld;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.gate.SafeAccount;
import dev.countersign.network.gate.SafeContracts;
import dev.countersign.network.gate.SafeTransaction;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.PlainTransaction;
import dev.countersign.runtime.workplace.Notices;
import dev.countersign.tools.wallet.TransactionSigner;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Safe and its gate from nothing, on a real node with the real contracts of Safe. */
@ExtendWith(SharedWorld.class)
class AccountSetupTest {
  private static final VerifierKey OWNER = VerifierKey.of(BigInteger.valueOf(0x0c01d));
  private static final List<Address> VERIFIERS =
      List.of(
          VerifierKey.of(BigInteger.valueOf(11)).address(),
          VerifierKey.of(BigInteger.valueOf(12)).address());

  private final DevnetWorld world;
  private final TransactionSigner payer;
  private final PlainTransaction sender;

  AccountSetupTest(DevnetWorld world) {
    this.world = world;
    payer = new TransactionSigner(world.keys().payer().key(), world.chain().chainId());
    sender = PlainTransaction.ofOwnKey(world.chain(), payer);
  }

  @BeforeEach
  void minesAtOnce() throws Exception {
    world.automine(true);
  }

  private SafeContracts contracts() {
    DevnetAddresses.Treasury treasury = world.addresses().treasury();
    return new SafeContracts(
        treasury.safeSingleton(), treasury.safeFactory(), treasury.safeFallback());
  }

  private AccountSetup.Terms terms(SafeContracts contracts, long delay) {
    Address guardian = world.keys().guardian().address();
    return new AccountSetup.Terms(
        contracts, OWNER.address(), BigInteger.TWO, guardian, delay, VERIFIERS);
  }

  @Test
  void termsThatNoGateCanHaveAreRefused() {
    SafeContracts contracts = contracts();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> terms(contracts, 31L * 24 * 3600))
        .withMessage("a gate's delay is 0 to 30 days");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> terms(contracts, Address.ZERO, BigInteger.TWO, VERIFIERS))
        .withMessage("an account's owner is not the zero address");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> terms(contracts, OWNER.address(), BigInteger.ONE.negate(), VERIFIERS))
        .withMessageStartingWith("a salt is a number");
    List<Address> twice = List.of(VERIFIERS.getFirst(), VERIFIERS.getFirst());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> terms(contracts, OWNER.address(), BigInteger.TWO, twice))
        .withMessage("a verifier is named only once");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> terms(contracts, OWNER.address(), BigInteger.TWO, List.of(Address.ZERO)))
        .withMessage("a verifier is not the zero address");
  }

  private static AccountSetup.Terms terms(
      SafeContracts contracts, Address owner, BigInteger salt, List<Address> verifiers) {
    return new AccountSetup.Terms(contracts, owner, salt, Address.ZERO, 0, verifiers);
  }

  private AccountSetup.Made make(AccountSetup.Terms terms) throws Exception {
    return new AccountSetup(world.chain(), sender, Notices.NONE).make(terms);
  }

  private PinnedChain now() throws Exception {
    return new PinnedChain(world.chain(), world.chain().head());
  }

  private void ownerSigns(Address safe, List<Call> calls) throws Exception {
    for (Call call : calls) {
      BigInteger nonce = SafeTransaction.nextNonce(now(), safe);
      SafeTransaction transaction =
          new SafeTransaction(call.target(), call.value(), call.data(), nonce);
      sender.send(
          "a test's transaction",
          safe,
          transaction.signed(world.chain().chainId(), safe, List.of(OWNER)));
    }
  }

  @Test
  void itIsMadeAndItsOwnerPutsTheGateOnIt() throws Exception {
    AccountSetup.Made made = make(terms(contracts(), 0));
    SafeAccount.State bare = SafeAccount.state(now(), made.safe());
    assertThat(bare.version()).isEqualTo("1.5.0");
    assertThat(bare.owners()).containsExactly(OWNER.address());
    assertThat(bare.threshold()).isEqualTo(1);
    assertThat(bare.modules()).isEmpty();
    assertThat(Gate.safe(now(), made.gate())).isEqualTo(made.safe());
    assertThat(made.ownersCalls()).hasSize(4);

    ownerSigns(made.safe(), made.ownersCalls());

    SafeAccount.State guarded = SafeAccount.state(now(), made.safe());
    assertThat(guarded.guardedBy(made.gate(), Gate.guard(now(), made.gate()))).isTrue();
    assertThat(Gate.verifierCount(now(), made.gate())).isEqualTo(2);
    assertThat(make(terms(contracts(), 0)).ownersCalls()).isEmpty();
  }

  @Test
  void repeatingItMakesNothingTwiceAndSaysWhatIsLeft() throws Exception {
    AccountSetup.Made first = make(terms(contracts(), 3600));
    long nonce = world.chain().nonce(payer.address());
    AccountSetup.Made again = make(terms(contracts(), 3600));
    assertThat(again).isEqualTo(first);
    assertThat(world.chain().nonce(payer.address())).isEqualTo(nonce);

    ownerSigns(first.safe(), first.ownersCalls().subList(0, 3));
    assertThat(make(terms(contracts(), 3600)).ownersCalls())
        .isEqualTo(first.ownersCalls().subList(3, 4));
    assertThat(Gate.verifierQueued(now(), first.gate(), VERIFIERS.get(0))).isPositive();
    assertThat(Gate.verifierCount(now(), first.gate())).isZero();
  }

  @Test
  void anotherDelayIsAnotherGate() throws Exception {
    AccountSetup.Made one = make(terms(contracts(), 0));
    AccountSetup.Made slower = make(terms(contracts(), 60));
    assertThat(slower.safe()).isEqualTo(one.safe());
    assertThat(slower.gate()).isNotEqualTo(one.gate());
  }

  @Test
  void aSafeThatHasAGateGetsNoSecondOne() throws Exception {
    AccountSetup.Made made = make(terms(contracts(), 0));
    ownerSigns(made.safe(), made.ownersCalls());
    long nonce = world.chain().nonce(payer.address());
    assertThatExceptionOfType(Failure.class)
        .isThrownBy(() -> make(terms(contracts(), 60)))
        .withMessageContaining("already has the module " + made.gate().checksummed());
    assertThat(world.chain().nonce(payer.address())).isEqualTo(nonce);
  }

  @Test
  void contractsThatAreNotSafesAreRefused() throws Exception {
    long nonce = world.chain().nonce(payer.address());
    SafeContracts right = contracts();
    Address gate = world.addresses().treasury().gate();
    refused(SafeContracts.CANONICAL, "there is no contract at");
    refused(new SafeContracts(gate, right.factory(), right.fallback()), "is not that of Safe");
    refused(new SafeContracts(right.singleton(), gate, right.fallback()), "is not that of Safe");
    refused(new SafeContracts(right.singleton(), right.factory(), gate), "is not that of Safe");
    assertThat(world.chain().nonce(payer.address())).isEqualTo(nonce);
  }

  private void refused(SafeContracts contracts, String sentence) {
    assertThatExceptionOfType(Failure.class)
        .isThrownBy(() -> make(terms(contracts, 0)))
        .withMessageContaining(sentence)
        .satisfies(failure -> assertThat(failure.exit()).isEqualTo(Exit.CONFIGURATION));
  }
}
