package dev.countersign.runtime.agent;

import dev.countersign.receipt.Address;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of a YAML file whose keys are known. Reading a value checks its type; a key that is not
 * known is refused when the section is opened, so that nothing in a file is read by nobody.
 */
final class Section {
  private static final Pattern INTEGER = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final Pattern AMOUNT = Pattern.compile("(0|[1-9][0-9]{0,40})(\\.[0-9]{1,36})?");
  private static final Pattern DURATION = Pattern.compile("(0|[1-9][0-9]{0,8})([smhd])");

  private final String path;
  private final YamlNode.Block block;
  private final Map<String, YamlNode> values = new LinkedHashMap<>();
  private final Set<String> keys;

  private Section(String path, YamlNode.Block block, Set<String> keys) throws Failure {
    this.path = path;
    this.block = block;
    this.keys = keys;
    for (YamlNode.Entry entry : block.entries()) {
      if (!keys.contains(entry.key())) {
        String where = path.isEmpty() ? "" : " under " + path;
        throw Failure.at(
            entry.at(),
            "unknown key \""
                + excerpt(entry.key())
                + "\""
                + where
                + Spelling.hint(entry.key(), keys));
      }
      values.put(entry.key(), entry.value());
    }
  }

  /** The section of a value that must be a block of known keys. */
  static Section of(String path, YamlNode node, Set<String> keys) throws Failure {
    return new Section(path, block(path.isEmpty() ? "the file" : path, node), keys);
  }

  private static YamlNode.Block block(String what, YamlNode node) throws Failure {
    if (node instanceof YamlNode.Block block) {
      return block;
    }
    throw Failure.at(node.at(), what + " must be a block of keys, not " + node.what());
  }

  Position at() {
    return block.at();
  }

  boolean has(String key) {
    return value(key).isPresent();
  }

  Optional<YamlNode> value(String key) {
    if (!keys.contains(key)) {
      throw new IllegalArgumentException("the key " + key + " is not declared under " + path);
    }
    return Optional.ofNullable(values.get(key));
  }

  YamlNode required(String key) throws Failure {
    Optional<YamlNode> value = value(key);
    if (value.isEmpty()) {
      throw Failure.at(
          block.at(),
          (path.isEmpty() ? "the file" : path) + " has no \"" + key + "\", which it needs");
    }
    return value.get();
  }

  String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** A block of known keys below this one. */
  Optional<Section> section(String key, Set<String> known) throws Failure {
    Optional<YamlNode> value = value(key);
    return value.isEmpty() ? Optional.empty() : Optional.of(of(name(key), value.get(), known));
  }

  Section requiredSection(String key, Set<String> known) throws Failure {
    return of(name(key), required(key), known);
  }

  String text(String key) throws Failure {
    return text(name(key), required(key));
  }

  String text(String key, String absent) throws Failure {
    return has(key) ? text(key) : absent;
  }

  static String text(String what, YamlNode node) throws Failure {
    if (node instanceof YamlNode.Text text && (text.quoted() || !text.value().isEmpty())) {
      return text.value();
    }
    throw Failure.at(node.at(), what + " must be text, not " + node.what());
  }

  /** One of a few words. */
  <E> E choice(String key, Map<String, E> words) throws Failure {
    String word = text(key);
    E value = words.get(word);
    if (value == null) {
      throw Failure.at(
          required(key).at(),
          name(key) + " is \"" + excerpt(word) + "\"" + Spelling.hint(word, words.keySet()));
    }
    return value;
  }

  <E> E choice(String key, Map<String, E> words, E absent) throws Failure {
    return has(key) ? choice(key, words) : absent;
  }

  long integer(String key, long least, long most) throws Failure {
    YamlNode node = required(key);
    if (node instanceof YamlNode.Text text && INTEGER.matcher(text.value()).matches()) {
      if (text.quoted()) {
        throw Failure.at(node.at(), name(key) + " is a number and takes no quotes");
      }
      long value = Long.parseLong(text.value());
      if (value < least || value > most) {
        throw Failure.at(
            node.at(), name(key) + " is " + value + ", but must be " + least + " to " + most);
      }
      return value;
    }
    throw Failure.at(
        node.at(),
        name(key)
            + " must be a whole number from "
            + least
            + " to "
            + most
            + ", not "
            + node.what());
  }

