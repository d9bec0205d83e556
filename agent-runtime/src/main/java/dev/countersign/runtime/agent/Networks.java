package dev.countersign.runtime.agent;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The networks file. The only place where {@code ${NAME}} is replaced from the environment, and
 * only in URLs, and only for the network that is used.
 */
public final class Networks {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
  private static final Set<String> FILE = Set.of("networks");
  private static final Set<String> NETWORK =
      new java.util.TreeSet<>(
          Set.of(
              "kind",
              "disposable",
              "chain-id",
              "rpc",
              "native",
              "accounts",
              "tokens",
              "venues",
              "feeds",
              "verifiers"));
  private static final Set<String> ACCOUNT = Set.of("safe", "gate");
  private static final Set<String> TOKEN = Set.of("address", "decimals");
  private static final Set<String> VENUE =
      Set.of("kind", "router", "quoter", "pool", "fee", "tokens");
  private static final Set<String> FEED = Set.of("address", "decimals", "max-age");
  private static final Set<String> VERIFIER = Set.of("address", "url", "from", "until");

  private final Path path;
  private final Map<String, Section> sections;

  private Networks(Path path, Map<String, Section> sections) {
    this.path = path;
    this.sections = sections;
  }

  /**
   * Reads a file.
   *
   * @throws Failure with {@link Exit#CONFIGURATION}
   */
  public static Networks read(Path path) throws Failure {
    Section file = Section.of("", YamlReader.read(path), FILE);
    file.required("networks");
    Map<String, Section> sections = new LinkedHashMap<>();
    for (YamlNode.Entry entry : file.entries("networks")) {
      sections.put(entry.key(), Section.of("networks." + entry.key(), entry.value(), NETWORK));
    }
    return new Networks(path, sections);
  }

  /** The names. */
  public List<String> names() {
    return List.copyOf(sections.keySet());
  }

  /** Whether a network is the built-in devnet, whose addresses only the running one knows. */
  public boolean isDevnet(String name) throws Failure {
    return section(name).text("kind", "evm").equals("devnet");
  }

  /**
   * A network that is written out in the file.
   *
   * @param environment a variable's value, null where it is not set
   * @throws Failure with {@link Exit#CONFIGURATION}
   */
  public Network network(String name, Function<String, @Nullable String> environment)
      throws Failure {
    Section section = section(name);
    section.choice("kind", Map.of("evm", true, "devnet", false), true);
    Map<String, Network.Token> tokens = new LinkedHashMap<>();
    for (YamlNode.Entry entry : section.entries("tokens")) {
      Section token = Section.of(section.name("tokens." + entry.key()), entry.value(), TOKEN);
      tokens.put(
          entry.key(),
          new Network.Token(token.address("address"), (int) token.integer("decimals", 0L, 36L)));
    }
    Map<String, Network.Account> accounts = new LinkedHashMap<>();
    for (YamlNode.Entry entry : section.entries("accounts")) {
      Section account = Section.of(section.name("accounts." + entry.key()), entry.value(), ACCOUNT);
      accounts.put(
          entry.key(), new Network.Account(account.address("safe"), account.address("gate")));
    }
    return new Network(
        name,
        section.choice("disposable", Map.of("true", true, "false", false), false),
        section.integer("chain-id", 1, Integer.MAX_VALUE),
        uri(section, "rpc", environment),
        section.text("native", "ETH"),
        accounts,
        tokens,
        venues(section, tokens),
        feeds(section, tokens),
        verifiers(section, environment));
  }

  private Section section(String name) throws Failure {
    Section section = sections.get(name);
    if (section == null) {
      throw new Failure(
          Exit.CONFIGURATION,
          path + " has no network \"" + name + "\"" + Spelling.hint(name, sections.keySet()));
    }
    return section;
  }

