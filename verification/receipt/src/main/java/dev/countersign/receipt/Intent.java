package dev.countersign.receipt;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigInteger;

/**
 * What a decision wants to happen, before it is turned into calls. Amounts are base units of the
 * token.
 *
 * <p>An intent holds no calldata, no router address and no least amount: those are a pure function
 * of the intents, the manifest and the observations.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Intent.Swap.class, name = "swap"),
  @JsonSubTypes.Type(value = Intent.Transfer.class, name = "transfer"),
  @JsonSubTypes.Type(value = Intent.Hold.class, name = "hold")
})
public sealed interface Intent {
  /**
   * Sell exactly {@code amountIn} of one token for another.
   *
   * @param tokenIn the token sold, an ERC-20
   * @param amountIn base units of it, more than zero
   * @param tokenOut the token bought, an ERC-20 other than the one sold
   * @param venue the name of a venue that the manifest lists, for example {@code uniswap-v3-500}
   */
  record Swap(Address tokenIn, BigInteger amountIn, Address tokenOut, String venue)
      implements Intent {
    /**
     * @throws IllegalArgumentException when the amount is not positive or both tokens are one
     */
    public Swap {
      requirePositive(amountIn);
      Text.name("venue", venue);
      if (tokenIn.equals(tokenOut)) {
        throw new IllegalArgumentException(
            "a swap is between two tokens, not " + tokenIn + " and itself");
      }
    }
  }

  /**
   * Send exactly {@code amount} to a recipient.
   *
   * @param token the token, or {@link Address#ZERO} for the native coin
   * @param amount base units of it, more than zero
   * @param to the recipient
   */
  record Transfer(Address token, BigInteger amount, Address to) implements Intent {
    /**
     * @throws IllegalArgumentException when the amount is not positive
     */
    public Transfer {
      requirePositive(amount);
    }
  }

  /**
   * Do nothing, on purpose.
   *
   * @param reason a code in kebab-case, for example {@code within-band}
   */
  record Hold(String reason) implements Intent {
    /**
     * @throws IllegalArgumentException when the reason is not printable ASCII
     */
    public Hold {
      Text.name("hold's reason", reason);
    }
  }

  private static void requirePositive(BigInteger amount) {
    if (amount.signum() <= 0 || amount.bitLength() > 255) {
      throw new IllegalArgumentException(
          "an amount is more than zero and below 2^255, not " + amount);
    }
  }
}
