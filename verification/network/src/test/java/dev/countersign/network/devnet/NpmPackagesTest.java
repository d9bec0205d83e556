package dev.countersign.network.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.network.devnet.DevnetFailed.Reason;
import dev.countersign.network.devnet.NpmArtifacts.Published;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NpmPackagesTest {
  @TempDir private Path folder;

  @Test
  void withoutNpmTheSentenceSaysWhatToInstall() {
    Programs none = new Programs(List.of(folder), false);
    DevnetFailed error =
        catchThrowableOfType(
            DevnetFailed.class,
            () -> NpmPackages.install(folder.resolve("cache"), none, Progress.SILENT));
    assertThat(error.reason()).isEqualTo(Reason.NPM_MISSING);
    assertThat(error).hasMessageContaining("install Node.js 20 or later");
  }

  @Test
  void anNpmThatFailsIsQuotedAndLeavesNothingThatLooksInstalled() throws Exception {
    Programs failing = npm("echo 'npm error 404 no such thing'; echo 'npm error see log'; exit 7");
    Path cache = folder.resolve("cache");
    DevnetFailed error =
        catchThrowableOfType(
            DevnetFailed.class, () -> NpmPackages.install(cache, failing, Progress.SILENT));
    assertThat(error.reason()).isEqualTo(Reason.INSTALL_FAILED);
    assertThat(error).hasMessageContaining("status 7").hasMessageContaining("404 no such thing");
    assertThat(
            catchThrowableOfType(
                DevnetFailed.class, () -> NpmPackages.install(cache, failing, Progress.SILENT)))
        .isNotNull();
  }

  @Test
  void manyInstallAtOnceAndOnlyOneDoesTheWork() throws Exception {
    Path count = folder.resolve("count");
    Programs counting = npm("echo run >> " + count + "; mkdir node_modules");
    Path cache = folder.resolve("cache");
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Callable<NpmPackages> install = () -> NpmPackages.install(cache, counting, Progress.SILENT);
      for (Future<NpmPackages> done : threads.invokeAll(List.of(install, install, install))) {
        assertThat(done.get().of("x").getParent()).exists();
      }
    }
    assertThat(count).hasContent("run");
  }

  @Test
  void aHeldLockIsBusyAfterTheLimit() throws Exception {
    Path file = folder.resolve("lock");
    ExclusiveLock held = ExclusiveLock.take(file, Duration.ofSeconds(1));
    try (held) {
      DevnetFailed error =
          catchThrowableOfType(
              DevnetFailed.class, () -> ExclusiveLock.take(file, Duration.ofMillis(120)));
      assertThat(error.reason()).isEqualTo(Reason.BUSY);
    }
    ExclusiveLock.take(file, Duration.ofMillis(120)).close();
  }

  @ParameterizedTest
  @EnumSource
  void everyPublishedContractIsThere(Published contract) throws Exception {
    NpmArtifacts artifacts = NpmArtifacts.of(TestNode.packages());
    assertThat(artifacts.creationCode(contract).length()).isBetween(500, 49_152);
  }

  @Test
  void poolsOfAnotherCompilationAreRefused() throws Exception {
    Path cache = folder.resolve("cache");
    Programs programs =
        npm(
            "mkdir -p node_modules/@uniswap/v2-core/build; echo '{\"abi\":[{\"bytecode\":1}],"
                + "\"bytecode\":\"6001\"}' > node_modules/@uniswap/v2-core/build/UniswapV2Pair.json");
    NpmPackages packages = NpmPackages.install(cache, programs, Progress.SILENT);
    DevnetFailed error = catchThrowableOfType(DevnetFailed.class, () -> NpmArtifacts.of(packages));
    assertThat(error.reason()).isEqualTo(Reason.ARTIFACT_WRONG);
    assertThat(error).hasMessageContaining("init code hash");
  }

  private Programs npm(String script) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path npm = bin.resolve("npm");
    Files.writeString(npm, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(npm, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new Programs(List.of(bin), false);
  }
}
