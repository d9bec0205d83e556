package dev.countersign.runtime.run;

import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.EventLog;
import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.network.gate.Executed;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Manifest;
import dev.countersign.tools.observe.AccountState;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Compares what the gate measured with what was certified. */
final class Settlement {
  private final ChainClient chain;
  private final Planner planner;
  private final Bundle bundle;
  private final Manifest manifest;
  private final Words words;

  Settlement(ChainClient chain, Planner planner, Bundle bundle) {
    this.chain = chain;
    this.planner = planner;
    this.bundle = bundle;
    this.manifest = bundle.manifest();
    this.words = new Words(manifest);
  }

  /** The gate's own account of a receipt's execution, among the events of a transaction. */
  Optional<Executed> executed(MinedReceipt mined, Bytes32 receiptId) {
    for (EventLog log : mined.logs()) {
      if (log.emitter().equals(manifest.gate())) {
        Optional<Executed> found =
            Gate.executed(log).filter(executed -> executed.receiptId().equals(receiptId));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** The transaction for the report. */
  RunReport.Execution report(MinedReceipt mined, Executed executed, boolean settled) {
    return new RunReport.Execution(
        mined.transaction(),
        mined.from(),
        mined.block(),
        mined.gasUsed(),
        mined.cost().toString(),
        settled,
        flows(executed));
  }

  private List<RunReport.Flow> flows(Executed executed) {
    Map<Address, BigInteger> measured = new TreeMap<>();
    executed.flows().forEach(flow -> measured.put(flow.token(), flow.delta()));
    Map<Address, BigInteger> least = new TreeMap<>();
    for (Flow flow : bundle.flows()) {
      least.put(flow.token(), flow.least());
      measured.putIfAbsent(flow.token(), BigInteger.ZERO);
    }
    List<RunReport.Flow> flows = new ArrayList<>();
    measured.forEach(
        (token, delta) ->
            flows.add(
                new RunReport.Flow(
                    dev.countersign.tools.WholeTokens.name(manifest, token),
                    token,
                    words.plain(token, least.getOrDefault(token, BigInteger.ZERO)),
                    words.plain(token, delta))));
    return flows;
  }

  /** What the account held when it was decided, and what it holds at the transaction's block. */
  List<RunReport.Balance> balances(MinedReceipt mined) throws ChainUnavailable {
    try {
      AccountState before = AccountState.in(bundle.observations());
      AccountState after =
          AccountState.in(planner.account(manifest, new PinnedChain(chain, mined.block())));
      List<RunReport.Balance> balances = new ArrayList<>();
      before
          .balances()
          .forEach(
              (token, amount) ->
                  balances.add(
                      new RunReport.Balance(
                          dev.countersign.tools.WholeTokens.name(manifest, token),
                          token,
                          words.plain(token, amount),
                          words.plain(token, after.balance(token)))));
      return balances;
    } catch (Refused e) {
      return List.of(); // Only for people; the gate has measured what counts.
    }
  }
}
