package dev.countersign.inference.language;

import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.ModelCard;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.inference.spi.Engine;
import dev.countersign.receipt.Bytes32;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs language models: bundles of the format {@code decoder}.
 *
 * <p>Guarantees: one copy of the weights for each digest and set of options, shared by all who load
 * it and given back with the last of them.
 */
public final class LanguageEngine implements Engine {
  private record Key(Bytes32 digest, Options options) {}

  private final Map<Key, LanguageCore> open = new HashMap<>();
  private boolean closed;

  /** An engine without models. */
  public LanguageEngine() {}

  @Override
  public String format() {
    return ModelCard.DECODER;
  }

  @Override
  public synchronized LanguageModel load(ModelBundle bundle, Options options) throws ModelRefused {
    if (closed) {
      throw new ModelRefused(Code.ENGINE, "the engine is closed");
    }
    if (!bundle.card().format().equals(format())) {
      throw new ModelRefused(
          Code.ENGINE, "language models have the format decoder, not " + bundle.card().format());
    }
    Key key = new Key(bundle.digest(), options);
    LanguageCore core = open.get(key);
    if (core == null) {
      core = LanguageCore.open(bundle, options);
      open.put(key, core);
    }
    core.users++;
    LanguageCore shared = core;
    return new LanguageModel(shared, () -> release(key, shared));
  }

  private synchronized void release(Key key, LanguageCore core) {
    core.users--;
    if (core.users == 0) {
      open.remove(key, core);
      core.close();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    open.values().forEach(LanguageCore::close);
    open.clear();
  }
}
