package dev.countersign.tools.crash;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.RpcChain;
import dev.countersign.network.chain.RpcLimits;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.tools.outbox.Entry;
import dev.countersign.tools.outbox.Outbox;
import dev.countersign.tools.outbox.OutboxFailed;
import dev.countersign.tools.outbox.OutboxTerms;
import dev.countersign.tools.store.Database;
import dev.countersign.tools.wallet.TransactionSigner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;

/**
 * The process that is killed: the runtime's second half, from the certificate to the settlement.
 * When it starts it first goes on with what it finds; then it carries its jobs to their end.
 *
 * <p>Arguments: the node's URL, its chain id, the hot key, the jobs' file, the database's URL, user
 * and password. It says {@code wrote STATE} after each durable write and waits for a line, then
 * {@code ended}.
 */
final class RuntimeMain {
  /** Short, since blocks come every few milliseconds. */
  static final OutboxTerms TERMS =
      new OutboxTerms(
          CrashWorld.CONFIRMATIONS,
          Duration.ofMillis(150),
          Duration.ofMillis(400),
          Duration.ofMillis(300),
          Duration.ofMillis(15),
          BigInteger.ONE);

  static final Duration CALL_LIMIT = Duration.ofMillis(1500);
  private static final Duration LIMIT = Duration.ofSeconds(150);

  private RuntimeMain() {}

  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager().reset();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(arguments[4]);
    config.setUsername(arguments[5]);
    config.setPassword(arguments.length > 6 ? arguments[6] : "");
    config.setAutoCommit(false);
    config.setMaximumPoolSize(3);
    boolean[] begun = new boolean[1];
    try (HikariDataSource pool = new HikariDataSource(config)) {
      Database database =
          Database.over(
              AnnouncedWrites.of(
                  pool,
                  state -> {
                    if (begun[0]) {
                      announce(in, state);
                    }
                  }));
      long chainId = Long.parseLong(arguments[1]);
      try (RpcChain chain = connect(URI.create(arguments[0]), chainId)) {
        TransactionSigner signer =
            new TransactionSigner(VerifierKey.of(new BigInteger(arguments[2], 16)), chainId);
        begun[0] = true;
        System.out.println("started");
        carry(
            new Outbox(
                database,
                chain,
                signer,
                TERMS,
                Clock.systemUTC(),
                duration -> TimeUnit.MILLISECONDS.sleep(duration.toMillis())),
            Path.of(arguments[3]));
      }
    }
    System.out.println("ended");
    System.exit(0);
  }

  private static void announce(BufferedReader in, String state) {
    System.out.println("wrote " + state);
    try {
      if (in.readLine() == null) {
        Runtime.getRuntime().halt(3); // Nobody is left to say go on.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void carry(Outbox outbox, Path jobs) throws Exception {
    reconcile(outbox);
    for (Job job : Job.read(jobs)) {
      Entry entry = outbox.plan(job.action());
      outbox.certify(entry.runId(), job.calldata());
      Entry ended = outbox.settle(entry.runId(), LIMIT);
      if (!ended.state().terminal()) {
        throw new OutboxFailed(
            OutboxFailed.Kind.NOT_NOW, "after " + LIMIT + " it is still " + ended.state());
      }
    }
  }

  /** As a runtime does at its start; a node that does not answer then is asked again later. */
  private static void reconcile(Outbox outbox) throws Exception {
    try {
      outbox.reconcile();
    } catch (ChainUnavailable e) {
      System.err.println("reconcile: " + e.getMessage());
    }
  }

  private static RpcChain connect(URI url, long chainId) throws ChainUnavailable {
    RpcLimits limits =
        new RpcLimits(Duration.ofSeconds(2), CALL_LIMIT, CALL_LIMIT, 16 * 1024 * 1024);
    return RpcChain.connect(url, chainId, limits);
  }
}
