package dev.countersign.network.devnet;

import dev.countersign.network.devnet.MarketRoute.Point;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Trades the WETH/USDC pools of V2 and V3 along a route, by real swaps of {@code DevnetTrader}, and
 * keeps the feeds fresh.
 *
 * <p>Every turning point of an hour is a swap that ends exactly there, so the candles of the V3
 * pool's {@code Swap} events are the recorded ones, to rounding. (A swap to the price that the pool
 * already has would be none, so it goes to the next representable one, a part in 10^24 away.)
 */
final class Market {
  /** In which second of a past hour its swaps are mined: what is left is longer than any mean. */
  private static final int SECOND_OF_HOUR = 2990;

  private static final int HOURS_AT_ONCE = 25;
  private static final long TRADE_GAS = 4_000_000;

  /** A feed is set again after that long, like the real ones, only more often. */
  private static final long FEED_HEARTBEAT = 600;

  private static final BigDecimal FEED_DEVIATION = new BigDecimal("0.0025");

  private final LocalNode node;
  private final DevnetAddresses addresses;
  private final MarketRoute route;
  private final Pricing pricing;
  private BigInteger lastSqrtPrice;
  private long lastTrade;
  private long lastFeed;
  private BigDecimal lastAnswer = BigDecimal.ONE;

  private Market(LocalNode node, DevnetAddresses addresses, MarketRoute route) throws DevnetFailed {
    this.node = node;
    this.addresses = addresses;
    this.route = route;
    this.pricing = UniswapDeployment.wethUsdc(addresses.tokens());
    Bytes slot0 = node.call(addresses.v3().wethUsdc(), Abi.call("slot0()"));
    lastSqrtPrice = Abi.word(slot0, 0);
  }

  /** The market of a network that has just been deployed, before its first hour. */
  static Market fresh(LocalNode node, DevnetAddresses addresses, MarketRoute route)
      throws DevnetFailed {
    Market market = new Market(node, addresses, route);
    market.lastTrade = route.start() - 1;
    return market;
  }

  /** The market as an earlier process left it. */
  static Market resumed(LocalNode node, DevnetAddresses addresses, MarketRoute route)
      throws DevnetFailed {
    Market market = new Market(node, addresses, route);
    // The pair remembers when it was last traded, in the low 32 bits of the time.
    Bytes reserves = node.call(addresses.v2().wethUsdc(), Abi.call("getReserves()"));
    market.lastTrade = Abi.word(reserves, 2).longValueExact();
    return market;
  }

  /** When it last traded, unix seconds. */
  long lastTrade() {
    return lastTrade;
  }

  /**
   * Trades everything that was due after the last trade, in blocks of the past, and then at the
   * price of now in a block of now.
   */
  void catchUp(long now, Progress progress) throws DevnetFailed {
    long head = node.headTime();
    long firstHour = hour(lastTrade + 1);
    int hours = (int) ((hour(now) - firstHour) / MarketHour.SECONDS);
    List<LocalNode.Block> blocks = new ArrayList<>();
    for (int i = 0; i < hours; i++) {
      long hour = firstHour + (long) i * MarketHour.SECONDS;
      long time = Math.max(hour + SECOND_OF_HOUR, head + 1);
      if (time < hour + MarketHour.SECONDS) {
        List<Point> due = route.due(lastTrade, hour + MarketHour.SECONDS - 1);
        blocks.add(new LocalNode.Block(time, trades(due.stream().map(Point::price).toList())));
        head = time;
      }
      lastTrade = hour + MarketHour.SECONDS - 1;
      if (blocks.size() == HOURS_AT_ONCE || i == hours - 1) {
        node.mine(blocks);
        blocks.clear();
        progress.at("replaying the market", i + 1, hours);
      }
    }
    if (now > head) {
      node.mine(List.of(now(now)));
    }
  }

  /** A block of now with what is due until now, and at the price of now. */
  LocalNode.Block now(long now) {
    List<BigDecimal> prices = new ArrayList<>();
    route.due(lastTrade, now).forEach(point -> prices.add(point.price()));
    BigDecimal price = route.price(now);
    if (prices.isEmpty() || prices.getLast().compareTo(price) != 0) {
      prices.add(price);
    }
    lastTrade = now;
    List<Transaction> transactions = new ArrayList<>(trades(prices));
    transactions.addAll(feeds(now, price));
    return new LocalNode.Block(now, transactions);
  }

  private List<Transaction> trades(List<BigDecimal> prices) {
    List<BigInteger> sqrtPrices = new ArrayList<>();
    for (BigDecimal price : prices) {
      BigInteger sqrtPrice = pricing.sqrtPriceX96(price);
      if (sqrtPrice.equals(lastSqrtPrice)) {
        sqrtPrice = sqrtPrice.add(BigInteger.ONE);
      }
      lastSqrtPrice = sqrtPrice;
      sqrtPrices.add(sqrtPrice);
    }
    if (sqrtPrices.isEmpty()) {
      return List.of();
    }
    return List.of(
        trade("moveV3(address,uint160[])", addresses.v3().wethUsdc(), sqrtPrices),
        trade("moveV2(address,uint160[])", addresses.v2().wethUsdc(), sqrtPrices));
  }

  private Transaction trade(String signature, Address pool, List<BigInteger> sqrtPrices) {
    Bytes data = Abi.call(signature, pool, sqrtPrices);
    return node.to(addresses.market().trader(), data, TRADE_GAS, "trading the market");
  }

  private List<Transaction> feeds(long now, BigDecimal price) {
    BigDecimal moved = price.subtract(lastAnswer).abs();
    boolean far = moved.compareTo(lastAnswer.multiply(FEED_DEVIATION)) > 0;
    boolean old = now - lastFeed >= FEED_HEARTBEAT;
    List<Transaction> transactions = new ArrayList<>();
    if (far || old) {
      transactions.add(feed(addresses.feeds().wethUsdc(), price));
      lastAnswer = price;
    }
    if (old) {
      transactions.add(feed(addresses.feeds().daiUsdc(), BigDecimal.ONE));
      lastFeed = now;
    }
    return transactions;
  }

  private Transaction feed(Address feed, BigDecimal price) {
    Bytes data = Abi.call("set(int256)", Pricing.feedAnswer(price));
    return node.to(feed, data, 300_000, "setting a feed");
  }

  private static long hour(long time) {
    return Math.floorDiv(time, MarketHour.SECONDS) * MarketHour.SECONDS;
  }
}
