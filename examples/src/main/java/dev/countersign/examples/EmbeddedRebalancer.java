package dev.countersign.examples;

import dev.countersign.runtime.Countersign;
import dev.countersign.runtime.agent.Agent;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.RunReport;
import dev.countersign.runtime.workplace.Workplace;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;

/** An agent inside a Java program: built, opened, and run for one slot on the local network. */
public final class EmbeddedRebalancer {
  private EmbeddedRebalancer() {}

  /** What the file {@code examples/agents/rebalancer.yaml} says, in Java. */
  static Agent agent() throws Failure {
    return Agent.builder("embedded")
        .on("devnet", "treasury")
        .live()
        .observe(new Agent.Candles("WETH", "USDC", 3600, 64, "pool"))
        .observe(new Agent.Balances(List.of("WETH", "USDC")))
        .model("signal-v1")
        .strategy(
            "rebalance",
            """
            {"targets": {"WETH": "60%", "USDC": "40%"}, "band": "1%", "lean": "5%"}""")
        .token("WETH", "0.2", "1")
        .token("USDC", "500", "2000")
        .maxGas("0.01", "0.05")
        .maxSlippageBps(50, 100)
        .priceCheck(new Agent.PriceCheck(List.of("twap", "feed"), 150))
        .build();
  }

  /** Runs it in the checkout that this is started in. */
  public static void main(String[] arguments) throws Failure, InterruptedException {
    Path checkout = Path.of(System.getProperty("countersign.root", ""));
    Workplace workplace = Workplace.of(checkout, Clock.systemUTC(), new SecureRandom());
    try (Countersign countersign = Countersign.open(workplace)) {
      RunReport report = countersign.run(agent());
      System.out.println(report.status() + ": " + report.sentence());
      report.decision().ifPresent(decision -> System.out.println(decision.intents()));
      report.execution().ifPresent(done -> System.out.println(done.transaction().prefixed()));
      System.out.println(report.bundle());
    }
  }
}
