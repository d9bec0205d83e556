package dev.countersign.runtime.run;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Said;
import dev.countersign.receipt.Tensor;
import dev.countersign.tools.WholeTokens;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Observations, outputs and intents in words. Nothing depends on them: what cannot be read is only
 * named.
 *
 * @param manifest whose tokens they are about
 */
public record Words(Manifest manifest) {
  private static final int PRICE_DECIMALS = 18;
  private static final int LONG = 300;
  private static final int MANY = 4;

  /** What an observation says. */
  public String of(Observation observation) {
    JsonNode content = observation.content();
    try {
      return switch (observation.kind()) {
        case "candles" -> candles(content);
        case "balances" -> amounts(content.path("balances"));
        case "account" -> account(content);
        case "quote" -> quote(content);
        case "instruction" -> "told: \"" + printable(content.path("text").asString("")) + "\"";
        default -> observation.kind() + " from " + observation.source();
      };
    } catch (IllegalArgumentException | tools.jackson.core.JacksonException e) {
      return observation.kind() + " from " + observation.source();
    }
  }

  private String candles(JsonNode content) {
    JsonNode candles = content.path("candles");
    String pair = name(content.path("base")) + "/" + name(content.path("quote"));
    if (candles.isEmpty()) {
      return "no candle of " + pair;
    }
    BigInteger close = new BigInteger(candles.get(candles.size() - 1).path("close").asString());
    return candles.size()
        + " candles of "
        + pair
        + ", last close "
        + WholeTokens.about(close, PRICE_DECIMALS);
  }

  private String account(JsonNode content) {
    String spent = amounts(content.path("spentToday"));
    return (content.path("paused").asBoolean(false) ? "paused, " : "")
        + (spent.isEmpty() ? "nothing spent today" : "spent today " + spent);
  }

  private String quote(JsonNode content) {
    return amount(content.path("tokenIn"), content.path("amountIn"))
        + " gives "
        + amount(content.path("tokenOut"), content.path("amountOut"))
        + " on "
        + content.path("venue").asString("");
  }

  private String amounts(JsonNode list) {
    List<String> words = new ArrayList<>();
    for (JsonNode entry : list) {
      words.add(amount(entry.path("token"), entry.path("amount")));
    }
    return String.join(", ", words);
  }

  private String amount(JsonNode token, JsonNode amount) {
    return about(new Address(token.asString()), new BigInteger(amount.asString()));
  }

  /** An amount with its symbol, rounded for reading. */
  public String about(Address token, BigInteger amount) {
    int decimals =
        manifest
            .token(token)
            .map(Manifest.Token::decimals)
            .orElse(token.equals(Address.ZERO) ? 18 : 0);
    return WholeTokens.about(amount, decimals) + " " + WholeTokens.name(manifest, token);
  }

  /** An amount without its symbol, exact. */
  public String plain(Address token, BigInteger amount) {
    return WholeTokens.plain(amount, manifest.token(token).map(Manifest.Token::decimals).orElse(0));
  }

  private String name(JsonNode token) {
    return WholeTokens.name(manifest, new Address(token.asString()));
  }

  /** One line that a terminal cannot be fooled by, cut where it is long. */
  private static String printable(String text) {
    String line = text.strip().replaceAll("\\s+", " ").replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
    return line.length() <= LONG ? line : line.substring(0, LONG) + "...";
  }

  /** The calls in a language model's answer, one to a line; empty for other models. */
  public static List<String> answer(List<Tensor> outputs) {
    for (Tensor output : outputs) {
      if (output.name().equals("text") && output.type() == Tensor.Type.UINT8) {
        return StandardCharsets.UTF_8
            .decode(output.data())
            .toString()
            .lines()
            .map(Words::printable)
            .filter(line -> !line.isEmpty() && !line.startsWith("<"))
            .toList();
      }
    }
    return List.of();
  }

  private static Optional<Said> said(List<Tensor> outputs) {
    try {
      return Optional.of(Said.in(outputs));
    } catch (ReceiptRejected e) {
      return Optional.empty();
    }
  }

  /** What a model said. */
  public static String of(List<Tensor> outputs) {
    Optional<Said> said = said(outputs);
    if (said.isPresent()) {
      long chosen =
          outputs.stream()
              .filter(output -> output.name().equals("logits"))
              .mapToLong(output -> output.data().remaining())
              .sum();
      return said.get().tokens()
          + " tokens, "
          + chosen
          + " of them chosen by the model"
          + (said.get().finish().equals("stop") ? "" : ", " + said.get().finish());
    }
    List<String> words = new ArrayList<>();
    for (Tensor output : outputs) {
      StringBuilder text = new StringBuilder(output.name());
      if (output.type() == Tensor.Type.FLOAT32) {
        float[] values = output.floats();
        for (int i = 0; i < Math.min(MANY, values.length); i++) {
          text.append(String.format(Locale.ROOT, " %.4f", values[i]));
        }
        text.append(values.length > MANY ? " ..." : "");
      } else {
        text.append(' ').append(output.dims());
      }
      words.add(text.toString());
    }
    return String.join("; ", words);
  }

  /** What is to happen. */
  public String of(Intent intent) {
    return switch (intent) {
      case Intent.Swap swap ->
          "sell "
              + about(swap.tokenIn(), swap.amountIn())
              + " for "
              + WholeTokens.name(manifest, swap.tokenOut())
              + " on "
              + swap.venue();
      case Intent.Transfer transfer ->
          "send " + about(transfer.token(), transfer.amount()) + " to " + recipient(transfer.to());
      case Intent.Hold hold -> "hold (" + hold.reason() + ")";
    };
  }

  private String recipient(Address to) {
    return manifest.policy().recipients().stream()
        .filter(recipient -> recipient.address().equals(to))
        .map(Manifest.Recipient::name)
        .findFirst()
        .orElse(to.checksummed());
  }
}
