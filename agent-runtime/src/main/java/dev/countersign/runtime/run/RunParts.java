package dev.countersign.runtime.run;

import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.evaluate.Evaluator;
import dev.countersign.network.evaluate.Inference;
import dev.countersign.network.quorum.QuorumClient;
import dev.countersign.receipt.ReceiptKey;
import dev.countersign.runtime.agent.Network;
import java.util.function.LongSupplier;

/**
 * What a run works with; all of it is opened and closed by the caller.
 *
 * @param network where
 * @param chain its node
 * @param evaluator observes, decides, plans and checks
 * @param inference runs the model
 * @param verifiers countersign
 * @param receiptKey signs receipts
 * @param journal remembers
 * @param bundles keeps the files
 * @param execution moves the money
 * @param nanos a clock for durations
 */
public record RunParts(
    Network network,
    ChainClient chain,
    Evaluator evaluator,
    Inference inference,
    QuorumClient verifiers,
    ReceiptKey receiptKey,
    Journal journal,
    BundleFiles bundles,
    Execution execution,
    LongSupplier nanos) {}
