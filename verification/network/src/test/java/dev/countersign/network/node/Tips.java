package dev.countersign.network.node;

import dev.countersign.inference.InputRefused;
import dev.countersign.inference.Signal;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.evaluate.Catalog;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.spi.ObservationSource;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Manifest.ModelRef;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.ObservationClass;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The smallest agent that is one: it sees a balance on chain, shows it to a model, and tips its one
 * recipient the more the higher the model's score.
 */
final class Tips {
  static final BigInteger LEAST = BigInteger.valueOf(1_000_000);

  private Tips() {}

  static Catalog catalog() {
    return catalog(new BalanceSource());
  }

  static Catalog catalog(ObservationSource source) {
    return Catalog.of(List.of(source), List.of(new TipStrategy()), new TransferPlanner());
  }

  /** A runtime that was told to leave the policy out. */
  static Catalog lawless() {
    return Catalog.of(
        List.of(new BalanceSource()),
        List.of(new TipStrategy()),
        new TransferPlanner() {
          @Override
          public void check(
              Manifest manifest, List<Intent> intents, Plan plan, List<Observation> observations) {}
        });
  }

  /** The balance of the account's one policy token. */
  static class BalanceSource implements ObservationSource {
    @Override
    public String kind() {
      return "balance";
    }

    @Override
    public List<Observation> observe(JsonNode spec, Manifest manifest, PinnedChain chain)
        throws Refused, ChainUnavailable {
      Address token = manifest.policy().tokens().getFirst().token();
      Bytes balance =
          chain.call(token, new Bytes("0x70a08231" + word(manifest.account().hex().substring(2))));
      return List.of(
          new Observation(
              kind(),
              ObservationClass.CHAIN,
              "erc20",
              chain.block(),
              balance(token, new BigInteger(1, balance.toArray()))));
    }
  }

  static JsonNode balance(Address token, BigInteger amount) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("token", token.hex())
        .put("amount", amount.toString());
  }

  private static String word(String hex) {
    return "0".repeat(64 - hex.length()) + hex;
  }

  /** Tips by the model, or holds where its parameters say so. */
  static final class TipStrategy implements Strategy {
    @Override
    public String id() {
      return "tip";
    }

    @Override
    public List<String> problems(Manifest manifest) {
      return manifest.policy().recipients().isEmpty()
          ? List.of("there is nobody to tip")
          : List.of();
    }

    @Override
    public Map<String, Tensor> features(
        Manifest manifest, Slot slot, List<Observation> observations) {
      if (manifest.decide().model().equals(ModelRef.NONE)) {
        return Map.of();
      }
      BigInteger amount =
          new BigInteger(observations.getFirst().content().path("amount").asString());
      float[] bits = new float[24];
      for (int i = 0; i < bits.length; i++) {
        bits[i] = amount.testBit(i) ? 1 : -1;
      }
      return Map.of("features", Tensor.ofFloats("features", List.of(1L, 24L), bits));
    }

    @Override
    public Decision decide(Input input) throws Refused {
      if (input.with().path("hold").asBoolean(false)) {
        return new Decision(List.of(new Intent.Hold("told-to")), "it was told to hold");
      }
      int score = input.output().isEmpty() ? 0 : score(input.output());
      return new Decision(
          List.of(
              new Intent.Transfer(
                  input.manifest().policy().tokens().getFirst().token(),
                  LEAST.add(BigInteger.valueOf(10_000 + score)),
                  input.manifest().policy().recipients().getFirst().address())),
          "the score is " + score);
    }

    private static int score(Map<String, Tensor> output) throws Refused {
      try {
        return Signal.of(output).score();
      } catch (InputRefused e) {
        throw new Refused(Reason.UNDECODABLE, String.valueOf(e.getMessage()));
      }
    }
  }

  /** Transfers of ERC-20 tokens, within the caps of one action. */
  static class TransferPlanner implements Planner {
    @Override
    public List<Observation> account(Manifest manifest, PinnedChain chain) throws ChainUnavailable {
      Gate.AgentState state = Gate.state(chain, manifest.gate(), manifest.agentId());
      return List.of(
          new Observation(
              "account",
              ObservationClass.CHAIN,
              "gate",
              chain.block(),
              JsonNodeFactory.instance
                  .objectNode()
                  .put("lastSlot", state.lastSlot())
                  .put("registered", state.configHash().hex())));
    }

    @Override
    public List<Observation> quotes(Manifest manifest, List<Intent> intents, PinnedChain chain) {
      return List.of();
    }

    @Override
    public Plan plan(
        Manifest manifest, List<Intent> intents, List<Observation> observations, long validUntil)
        throws Refused {
      return switch (intents.getFirst()) {
        case Intent.Hold hold -> Plan.NOTHING;
        case Intent.Transfer transfer -> transfer(transfer);
        case Intent.Swap swap -> throw new Refused(Reason.INTENT_NOT_PERMITTED, "no swaps here");
      };
    }

    static Plan transfer(Intent.Transfer transfer) {
      String data =
          "0xa9059cbb"
              + word(transfer.to().hex().substring(2))
              + word(transfer.amount().toString(16));
      return new Plan(
          List.of(new Call(transfer.token(), BigInteger.ZERO, new Bytes(data))),
          List.of(new Flow(transfer.token(), transfer.amount().negate())));
    }

    @Override
    public void check(
        Manifest manifest, List<Intent> intents, Plan plan, List<Observation> observations)
        throws Refused {
      for (Intent intent : intents) {
        if (intent instanceof Intent.Transfer transfer
            && transfer
                    .amount()
                    .compareTo(
                        manifest.policy().limit(transfer.token()).orElseThrow().maxPerAction())
                > 0) {
          throw new Refused(Reason.OVER_ACTION_CAP, "more than the cap of one action");
        }
      }
    }
  }
}
