package dev.countersign.tools.policy;

import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.contracts.Trade;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * Reads calls back, with another ABI library (headlong) than the one that wrote them, and compares
 * them with the intents they are to carry out.
 *
 * <p>Guarantees: returns normally only when the calls do what the intents say, in their order, and
 * nothing else; each calldata is the only encoding of what was read. Reads what is going to be
 * signed, so a mistake of the encoder or of a caller is refused as {@link Reason#ACTION_MISMATCH}.
 */
public final class MoveReader {
  private static final Function APPROVE = Function.parse("approve(address,uint256)");
  private static final Function TRANSFER = Function.parse("transfer(address,uint256)");
  private static final Function V2_SWAP =
      Function.parse("swapExactTokensForTokens(uint256,uint256,address[],address,uint256)");
  private static final Function V3_SWAP =
      Function.parse(
          "exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))");

  private final Manifest manifest;
  private final Iterator<Call> calls;

  private MoveReader(Manifest manifest, List<Call> calls) {
    this.manifest = manifest;
    this.calls = calls.iterator();
  }

  /** The moves of some calls, one for each intent. */
  public static List<Move> read(Manifest manifest, List<Intent> intents, List<Call> calls)
      throws Refused {
    MoveReader reader = new MoveReader(manifest, calls);
    List<Move> moves = new ArrayList<>();
    for (Intent intent : intents) {
      switch (intent) {
        case Intent.Swap swap -> moves.add(reader.sale(swap));
        case Intent.Transfer transfer -> moves.add(reader.payment(transfer));
        case Intent.Hold hold -> require(intents.size() == 1, "a hold stands beside " + hold);
      }
    }
    require(!reader.calls.hasNext(), "there are more calls than intents");
    return moves;
  }

  private Move.Sale sale(Intent.Swap swap) throws Refused {
    Manifest.Venue venue =
        manifest.venue(swap.venue()).orElseThrow(() -> mismatch("an unknown venue"));
    Call approval = next();
    Tuple allowed = decoded(APPROVE, approval);
    require(approval.target().equals(swap.tokenIn()), "the allowance is of another token");
    require(address(allowed.get(0)).equals(venue.router()), "the allowance is for another spender");
    require(swap.amountIn().equals(allowed.get(1)), "the allowance is not the amount sold");
    Call call = next();
    require(call.target().equals(venue.router()), "the swap calls another router");
    Trade trade =
        switch (venue.kind()) {
          case "uniswap-v2" -> v2(decoded(V2_SWAP, call));
          case "uniswap-v3" -> v3(decoded(V3_SWAP, call), venue.fee());
          default -> throw mismatch("a venue of an unknown kind");
        };
    require(trade.tokenIn().equals(swap.tokenIn()), "the swap sells another token");
    require(trade.amountIn().equals(swap.amountIn()), "the swap sells another amount");
    require(trade.tokenOut().equals(swap.tokenOut()), "the swap buys another token");
    require(trade.to().equals(manifest.account()), "the swap pays somebody else than the account");
    return new Move.Sale(venue, trade);
  }

  private static Trade v2(Tuple call) throws Refused {
    Object[] path = call.<Object[]>get(2);
    require(path.length == 2, "the swap has a path of " + path.length + " tokens");
    return trade(
        address(path[0]), call.get(0), address(path[1]), call.get(1), call.get(3), call.get(4));
  }

  private static Trade v3(Tuple call, int fee) throws Refused {
    Tuple swap = call.get(0);
    require(((Number) swap.get(2)).longValue() == fee, "the swap uses a pool of another fee");
    require(BigInteger.ZERO.equals(swap.get(7)), "the swap has a price limit");
    return trade(
        address(swap.get(0)),
        swap.get(5),
        address(swap.get(1)),
        swap.get(6),
        swap.get(3),
        swap.get(4));
  }

  private static Trade trade(
      Address tokenIn,
      BigInteger amountIn,
      Address tokenOut,
      BigInteger least,
      Object to,
      BigInteger deadline)
      throws Refused {
    require(deadline.bitLength() < 64, "the swap has no deadline");
    try {
      return new Trade(tokenIn, amountIn, tokenOut, least, address(to), deadline.longValue());
    } catch (IllegalArgumentException e) {
      throw mismatch("the swap has an amount or a deadline of zero");
    }
  }

  private Move.Payment payment(Intent.Transfer transfer) throws Refused {
    Call call = next();
    Move.Payment payment;
    if (transfer.token().equals(Address.ZERO)) {
      require(call.data().length() == 0, "a native send carries calldata");
      payment = new Move.Payment(Address.ZERO, call.value(), call.target());
    } else {
      Tuple arguments = decoded(TRANSFER, call);
      payment = new Move.Payment(call.target(), arguments.get(1), address(arguments.get(0)));
    }
    require(payment.token().equals(transfer.token()), "another token is sent");
    require(payment.amount().equals(transfer.amount()), "another amount is sent");
    require(payment.to().equals(transfer.to()), "somebody else is paid");
    return payment;
  }

  private Call next() throws Refused {
    require(calls.hasNext(), "there are fewer calls than the intents need");
    return calls.next();
  }

  private static Tuple decoded(Function function, Call call) throws Refused {
    require(call.value().signum() == 0, "a contract call sends native coin along");
    byte[] data = call.data().toArray();
    try {
      Tuple arguments = function.decodeCall(data);
      require(
          Arrays.equals(function.encodeCall(arguments).array(), data),
          "calldata of " + function.getName() + " is not in its only form");
      return arguments;
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw mismatch("calldata is not a call of " + function.getName());
    }
  }

  private static Address address(Object decoded) {
    String text = ((com.esaulpaugh.headlong.abi.Address) decoded).toString();
    return new Address(text.toLowerCase(Locale.ROOT));
  }

  private static void require(boolean holds, String otherwise) throws Refused {
    if (!holds) {
      throw mismatch(otherwise);
    }
  }

  private static Refused mismatch(String why) {
    return new Refused(Reason.ACTION_MISMATCH, "the calls do not carry out the intents: " + why);
  }
}
