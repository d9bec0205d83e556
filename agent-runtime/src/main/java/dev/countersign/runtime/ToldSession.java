package dev.countersign.runtime;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Manifest;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.langchain.InstructedAgent;
import dev.countersign.runtime.run.Erc20Reads;
import dev.countersign.runtime.run.RunListener;
import dev.countersign.runtime.run.RunReport;
import dev.countersign.tools.WholeTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A session for tools that several threads may call: one after another. */
final class ToldSession implements InstructedAgent {
  private final AgentSession session;

  ToldSession(AgentSession session) {
    this.session = session;
  }

  private Manifest manifest() {
    return session.manifest();
  }

  @Override
  public List<String> symbols() {
    return manifest().policy().tokens().stream()
        .flatMap(limit -> manifest().token(limit.token()).stream())
        .map(Manifest.Token::symbol)
        .sorted()
        .toList();
  }

  @Override
  public List<String> recipients() {
    return manifest().policy().recipients().stream()
        .map(Manifest.Recipient::name)
        .sorted()
        .toList();
  }

  @Override
  public RunReport instruct(String said) throws Failure, InterruptedException {
    Optional<String> say = Optional.of(said);
    synchronized (session) { // Others may have tools of the same session.
      requireOpen();
      return session.run(session.nextSlot(say), say, RunListener.NONE);
    }
  }

  @Override
  public List<String> balances() throws Failure {
    requireOpen();
    try {
      PinnedChain head =
          new PinnedChain(session.connection().chain(), session.connection().chain().head());
      List<String> held = new ArrayList<>();
      for (Manifest.Limit limit : manifest().policy().tokens()) {
        held.add(
            WholeTokens.of(
                manifest(),
                limit.token(),
                Erc20Reads.balance(head, limit.token(), manifest().account())));
      }
      return held;
    } catch (ChainUnavailable e) {
      throw new Failure(Exit.UNREACHABLE, String.valueOf(e.getMessage()), e);
    }
  }

  private void requireOpen() throws Failure {
    if (session.isClosed()) {
      throw new Failure(Exit.CONFIGURATION, manifest().name() + " was closed");
    }
  }
}
