package dev.countersign.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.chain.Fees;
import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.devnet.SharedWorld;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.tools.outbox.Nonces;
import dev.countersign.tools.store.Database;
import dev.countersign.tools.store.Storage;
import dev.countersign.tools.wallet.TransactionSigner;
import dev.countersign.tools.wallet.UnsignedTransaction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a person asked for: paid within bounds, beside the actions of the same key. */
@ExtendWith(SharedWorld.class)
class PlainTransactionTest {
  private static final Address SOMEBODY = VerifierKey.of(BigInteger.valueOf(77)).address();
  private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000);

  private final DevnetWorld world;
  private final TransactionSigner payer;
  private Database database;

  @TempDir private Path folder;

  PlainTransactionTest(DevnetWorld world) {
    this.world = world;
    this.payer = new TransactionSigner(world.keys().payer().key(), world.chain().chainId());
  }

  @BeforeEach
  void open() throws Exception {
    world.automine(true);
    database = Storage.file(folder.resolve("db")).open();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private PlainTransaction sender(ChainClient chain) {
    return new PlainTransaction(chain, payer, nonces());
  }

  private Nonces nonces() {
    return new Nonces(database, InstantSource.fixed(Instant.EPOCH));
  }

  /** The real node, but for some of its answers. */
  private ChainClient answering(Map<String, Object> lies) {
    return (ChainClient)
        Proxy.newProxyInstance(
            ChainClient.class.getClassLoader(),
            new Class<?>[] {ChainClient.class},
            (proxy, method, arguments) -> {
              if (lies.containsKey(method.getName())) {
                return lies.get(method.getName());
              }
              try {
                return method.invoke(world.chain(), arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void aNodeThatAsksForTooHighFeesIsRefused() throws Exception {
    Fees dear = new Fees(GWEI, GWEI.multiply(BigInteger.valueOf(999)));
    refuses(Map.of("fees", dear), "the node asks for 1001 gwei for a unit of gas");
  }

  @Test
  void aNodeThatAsksForTooMuchGasIsRefused() throws Exception {
    refuses(Map.of("estimateGas", 14_000_000L), "needs 14000000 units of gas");
  }

  private void refuses(Map<String, Object> lies, String sentence) throws Exception {
    long before = world.chain().pendingNonce(payer.address());
    assertThatThrownBy(() -> sender(answering(lies)).send("the call", SOMEBODY, Bytes.EMPTY))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.exit()).isEqualTo(Exit.UNREACHABLE))
        .hasMessageContaining(sentence)
        .hasMessageContaining("nothing was sent");
    assertThat(world.chain().pendingNonce(payer.address())).isEqualTo(before);
    assertThat(nonces().lend(world.chain(), payer.address()))
        .as("none is used up")
        .isEqualTo(before);
  }

  @Test
  void oneFollowsTheOther() throws Exception {
    PlainTransaction sender = sender(world.chain());
    Bytes32 one = sender.send("the first", SOMEBODY, Bytes.EMPTY);
    Bytes32 two = sender.send("the second", SOMEBODY, Bytes.EMPTY);
    assertThat(nonce(two)).isEqualTo(nonce(one) + 1);
  }

  /** The action is signed, and not out yet: the node knows nothing of its nonce. */
  @Test
  void aNonceThatAnActionHasIsNotTaken() throws Exception {
    long taken = nonces().lend(world.chain(), payer.address());
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Bytes32> sent =
          thread.submit(() -> sender(world.chain()).send("the call", SOMEBODY, Bytes.EMPTY));
      world.chain().sendRaw(payer.sign(toSelf(taken)).raw());
      assertThat(nonce(sent.get(60, TimeUnit.SECONDS))).isEqualTo(taken + 1);
    }
  }

  private long nonce(Bytes32 transaction) throws Exception {
    return world.chain().transaction(transaction).orElseThrow().nonce();
  }

  private UnsignedTransaction toSelf(long nonce) throws Exception {
    Fees fees = world.chain().fees();
    return new UnsignedTransaction(
        world.chain().chainId(),
        nonce,
        payer.address(),
        BigInteger.ZERO,
        Bytes.EMPTY,
        21_000,
        fees.baseFee().shiftLeft(2).add(fees.priorityFee()),
        fees.priorityFee());
  }
}
