package dev.countersign.inference;

import ai.onnxruntime.OrtEnvironment;
import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.inference.spi.Engine;
import dev.countersign.inference.spi.LoadedModel;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs ONNX models on ONNX Runtime's CPU kernels.
 *
 * <p>Guarantees: one session for each digest and set of options, shared by all who load it and
 * closed with the last of them; sequential execution, a fixed optimisation level, a fixed number of
 * threads that do not spin; the engine is given the bytes that were hashed and checked, and nothing
 * from a path. Does not guarantee the same bits on another kind of machine: that is what the {@link
 * SelfTest} is for.
 */
public final class OnnxEngine implements Engine {
  /** The engine's name in receipts. */
  public static final String NAME = "onnxruntime";

  /** Between two looks at runs that may have passed their time limit. */
  private static final long WATCH_MILLIS = 20;

  private record Key(Bytes32 digest, Options options) {}

  private final Map<Key, OnnxSession> sessions = new HashMap<>();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("countersign-run-limit").factory());
  private @Nullable ScheduledFuture<?> watching;
  private boolean closed;

  /** An engine without models. */
  public OnnxEngine() {}

  @Override
  public String format() {
    return ModelCard.ONNX;
  }

  @Override
  public synchronized LoadedModel load(ModelBundle bundle, Options options) throws ModelRefused {
    if (closed) {
      throw new ModelRefused(Code.ENGINE, "the engine is closed");
    }
    if (!bundle.card().format().equals(format())) {
      throw new ModelRefused(
          Code.ENGINE, NAME + " does not run the format " + bundle.card().format());
    }
    Key key = new Key(bundle.digest(), options);
    OnnxSession session = sessions.get(key);
    if (session == null) {
      session = OnnxSession.open(OnnxEnvironment.get(), bundle, options);
      sessions.put(key, session);
      watch();
    }
    session.users++;
    return new OnnxModel(this, key, session, bundle);
  }

  private void watch() {
    if (watching == null || watching.isDone()) {
      watching =
          watch.scheduleWithFixedDelay(
              this::stopLateRuns, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void stopLateRuns() {
    long now = System.nanoTime();
    List<OnnxSession> open;
    synchronized (this) {
      open = List.copyOf(sessions.values());
    }
    open.forEach(session -> session.stopLateRuns(now));
  }

  /** The number of sessions. */
  synchronized int open() {
    return sessions.size();
  }

  private synchronized void release(Key key, OnnxSession session) {
    session.users--;
    if (session.users == 0) {
      sessions.remove(key, session);
      if (sessions.isEmpty() && watching != null) {
        watching.cancel(false);
        watching = null;
      }
      session.close();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    watch.shutdown();
    sessions.values().forEach(OnnxSession::close);
    sessions.clear();
  }

  /** One user's hold on a shared session. */
  private static final class OnnxModel implements LoadedModel {
    private final OnnxEngine engine;
    private final Key key;
    private final OnnxSession session;
    private final ModelBundle bundle;
    private boolean closed;

    OnnxModel(OnnxEngine engine, Key key, OnnxSession session, ModelBundle bundle) {
      this.engine = engine;
      this.key = key;
      this.session = session;
      this.bundle = bundle;
    }

    @Override
    public ModelBundle bundle() {
      return bundle;
    }

    @Override
    public Description description() {
      return new Description(
          NAME, OrtEnvironment.getEnvironment().getVersion(), key.options().threads(), "cpu");
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> inputs) throws InferenceFailed {
      synchronized (this) {
        if (closed) {
          throw new RunFailed(RunFailed.Code.CLOSED, "the model was closed");
        }
      }
      return session.run(inputs);
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        engine.release(key, session);
      }
    }
  }
}
