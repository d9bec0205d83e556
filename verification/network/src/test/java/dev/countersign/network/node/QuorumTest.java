package dev.countersign.network.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.devnet.SharedWorld;
import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.node.Impostor.Manner;
import dev.countersign.network.quorum.Answer;
import dev.countersign.network.quorum.Answer.Kind;
import dev.countersign.network.quorum.Attestation;
import dev.countersign.network.quorum.QuorumLimits;
import dev.countersign.network.quorum.VerifierEndpoint;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Receipts;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three verifiers, of which two must agree, asked over HTTP about an action on a real chain. */
@ExtendWith(SharedWorld.class)
class QuorumTest {
  @TempDir private Path folder;
  private TestNetwork network;

  @BeforeEach
  void start(DevnetWorld world) throws Exception {
    network = new TestNetwork(world, folder);
  }

  @AfterEach
  void stop() throws Exception {
    network.close();
  }

  private static List<Kind> kinds(Attestation attestation) {
    return attestation.answers().stream().map(Answer::kind).toList();
  }

  @Test
  void threeHonestVerifiersMakeACertificateOfTwoThatMovesTheMoney() throws Exception {
    List<VerifierEndpoint> three = withHonestTwo(TestNetwork.endpoint("three", network.node(2)));
    Bundle bundle = network.honest();

    Attestation attestation = network.client(three).attest(bundle, 2);

    assertThat(kinds(attestation)).contains(Kind.VERDICT, Kind.VERDICT);
    Bundle certified = bundle.withCertificate(attestation.certificate().orElseThrow());
    Receipts.verify(certified, network.trust());
    BigInteger before = network.balance(TestNetwork.RECIPIENT);
    MinedReceipt receipt = network.execute(bundle, attestation.certificate().orElseThrow());
    assertThat(receipt.success()).isTrue();
    assertThat(network.balance(TestNetwork.RECIPIENT).subtract(before)).isGreaterThan(Tips.LEAST);
  }

  @Test
  void allThreeAnswerWhenAllThreeAreNeeded() throws Exception {
    List<VerifierEndpoint> three = withHonestTwo(TestNetwork.endpoint("three", network.node(2)));

    Attestation attestation = network.client(three).attest(network.honest(), 3);

    assertThat(kinds(attestation)).containsExactly(Kind.VERDICT, Kind.VERDICT, Kind.VERDICT);
    assertThat(attestation.certificate().orElseThrow().signatures()).hasSize(3);
  }

  @Test
  void oneThatIsDownChangesNothingAndIsNamed() throws Exception {
    VerifierNode down = network.node(2);
    List<VerifierEndpoint> three = withHonestTwo(TestNetwork.endpoint("three", down));
    down.close();
    Bundle bundle = network.honest();

    Attestation all = network.client(three).attest(bundle, 3);

    assertThat(kinds(all)).containsExactly(Kind.VERDICT, Kind.VERDICT, Kind.FAILURE);
    assertThat(all.answers().getLast().reason()).isEqualTo("UNREACHABLE");
    assertThat(all.summary()).contains("one: countersigned", "three: failed, UNREACHABLE");
    assertThat(network.client(three).attest(bundle, 2).certificate()).isPresent();
  }

  @Test
  void twoThatAreDownLeaveNoCertificate() throws Exception {
    VerifierNode one = network.node(0);
    VerifierNode two = network.node(1);
    List<VerifierEndpoint> three =
        List.of(
            TestNetwork.endpoint("one", one),
            TestNetwork.endpoint("two", two),
            TestNetwork.endpoint("three", network.node(2)));
    one.close();
    two.close();

    Attestation attestation = network.client(three).attest(network.honest(), 2);

    assertThat(attestation.certificate()).isEmpty();
    assertThat(kinds(attestation)).containsExactly(Kind.FAILURE, Kind.FAILURE, Kind.VERDICT);
  }

  @Test
  void everyRefusalIsNamedAndAnAccompliceIsNotEnough() throws Exception {
    Impostor accomplice =
        network.opened(new Impostor(Manner.ACCEPTS_EVERYTHING, network.verifierKey(2)));
    List<VerifierEndpoint> three = withHonestTwo(endpoint(accomplice));
    Evaluation honest = network.evaluate(network.register(network.manifest()), network.slotNow());
    Bundle forged =
        network.sign(
            Forgery.outputs(honest, List.of(Forgery.flipped(honest.outputs().getFirst()))));

    Attestation attestation = network.client(three).attest(forged, 2);

    assertThat(attestation.certificate()).isEmpty();
    assertThat(kinds(attestation)).containsExactly(Kind.REFUSAL, Kind.REFUSAL, Kind.VERDICT);
    assertThat(attestation.answers().getFirst().reason()).isEqualTo("OUTPUT_MISMATCH");
    assertThat(attestation.answers().getFirst().detail()).contains("another output");
  }