  int integer(String key, int least, int most, int absent) throws Failure {
    return has(key) ? (int) integer(key, least, most) : absent;
  }

  /** Basis points, 0 to 10000. */
  int bps(String key, int absent) throws Failure {
    return integer(key, 0, 10_000, absent);
  }

  /** Seconds; written as {@code 90s}, {@code 30m}, {@code 1h} or {@code 1d}. */
  long duration(String key, long absent) throws Failure {
    return has(key) ? duration(name(key), required(key)) : absent;
  }

  static long duration(String what, YamlNode node) throws Failure {
    if (node instanceof YamlNode.Text text) {
      Matcher matcher = DURATION.matcher(text.value());
      if (matcher.matches()) {
        return Durations.seconds(Long.parseLong(matcher.group(1)), matcher.group(2).charAt(0));
      }
    }
    throw Failure.at(
        node.at(),
        what + " is " + node.what() + ", which is no duration: write 90s, 30m, 1h or 1d");
  }

  /** A decimal string in whole tokens. */
  BigDecimal amount(String key) throws Failure {
    return amount(name(key), required(key));
  }

  static BigDecimal amount(String what, YamlNode node) throws Failure {
    if (node instanceof YamlNode.Text text) {
      if (AMOUNT.matcher(text.value()).matches()) {
        if (!text.quoted()) {
          throw Failure.at(
              node.at(),
              what + " is an amount and amounts are quoted: write \"" + text.value() + "\"");
        }
        return new BigDecimal(text.value());
      }
      throw Failure.at(
          node.at(),
          what
              + " is "
              + node.what()
              + ", which is no amount: write whole tokens as a quoted decimal such as \"0.25\","
              + " without a unit");
    }
    throw Failure.at(node.at(), what + " must be a quoted decimal amount, not " + node.what());
  }

  /** Amounts by token symbol. */
  Map<String, BigDecimal> amounts(String key) throws Failure {
    Map<String, BigDecimal> amounts = new LinkedHashMap<>();
    if (has(key)) {
      for (YamlNode.Entry entry : block(name(key), required(key)).entries()) {
        amounts.put(entry.key(), amount(name(key) + "." + entry.key(), entry.value()));
      }
    }
    return amounts;
  }

  /** Addresses by name. */
  Map<String, Address> addresses(String key) throws Failure {
    Map<String, Address> addresses = new LinkedHashMap<>();
    if (has(key)) {
      for (YamlNode.Entry entry : block(name(key), required(key)).entries()) {
        addresses.put(entry.key(), address(name(key) + "." + entry.key(), entry.value()));
      }
    }
    return addresses;
  }

  Address address(String key) throws Failure {
    return address(name(key), required(key));
  }

  private static Address address(String what, YamlNode node) throws Failure {
    try {
      return Address.parse(text(what, node));
    } catch (IllegalArgumentException e) {
      throw Failure.at(node.at(), what + " is no address: " + e.getMessage());
    }
  }

  /** A list of texts, none of them twice. */
  List<String> texts(String key) throws Failure {
    List<String> texts = new ArrayList<>();
    for (YamlNode item : items(key)) {
      String text = text("an entry of " + name(key), item);
      if (texts.contains(text)) {
        throw Failure.at(item.at(), name(key) + " names \"" + excerpt(text) + "\" twice");
      }
      texts.add(text);
    }
    return texts;
  }

  /** The entries of a list; none when the key is absent. */
  List<YamlNode> items(String key) throws Failure {
    Optional<YamlNode> value = value(key);
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof YamlNode.Items items) {
      return items.items();
    }
    throw Failure.at(value.get().at(), name(key) + " must be a list, not " + value.get().what());
  }

  /** The entries of a block whose keys are names; none when the key is absent. */
  List<YamlNode.Entry> entries(String key) throws Failure {
    Optional<YamlNode> value = value(key);
    return value.isEmpty() ? List.of() : block(name(key), value.get()).entries();
  }

  private static String excerpt(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }
}
