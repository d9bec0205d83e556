package dev.countersign.tools.policy;

import static dev.countersign.tools.Agents.ALICE;
import static dev.countersign.tools.Agents.BOB;
import static dev.countersign.tools.Agents.DAI;
import static dev.countersign.tools.Agents.USDC;
import static dev.countersign.tools.Agents.WETH;
import static dev.countersign.tools.Agents.ether;
import static dev.countersign.tools.Agents.usdc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.Agents;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls that do something else than the intents say, one difference at a time. */
class MoveReaderTest {
  private static final Manifest AGENT = Agents.manifest();
  private static final BigInteger UNTIL = BigInteger.valueOf(1_735_693_290L);
  private static final BigInteger LEAST = usdc("198");
  private static final Intent.Swap SELL =
      new Intent.Swap(WETH, ether("0.1"), USDC, Agents.V2.name());
  private static final Address ROUTER = Agents.V2.router();
  private static final Call ALLOWED = approve(WETH, ROUTER, SELL.amountIn());

  @Test
  void whatIsReadIsWhatTheCallsDo() throws Exception {
    Call swap = swap(SELL.amountIn(), AGENT.account(), UNTIL, WETH, USDC);
    Move.Sale sale =
        (Move.Sale) MoveReader.read(AGENT, List.of(SELL), List.of(ALLOWED, swap)).getFirst();
    assertThat(sale.venue()).isEqualTo(Agents.V2);
    assertThat(sale.trade().least()).isEqualTo(LEAST);
    assertThat(
            MoveReader.read(
                AGENT,
                List.of(new Intent.Transfer(USDC, usdc("1"), ALICE)),
                List.of(transfer(USDC, ALICE, usdc("1")))))
        .containsExactly(new Move.Payment(USDC, usdc("1"), ALICE));
    assertThat(MoveReader.read(AGENT, List.of(new Intent.Hold("nothing to do")), List.of()))
        .isEmpty();
  }

  @Test
  void aSaleIsOfTheTokensTheAmountAndTheAccountOfItsIntent() {
    BigInteger in = SELL.amountIn();
    Address account = AGENT.account();
    Call good = swap(in, account, UNTIL, WETH, USDC);
    sold("the allowance is of another token", approve(DAI, ROUTER, in), good);
    sold("the allowance is for another spender", approve(WETH, BOB, in), good);
    sold("the allowance is not the amount sold", approve(WETH, ROUTER, in.add(in)), good);
    sold("the swap calls another router", ALLOWED, new Call(BOB, BigInteger.ZERO, good.data()));
    sold("the swap sells another token", ALLOWED, swap(in, account, UNTIL, DAI, USDC));
    sold("the swap sells another amount", ALLOWED, swap(in.add(in), account, UNTIL, WETH, USDC));
    sold("the swap buys another token", ALLOWED, swap(in, account, UNTIL, WETH, DAI));
    sold("the swap pays somebody else than the account", ALLOWED, swap(in, BOB, UNTIL, WETH, USDC));
    sold("the swap has a path of 3 tokens", ALLOWED, swap(in, account, UNTIL, WETH, USDC, DAI));
    sold(
        "the swap has no deadline",
        ALLOWED,
        swap(in, account, BigInteger.ONE.shiftLeft(63), WETH, USDC));
    refused("an unknown venue", new Intent.Swap(WETH, in, USDC, "nowhere"), ALLOWED, good);
  }

  @Test
  void aPaymentIsOfTheTokenTheAmountAndTheRecipientOfItsIntent() {
    Intent.Transfer pay = new Intent.Transfer(USDC, usdc("1"), ALICE);
    refused("another token is sent", pay, transfer(DAI, ALICE, usdc("1")));
    refused("another amount is sent", pay, transfer(USDC, ALICE, usdc("2")));
    refused("somebody else is paid", pay, transfer(USDC, BOB, usdc("1")));
    Intent.Transfer send = new Intent.Transfer(Address.ZERO, ether("1"), ALICE);
    refused("another amount is sent", send, new Call(ALICE, ether("2"), Bytes.EMPTY));
    refused("somebody else is paid", send, new Call(BOB, ether("1"), Bytes.EMPTY));
    refused("a native send carries calldata", send, new Call(ALICE, ether("1"), new Bytes("0x00")));
  }

  @Test
  void calldataHasItsOnlyForm() {
    Call good = swap(SELL.amountIn(), AGENT.account(), UNTIL, WETH, USDC);
    Call longer = new Call(ROUTER, BigInteger.ZERO, new Bytes(good.data().hex() + "00".repeat(32)));
    assertThatThrownBy(() -> MoveReader.read(AGENT, List.of(SELL), List.of(ALLOWED, longer)))
        .isInstanceOf(Refused.class);
    // The path one word further on, which an ABI decoder may read all the same.
    String hex = good.data().hex();
    int offset = 2 + 8 + 2 * 64;
    int path = 2 + 8 + 5 * 64;
    Call moved =
        new Call(
            ROUTER,
            BigInteger.ZERO,
            new Bytes(
                hex.substring(0, offset)
                    + "00".repeat(31)
                    + "c0"
                    + hex.substring(offset + 64, path)
                    + "00".repeat(32)
                    + hex.substring(path)));
    assertThatThrownBy(() -> MoveReader.read(AGENT, List.of(SELL), List.of(ALLOWED, moved)))
        .isInstanceOf(Refused.class);
  }

  @Test
  void aHoldStandsAlone() {
    Intent.Transfer pay = new Intent.Transfer(USDC, usdc("1"), ALICE);
    assertThatThrownBy(
            () ->
                MoveReader.read(
                    AGENT,
                    List.of(new Intent.Hold("nothing to do"), pay),
                    List.of(transfer(USDC, ALICE, usdc("1")))))
        .hasMessageContaining("a hold stands beside");
  }

  private static void sold(String why, Call... calls) {
    refused(why, SELL, calls);
  }

  private static void refused(String why, Intent intent, Call... calls) {
    assertThatThrownBy(() -> MoveReader.read(AGENT, List.of(intent), List.of(calls)))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.reason()).isEqualTo(Reason.ACTION_MISMATCH))
        .hasMessageEndingWith(why);
  }

  private static Call approve(Address token, Address spender, BigInteger amount) {
    return call(token, "approve(address,uint256)", abi(spender), amount);
  }

  private static Call transfer(Address token, Address to, BigInteger amount) {
    return call(token, "transfer(address,uint256)", abi(to), amount);
  }

  private static Call swap(BigInteger in, Address to, BigInteger deadline, Address... path) {
    return call(
        ROUTER,
        "swapExactTokensForTokens(uint256,uint256,address[],address,uint256)",
        in,
        LEAST,
        Arrays.stream(path)
            .map(MoveReaderTest::abi)
            .toArray(com.esaulpaugh.headlong.abi.Address[]::new),
        abi(to),
        deadline);
  }

  private static Call call(Address target, String function, Object... arguments) {
    byte[] data = Function.parse(function).encodeCall(Tuple.from(arguments)).array();
    return new Call(target, BigInteger.ZERO, Bytes.of(data));
  }

  private static com.esaulpaugh.headlong.abi.Address abi(Address address) {
    return com.esaulpaugh.headlong.abi.Address.wrap(address.checksummed());
  }
}
