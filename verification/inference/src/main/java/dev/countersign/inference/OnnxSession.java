package dev.countersign.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.inference.OnnxGraph.Weight;
import dev.countersign.inference.spi.Engine.Options;
import dev.countersign.receipt.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A session of ONNX Runtime and the lanes in which it runs. */
final class OnnxSession {
  private static final long CLOSE_SECONDS = 30;

  private final OrtSession session;
  private final List<OnnxTensor> weights;
  private final ModelCard card;
  private final Options options;
  private final List<OnnxLane> lanes = new ArrayList<>();
  private final ArrayBlockingQueue<OnnxLane> free;
  private volatile boolean closed;

  /** How many loaded models share this session; guarded by the engine. */
  int users;

  private OnnxSession(
      OrtSession session, List<OnnxTensor> weights, ModelCard card, Options options) {
    this.session = session;
    this.weights = weights;
    this.card = card;
    this.options = options;
    this.free = new ArrayBlockingQueue<>(options.concurrency());
  }

  static OnnxSession open(OrtEnvironment environment, ModelBundle bundle, Options options)
      throws ModelRefused {
    List<OnnxTensor> weights = new ArrayList<>();
    OnnxSession opened = null;
    try (SessionOptions with = OnnxEnvironment.sessionOptions(options.threads())) {
      Map<String, OnnxTensorLike> external = external(environment, bundle, weights);
      if (!external.isEmpty()) {
        with.addExternalInitializers(external);
      }
      ByteBuffer graph = bundle.read(bundle.card().graph());
      opened =
          new OnnxSession(environment.createSession(graph, with), weights, bundle.card(), options);
      for (int i = 0; i < options.concurrency(); i++) {
        OnnxLane lane = new OnnxLane(environment, bundle.card());
        opened.lanes.add(lane);
        opened.free.add(lane);
      }
      return opened;
    } catch (OrtException e) {
      release(opened, weights);
      throw new ModelRefused(
          Code.ENGINE, "ONNX Runtime does not take this model: " + Excerpt.sentence(e), e);
    } catch (ModelRefused e) {
      release(opened, weights);
      throw e;
    }
  }

  private static void release(@Nullable OnnxSession opened, List<OnnxTensor> weights) {
    if (opened == null) {
      weights.forEach(OnnxTensor::close);
    } else {
      opened.close();
    }
  }

  /** Weights that lie beside the graph, from the bytes that were hashed. */
  private static Map<String, OnnxTensorLike> external(
      OrtEnvironment environment, ModelBundle bundle, List<OnnxTensor> weights)
      throws ModelRefused, OrtException {
    Map<String, ByteBuffer> files = new HashMap<>();
    Map<String, OnnxTensorLike> external = new HashMap<>();
    for (Weight weight : bundle.graph().weights()) {
      OnnxGraph.External place = weight.external();
      if (place == null) {
        continue;
      }
      ByteBuffer file = files.get(place.path());
      if (file == null) {
        file = bundle.read(place.path());
        files.put(place.path(), file);
      }
      ByteBuffer part =
          file.slice((int) place.offset(), (int) weight.bytes()).order(ByteOrder.nativeOrder());
      OnnxTensor tensor =
          OnnxTensor.createTensor(
              environment, part, OnnxShape.array(weight.dims()), OnnxLane.type(weight.type()));
      weights.add(tensor);
      external.put(weight.name(), tensor);
    }
    return external;
  }

  Map<String, Tensor> run(Map<String, Tensor> inputs) throws InferenceFailed {
    requireInputs(inputs);
    OnnxLane lane = lane();
    try {
      return lane.run(session, inputs, options.timeLimit());
    } finally {
      free.add(lane);
    }
  }

  private void requireInputs(Map<String, Tensor> inputs) throws InputRefused {
    for (TensorSpec spec : card.inputs()) {
      Tensor input = inputs.get(spec.name());
      if (input == null || !spec.fits(input)) {
        throw new InputRefused(
            InputRefused.Code.BAD_TENSOR,
            "model %s needs the input %s; %s was given"
                .formatted(card.name(), spec, input == null ? "none" : input));
      }
    }
    if (inputs.size() != card.inputs().size()) {
      throw new InputRefused(
          InputRefused.Code.BAD_TENSOR,
          "model %s has the inputs %s; %s were given"
              .formatted(card.name(), card.inputs(), inputs.keySet()));
    }
  }

  private OnnxLane lane() throws RunFailed {
    if (closed) {
      throw new RunFailed(RunFailed.Code.CLOSED, "the model was closed");
    }
    OnnxLane lane = free.poll();
    try {
      if (lane == null) {
        lane = free.poll(options.timeLimit().toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFailed(
          RunFailed.Code.BUSY, "interrupted while waiting for other runs of the model", e);
    }
    if (lane == null) {
      throw new RunFailed(
          RunFailed.Code.BUSY,
          "%d runs of model %s did not end in %d ms"
              .formatted(options.concurrency(), card.name(), options.timeLimit().toMillis()));
    }
    if (closed) {
      free.add(lane);
      throw new RunFailed(RunFailed.Code.CLOSED, "the model was closed");
    }
    return lane;
  }

  void stopLateRuns(long now) {
    lanes.forEach(lane -> lane.limit().stopIfLate(now));
  }

  /**
   * Refuses more runs, ends those under way, and frees the memory. A run that does not end in time
   * keeps its memory: freeing it under the engine would bring the process down.
   */
  synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    lanes.forEach(lane -> lane.limit().stopForGood());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
    boolean idle = true;
    try {
      for (int i = 0; i < lanes.size(); i++) {
        idle &= free.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS) != null;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      idle = false;
    }
    if (!idle) {
      return;
    }
    try {
      lanes.forEach(OnnxLane::close);
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot close a session", e);
    } finally {
      weights.forEach(OnnxTensor::close);
    }
  }
}
