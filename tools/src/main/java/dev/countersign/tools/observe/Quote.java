package dev.countersign.tools.observe;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.ObservationClass;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.BasisPoints;
import dev.countersign.tools.Parameters;
import dev.countersign.tools.contracts.Ratio;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a swap would have brought at the pinned block, and what else says something about its price.
 *
 * @param venue the venue's name
 * @param tokenIn the token sold
 * @param amountIn base units of it
 * @param tokenOut the token bought
 * @param amountOut what the pool would have paid, fee and price impact included
 * @param mid the pool's price before the swap: base units of {@code tokenOut} for {@code tokenIn}
 * @param references in the order of the manifest's sources
 */
public record Quote(
    String venue,
    Address tokenIn,
    BigInteger amountIn,
    Address tokenOut,
    BigInteger amountOut,
    Ratio mid,
    List<Reference> references) {
  /** The kind of the observation. */
  public static final String KIND = "quote";

  private static final int MAX_REFERENCES = 4;

  /** Copies the references. */
  public Quote {
    references = List.copyOf(references);
  }

  /**
   * What a price that does not come from the pool's last block would make of the amount.
   *
   * @param source {@code twap} or {@code feed}
   * @param amountOut base units of the token bought, rounded down
   */
  public record Reference(String source, BigInteger amountOut) {}

  /** The lowest reference. */
  public Optional<BigInteger> lowestReference() {
    return references.stream().map(Reference::amountOut).min(BigInteger::compareTo);
  }

  /**
   * The least that the swap must bring in: the larger of quote x (1 - slippage) and lowest
   * reference x (1 - deviation), rounded up, which is against the agent.
   */
  public BigInteger least(int maxSlippageBps, int maxDeviationBps) {
    BigInteger bySlippage = BasisPoints.lessRoundedUp(amountOut, maxSlippageBps);
    return lowestReference()
        .map(reference -> BasisPoints.lessRoundedUp(reference, maxDeviationBps))
        .map(bySlippage::max)
        .orElse(bySlippage);
  }

  /** Whether this is the quote of a swap. */
  public boolean isOf(Intent.Swap swap) {
    return venue.equals(swap.venue())
        && tokenIn.equals(swap.tokenIn())
        && amountIn.equals(swap.amountIn())
        && tokenOut.equals(swap.tokenOut());
  }

  /** The observation of this quote at a block. */
  public Observation observed(BlockRef block) {
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    content.put("venue", venue);
    content.put("tokenIn", tokenIn.hex());
    content.put("amountIn", amountIn.toString());
    content.put("tokenOut", tokenOut.hex());
    content.put("amountOut", amountOut.toString());
    content
        .putObject("mid")
        .put("numerator", mid.numerator().toString())
        .put("denominator", mid.denominator().toString());
    ArrayNode list = content.putArray("references");
    for (Reference reference : references) {
      list.addObject()
          .put("source", reference.source())
          .put("amountOut", reference.amountOut().toString());
    }
    return new Observation(KIND, ObservationClass.CHAIN, venue, block, content);
  }

  /** The quotes among observations, in their order. */
  public static List<Quote> in(List<Observation> observations) throws Refused {
    List<Quote> quotes = new ArrayList<>();
    for (Observation observation : observations) {
      if (observation.kind().equals(KIND)
          && observation.observationClass() == ObservationClass.CHAIN) {
        quotes.add(parse(Parameters.of(KIND, observation.content())));
      }
    }
    return quotes;
  }

  private static Quote parse(Parameters content) throws Refused {
    List<Reference> references = new ArrayList<>();
    for (Parameters reference : content.objects("references", MAX_REFERENCES)) {
      references.add(new Reference(reference.text("source"), reference.amount("amountOut")));
      reference.end();
    }
    Parameters mid = content.object("mid");
    Quote quote =
        new Quote(
            content.text("venue"),
            content.address("tokenIn"),
            content.amount("amountIn"),
            content.address("tokenOut"),
            content.amount("amountOut"),
            ratio(mid),
            references);
    mid.end();
    content.end();
    return quote;
  }

  private static Ratio ratio(Parameters mid) throws Refused {
    BigInteger numerator = mid.natural("numerator");
    BigInteger denominator = mid.natural("denominator");
    if (numerator.signum() == 0 || denominator.signum() == 0) {
      throw new Refused(Reason.SCHEMA, "quote.mid is not a positive price");
    }
    return new Ratio(numerator, denominator);
  }
}
