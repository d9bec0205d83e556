package dev.countersign.inference.decoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.countersign.inference.Excerpt;
import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.InputRefused;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.inference.OnnxEnvironment;
import dev.countersign.inference.RunFailed;
import dev.countersign.inference.spi.Engine.Options;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A language model in memory. Safe for use by several threads: they share the weights, and at most
 * {@link Options#concurrency()} of their runs are under way at a time.
 *
 * <p>Guarantees: the logits of a position have the same bits however the tokens before it were cut
 * into runs (see {@link ExactGraph}); a run takes no longer than the time limit and one operator.
 * One run uses at most {@link DecoderConfig#kvHeads()} threads: with more, ONNX Runtime would cut
 * the columns of a head's product among them, and the cut decides in which order it adds.
 */
public final class DecoderSession implements AutoCloseable {
  private static final int INFINITE = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
  private static final long WATCH_MILLIS = 20;
  private static final long CLOSE_SECONDS = 30;

  private final DecoderBundle bundle;
  private final DecoderConfig config;
  private final Options options;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final List<OnnxTensor> weights;
  private final List<DecoderLane> lanes = new ArrayList<>();
  private final ArrayBlockingQueue<DecoderLane> free;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("countersign-run-limit").factory());
  private final ScheduledFuture<?> watching;
  private volatile boolean closed;

  private DecoderSession(
      DecoderBundle bundle,
      Options options,
      OrtEnvironment environment,
      OrtSession session,
      List<OnnxTensor> weights)
      throws OrtException {
    this.bundle = bundle;
    this.config = bundle.config();
    this.options = options;
    this.environment = environment;
    this.session = session;
    this.weights = weights;
    this.free = new ArrayBlockingQueue<>(options.concurrency());
    for (int i = 0; i < options.concurrency(); i++) {
      lanes.add(new DecoderLane(environment));
    }
    free.addAll(lanes);
    this.watching =
        watch.scheduleWithFixedDelay(
            () -> lanes.forEach(lane -> lane.limit().stopIfLate(System.nanoTime())),
            WATCH_MILLIS,
            WATCH_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  static DecoderSession open(DecoderBundle bundle, Options options) throws ModelRefused {
    int threads = threads(bundle.config(), options);
    try (SessionOptions with = sessionOptions(threads)) {
      return open(bundle, options, with);
    } catch (OrtException e) {
      throw notTaken(e);
    }
  }

  /**
   * A decoder's hundreds of operators lie microseconds apart, and so do the runs of an answer. So
   * the threads, where there are several, wait awake for the next one. Operators are joined where
   * that saves passing over memory. Neither changes a bit.
   */
  static SessionOptions sessionOptions(int threads) throws OrtException {
    SessionOptions with = OnnxEnvironment.sessionOptions(threads, true);
    with.setOptimizationLevel(OptLevel.EXTENDED_OPT);
    return with;
  }

  /** With any options of the runtime: for the test that they do not matter. */
  static DecoderSession open(DecoderBundle bundle, Options options, SessionOptions with)
      throws ModelRefused {
    OrtEnvironment environment = OnnxEnvironment.get();
    List<OnnxTensor> tensors = new ArrayList<>();
    try {
      DecoderConfig config = bundle.config();
      Map<String, OnnxTensorLike> external = new HashMap<>();
      for (Map.Entry<String, FloatBuffer> value :
          Weights.load(bundle.bundle(), config).entrySet()) {
        long[] dims = Initializer.dims(config, value.getKey());
        OnnxTensor tensor = OnnxTensor.createTensor(environment, value.getValue(), dims);
        tensors.add(tensor);
        external.put(value.getKey(), tensor);
      }
      with.addExternalInitializers(external);
      byte[] graph = ExactGraph.of(config);
      ByteBuffer direct = ByteBuffer.allocateDirect(graph.length).put(graph).flip();
      OrtSession session = environment.createSession(direct, with);
      return new DecoderSession(bundle, options, environment, session, tensors);
    } catch (OrtException e) {
      tensors.forEach(OnnxTensor::close);
      throw notTaken(e);
    } catch (ModelRefused e) {
      tensors.forEach(OnnxTensor::close);
      throw e;
    }
  }

  private static ModelRefused notTaken(OrtException e) {
    return new ModelRefused(
        Code.ENGINE, "ONNX Runtime does not take this model: " + Excerpt.sentence(e), e);
  }

  /** The threads of one run. */
  static int threads(DecoderConfig config, Options options) {
    return Math.min(options.threads(), config.kvHeads());
  }

  /** The bundle it was opened from. */
  public DecoderBundle bundle() {
    return bundle;
  }

  /** The threads of one run: those of the options, and at most one for each key and value head. */
  public int threads() {
    return threads(config, options);
  }

  /** A cache of no tokens, which the caller closes. */
  public KvCache empty() throws RunFailed {
    return KvCache.empty(config);
  }

  /**
   * Reads tokens behind a past.
   *
   * @param ids one or more tokens
   * @param rows indices into {@code ids}, in any order: the positions whose logits are wanted, each
   *     for the token that follows it; may be empty
   * @param past of this model; stays open and unchanged
   * @throws InferenceFailed when an id or a row is out of range, the context would be exceeded, the
   *     run fails or takes too long, or a logit is no number
   */
  public Step run(long[] ids, long[] rows, KvCache past) throws InferenceFailed {
    requireInputs(ids, rows, past);
    DecoderLane lane = lane();
    try {
      if (ids.length == 1 && rows.length == 1) {
        return run(lane, lane.only(ids[0]), lane.first(), past);
      }
      try (OnnxTensor idTensor = longs(ids, 1, ids.length);
          OnnxTensor rowTensor = longs(rows, rows.length)) {
        return run(lane, idTensor, rowTensor, past);
      }
    } catch (OrtException e) {
      throw lane.limit().failed(e, bundle.bundle().card().name());
    } finally {
      lane.limit().end();
      free.add(lane);
    }
  }

  private Step run(DecoderLane lane, OnnxTensor ids, OnnxTensor rows, KvCache past)
      throws OrtException, RunFailed {
    Map<String, OnnxTensorLike> inputs = new HashMap<>();
    inputs.put(ExactGraph.IDS, ids);
    inputs.put(ExactGraph.ROWS, rows);
    for (int i = 0; i < config.layers(); i++) {
      inputs.put(ExactGraph.pastKey(i), past.tensors().get(2 * i));
      inputs.put(ExactGraph.pastValue(i), past.tensors().get(2 * i + 1));
    }
    lane.limit().start(options.timeLimit());
    int length = past.length() + Math.toIntExact(ids.getInfo().getShape()[1]);
    return step(session.run(inputs, lane.limit().options()), length);
  }

  /** The caches stay; the result's own table of them is left to the garbage collector. */
  private Step step(OrtSession.Result result, int length) throws RunFailed {
    List<OnnxTensor> present = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      present.add(tensor(result, ExactGraph.presentKey(i)));
      present.add(tensor(result, ExactGraph.presentValue(i)));
    }
    KvCache cache = new KvCache(config, present, length);
    FloatBuffer logits;
    try (OnnxTensor tensor = tensor(result, ExactGraph.LOGITS)) {
      logits = tensor.getFloatBuffer();
    }
    if (!areNumbers(logits.array())) {
      cache.close();
      throw new RunFailed(
          RunFailed.Code.NOT_A_NUMBER,
          "model " + bundle.bundle().card().name() + ": a logit is NaN or infinite");
    }
    return new Step(logits, cache);
  }

  private static boolean areNumbers(float[] logits) {
    int largest = 0;
    for (float logit : logits) {
      largest = Math.max(largest, Float.floatToRawIntBits(logit) & Integer.MAX_VALUE);
    }
    return largest < INFINITE;
  }

  private static OnnxTensor tensor(OrtSession.Result result, String name) {
    OnnxValue value = result.get(name).orElseThrow();
    return (OnnxTensor) value;
  }

  private OnnxTensor longs(long[] values, long... dims) throws OrtException {
    return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), dims);
  }

  private void requireInputs(long[] ids, long[] rows, KvCache past) throws InputRefused {
    if (ids.length == 0 || ids.length > config.context() - past.length()) {
      throw refused(
          "%d tokens after %d do not fit the context of %d"
              .formatted(ids.length, past.length(), config.context()));
    }
    for (long id : ids) {
      if (id < 0 || id >= config.vocab()) {
        throw refused("there is no token " + id + " among " + config.vocab());
      }
    }
    for (long row : rows) {
      if (row < 0 || row >= ids.length) {
        throw refused("there is no position " + row + " among " + ids.length);
      }
    }
    if ((long) rows.length * config.vocab() > Integer.MAX_VALUE / Float.BYTES) {
      throw refused("logits of " + rows.length + " positions at once are too many");
    }
  }

  private static InputRefused refused(String sentence) {
    return new InputRefused(InputRefused.Code.BAD_TENSOR, sentence);
  }

  private DecoderLane lane() throws RunFailed {
    try {
      DecoderLane lane =
          closed ? null : free.poll(options.timeLimit().toMillis(), TimeUnit.MILLISECONDS);
      if (lane == null && !closed) {
        throw new RunFailed(
            RunFailed.Code.BUSY,
            "%d runs of model %s did not end in %d ms"
                .formatted(
                    options.concurrency(),
                    bundle.bundle().card().name(),
                    options.timeLimit().toMillis()));
      }
      if (lane == null || closed) {
        if (lane != null) {
          free.add(lane);
        }
        throw new RunFailed(RunFailed.Code.CLOSED, "the model was closed");
      }
      return lane;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFailed(
          RunFailed.Code.BUSY, "interrupted while waiting for other runs of the model", e);
    }
  }

  /**
   * Reproduces the bundle's self-test on this machine, by one run and token by token.
   *
   * @throws InferenceFailed when either comes out otherwise; abstain then
   */
  public void requireSelfTest() throws InferenceFailed {
    bundle.bundle().selfTest().require(inputs -> DecoderSelfTest.inOneRun(this, inputs));
    bundle.bundle().selfTest().require(inputs -> DecoderSelfTest.tokenByToken(this, inputs));
  }

  /**
   * Refuses more runs, ends those under way, and frees the memory. A run that does not end in time
   * keeps its memory: freeing it under the engine would bring the process down.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    watching.cancel(false);
    watch.shutdown();
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
      lanes.forEach(DecoderLane::close);
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot close a session", e);
    } finally {
      weights.forEach(OnnxTensor::close);
    }
  }
}
