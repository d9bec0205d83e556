package dev.countersign.network.devnet;

import dev.countersign.receipt.Address;
import java.util.List;

/**
 * Where everything of one local network is.
 *
 * @param chainId always 31337
 * @param tokens the tokens
 * @param v2 Uniswap V2
 * @param v3 Uniswap V3
 * @param feeds price feeds with Chainlink's interface, 8 decimals
 * @param treasury the Safe and what guards it
 * @param payer the runtime's hot account
 * @param market the account and the contract that trade along the recorded candles
 * @param firstBlock the first block of the market, after everything was deployed
 */
public record DevnetAddresses(
    long chainId,
    Tokens tokens,
    V2 v2,
    V3 v3,
    Feeds feeds,
    Treasury treasury,
    Address payer,
    Market market,
    long firstBlock) {

  /**
   * The tokens.
   *
   * @param weth the published WETH9, 18 decimals
   * @param usdc a token of 6 decimals
   * @param dai a token of 18 decimals
   */
  public record Tokens(Address weth, Address usdc, Address dai) {}

  /**
   * Uniswap V2, from its published bytecode.
   *
   * @param factory UniswapV2Factory
   * @param router UniswapV2Router02
   * @param wethUsdc the pair
   */
  public record V2(Address factory, Address router, Address wethUsdc) {}

  /**
   * Uniswap V3, from its published bytecode.
   *
   * @param factory UniswapV3Factory
   * @param router SwapRouter of v3-periphery, whose structs hold the deadline
   * @param positions NonfungiblePositionManager
   * @param quoter QuoterV2
   * @param fee of both pools, in hundredths of a basis point
   * @param wethUsdc the pool whose swaps are the candles
   * @param daiUsdc a pool that stands at one
   */
  public record V3(
      Address factory,
      Address router,
      Address positions,
      Address quoter,
      int fee,
      Address wethUsdc,
      Address daiUsdc) {}

  /**
   * Price feeds.
   *
   * @param wethUsdc USDC for one WETH
   * @param daiUsdc USDC for one DAI
   */
  public record Feeds(Address wethUsdc, Address daiUsdc) {}

  /**
   * The treasury.
   *
   * @param safe the Safe that holds it
   * @param safeSingleton its code
   * @param safeFactory the factory of Safes
   * @param safeFallback its fallback handler
   * @param owner its only owner
   * @param gate the ReceiptGate, its only module
   * @param moduleGuard lets no other module act
   * @param guardian may pause the gate
   * @param verifiers who is registered in the gate
   */
  public record Treasury(
      Address safe,
      Address safeSingleton,
      Address safeFactory,
      Address safeFallback,
      Address owner,
      Address gate,
      Address moduleGuard,
      Address guardian,
      List<Address> verifiers) {
    /** Copies the list. */
    public Treasury {
      verifiers = List.copyOf(verifiers);
    }
  }

  /**
   * The market.
   *
   * @param account the node's own account that deployed everything and trades
   * @param trader the contract that it trades through
   */
  public record Market(Address account, Address trader) {}
}
