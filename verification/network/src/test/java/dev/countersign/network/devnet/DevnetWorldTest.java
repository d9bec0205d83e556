package dev.countersign.network.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.countersign.network.chain.EventLog;
import dev.countersign.network.chain.RpcChain;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The whole network on a real node. */
@ExtendWith(SharedWorld.class)
class DevnetWorldTest {
  private static final Bytes32 SWAP_V3 =
      topic("Swap(address,address,int256,int256,uint160,uint128,int24)");
  private static final Bytes32 SWAP_V2 =
      topic("Swap(address,uint256,uint256,uint256,uint256,address)");
  // ModuleManager.sol of Safe 1.5.
  private static final Bytes32 MODULE_GUARD_SLOT = topic("module_manager.module_guard.address");

  private static final BigDecimal ROUNDING = new BigDecimal("1e-15");

  @Test
  void theCandlesOfTheSwapsAreTheRecordedOnes(DevnetWorld world) throws Exception {
    MarketRoute route =
        MarketRoute.of(
            MarketRoute.read(SharedWorld.dataFile()), SharedWorld.HOURS, SharedWorld.NOW);
    NavigableMap<Long, List<BigDecimal>> hours = swaps(world);
    assertThat(hours.keySet()).hasSize(SharedWorld.HOURS + 1);
    for (long hour = route.start(); hour < route.historyEnd(); hour += MarketHour.SECONDS) {
      List<BigDecimal> prices = hours.getOrDefault(hour, List.of());
      MarketHour candle = route.candle(hour);
      assertThat(candle.openTime())
          .as("the recorded hour is shown at its own time")
          .isEqualTo(hour);
      assertThat(prices.getFirst()).isCloseTo(candle.open(), within(ROUNDING));
      assertThat(prices.getLast()).isCloseTo(candle.close(), within(ROUNDING));
      assertThat(max(prices)).isCloseTo(candle.high(), within(ROUNDING));
      assertThat(min(prices)).isCloseTo(candle.low(), within(ROUNDING));
    }
  }

  /** The prices after the swaps of each hour. */
  private static NavigableMap<Long, List<BigDecimal>> swaps(DevnetWorld world) throws Exception {
    RpcChain chain = world.chain();
    DevnetAddresses addresses = world.addresses();
    boolean wethFirst = UniswapDeployment.wethUsdc(addresses.tokens()).baseIsFirst();
    NavigableMap<Long, List<BigDecimal>> hours = new TreeMap<>();
    for (EventLog log :
        chain.logs(addresses.v3().wethUsdc(), SWAP_V3, addresses.firstBlock(), chain.head())) {
      BigDecimal sqrtPrice = new BigDecimal(Abi.word(log.data(), 2));
      BigDecimal ratio =
          sqrtPrice
              .pow(2)
              .divide(new BigDecimal(BigInteger.ONE.shiftLeft(192)), new MathContext(60));
      BigDecimal price = wethFirst ? ratio : BigDecimal.ONE.divide(ratio, new MathContext(60));
      long hour = log.block().timestamp() / MarketHour.SECONDS * MarketHour.SECONDS;
      hours.computeIfAbsent(hour, h -> new ArrayList<>()).add(price.movePointRight(12));
    }
    return hours;
  }

  @Test
  void thePairOfV2FollowsWithinItsFee(DevnetWorld world) throws Exception {
    DevnetAddresses addresses = world.addresses();
    Bytes reserves = call(world, addresses.v2().wethUsdc(), Abi.call("getReserves()"));
    boolean wethFirst = addresses.tokens().weth().compareTo(addresses.tokens().usdc()) < 0;
    BigDecimal weth = new BigDecimal(Abi.word(reserves, wethFirst ? 0 : 1)).movePointLeft(18);
    BigDecimal usdc = new BigDecimal(Abi.word(reserves, wethFirst ? 1 : 0)).movePointLeft(6);
    BigDecimal price = usdc.divide(weth, MathContext.DECIMAL64);
    List<BigDecimal> last = swaps(world).lastEntry().getValue();
    BigDecimal distance =
        price.divide(last.getLast(), MathContext.DECIMAL64).subtract(BigDecimal.ONE);
    assertThat(distance.abs()).isLessThan(new BigDecimal("0.0005"));
    assertThat(
            world
                .chain()
                .logs(
                    addresses.v2().wethUsdc(),
                    SWAP_V2,
                    addresses.firstBlock(),
                    world.chain().head()))
        .hasSizeGreaterThan(3 * SharedWorld.HOURS);
  }

