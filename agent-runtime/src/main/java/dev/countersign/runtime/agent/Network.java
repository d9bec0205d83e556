package dev.countersign.runtime.agent;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A chain with everything on it that agents name: what the networks file says, or what a running
 * devnet says of itself.
 *
 * @param name its name in the networks file
 * @param disposable nothing on it is worth anything, so that agents may be registered and money may
 *     move without further ado
 * @param chainId EIP-155
 * @param rpc the EVM node; may hold a secret, so it is never printed
 * @param nativeCoin the symbol of the coin that pays for gas
 * @param accounts the Safes by name
 * @param tokens the tokens by symbol
 * @param venues where one may swap
 * @param feeds Chainlink-style price feeds
 * @param verifiers whose verdicts count
 */
public record Network(
    String name,
    boolean disposable,
    long chainId,
    URI rpc,
    String nativeCoin,
    Map<String, Account> accounts,
    Map<String, Token> tokens,
    List<Manifest.Venue> venues,
    List<Manifest.Feed> feeds,
    List<Verifier> verifiers) {

  /** The decimals of every native coin. */
  public static final int NATIVE_DECIMALS = 18;

  /** Copies lists and maps. */
  public Network {
    accounts = Collections.unmodifiableMap(new LinkedHashMap<>(accounts));
    tokens = Collections.unmodifiableMap(new LinkedHashMap<>(tokens));
    venues = List.copyOf(venues);
    feeds = List.copyOf(feeds);
    verifiers = List.copyOf(verifiers);
  }

  /**
   * A Safe and the gate that guards it: there is one gate for each.
   *
   * @param safe holds the funds
   * @param gate the ReceiptGate enabled on it
   */
  public record Account(Address safe, Address gate) {}

  /**
   * A token.
   *
   * @param address the contract
   * @param decimals 0 to 36
   */
  public record Token(Address address, int decimals) {}

  /**
   * A verifier.
   *
   * @param name for people
   * @param address whose signatures are its verdicts
   * @param url where it answers; empty where it is only trusted, never asked
   * @param from unix seconds since when its verdicts count
   * @param until unix seconds until when they count, {@link Long#MAX_VALUE} for ever
   */
  public record Verifier(String name, Address address, URI url, long from, long until) {}

  /** A token by its symbol; the native coin has the zero address. */
  public Optional<Manifest.Token> token(String symbol) {
    if (symbol.equals(nativeCoin)) {
      return Optional.of(new Manifest.Token(Address.ZERO, symbol, NATIVE_DECIMALS));
    }
    return Optional.ofNullable(tokens.get(symbol))
        .map(token -> new Manifest.Token(token.address(), symbol, token.decimals()));
  }

  /** The symbol of a token, or its address where it has no name here. */
  public String symbol(Address address) {
    if (address.equals(Address.ZERO)) {
      return nativeCoin;
    }
    return tokens.entrySet().stream()
        .filter(token -> token.getValue().address().equals(address))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(address.checksummed());
  }
}