  private static List<Manifest.Venue> venues(Section network, Map<String, Network.Token> tokens)
      throws Failure {
    List<Manifest.Venue> venues = new ArrayList<>();
    for (YamlNode.Entry entry : network.entries("venues")) {
      Section venue = Section.of(network.name("venues." + entry.key()), entry.value(), VENUE);
      List<Address> pair = new ArrayList<>();
      for (String symbol : venue.texts("tokens")) {
        pair.add(token(venue.at(), venue.name("tokens"), symbol, tokens));
      }
      if (pair.size() != 2) {
        throw Failure.at(venue.at(), venue.name("tokens") + " must name two tokens");
      }
      pair.sort(Comparator.naturalOrder());
      boolean v3 = venue.choice("kind", Map.of("uniswap-v2", false, "uniswap-v3", true));
      Address router = venue.address("router");
      venues.add(
          new Manifest.Venue(
              entry.key(),
              v3 ? "uniswap-v3" : "uniswap-v2",
              router,
              v3 ? venue.address("quoter") : router,
              venue.address("pool"),
              v3 ? (int) venue.integer("fee", 1L, 1_000_000L) : 3000,
              pair.get(0),
              pair.get(1)));
    }
    return venues;
  }

  private static List<Manifest.Feed> feeds(Section network, Map<String, Network.Token> tokens)
      throws Failure {
    List<Manifest.Feed> feeds = new ArrayList<>();
    for (YamlNode.Entry entry : network.entries("feeds")) {
      Section feed = Section.of(network.name("feeds." + entry.key()), entry.value(), FEED);
      String[] pair = entry.key().split("/", -1);
      if (pair.length != 2) {
        throw Failure.at(entry.at(), "a feed is named by its pair, like WETH/USDC");
      }
      feeds.add(
          new Manifest.Feed(
              token(entry.at(), feed.name(""), pair[0], tokens),
              token(entry.at(), feed.name(""), pair[1], tokens),
              feed.address("address"),
              (int) feed.integer("decimals", 0L, 36L),
              feed.duration("max-age", 3600)));
    }
    return feeds;
  }

  private static List<Network.Verifier> verifiers(
      Section network, Function<String, @Nullable String> environment) throws Failure {
    List<Network.Verifier> verifiers = new ArrayList<>();
    for (YamlNode.Entry entry : network.entries("verifiers")) {
      Section verifier =
          Section.of(network.name("verifiers." + entry.key()), entry.value(), VERIFIER);
      verifiers.add(
          new Network.Verifier(
              entry.key(),
              verifier.address("address"),
              uri(verifier, "url", environment),
              verifier.has("from") ? verifier.integer("from", 0, Long.MAX_VALUE) : 0,
              verifier.has("until")
                  ? verifier.integer("until", 0, Long.MAX_VALUE)
                  : Long.MAX_VALUE));
    }
    return verifiers;
  }

  private static Address token(
      Position at, String where, String symbol, Map<String, Network.Token> tokens) throws Failure {
    Network.Token token = tokens.get(symbol);
    if (token == null) {
      throw Failure.at(
          at,
          where
              + " names "
              + symbol
              + ", which tokens does not list"
              + Spelling.hint(symbol, tokens.keySet()));
    }
    return token.address();
  }

  private static URI uri(
      Section section, String key, Function<String, @Nullable String> environment) throws Failure {
    Position at = section.required(key).at();
    String text = section.text(key);
    Matcher matcher = VARIABLE.matcher(text);
    StringBuilder expanded = new StringBuilder();
    while (matcher.find()) {
      Optional<String> value = Optional.ofNullable(environment.apply(matcher.group(1)));
      if (value.isEmpty() || value.get().isEmpty()) {
        throw Failure.at(
            at,
            section.name(key)
                + " needs the environment variable "
                + matcher.group(1)
                + ", which is not set");
      }
      matcher.appendReplacement(expanded, Matcher.quoteReplacement(value.get()));
    }
    matcher.appendTail(expanded);
    try {
      URI uri = URI.create(expanded.toString());
      if (uri.getHost() != null && Set.of("http", "https").contains(uri.getScheme())) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below, without the text: it may hold a secret.
    }
    throw Failure.at(at, section.name(key) + " is not an http or https URL");
  }
}