  @Test
  void aMeanOverTenMinutesCanBeRead(DevnetWorld world) throws Exception {
    Address pool = world.addresses().v3().wethUsdc();
    Bytes slot0 = call(world, pool, Abi.call("slot0()"));
    assertThat(Abi.word(slot0, 4)).as("observations there is room for").isEqualTo(150);
    world.tradeUntil(world.time() + 700);
    Bytes observed = call(world, pool, Abi.call("observe(uint32[])", List.of(600, 0)));
    BigInteger before = signed(Abi.word(observed, 3));
    BigInteger after = signed(Abi.word(observed, 4));
    BigInteger tick = after.subtract(before).divide(BigInteger.valueOf(600));
    BigInteger now = signed(Abi.word(call(world, pool, Abi.call("slot0()")), 1));
    assertThat(tick.subtract(now).abs()).isLessThan(BigInteger.valueOf(150));
  }

  @Test
  void theMarketGoesOnWithFebruaryAndKeepsTheFeedFresh(DevnetWorld world) throws Exception {
    long start = world.time();
    for (int second = 30; second <= 7200; second += 30) {
      world.tradeUntil(start + second);
    }
    NavigableMap<Long, List<BigDecimal>> hours = swaps(world);
    long firstLive = SharedWorld.NOW.getEpochSecond() / 3600 * 3600;
    MarketRoute route =
        MarketRoute.of(
            MarketRoute.read(SharedWorld.dataFile()), SharedWorld.HOURS, SharedWorld.NOW);
    MarketHour candle = route.candle(firstLive);
    List<BigDecimal> prices = hours.getOrDefault(firstLive, List.of());
    assertThat(prices).hasSizeGreaterThan(50);
    assertThat(prices.getFirst()).isCloseTo(candle.open(), within(ROUNDING));
    assertThat(prices.getLast()).isCloseTo(candle.close(), within(ROUNDING));
    assertThat(max(prices)).isCloseTo(candle.high(), within(ROUNDING));
    assertThat(min(prices)).isCloseTo(candle.low(), within(ROUNDING));
    Bytes round = call(world, world.addresses().feeds().wethUsdc(), Abi.call("latestRoundData()"));
    assertThat(world.time() - Abi.word(round, 3).longValueExact()).isBetween(0L, 600L);
    BigDecimal answer = new BigDecimal(Abi.word(round, 1), 8);
    BigDecimal last = hours.lastEntry().getValue().getLast();
    assertThat(answer.divide(last, MathContext.DECIMAL64).subtract(BigDecimal.ONE).abs())
        .isLessThan(new BigDecimal("0.003"));
  }

  @Test
  void hoursThatNobodyKeptAreTradedAfterwards(DevnetWorld world) throws Exception {
    long start = world.time();
    world.tradeUntil(start + 5 * MarketHour.SECONDS);
    NavigableMap<Long, List<BigDecimal>> hours = swaps(world);
    assertThat(hours.keySet()).hasSize(SharedWorld.HOURS + 6);
    assertThat(hours.lastKey() - hours.firstKey())
        .isEqualTo((SharedWorld.HOURS + 5L) * MarketHour.SECONDS);
    assertThat(world.time()).isEqualTo(start + 5 * MarketHour.SECONDS);
  }

