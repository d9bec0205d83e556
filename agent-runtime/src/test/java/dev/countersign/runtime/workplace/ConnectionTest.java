package dev.countersign.runtime.workplace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.devnet.SharedWorld;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.RuntimeKeys;
import dev.countersign.tools.wallet.Passphrase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedWorld.class)
class ConnectionTest {
  private final DevnetWorld world;

  @TempDir private Path folder;

  ConnectionTest(DevnetWorld world) {
    this.world = world;
  }

  @Test
  void aPassphraseIsAskedForOnce() throws Exception {
    Path password =
        Files.createFile(
            folder.resolve("password"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, "correct horse battery staple\n");
    List<String> asked = new ArrayList<>();
    Workplace workplace =
        Workplace.of(folder, Clock.systemUTC(), new SecureRandom())
            .withPassphrases(
                key -> {
                  asked.add(key);
                  return Passphrase.ofFile(password);
                });
    VerifierKey payer;
    try (Passphrase passphrase = Passphrase.ofFile(password)) {
      payer =
          new RuntimeKeys(workplace.home().keys())
              .createAccount(RuntimeKeys.PAYER, passphrase, workplace.random());
    }
    try (Connection connection = Connection.open(world.network().rpc(), workplace)) {
      assertThat(connection.payer().address()).isEqualTo(payer.address());
      assertThat(connection.payerSigner().address()).isEqualTo(payer.address());
      connection.paying().close();
      assertThat(asked).containsExactly(RuntimeKeys.PAYER);
    }
  }

  @Test
  void aKeyThatIsNotThereIsNamedAndNoPassphraseIsAskedFor() throws Exception {
    Workplace workplace = Workplace.of(folder, Clock.systemUTC(), new SecureRandom());
    try (Connection connection = Connection.open(world.network().rpc(), workplace)) {
      assertThatThrownBy(connection::paying)
          .isInstanceOfSatisfying(
              Failure.class, e -> assertThat(e.exit()).isEqualTo(Exit.CONFIGURATION))
          .hasMessageContaining("countersign keys create payer");
    }
  }
}
