package dev.countersign.network.evaluate;

import dev.countersign.network.spi.ObservationSource;
import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Strategy;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The observation sources, strategies and the planner that are here, each strategy with the digest
 * of its code.
 *
 * <p>Guarantees: a strategy is handed out only for a manifest that names exactly the digest of the
 * code that is here.
 */
public final class Catalog {
  /** The version of the way from a model's output to intents; there is one. */
  public static final int DECODER = 1;

  private final SortedMap<String, ObservationSource> sources;
  private final SortedMap<String, Strategy> strategies;
  private final SortedMap<String, Bytes32> digests = new TreeMap<>();
  private final Planner planner;

  private Catalog(
      Collection<ObservationSource> sources, Collection<Strategy> strategies, Planner planner) {
    this.sources = index(sources, ObservationSource::kind);
    this.strategies = index(strategies, Strategy::id);
    this.planner = planner;
    this.strategies.forEach((id, strategy) -> digests.put(id, CodeDigest.of(strategy.getClass())));
  }

  /**
   * A catalog of the given parts.
   *
   * @throws IllegalArgumentException when two have the same name, or the code of a strategy cannot
   *     be read
   */
  public static Catalog of(
      Collection<ObservationSource> sources, Collection<Strategy> strategies, Planner planner) {
    return new Catalog(sources, strategies, planner);
  }

  /**
   * Everything that {@link ServiceLoader} finds on the class path.
   *
   * @throws CatalogRefused when one of them cannot be loaded or its code cannot be digested, when
   *     two have the same name, or when there is not exactly one planner
   */
  public static Catalog load() {
    try {
      return found();
    } catch (ServiceConfigurationError | LinkageError | IllegalArgumentException e) {
      throw new CatalogRefused(
          "what is on the class path cannot be used; look at the jars of one's own, in"
              + " .countersign/strategies: "
              + e.getMessage(),
          e);
    }
  }

  private static Catalog found() {
    List<Planner> planners = all(Planner.class);
    if (planners.size() != 1) {
      throw new IllegalArgumentException(
          "there must be exactly one planner on the class path, not " + planners.size());
    }
    return of(all(ObservationSource.class), all(Strategy.class), planners.getFirst());
  }

  private static <T> List<T> all(Class<T> type) {
    return ServiceLoader.load(type).stream().map(ServiceLoader.Provider::get).toList();
  }

  private static <T> SortedMap<String, T> index(Collection<T> parts, Function<T, String> name) {
    SortedMap<String, T> index = new TreeMap<>();
    for (Iterator<T> all = parts.iterator(); all.hasNext(); ) {
      T part = all.next();
      if (index.put(name.apply(part), part) != null) {
        throw new IllegalArgumentException("two parts are named " + name.apply(part));
      }
    }
    return index;
  }

  /** The strategies that are here, with the digests of their code. */
  public Map<String, Bytes32> strategyDigests() {
    return Map.copyOf(digests);
  }

  /**
   * The strategy of a manifest.
   *
   * @throws Unable with {@code STRATEGY_UNAVAILABLE} when it is not here with that digest
   */
  public Strategy strategy(Manifest.Decide decide) throws Unable {
    if (decide.decoder() != DECODER) {
      throw new Unable(
          Reason.STRATEGY_UNAVAILABLE,
          "decoder " + decide.decoder() + " is not known here; " + DECODER + " is");
    }
    Strategy strategy = strategies.get(decide.strategy());
    if (strategy == null) {
      throw new Unable(
          Reason.STRATEGY_UNAVAILABLE,
          "strategy " + decide.strategy() + " is not here; here are " + strategies.keySet());
    }
    boolean prompted =
        !decide.prompt().equals(Bytes32.ZERO) || !decide.tools().equals(Bytes32.ZERO);
    if (prompted && !strategy.prompted()) {
      throw new Unable(
          Reason.STRATEGY_UNAVAILABLE,
          "strategy " + decide.strategy() + " takes neither prompts nor tools");
    }
    Bytes32 digest = digests.get(decide.strategy());
    if (!decide.strategyDigest().equals(digest)) {
      throw new Unable(
          Reason.STRATEGY_UNAVAILABLE,
          "strategy "
              + decide.strategy()
              + " is here with the code "
              + digest
              + "; the manifest names "
              + decide.strategyDigest());
    }
    return strategy;
  }

  /**
   * The source of a kind of observations.
   *
   * @throws Unable with {@code STRATEGY_UNAVAILABLE} when it is not here
   */
  public ObservationSource source(String kind) throws Unable {
    ObservationSource source = sources.get(kind);
    if (source == null) {
      throw new Unable(
          Reason.STRATEGY_UNAVAILABLE,
          "nothing here observes " + kind + "; here are " + sources.keySet());
    }
    return source;
  }

  /** The planner. */
  public Planner planner() {
    return planner;
  }
}