  @Test
  void theTreasuryIsBehindTheGateAndHasItsTokens(DevnetWorld world) throws Exception {
    DevnetAddresses.Treasury treasury = world.addresses().treasury();
    Address safe = treasury.safe();
    Bytes modules =
        call(world, safe, Abi.call("getModulesPaginated(address,uint256)", sentinel(), 10));
    assertThat(Abi.word(modules, 2)).as("modules").isEqualTo(1);
    assertThat(Abi.address(modules, 3)).isEqualTo(treasury.gate());
    Bytes owners = call(world, safe, Abi.call("getOwners()"));
    assertThat(Abi.word(owners, 1)).isEqualTo(1);
    assertThat(Abi.address(owners, 2)).isEqualTo(world.keys().owner().address());
    assertThat(storedAddress(world, safe, MODULE_GUARD_SLOT)).isEqualTo(treasury.moduleGuard());
    assertThat(balance(world, world.addresses().tokens().weth(), safe))
        .isEqualTo(BigInteger.TEN.pow(18));
    assertThat(balance(world, world.addresses().tokens().usdc(), safe))
        .isEqualTo(new BigInteger("1000000000"));
    assertThat(world.chain().balance(safe, world.chain().head())).isZero();
  }

  @Test
  void theVerifiersAreRegisteredInTheGate(DevnetWorld world) throws Exception {
    DevnetAddresses.Treasury treasury = world.addresses().treasury();
    Bytes count = call(world, treasury.gate(), Abi.call("verifierCount()"));
    assertThat(Abi.word(count, 0)).isEqualTo(3);
    for (DevnetKey verifier : world.keys().verifiers()) {
      Bytes interval =
          call(world, treasury.gate(), Abi.call("verifierOf(address)", verifier.address()));
      assertThat(Abi.word(interval, 0)).isPositive();
      assertThat(Abi.word(interval, 1)).isNotEqualTo(Abi.word(interval, 0));
    }
    Bytes paused = call(world, treasury.gate(), Abi.call("paused()"));
    assertThat(Abi.word(paused, 0)).isZero();
    assertThat(Abi.address(call(world, treasury.gate(), Abi.call("guardian()")), 0))
        .isEqualTo(world.keys().guardian().address());
  }

  @Test
  void whatATestDoesIsUndone(DevnetWorld world) throws Exception {
    BlockRef head = world.chain().head();
    String snapshot = world.snapshot();
    world.fund(world.addresses().treasury().safe(), BigInteger.TEN);
    world.mine();
    assertThat(world.chain().balance(world.addresses().treasury().safe(), world.chain().head()))
        .isEqualTo(10);
    world.revert(snapshot);
    assertThat(world.chain().head()).isEqualTo(head);
  }

  /** A word of a Safe's storage, which it shows to anyone as dynamic bytes. */
  private static Address storedAddress(DevnetWorld world, Address safe, Bytes32 slot)
      throws Exception {
    BigInteger number = new BigInteger(slot.hex(), 16);
    Bytes answer = call(world, safe, Abi.call("getStorageAt(uint256,uint256)", number, 1));
    return Abi.address(answer, 2);
  }

  private static BigInteger balance(DevnetWorld world, Address token, Address owner)
      throws Exception {
    return Abi.word(call(world, token, Abi.call("balanceOf(address)", owner)), 0);
  }

  private static Bytes call(DevnetWorld world, Address to, Bytes data) throws Exception {
    return world.chain().call(to, data, world.chain().head());
  }

  private static Address sentinel() {
    return new Address("0x" + "0".repeat(39) + "1");
  }

  private static BigInteger signed(BigInteger word) {
    return word.testBit(255) ? word.subtract(BigInteger.ONE.shiftLeft(256)) : word;
  }

  private static BigDecimal max(List<BigDecimal> prices) {
    return prices.stream().reduce(BigDecimal::max).orElseThrow();
  }

  private static BigDecimal min(List<BigDecimal> prices) {
    return prices.stream().reduce(BigDecimal::min).orElseThrow();
  }

  private static Bytes32 topic(String signature) {
    return Bytes32.keccak256(signature.getBytes(StandardCharsets.US_ASCII));
  }
}
