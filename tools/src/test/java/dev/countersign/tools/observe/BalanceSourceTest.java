package dev.countersign.tools.observe;

import static dev.countersign.tools.Agents.USDC;
import static dev.countersign.tools.Agents.WETH;
import static dev.countersign.tools.Agents.json;
import static dev.countersign.tools.RecordedChain.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.Agents;
import dev.countersign.tools.Market;
import dev.countersign.tools.RecordedChain;
import dev.countersign.tools.contracts.Erc20;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BalanceSourceTest {
  private static final Manifest AGENT = Agents.manifest();

  private final RecordedChain chain = new RecordedChain(1000);

  @Test
  void tokensAndTheNativeCoinAreReadInTheOrderOfTheEntry() throws Exception {
    holds(WETH, "7");
    holds(USDC, "9");
    chain.holds(AGENT.account(), BigInteger.TEN);

    var seen = new BalanceSource().observe(spec(WETH, Address.ZERO, USDC), AGENT, chain.pinned());

    assertThat(seen.getFirst().content())
        .isEqualTo(
            json(
                "{'account':'%s','balances':[{'token':'%s','amount':'7'},{'token':'%s','amount':'10'},{'token':'%s','amount':'9'}]}"
                    .formatted(AGENT.account(), WETH, Address.ZERO, USDC)));
  }

  @Test
  void anAnswerThatIsNoBalanceIsNoAnswer() {
    chain.answers(USDC, Market.data("balanceOf(address)", wrapped(AGENT.account())), "");
    assertThatThrownBy(() -> new BalanceSource().observe(spec(USDC), AGENT, chain.pinned()))
        .isInstanceOf(ChainUnavailable.class)
        .hasMessageContaining("is there a contract?");
  }

  @Test
  void aTokenThatRevertsIsRefusedByEveryone() {
    assertThatThrownBy(() -> new BalanceSource().observe(spec(USDC), AGENT, chain.pinned()))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.reason()).isEqualTo(Reason.OBSERVATION_INSUFFICIENT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'kind':'balances'}",
        "{'kind':'balances','tokens':['USDC']}",
        "{'kind':'balances','tokens':['0x0000000000000000000000000000000000000099']}",
        "{'kind':'balances','tokens':[],'of':'me'}",
        "{'kind':'balances','tokens':['0x0000000000000000000000000000000000000010',"
            + "'0x0000000000000000000000000000000000000010']}"
      })
  void anEntryThatCannotBeUnderstoodIsRefused(String spec) {
    assertThatThrownBy(() -> new BalanceSource().observe(json(spec), AGENT, chain.pinned()))
        .isInstanceOf(Refused.class);
  }

  @Test
  void decimalsOnChainAreThoseOfTheManifest() {
    List<Manifest.Token> usdc = List.of(AGENT.token(USDC).orElseThrow());
    chain.answers(USDC, Market.data("decimals()"), word(6));
    assertThatCode(() -> Balances.requireDecimals(chain.pinned(), usdc)).doesNotThrowAnyException();

    chain.answers(USDC, Market.data("decimals()"), word(18));
    assertThatThrownBy(() -> Balances.requireDecimals(chain.pinned(), usdc))
        .isInstanceOf(Refused.class)
        .hasMessage("token " + USDC + " has 18 decimals on chain, 6 in the manifest");
  }

  @Test
  void calldataIsThatOfEip20() {
    assertThat(Erc20.transfer(Agents.ALICE, BigInteger.TWO))
        .isEqualTo(Market.data("transfer(address,uint256)", wrapped(Agents.ALICE), BigInteger.TWO));
    assertThat(Erc20.approve(Agents.BOB, BigInteger.ONE))
        .isEqualTo(Market.data("approve(address,uint256)", wrapped(Agents.BOB), BigInteger.ONE));
  }

  private void holds(Address token, String amount) {
    chain.answers(
        token,
        Market.data("balanceOf(address)", wrapped(AGENT.account())),
        word(new BigInteger(amount)));
  }

  private static com.esaulpaugh.headlong.abi.Address wrapped(Address address) {
    return com.esaulpaugh.headlong.abi.Address.wrap(address.checksummed());
  }

  private static tools.jackson.databind.JsonNode spec(Address... tokens) {
    String list = String.join("','", java.util.Arrays.stream(tokens).map(Address::hex).toList());
    return json("{'kind':'balances','tokens':['" + list + "']}");
  }
}
