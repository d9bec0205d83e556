package dev.countersign.tools.plan;

import static dev.countersign.tools.Agents.ALICE;
import static dev.countersign.tools.Agents.USDC;
import static dev.countersign.tools.Agents.WETH;
import static dev.countersign.tools.Agents.ether;
import static dev.countersign.tools.Agents.usdc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.network.spi.Planner.Plan;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.Agents;
import dev.countersign.tools.contracts.Ratio;
import dev.countersign.tools.observe.Quote;
import dev.countersign.tools.policy.Move;
import dev.countersign.tools.policy.MoveReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActionPlanTest {
  private static final Manifest AGENT = Agents.manifest();
  private static final long UNTIL = 1_735_693_290L;
  private static final Intent.Swap ON_V3 =
      new Intent.Swap(USDC, usdc("100"), WETH, Agents.V3.name());
  private static final Intent.Swap ON_V2 =
      new Intent.Swap(WETH, ether("0.1"), USDC, Agents.V2.name());
  private static final Intent.Transfer PAY = new Intent.Transfer(USDC, usdc("40"), ALICE);
  private static final Intent.Transfer SEND =
      new Intent.Transfer(Address.ZERO, ether("0.1"), ALICE);

  @Test
  void aV3SwapIsAnExactAllowanceAndOneCallOfTheRouter() throws Exception {
    Plan plan = plan(ON_V3);

    assertThat(plan.calls()).extracting(Call::target).containsExactly(USDC, Agents.V3.router());
    assertThat(plan.calls().getFirst().data().hex())
        .isEqualTo(
            "0x095ea7b3" // approve(address,uint256)
                + "0000000000000000000000000000000000000000000000000000000000003001"
                + "0000000000000000000000000000000000000000000000000000000005f5e100");
    Bytes swap = plan.calls().get(1).data();
    assertThat(swap.hex()).startsWith("0x414bf389"); // SwapRouter.exactInputSingle
    assertThat(swap.length()).isEqualTo(260);
    assertThat(plan.flows())
        .containsExactly(new Flow(USDC, usdc("-100")), new Flow(WETH, ether("0.0497301")));
  }

  @Test
  void aV2SwapGoesThroughOnePairToTheAccountUntilTheDeadline() throws Exception {
    Plan plan = plan(ON_V2);

    Bytes swap = plan.calls().get(1).data();
    assertThat(swap.hex()).startsWith("0x38ed1739"); // swapExactTokensForTokens
    assertThat(swap.length()).isEqualTo(260);
    Move.Sale sale = (Move.Sale) MoveReader.read(AGENT, List.of(ON_V2), plan.calls()).getFirst();
    assertThat(sale.trade().to()).isEqualTo(AGENT.account());
    assertThat(sale.trade().deadline()).isEqualTo(UNTIL);
    assertThat(sale.trade().least()).isEqualTo(usdc("198.403"));
  }

  @Test
  void transfersAreOneCallEach() throws Exception {
    assertThat(plan(SEND).calls()).containsExactly(new Call(ALICE, ether("0.1"), Bytes.EMPTY));
    assertThat(plan(PAY).calls().getFirst().data().hex())
        .isEqualTo(
            "0xa9059cbb"
                + "00000000000000000000000000000000000000000000000000000000000000a1"
                + "0000000000000000000000000000000000000000000000000000000002625a00");
    assertThat(plan(PAY).flows()).containsExactly(new Flow(USDC, usdc("-40")));
  }

  @Test
  void severalIntentsAreOneActionAndTheirFlowsAreSummed() throws Exception {
    Plan plan = plan(ON_V3, PAY, PAY, SEND);

    assertThat(plan.calls()).hasSize(5);
    assertThat(plan.flows())
        .containsExactly(
            new Flow(Address.ZERO, ether("-0.1")),
            new Flow(USDC, usdc("-180")),
            new Flow(WETH, ether("0.0497301")));
  }

  @Test
  void aSwapThatWouldAcceptNothingIsRefused() {
    Quote nothing = quote(ON_V3, BigInteger.ZERO);
    assertThatThrownBy(() -> ActionPlan.of(AGENT, List.of(ON_V3), List.of(nothing), UNTIL))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.reason()).isEqualTo(Reason.INTENT_NOT_PERMITTED))
        .hasMessage("the swap of 100 USDC would accept nothing in return");
  }

  @Test
  void anAmountThatTheGateCannotCountIsRefused() {
    BigInteger tooMuch = BigInteger.TWO.pow(255);
    Intent.Transfer most = new Intent.Transfer(USDC, tooMuch.subtract(BigInteger.ONE), PAY.to());
    List<List<Intent>> wrong = List.of(List.of(ON_V3), List.of(most, most));
    for (List<Intent> intents : wrong) {
      assertThatThrownBy(
              () ->
                  ActionPlan.of(AGENT, intents, List.of(quote(ON_V3, tooMuch.shiftLeft(1))), UNTIL))
          .isInstanceOfSatisfying(
              Refused.class, e -> assertThat(e.reason()).isEqualTo(Reason.INTENT_NOT_PERMITTED))
          .hasMessageContaining("above what the gate can count");
    }
  }

  @Test
  void aSwapWithoutAQuoteOfExactlyThisSwapIsRefused() {
    assertThatThrownBy(
            () ->
                ActionPlan.of(AGENT, List.of(ON_V3), List.of(quote(ON_V2, BigInteger.TEN)), UNTIL))
        .isInstanceOf(Refused.class)
        .hasMessage("there is no quote for this swap");
  }

  @Test
  void anyBitOfAnyCallChangedIsSeenByTheSecondDecoderOrChangesTheTrade() throws Exception {
    List<Intent> intents = List.of(ON_V3, ON_V2, PAY, SEND);
    Plan plan = plan(intents.toArray(Intent[]::new));
    List<Move> honest = MoveReader.read(AGENT, intents, plan.calls());
    int silent = 0;
    for (int call = 0; call < plan.calls().size(); call++) {
      for (int bit = 0; bit < plan.calls().get(call).data().length() * 8; bit++) {
        List<Call> forged = new ArrayList<>(plan.calls());
        forged.set(call, flipped(plan.calls().get(call), bit));
        silent += seen(intents, forged, honest) ? 0 : 1;
      }
    }
    assertThat(silent).isZero();
  }

  /** The only members that intents do not fix are the least amount and the deadline. */
  private static boolean seen(List<Intent> intents, List<Call> forged, List<Move> honest) {
    try {
      return !MoveReader.read(AGENT, intents, forged).equals(honest);
    } catch (Refused e) {
      assertThat(e.reason()).isEqualTo(Reason.ACTION_MISMATCH);
      return true;
    }
  }

  @Test
  void callsLeftOutAddedOrReorderedAreSeen() throws Exception {
    List<Intent> intents = List.of(ON_V3, PAY);
    List<Call> calls = plan(ON_V3, PAY).calls();
    for (List<Call> forged :
        List.of(
            calls.subList(0, 2),
            calls.subList(1, 3),
            List.of(calls.get(1), calls.get(0), calls.get(2)),
            List.of(calls.get(0), calls.get(1), calls.get(2), calls.get(2)),
            List.of(calls.get(2), calls.get(0), calls.get(1)))) {
      assertThatThrownBy(() -> MoveReader.read(AGENT, intents, forged))
          .isInstanceOfSatisfying(
              Refused.class, e -> assertThat(e.reason()).isEqualTo(Reason.ACTION_MISMATCH));
    }
  }

  @Test
  void nativeCoinOnAContractCallIsSeen() throws Exception {
    Call call = plan(PAY).calls().getFirst();
    Call paying = new Call(call.target(), BigInteger.ONE, call.data());
    assertThatThrownBy(() -> MoveReader.read(AGENT, List.of(PAY), List.of(paying)))
        .hasMessageContaining("sends native coin along");
  }

  private static Call flipped(Call call, int bit) {
    byte[] data = call.data().toArray();
    data[bit / 8] ^= (byte) (1 << bit % 8);
    return new Call(call.target(), call.value(), Bytes.of(data));
  }

  private static Plan plan(Intent... intents) throws Refused {
    return ActionPlan.of(
        AGENT,
        List.of(intents),
        List.of(quote(ON_V3, ether("0.04998")), quote(ON_V2, usdc("199.4"))),
        UNTIL);
  }

  private static Quote quote(Intent.Swap swap, BigInteger out) {
    return new Quote(
        swap.venue(),
        swap.tokenIn(),
        swap.amountIn(),
        swap.tokenOut(),
        out,
        new Ratio(BigInteger.ONE, BigInteger.ONE),
        List.of());
  }
}
