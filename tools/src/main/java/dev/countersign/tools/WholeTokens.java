package dev.countersign.tools;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/** Amounts as people read them. */
public final class WholeTokens {
  private static final MathContext ABOUT = new MathContext(8, RoundingMode.DOWN);

  private WholeTokens() {}

  /**
   * For example {@code 0.25 WETH}, exactly; base units and the address of a token that is not
   * known.
   */
  public static String of(Manifest manifest, Address token, BigInteger amount) {
    Optional<Manifest.Token> known = manifest.token(token);
    if (known.isEmpty()) {
      return amount + " base units of " + token;
    }
    return plain(amount, known.get().decimals()) + " " + symbol(known.get());
  }

  /** The name of a token in a sentence: its symbol, or its address when it is not known. */
  public static String name(Manifest manifest, Address token) {
    return manifest.token(token).map(WholeTokens::symbol).orElse(token.hex());
  }

  /** An integer with so many decimals, without trailing zeros. */
  public static String plain(BigInteger amount, int decimals) {
    if (amount.signum() == 0) {
      return "0";
    }
    return new BigDecimal(amount, decimals).stripTrailingZeros().toPlainString();
  }

  /** An integer with so many decimals, rounded down to eight digits that matter. */
  public static String about(BigInteger amount, int decimals) {
    if (amount.signum() == 0) {
      return "0";
    }
    return new BigDecimal(amount, decimals).round(ABOUT).stripTrailingZeros().toPlainString();
  }

  // A symbol is for people only and may be hostile: letters that look like others stay out.
  private static String symbol(Manifest.Token token) {
    String printable = token.symbol().replaceAll("[^\\x21-\\x7e]", "?");
    return printable.length() <= 16 ? printable : printable.substring(0, 16);
  }
}
