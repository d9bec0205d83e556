package dev.countersign.runtime.cli;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.gate.SafeAccount;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Manifest;
import dev.countersign.runtime.account.OwnersCalls;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.run.Erc20Reads;
import dev.countersign.runtime.workplace.Connection;
import dev.countersign.tools.WholeTokens;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes funds out of an account, which is its owner's to do. */
@Command(
    name = "withdraw",
    description = {
      "Take funds out of an account; its owner's to do.",
      "On the devnet this is done; elsewhere the owner's transaction is written as Safe JSON. No"
          + " agent and no verifier is asked: the Safe is its owner's."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  countersign account withdraw --token USDC --amount 12.50 --to 0x5aAe...eAed",
      "  countersign account withdraw --token WETH --amount all --to 0x5aAe...eAed"
    })
final class AccountWithdrawCommand extends AccountSubcommand {
  @Option(
      names = "--token",
      paramLabel = "SYMBOL",
      required = true,
      description = "A token of the networks file, or the native coin.")
  String token = "";

  @Option(
      names = "--amount",
      paramLabel = "AMOUNT",
      required = true,
      description = "Whole tokens as a decimal number, or all.")
  String amount = "";

  @Option(names = "--to", paramLabel = "ADDRESS", required = true, description = "Who gets them.")
  String to = "";

  AccountWithdrawCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit work(Connection connection, Network.Account found)
      throws Failure, ChainException, InterruptedException {
    Network where = connection.network();
    Manifest.Token what =
        where
            .token(token)
            .orElseThrow(
                () ->
                    new Failure(
                        Exit.CONFIGURATION,
                        "the network "
                            + network
                            + " has no token "
                            + token
                            + "; it has "
                            + where.nativeCoin()
                            + ", "
                            + String.join(", ", where.tokens().keySet())));
    Address receiver = address("--to", to);
    if (List.of(Address.ZERO, what.address(), found.gate(), found.safe()).contains(receiver)) {
      throw new Failure(
          Exit.CONFIGURATION,
          "--to: nothing is taken out by sending it to zero, a token, the gate or the account itself");
    }
    BigInteger has = balance(now(connection), what, found.safe());
    BigInteger units = amount.equals("all") ? has : units(what);
    if (units.signum() <= 0 || units.compareTo(has) > 0) {
      throw new Failure(
          Exit.CONFIGURATION,
          "--amount: the account has "
              + WholeTokens.plain(has, what.decimals())
              + " "
              + token
              + ", of which "
              + amount
              + " cannot be taken");
    }
    Call call =
        what.address().equals(Address.ZERO)
            ? new Call(receiver, units, Bytes.EMPTY)
            : call(what.address(), SafeAccount.transfer(receiver, units));
    String shown = WholeTokens.plain(units, what.decimals()) + " " + token;
    say(shown + " to " + receiver.checksummed());
    OwnersCalls.Outcome outcome =
        new OwnersCalls(connection, found.safe(), home())
            .make("withdraw-" + account, List.of(call));
    if (outcome instanceof OwnersCalls.Done done) {
      checkLeft(connection, done.transactions().getLast(), what, found.safe(), units);
    }
    answer(tell(outcome, "withdrawn", JSON.createObjectNode()));
    return Exit.DONE;
  }

  /** A transaction that succeeded says nothing about a token that answers false, or lies. */
  private void checkLeft(
      Connection connection,
      Bytes32 transaction,
      Manifest.Token what,
      Address safe,
      BigInteger units)
      throws Failure, ChainException {
    BlockRef block =
        connection
            .chain()
            .receipt(transaction)
            .orElseThrow(
                () ->
                    new Failure(
                        Exit.UNREACHABLE,
                        "the node no longer has the transaction " + transaction.prefixed()))
            .block();
    BlockRef before = connection.chain().block(block.number() - 1);
    BigInteger left =
        balance(new PinnedChain(connection.chain(), before), what, safe)
            .subtract(balance(new PinnedChain(connection.chain(), block), what, safe));
    if (left.compareTo(units) != 0) {
      throw new Failure(
          Exit.NOT_EXECUTED,
          transaction.prefixed()
              + " was mined, but in its block the account's balance fell by "
              + WholeTokens.plain(left, what.decimals())
              + " "
              + token
              + ", not by "
              + WholeTokens.plain(units, what.decimals())
              + ": see what the token did before anything is tried again");
    }
  }

  private BigInteger units(Manifest.Token what) throws Failure {
    try {
      return new BigDecimal(amount).movePointRight(what.decimals()).toBigIntegerExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw new Failure(
          Exit.CONFIGURATION,
          "--amount: \""
              + amount
              + "\" is no amount of "
              + token
              + ", which has "
              + what.decimals()
              + " decimals; write 12.50 or all",
          e);
    }
  }

  private static BigInteger balance(PinnedChain chain, Manifest.Token token, Address account)
      throws ChainException {
    return token.address().equals(Address.ZERO)
        ? chain.balance(account)
        : Erc20Reads.balance(chain, token.address(), account);
  }
}
