package dev.countersign.strategies;

import dev.countersign.inference.grammar.ToolCall;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.WholeTokens;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The calls of an answer as intents: whole amounts and shares in base units, names as addresses.
 */
final class Moves {
  private static final BigInteger HUNDRED = BigInteger.valueOf(100);

  private final PlannerTerms terms;
  private final Dialogue dialogue;
  private final List<ToolCall> calls;
  private final List<Intent> intents = new ArrayList<>();
  private Optional<String> objection = Optional.empty();

  private Moves(PlannerTerms terms, Dialogue dialogue, List<ToolCall> calls) {
    this.terms = terms;
    this.dialogue = dialogue;
    this.calls = calls;
  }

  /**
   * Reads them.
   *
   * @throws Refused when an argument is none that the conversation offered
   */
  static Moves of(PlannerTerms terms, Dialogue dialogue, List<ToolCall> calls) throws Refused {
    Moves moves = new Moves(terms, dialogue, calls);
    for (ToolCall call : calls) {
      moves.add(call);
    }
    if (moves.objection.isEmpty()) {
      moves.objection =
          Wording.objection(
              dialogue.instruction(),
              Dialogue.symbols(terms.manifest()),
              Dialogue.recipients(terms.manifest()),
              calls);
    }
    return moves;
  }

  List<Intent> intents() {
    return List.copyOf(intents);
  }

  /** Why they are not to be carried out. */
  Optional<String> objection() {
    return objection;
  }

  /** For a person: swap 250 USDC for WETH, and pay alice 40 USDC. */
  String shown() {
    return calls.stream().map(Moves::shown).collect(Collectors.joining(", and "));
  }

  private static String shown(ToolCall call) {
    String amount = argument(call, "amount");
    return call.name().equals(MoneyTools.SWAP)
        ? "swap " + amount + " " + argument(call, "from") + " for " + argument(call, "to")
        : "pay " + argument(call, "to") + " " + amount + " " + argument(call, "token");
  }

  private static String argument(ToolCall call, String name) {
    return call.arguments().path(name).asString("");
  }

  private void add(ToolCall call) throws Refused {
    if (!terms.tools().contains(call.name())) {
      throw new Refused(Reason.INTENT_NOT_PERMITTED, "planner: " + call.name() + " is no tool");
    }
    Manifest.Token spent =
        token(argument(call, call.name().equals(MoneyTools.SWAP) ? "from" : "token"));
    Optional<BigInteger> amount = amount(argument(call, "amount"), spent);
    if (amount.isEmpty()) {
      return;
    }
    switch (call.name()) {
      case MoneyTools.SWAP -> swap(spent, amount.get(), token(argument(call, "to")));
      case MoneyTools.TRANSFER ->
          intents.add(
              new Intent.Transfer(spent.address(), amount.get(), recipient(argument(call, "to"))));
      default ->
          throw new Refused(
              Reason.INTENT_NOT_PERMITTED, "planner: a hold stands alone, and is no move");
    }
  }

  private void swap(Manifest.Token from, BigInteger amount, Manifest.Token to) {
    Optional<Manifest.Venue> venue = venue(from.address(), to.address());
    if (from.equals(to)) {
      object("a token cannot be swapped for itself");
    } else if (venue.isEmpty()) {
      object("there is nowhere to swap " + from.symbol() + " for " + to.symbol());
    } else {
      intents.add(new Intent.Swap(from.address(), amount, to.address(), venue.get().name()));
    }
  }

  /** The lowest fee; of equal ones the first by name. */
  private Optional<Manifest.Venue> venue(Address one, Address other) {
    return terms.manifest().venues().stream()
        .filter(
            venue ->
                (venue.token0().equals(one) && venue.token1().equals(other))
                    || (venue.token0().equals(other) && venue.token1().equals(one)))
        .min(Comparator.comparingInt(Manifest.Venue::fee).thenComparing(Manifest.Venue::name));
  }

  private void object(String sentence) {
    if (objection.isEmpty()) {
      objection = Optional.of(sentence);
    }
  }

  private Manifest.Token token(String symbol) throws Refused {
    List<Manifest.Token> found =
        terms.manifest().policy().tokens().stream()
            .flatMap(limit -> terms.manifest().token(limit.token()).stream())
            .filter(token -> token.symbol().equals(symbol))
            .toList();
    if (found.size() != 1) {
      throw new Refused(
          Reason.TOKEN_NOT_PERMITTED, "planner: the policy does not have one token of that symbol");
    }
    return found.getFirst();
  }

  private Address recipient(String name) throws Refused {
    List<Manifest.Recipient> found =
        terms.manifest().policy().recipients().stream()
            .filter(recipient -> recipient.name().equals(name))
            .toList();
    if (found.size() != 1) {
      throw new Refused(
          Reason.RECIPIENT_NOT_PERMITTED, "planner: the policy does not have one such recipient");
    }
    return found.getFirst().address();
  }

  /** A decimal in whole tokens, or a share of what is held, rounded down. */
  private Optional<BigInteger> amount(String text, Manifest.Token token) throws Refused {
    if (!dialogue.offered().amounts().contains(text)) {
      throw new Refused(
          Reason.INTENT_NOT_PERMITTED, "planner: the instruction does not hold the amount it uses");
    }
    boolean share = text.endsWith("%");
    BigDecimal number = new BigDecimal(share ? text.substring(0, text.length() - 1) : text);
    if (share) {
      if (number.compareTo(new BigDecimal(HUNDRED)) > 0) {
        object("a share is more than all of it");
        return Optional.empty();
      }
      BigInteger part =
          number
              .multiply(new BigDecimal(dialogue.account().balance(token.address())))
              .divideToIntegralValue(new BigDecimal(HUNDRED))
              .toBigInteger();
      return positive(part, token);
    }
    BigDecimal units = number.movePointRight(token.decimals());
    if (units.stripTrailingZeros().scale() > 0 || units.precision() > 78) {
      object(text + " " + token.symbol() + " is no whole number of its smallest unit");
      return Optional.empty();
    }
    return positive(units.toBigIntegerExact(), token);
  }

  private Optional<BigInteger> positive(BigInteger amount, Manifest.Token token) {
    if (amount.signum() <= 0) {
      object(
          "there would be no " + WholeTokens.name(terms.manifest(), token.address()) + " to move");
      return Optional.empty();
    }
    return Optional.of(amount);
  }
}
