package dev.countersign.runtime.redteam;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.runtime.run.Erc20Reads;
import dev.countersign.tools.observe.Quote;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An action that the file permits at this moment: the agent's own decision, or, where it holds, one
 * made from its limits.
 *
 * @param intents what is decided
 * @param plan what is to happen
 * @param decided whether the agent decided so itself
 */
record Move(List<Intent> intents, Planner.Plan plan, boolean decided) {
  Move {
    intents = List.copyOf(intents);
  }

  /** Looks for one and remembers why others were refused. */
  static final class Search {
    private final Manifest agent;
    private final Evaluation honest;
    private final Planner planner;
    private final PinnedChain chain;
    private String why = "the file lets nothing leave the account";

    Search(Manifest agent, Evaluation honest, Planner planner, PinnedChain chain) {
      this.agent = agent;
      this.honest = honest;
      this.planner = planner;
      this.chain = chain;
    }

    /** Why there is none. */
    String why() {
      return why;
    }

    Optional<Move> find() throws ChainUnavailable {
      List<Intent> decided = honest.decision().intents();
      if (!(decided.getFirst() instanceof Intent.Hold)) {
        Optional<Move> own = permitted(decided, true);
        if (own.isPresent()) {
          return own;
        }
      }
      for (Intent intent : candidates()) {
        Optional<Move> move = permitted(List.of(intent), false);
        if (move.isPresent()) {
          return move;
        }
      }
      return Optional.empty();
    }

    private Optional<Move> permitted(List<Intent> intents, boolean decided)
        throws ChainUnavailable {
      try {
        List<Observation> seen = new ArrayList<>(withoutQuotes(honest.observations()));
        seen.addAll(planner.quotes(agent, intents, chain));
        long deadline = honest.block().timestamp() + Outflow.WINDOW;
        Planner.Plan plan = planner.plan(agent, intents, seen, deadline);
        planner.check(agent, intents, plan, seen);
        return Optional.of(new Move(intents, plan, decided));
      } catch (Refused e) {
        why = "its own policy refuses what was tried: " + e.getMessage();
        return Optional.empty();
      }
    }

    private List<Intent> candidates() throws ChainUnavailable {
      List<Intent> candidates = new ArrayList<>();
      for (Manifest.Limit limit : agent.policy().tokens()) {
        BigInteger most = limit.maxPerAction().min(limit.maxPerDay()).min(held(limit.token()));
        BigInteger half = most.shiftRight(1);
        if (half.signum() > 0) {
          Outflow.transfer(agent, limit.token(), half)
              .map(Outflow::intent)
              .ifPresent(candidates::add);
          Outflow.swap(agent, limit.token(), half, agent.account(), Long.MAX_VALUE)
              .map(Outflow::intent)
              .ifPresent(candidates::add);
        }
      }
      return candidates;
    }

    private BigInteger held(Address token) throws ChainUnavailable {
      return token.equals(Address.ZERO)
          ? chain.balance(agent.account())
          : Erc20Reads.balance(chain, token, agent.account());
    }
  }

  static List<Observation> withoutQuotes(List<Observation> observations) {
    return observations.stream().filter(seen -> !seen.kind().equals(Quote.KIND)).toList();
  }
}
