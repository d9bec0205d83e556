package dev.countersign.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Reason;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
  @Test
  void membersAreReadByTheirType() throws Exception {
    Parameters p =
        of(
            "{'t':'x','i':7,'f':true,'a':'5','s':'-5','o':{'k':'v'},'l':[{'n':1}],"
                + "'d':['0x00000000000000000000000000000000000000a1']}");
    assertThat(p.text("t")).isEqualTo("x");
    assertThat(p.integer("i", 0, 7)).isEqualTo(7);
    assertThat(p.flag("f")).isTrue();
    assertThat(p.amount("a")).isEqualTo(BigInteger.valueOf(5));
    assertThat(p.signedAmount("s")).isEqualTo(BigInteger.valueOf(-5));
    assertThat(p.object("o").text("k")).isEqualTo("v");
    assertThat(p.objects("l", 1)).hasSize(1);
    assertThat(p.addresses("d", 1)).containsExactly(Agents.ALICE);
    p.end();
  }

  @Test
  void aMemberThatNobodyReadIsRefused() throws Exception {
    Parameters p = of("{'read':1,'ignored':2}");
    p.integer("read", 0, 9);
    assertThatThrownBy(p::end)
        .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.reason()).isEqualTo(Reason.SCHEMA))
        .hasMessage("it has a member that has no meaning: ignored");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01",
        "1.0",
        "1e3",
        " 1",
        "+1",
        "0x1",
        "\u0661",
        "-1",
        "",
        "one",
        "115792089237316195423570985008687907853269984665640564039457584007913129639936"
      })
  void anAmountIsPlainDecimalDigits(String text) throws Exception {
    Parameters p = of("{'a':'" + text + "'}");
    assertThatThrownBy(() -> p.amount("a")).isInstanceOf(Refused.class);
  }

  @ParameterizedTest
  @CsvSource({"8", "-1", "'7'", "7.0", "true", "99999999999999999999"})
  void anIntegerIsWithinItsBounds(String value) throws Exception {
    Parameters p = of("{'i':" + value + "}");
    assertThatThrownBy(() -> p.integer("i", 0, 6))
        .isInstanceOf(Refused.class)
        .hasMessage("it.i is not an integer from 0 to 6");
  }

  @Test
  void aMissingMemberIsNamed() throws Exception {
    Parameters p = of("{}");
    assertThatThrownBy(() -> p.text("venue")).hasMessage("it has no venue");
  }

  private static Parameters of(String json) throws Refused {
    return Parameters.of("it", Agents.json(json));
  }
}
