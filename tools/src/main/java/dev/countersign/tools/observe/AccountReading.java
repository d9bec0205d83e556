package dev.countersign.tools.observe;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.EventLog;
import dev.countersign.network.gate.Executed;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Slot;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the state of gate and account at one pinned block. */
public final class AccountReading {
  /** Two days, so that a calendar day in any time zone is inside. */
  static final long LEAST_LOOK_BACK = 2 * AccountState.DAY;

  /** Seven days: a longer cooldown is refused by the policy. */
  static final long MOST_LOOK_BACK = 7 * AccountState.DAY;

  private final Manifest manifest;
  private final PinnedChain chain;

  /** Reads for one agent. */
  public AccountReading(Manifest manifest, PinnedChain chain) {
    this.manifest = manifest;
    this.chain = chain;
  }

  /**
   * The state, after checking that the tokens' decimals on chain are those of the manifest.
   *
   * @throws Refused when they are not, or a token's contract reverts
   */
  public AccountState read() throws Refused, ChainUnavailable {
    Bytes32 agentId = manifest.agentId();
    List<Address> tokens = manifest.policy().tokens().stream().map(Manifest.Limit::token).toList();
    Balances.requireDecimals(chain, manifest.tokens());
    Gate.AgentState state = Gate.state(chain, manifest.gate(), agentId);
    return new AccountState(
        chain.block().timestamp(),
        slot(state.lastSlot()),
        Gate.paused(chain, manifest.gate()),
        state.configHash(),
        chain.block().timestamp() / AccountState.DAY,
        spentToday(agentId, tokens),
        Balances.read(chain, manifest.account(), tokens),
        executed(agentId));
  }

  private Map<Address, BigInteger> spentToday(Bytes32 agentId, List<Address> tokens)
      throws ChainUnavailable {
    List<Together.Read<BigInteger>> reads =
        tokens.stream()
            .<Together.Read<BigInteger>>map(
                token -> () -> Gate.spentToday(chain, manifest.gate(), agentId, token))
            .toList();
    List<BigInteger> answers = Together.read(reads);
    Map<Address, BigInteger> spent = new TreeMap<>();
    for (int i = 0; i < tokens.size(); i++) {
      spent.put(tokens.get(i), answers.get(i));
    }
    return spent;
  }

  private List<AccountState.Execution> executed(Bytes32 agentId) throws ChainUnavailable {
    List<AccountState.Execution> executions = new ArrayList<>();
    for (EventLog log : chain.logs(manifest.gate(), Gate.EXECUTED_TOPIC, firstBlock())) {
      Optional<Executed> executed = Gate.executed(log);
      if (executed.isPresent() && executed.get().agentId().equals(agentId)) {
        executions.add(execution(executed.get(), log.block().timestamp()));
      }
    }
    int surplus = Math.max(0, executions.size() - AccountState.MAX_EXECUTED);
    return executions.subList(surplus, executions.size());
  }

  private static AccountState.Execution execution(Executed executed, long time)
      throws ChainUnavailable {
    Map<Address, BigInteger> flows = new TreeMap<>();
    executed.flows().forEach(measured -> flows.put(measured.token(), measured.delta()));
    return new AccountState.Execution(slot(executed.slot()), time, flows);
  }

  private static Slot slot(long value) throws ChainUnavailable {
    try {
      return new Slot(value);
    } catch (IllegalArgumentException e) {
      throw new ChainUnavailable(
          ChainUnavailable.Kind.MALFORMED, "the gate names a slot that cannot be one: " + value, e);
    }
  }

  private long firstBlock() throws ChainUnavailable {
    long cooldown = manifest.policy().protections().cooldown();
    long lookBack = Math.clamp(cooldown, LEAST_LOOK_BACK, MOST_LOOK_BACK);
    return Blocks.firstAtOrAfter(chain, chain.block().timestamp() - lookBack);
  }
}
