package dev.countersign.examples;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The architecture as docs/ and README describe it: the build fails when a dependency turns round.
 */
class ArchitectureTest {
  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.countersign");
  }

  @Test
  void modulesDependOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("receipt")
        .definedBy("dev.countersign.receipt..")
        .layer("inference")
        .definedBy("dev.countersign.inference..")
        .layer("network")
        .definedBy("dev.countersign.network..")
        .layer("tools")
        .definedBy("dev.countersign.tools..")
        .layer("strategies")
        .definedBy("dev.countersign.strategies..")
        .layer("runtime")
        .definedBy("dev.countersign.runtime..")
        .layer("examples")
        .definedBy("dev.countersign.examples..")
        .whereLayer("examples")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("runtime")
        .mayOnlyBeAccessedByLayers("examples")
        .whereLayer("strategies")
        .mayOnlyBeAccessedByLayers("runtime", "examples")
        .whereLayer("tools")
        .mayOnlyBeAccessedByLayers("strategies", "runtime", "examples")
        .whereLayer("network")
        .mayOnlyBeAccessedByLayers("tools", "strategies", "runtime", "examples")
        .whereLayer("inference")
        .mayOnlyBeAccessedByLayers("network", "tools", "strategies", "runtime", "examples")
        .check(classes);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.countersign.(*).(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void receiptNeedsNothingBeyondBouncyCastleAndJackson() {
    noClasses()
        .that()
        .resideInAPackage("dev.countersign.receipt..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "dev.countersign.receipt..",
            "java..",
            "org.bouncycastle..",
            "tools.jackson..",
            "com.fasterxml.jackson.annotation..",
            "org.jspecify.annotations..")
        .check(classes);
  }

  @Test
  void chainLibrariesStayBehindTheChainPort() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.countersign.network..", "dev.countersign.tools..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.web3j..", "com.esaulpaugh.headlong..", "okhttp3..")
        .check(classes);
  }

  @Test
  void toolsReachTheChainThroughARunOfAnAgentAlone() {
    noClasses()
        .that()
        .resideInAPackage("dev.countersign.runtime.langchain..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.countersign.network..",
            "dev.countersign.tools..",
            "dev.countersign.runtime",
            "dev.countersign.runtime.workplace..",
            "dev.countersign.runtime.account..",
            "dev.countersign.runtime.local..")
        .check(classes);
  }

  @Test
  void langChain4jStaysInItsPackage() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.countersign.runtime.langchain..", "dev.countersign.examples..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.langchain4j..")
        .check(classes);
  }

  @Test
  void jackson2StaysOutOfOurCode() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind..")
        .check(classes);
  }

  @Test
  void timeRandomnessAndIdentityArePassedIn() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.countersign.runtime.cli..", "dev.countersign.examples..")
        .should()
        .callMethodWhere(
            describe(
                "reads a clock, a random source or an identity by itself",
                ArchitectureTest::takesWhatShouldBePassedIn))
        .check(classes);
  }

  private static boolean takesWhatShouldBePassedIn(JavaCall<?> call) {
    Class<?>[] clocks = {Instant.class, LocalDate.class, LocalDateTime.class, ZonedDateTime.class};
    String owner = call.getTargetOwner().getFullName();
    String name = call.getName();
    for (Class<?> clock : clocks) {
      if (owner.equals(clock.getName()) && name.equals("now")) {
        return true;
      }
    }
    return (owner.equals(System.class.getName()) && name.equals("currentTimeMillis"))
        || (owner.equals(UUID.class.getName()) && name.equals("randomUUID"))
        || (owner.equals(Math.class.getName()) && name.equals("random"))
        || (owner.equals(Clock.class.getName()) && name.startsWith("system"))
        || (owner.equals(InstantSource.class.getName()) && name.equals("system"));
  }

  @Test
  void randomSourcesAreNotMadeBelowTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.countersign.runtime.cli..", "dev.countersign.examples..")
        .should()
        .callConstructor(Random.class)
        .orShould()
        .callConstructor(java.security.SecureRandom.class)
        .check(classes);
  }
}
