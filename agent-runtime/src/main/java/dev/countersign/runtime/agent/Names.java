package dev.countersign.runtime.agent;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Turns the names and the whole amounts of one agent into addresses and base units. */
final class Names {
  /** How a mistake is reported: the value's path in the agent file, and a sentence. */
  interface Complaint {
    Failure at(String path, String sentence);
  }

  private final Agent agent;
  private final Network network;
  private final Complaint complaint;

  Names(Agent agent, Network network, Complaint complaint) {
    this.agent = agent;
    this.network = network;
    this.complaint = complaint;
  }

  Failure wrong(String path, String sentence) {
    return complaint.at(path, path + " " + sentence);
  }

  Manifest.Token token(String path, String symbol) throws Failure {
    List<String> known = new ArrayList<>(network.tokens().keySet());
    known.add(network.nativeCoin());
    return network
        .token(symbol)
        .orElseThrow(
            () ->
                wrong(
                    path,
                    "names the token "
                        + symbol
                        + ", which the network "
                        + network.name()
                        + " does not have"
                        + Spelling.hint(symbol, known)));
  }

  Network.Account account() throws Failure {
    Network.Account account = network.accounts().get(agent.account());
    if (account == null) {
      throw wrong(
          "account",
          "is "
              + agent.account()
              + ", which the network "
              + network.name()
              + " does not have"
              + Spelling.hint(agent.account(), network.accounts().keySet()));
    }
    return account;
  }

  Address recipient(String path, String name) throws Failure {
    Address address = agent.policy().recipients().get(name);
    if (address == null) {
      throw wrong(
          path,
          "names "
              + name
              + ", who is not among policy.recipients"
              + Spelling.hint(name, agent.policy().recipients().keySet()));
    }
    return address;
  }

  /** The venue of a pair, by its name; {@code pool} is the V3 pool of the lowest fee, else any. */
  Manifest.Venue venue(String path, String name, Address a, Address b) throws Failure {
    List<Manifest.Venue> trading = trading(List.of(a, b));
    if (name.equals("pool")) {
      return trading.stream()
          .min(
              Comparator.comparing(Manifest.Venue::kind)
                  .reversed()
                  .thenComparingInt(Manifest.Venue::fee))
          .orElseThrow(
              () -> wrong(path, "finds no pool of that pair on the network " + network.name()));
    }
    return trading.stream()
        .filter(venue -> venue.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    path,
                    "is "
                        + name
                        + ", which does not trade that pair"
                        + Spelling.hint(
                            name, trading.stream().map(Manifest.Venue::name).toList())));
  }

  /** The venues whose two tokens are both among these. */
  List<Manifest.Venue> trading(Collection<Address> tokens) {
    return network.venues().stream()
        .filter(venue -> tokens.contains(venue.token0()) && tokens.contains(venue.token1()))
        .toList();
  }

  /** Base units of a whole amount. */
  BigInteger units(String path, BigDecimal whole, Manifest.Token token) throws Failure {
    BigDecimal units = whole.movePointRight(token.decimals());
    if (units.stripTrailingZeros().scale() > 0) {
      throw wrong(
          path,
          "is "
              + whole.toPlainString()
              + ", but "
              + token.symbol()
              + " has only "
              + token.decimals()
              + " decimals");
    }
    BigInteger exact = units.toBigIntegerExact();
    if (exact.bitLength() > 255) {
      throw wrong(path, "is larger than any token amount");
    }
    return exact;
  }
}
