package dev.countersign.tools.policy;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.tools.contracts.Trade;
import java.math.BigInteger;

/** What some calls do, as read back from their calldata. */
public sealed interface Move {
  /**
   * An exact allowance and the sale that uses it up.
   *
   * @param venue where
   * @param trade what the router is told
   */
  record Sale(Manifest.Venue venue, Trade trade) implements Move {}

  /**
   * A transfer of a token or, for the zero address, of the native coin.
   *
   * @param token the token
   * @param amount base units of it
   * @param to who gets it
   */
  record Payment(Address token, BigInteger amount, Address to) implements Move {}
}