  @Test
  void whatTheVerifiersDoNotTakeIsNamed() throws Exception {
    List<VerifierEndpoint> two =
        List.of(
            TestNetwork.endpoint("one", network.node(0)),
            TestNetwork.endpoint("two", network.node(1)));
    Bundle unregistered = network.sign(network.evaluate(network.manifest(), network.slotNow()));

    Attestation attestation = network.client(two).attest(unregistered, 2);

    assertThat(kinds(attestation)).containsExactly(Kind.REJECTION, Kind.REJECTION);
    assertThat(attestation.answers().getFirst().reason()).isEqualTo("UNKNOWN_AGENT");
  }

  @ParameterizedTest
  @CsvSource({
    "ACCEPTS_EVERYTHING,               VERDICT,    ''",
    "KNOWS_THE_BLOCK_LATER,            VERDICT,    ''",
    "SIGNS_OTHER_CALLS,                DISHONEST,  VERDICT_MISMATCH",
    "SIGNS_A_LONGER_WINDOW,            DISHONEST,  VERDICT_MISMATCH",
    "SIGNS_FOR_NO_GATE,                DISHONEST,  UNKNOWN_VERIFIER",
    "SIGNS_WITH_ANOTHER_KEY,           DISHONEST,  UNKNOWN_VERIFIER",
    "NAMES_ANOTHER_SIGNER,             DISHONEST,  UNKNOWN_VERIFIER",
    "SIGNS_HIGH_S,                     DISHONEST,  UNKNOWN_VERIFIER",
    "SIGNS_IN_64_BYTES,                DISHONEST,  UNKNOWN_VERIFIER",
    "REFUSES_WITHOUT_SIGNING,          DISHONEST,  UNKNOWN_VERIFIER",
    "REFUSES_ANOTHER_SLOT,             DISHONEST,  UNKNOWN_VERIFIER",
    "ABSTAINS_WITH_A_REASON_TO_REFUSE, FAILURE,    MALFORMED",
    "SENDS_GARBAGE,                    FAILURE,    MALFORMED",
    "SENDS_NOTHING,                    FAILURE,    MALFORMED",
    "SENDS_TOO_MUCH,                   FAILURE,    TOO_LARGE",
    "SENDS_DUPLICATE_MEMBERS,          FAILURE,    MALFORMED",
    "SENDS_ESCAPE_SEQUENCES,           ABSTENTION, OVERLOADED",
    "NEVER_ANSWERS,                    FAILURE,    TIMEOUT",
    "NEVER_FINISHES,                   FAILURE,    TIMEOUT",
    "FAILS,                            FAILURE,    INTERNAL",
    "REDIRECTS,                        FAILURE,    MALFORMED"
  })
  void oneThatDoesNotDoItsWorkIsNamedAndChangesNothing(Manner manner, Kind kind, String reason)
      throws Exception {
    Impostor impostor = network.opened(new Impostor(manner, network.verifierKey(2)));
    List<VerifierEndpoint> three = withHonestTwo(endpoint(impostor));
    Bundle bundle = network.honest();
    Attestation two = network.client(three).attest(bundle, 2);
    QuorumLimits brief = QuorumLimits.DEFAULT.withTotal(Duration.ofSeconds(3));

    Attestation all = network.client(three, brief).attest(bundle, 3);

    Answer answer = all.answers().getLast();
    assertThat(answer.kind()).isEqualTo(kind);
    assertThat(answer.reason()).isEqualTo(reason);
    assertThat(answer.detail()).matches("[ -~]*");
    assertThat(answer.millis()).isLessThan(5000);
    assertThat(all.certificate().isPresent()).isEqualTo(kind == Kind.VERDICT);
    Receipts.verify(bundle.withCertificate(two.certificate().orElseThrow()), network.trust());
  }

  @Test
  void aVerdictCopiedFromAnotherVerifierDoesNotCount() throws Exception {
    VerifierNode one = network.node(0);
    List<VerifierEndpoint> doubled =
        List.of(
            TestNetwork.endpoint("one", one),
            new VerifierEndpoint("copy", one.uri(), network.verifierKey(1).address()));

    Attestation attestation = network.client(doubled).attest(network.honest(), 2);

    assertThat(attestation.certificate()).isEmpty();
    assertThat(kinds(attestation)).containsExactly(Kind.VERDICT, Kind.DISHONEST);
  }

  @Test
  void aVerifierIsNotConfiguredTwice() throws Exception {
    VerifierEndpoint one =
        new VerifierEndpoint("one", URI.create("http://a"), network.verifierKey(0).address());
    VerifierEndpoint again =
        new VerifierEndpoint("two", URI.create("http://b"), network.verifierKey(0).address());

    assertThatIllegalArgumentException().isThrownBy(() -> network.client(List.of(one, again)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network.client(List.of(one)).attest(network.honest(), 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VerifierEndpoint("x", URI.create("file:///etc"), one.address()));
  }

  private List<VerifierEndpoint> withHonestTwo(VerifierEndpoint third) throws Exception {
    return List.of(
        TestNetwork.endpoint("one", network.node(0)),
        TestNetwork.endpoint("two", network.node(1)),
        third);
  }

  private VerifierEndpoint endpoint(Impostor impostor) {
    return new VerifierEndpoint("three", impostor.uri(), network.verifierKey(2).address());
  }
}
