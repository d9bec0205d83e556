package dev.countersign.inference;

import static dev.countersign.inference.TestGraph.externalTensor;
import static dev.countersign.inference.TestGraph.floats;
import static dev.countersign.inference.TestGraph.integers;
import static dev.countersign.inference.TestGraph.nodeOf;
import static dev.countersign.inference.TestGraph.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.inference.ModelRefused.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before any engine sees it, each with its code and a sentence. */
@Timeout(20)
class OnnxCheckTest {
  private static final SortedMap<String, Long> FILES =
      new TreeMap<>(java.util.Map.of("model.json", 500L, "model.onnx", 500L, "weights.bin", 64L));

  private static TestGraph identity() {
    return new TestGraph().node("Relu", "y", "x");
  }

  private static OnnxGraph check(TestGraph graph) throws ModelRefused {
    return check(graph.bytes(), graph);
  }

  private static OnnxGraph check(byte[] file, TestGraph graph) throws ModelRefused {
    return OnnxGraph.check(file, graph.card(), FILES, ModelLimits.DEFAULT);
  }

  private static void assertRefused(byte[] file, Code code, String sentence) {
    assertThatExceptionOfType(ModelRefused.class)
        .isThrownBy(() -> check(file, identity()))
        .withMessageContaining(sentence)
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(code));
  }

  private static void assertRefused(TestGraph graph, Code code, String sentence) {
    assertThatExceptionOfType(ModelRefused.class)
        .isThrownBy(() -> check(graph))
        .withMessageContaining(sentence)
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(code));
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(1);
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(identity().bytes());
    }
    return bytes.toByteArray();
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static Stream<Arguments> otherFiles() throws IOException {
    return Stream.of(
        Arguments.of(new byte[0], "empty"),
        Arguments.of(latin("\u0080\u0004\u0095\u001f\0\0\0cposix\nsystem\n"), "pickle"),
        Arguments.of(latin("\u0080\u0002}q\0."), "pickle"),
        Arguments.of(latin("cos\nsystem\n(S'id'\ntR."), "pickle"),
        Arguments.of(zip(), "zip archive"),
        Arguments.of(gzip(), "gzip"),
        Arguments.of(latin("\n  <!DOCTYPE html><html>404</html>"), "web page"),
        Arguments.of(latin("<HTML><body>Sign in</body>"), "web page"),
        Arguments.of(latin("version https://git-lfs.github.com/spec/v1\noid"), "Git LFS"),
        Arguments.of(latin("GGUF\3\0\0\0"), "GGUF"),
        Arguments.of(latin("\u0089HDF\r\n\u001a\n"), "HDF5"),
        Arguments.of(latin("8\0\0\0\0\0\0\0{\"w\":{\"dtype\":\"F32\"}}"), "safetensors"),
        Arguments.of(latin("{\"format\": \"onnx\"}"), "JSON"),
        Arguments.of(latin("\u007fELF\2\1\1"), "program"));
  }

  @ParameterizedTest
  @MethodSource("otherFiles")
  void anotherKindOfFileIsNamed(byte[] file, String sentence) {
    assertRefused(file, Code.NOT_ONNX, sentence);
  }

  @Test
  void plainTextIsNoModel() {
    assertRefused(latin("hello, this is not a model"), Code.MALFORMED, "not known");
    assertRefused(new byte[1000], Code.MALFORMED, "field");
  }

  @Test
  void everyTruncationOfARealModelIsRefused() throws IOException {
    byte[] file = Files.readAllBytes(Shipped.SIGNAL.resolve("model.onnx"));
    for (int length = 0; length < file.length; length++) {
      byte[] part = Arrays.copyOf(file, length);
      assertThatExceptionOfType(ModelRefused.class)
          .as("the first %d bytes", length)
          .isThrownBy(() -> check(part, identity()));
    }
  }

  static Stream<Arguments> malformed() {
    Proto graph = identity().graph();
    return Stream.of(
        Arguments.of(new Proto().raw(0x0f, 1), "wire type"),
        Arguments.of(new Proto().raw(0x0b), "wire type"),
        Arguments.of(new Proto().raw(0x09, 0, 0, 0, 0, 0, 0, 0, 0), "wire type"),
        Arguments.of(new Proto().raw(0x38, 1), "wire type"),
        Arguments.of(new Proto().number(0, 1), "number 0"),
        Arguments.of(new Proto().number(99, 1), "field 99 of ModelProto is not known"),
        Arguments.of(
            new Proto().raw(0x08, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1),
            "more than ten bytes"),
        Arguments.of(TestGraph.model(graph).message(7, graph), "two graphs"),
        Arguments.of(new Proto().number(1, 8), "no graph"),
        Arguments.of(new Proto().number(1, 8).message(7, graph), "standard operators"),
        Arguments.of(
            TestGraph.model(new Proto().message(1, new Proto().bytes(4, new byte[] {-1}))),
            "not UTF-8"),
        Arguments.of(
            TestGraph.model(new Proto().message(1, new Proto().text(4, "x".repeat(600)))),
            "600 bytes"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void brokenProtocolBuffersAreRefused(Proto file, String sentence) {
    assertRefused(file.toByteArray(), Code.MALFORMED, sentence);
  }

  @Test
  void aLengthBeyondTheFileIsRefusedWithoutAllocatingIt() {
    assertRefused(
        new Proto().raw(0x3a, 255, 255, 255, 255, 7).toByteArray(), Code.TRUNCATED, "claimed");
    assertRefused(
        new Proto().raw(0x3a, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1).toByteArray(),
        Code.TRUNCATED,
        "claimed");
  }

  @Test
  void subgraphsFunctionsAndTrainingAreRefused() {
    Proto branch = new Proto().text(1, "then_branch").message(6, identity().graph());
    assertRefused(
        identity().node(nodeOf("If", "z", "x").message(5, branch)),
        Code.OPERATOR,
        "If, Loop, Scan");
    assertRefused(
        TestGraph.model(identity().graph()).message(25, new Proto()).toByteArray(),
        Code.OPERATOR,
        "functions");
    assertRefused(
        TestGraph.model(identity().graph()).message(20, new Proto()).toByteArray(),
        Code.OPERATOR,
        "training");
  }

  @Test
  void deepNestingIsRefusedAtItsFirstLevel() {
    Proto graph = identity().graph();
    for (int depth = 0; depth < 500; depth++) {
      Proto loop = nodeOf("Loop", "y", "x");
      loop.message(5, new Proto().text(1, "body").message(6, graph));
      graph = new Proto().message(1, loop);
    }
    assertRefused(TestGraph.model(graph).toByteArray(), Code.OPERATOR, "Loop");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Loop",
        "If",
        "Scan",
        "ConstantOfShape",
        "Expand",
        "Tile",
        "Range",
        "Pad",
        "Resize",
        "RandomNormal",
        "RandomUniformLike",
        "Multinomial",
        "Bernoulli",
        "NonZero",
        "OneHot",
        "LSTM",
        "SequenceConstruct",
        "Evil",
        ""
      })
  void operatorsWhoseCostIsUnknownAreRefused(String operator) {
    assertRefused(new TestGraph().node(operator, "y", "x"), Code.OPERATOR, "'" + operator + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"com.example", "com.microsoft", "ai.onnx.ml", "org.pytorch.aten"})
  void otherDomainsAreRefused(String domain) {
    assertRefused(
        new TestGraph().node(nodeOf("Relu", "y", "x").text(7, domain)), Code.OPERATOR, domain);
  }

  static Stream<Arguments> absurdWeights() {
    byte[] four = floats(4, 1);
    return Stream.of(
        Arguments.of(tensor("w", 1, four, 5)),
        Arguments.of(tensor("w", 1, four, 3)),
        Arguments.of(tensor("w", 1, four, 1L << 40)),
        Arguments.of(tensor("w", 1, four, 1L << 32, 1L << 32)),
        Arguments.of(tensor("w", 1, four, Long.MAX_VALUE, Long.MAX_VALUE)),
        Arguments.of(tensor("w", 1, four, -4)),
        Arguments.of(tensor("w", 1, four, 0, Long.MAX_VALUE)),
        Arguments.of(tensor("w", 1, new byte[0], 4)),
        Arguments.of(new Proto().number(1, 4).number(2, 1).text(8, "w").bytes(7, new byte[4])),
        Arguments.of(tensor("w", 1, four, 4).bytes(4, four)));
  }

  @ParameterizedTest
  @MethodSource("absurdWeights")
  void aWeightThatClaimsOtherBytesThanThereAreIsRefused(Proto weight) {
    assertRefused(identity().weight(weight), Code.ABSURD_TENSOR, "weight 'w'");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 14, 15, 17, 23, 99, -1})
  void weightsOfStrangeTypesAreRefused(int type) {
    assertRefused(
        identity().weight(tensor("w", type, floats(1, 1), 1)), Code.MALFORMED, "type " + type);
  }

  static Stream<Arguments> externalData() {
    return Stream.of(
        Arguments.of("/etc/passwd", "0", "16"),
        Arguments.of("../weights.bin", "0", "16"),
        Arguments.of("./weights.bin", "0", "16"),
        Arguments.of("a/../weights.bin", "0", "16"),
        Arguments.of("file:///weights.bin", "0", "16"),
        Arguments.of("https://example.org/w", "0", "16"),
        Arguments.of("", "0", "16"),
        Arguments.of("model.json", "0", "16"),
        Arguments.of("missing.bin", "0", "16"),
        Arguments.of("weights.bin", "49", "16"),
        Arguments.of("weights.bin", "-1", "16"),
        Arguments.of("weights.bin", "9223372036854775807", "16"),
        Arguments.of("weights.bin", "999999999999999999", "16"),
        Arguments.of("weights.bin", "0", "8"),
        Arguments.of("weights.bin", "0", "x"),
        Arguments.of("weights.bin", "0x10", "16"));
  }

  @ParameterizedTest
  @MethodSource("externalData")
  void weightsOutsideTheBundleOrTheirFileAreRefused(String location, String offset, String length) {
    assertRefused(
        identity().weight(externalTensor("w", location, offset, length)), Code.EXTERNAL_DATA, "");
  }

  @Test
  void weightsInAFileOfTheBundleAreFine() throws ModelRefused {
    OnnxGraph graph = check(identity().weight(externalTensor("w", "weights.bin", "48", "16")));
    assertThat(graph.weights().getFirst().external())
        .isEqualTo(new OnnxGraph.External("weights.bin", 48));
  }

  @Test
  void oneFileUsedByManyWeightsCountsForEach() {
    TestGraph graph = identity();
    SortedMap<String, Long> files = new TreeMap<>(FILES);
    files.put("big.bin", 600L << 20);
    for (String name : new String[] {"a", "b"}) {
      Proto weight = new Proto().number(1, 150L << 20).number(2, 1).text(8, name);
      weight.message(13, new Proto().text(1, "location").text(2, "big.bin")).number(14, 1);
      graph.weight(weight);
    }
    assertThatExceptionOfType(ModelRefused.class)
        .isThrownBy(() -> OnnxGraph.check(graph.bytes(), graph.card(), files, ModelLimits.DEFAULT))
        .withMessageContaining("together")
        .satisfies(e -> assertThat(e.code()).isEqualTo(Code.ABSURD_TENSOR));
  }

  @Test
  void anOuterProductOfSmallWeightsThatNeedsGigabytesIsRefused() {
    assertRefused(
        new TestGraph()
            .weight("a", 1, 1000, 1)
            .weight("b", 1, 1, 100_000)
            .node("MatMul", "c", "a", "b")
            .node("Relu", "y", "x"),
        Code.ABSURD_TENSOR,
        "'c'");
  }

  @Test
  void broadcastingThatNeedsGigabytesIsRefused() {
    assertRefused(
        new TestGraph()
            .weight("a", 1, 10_000, 1)
            .weight("b", 1, 1, 10_000)
            .node("Add", "c", "a", "b")
            .node("Relu", "y", "x"),
        Code.ABSURD_TENSOR,
        "'c'");
  }

  @Test
  void doublingAgainAndAgainIsRefused() {
    TestGraph graph = new TestGraph();
    String last = "x";
    for (int i = 0; i < 60; i++) {
      Proto concat = nodeOf("Concat", "v" + i, last, last);
      graph.node(concat.message(5, new Proto().text(1, "axis").number(3, 1).number(20, 2)));
      last = "v" + i;
    }
    assertRefused(graph.node("Relu", "y", "x"), Code.ABSURD_TENSOR, "'v");
  }

  @Test
  void moreWorkThanTheLimitIsRefused() {
    TestGraph graph = new TestGraph().weight("a", 1, 512, 512);
    String last = "a";
    for (int i = 0; i < 40; i++) {
      graph.node("MatMul", "m" + i, last, "a");
      last = "m" + i;
    }
    assertRefused(graph.node("Relu", "y", "x"), Code.TOO_LARGE, "multiplications");
  }

  @Test
  void manySmallValuesThatTogetherAreTooManyAreRefused() {
    TestGraph graph = new TestGraph().weight("a", 1, 1024, 1024);
    for (int i = 0; i < 130; i++) {
      graph.node("Relu", "r" + i, "a");
    }
    assertRefused(graph.node("Relu", "y", "x"), Code.TOO_LARGE, "together");
  }

  @Test
  void tooManyOperatorsAreRefused() {
    TestGraph graph = new TestGraph().node("Relu", "r0", "x");
    for (int i = 1; i < 20_002; i++) {
      graph.node("Relu", "r" + i, "x");
    }
    assertRefused(graph, Code.TOO_LARGE, "more than 20000 parts");
  }

  @Test
  void millionsOfNamesInASmallFileAreRefused() {
    String[] names = new String[4096];
    Arrays.fill(names, "");
    TestGraph graph = new TestGraph();
    for (int i = 0; i < 130; i++) {
      graph.node("Sum", "s" + i, names);
    }
    assertRefused(graph.node("Relu", "y", "x"), Code.TOO_LARGE, "names and numbers");
  }

  @Test
  void aGraphMustBeInOrderAndEachValueDefinedOnce() {
    assertRefused(
        new TestGraph().node("Relu", "y", "z").node("Relu", "z", "x"),
        Code.MALFORMED,
        "before it is defined");
    assertRefused(identity().node("Relu", "y", "x"), Code.MALFORMED, "'y' is defined twice");
    assertRefused(identity().weight("x", 1, 1, 4), Code.CARD_MISMATCH, "x:float32[1, 4]");
  }

  @Test
  void theCardsShapesMustBeTheGraphs() throws ModelRefused {
    TestGraph open = identity();
    Proto graph =
        new Proto()
            .message(1, nodeOf("Relu", "y", "x"))
            .message(11, TestGraph.value("x", 1, -1, 4))
            .message(12, TestGraph.value("y", 1, -1, 4));
    assertThat(check(TestGraph.model(graph).toByteArray(), open).nodes()).hasSize(1);
    assertRefused(
        new TestGraph().node("Relu", "y", "x").output(1, 5), Code.CARD_MISMATCH, "[1, 4]");
    Proto other =
        new Proto()
            .message(1, nodeOf("Relu", "y", "x"))
            .message(11, TestGraph.value("x", 11, 1, 4))
            .message(12, TestGraph.value("y", 1, 1, 4));
    assertRefused(TestGraph.model(other).toByteArray(), Code.CARD_MISMATCH, "x:float32");
  }

  @Test
  void theSizesOfShapeOperatorsAreFollowed() throws ModelRefused {
    TestGraph graph =
        new TestGraph()
            .input(2, 3, 4)
            .output(4, 3)
            .constants("flat", 2, -1)
            .constants("axis", 0)
            .constants("from", 0)
            .constants("to", 6)
            .constants("one", 1)
            .constants("pick", 0, 2, 4)
            .weight("w", 1, 6, 4)
            .node(nodeOf("Transpose", "t", "x").message(5, integers("perm", 2, 0, 1)))
            .node("Flatten", "f", "t")
            .node("MatMul", "m", "f", "w")
            .node("Unsqueeze", "u", "m", "axis")
            .node("Squeeze", "s", "u", "axis")
            .node("Slice", "cut", "f", "from", "to", "one")
            .node(nodeOf("Gather", "g", "cut", "pick").message(5, integers("axis", 1)))
            .node(nodeOf("Concat", "c", "g", "s").message(5, integers("axis", 1)))
            .node("Reshape", "r", "c", "flat")
            .node(nodeOf("ReduceSum", "sum", "r", "one").message(5, integers("keepdims", 0)))
            .node("Add", "y", "g", "axisless")
            .weight("axisless", 1, 1);
    assertThat(check(graph).nodes()).hasSize(11);
  }

  @Test
  void numbersDoNotBecomeText() throws ModelRefused {
    Proto to = new Proto().text(1, "to").number(20, 2);
    assertRefused(
        new TestGraph().node(nodeOf("Cast", "y", "x").message(5, to.number(3, 8))),
        Code.OPERATOR,
        "text");
    Proto toFloat = new Proto().text(1, "to").number(20, 2).number(3, 1);
    assertThat(check(new TestGraph().node(nodeOf("Cast", "y", "x").message(5, toFloat))).nodes())
        .hasSize(1);
  }

  @Test
  void aShapeThatIsComputedIsRefused() {
    assertRefused(
        new TestGraph().node("Reshape", "y", "x", "x"), Code.OPERATOR, "not a short constant");
  }

  @Test
  void theShippedModelPasses() throws ModelRefused {
    OnnxGraph graph = ModelBundle.open(Shipped.SIGNAL).graph();
    assertThat(graph.nodes())
        .extracting(OnnxGraph.Node::operator)
        .containsExactly("MatMul", "Add", "Relu", "MatMul", "Add", "Relu", "MatMul", "Add");
    assertThat(graph.weights()).hasSize(6);
  }
}
