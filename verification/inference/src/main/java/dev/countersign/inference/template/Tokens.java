package dev.countersign.inference.template;

import dev.countersign.inference.template.TemplateRefused.Code;
import dev.countersign.inference.template.Token.Kind;
import java.util.List;

/** The tokens of a template, read from the front. */
final class Tokens {
  private static final int DEEPEST = 100;

  private final List<Token> tokens;
  private int at;
  private int depth;

  Tokens(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(at);
  }

  Token following() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Place place() {
    return current().place();
  }

  /** How many tokens were read. */
  int position() {
    return at;
  }

  Token next() {
    Token token = current();
    if (!token.is(Kind.END)) {
      at++;
    }
    return token;
  }

  boolean takeOperator(String operator) {
    boolean taken = current().isOperator(operator);
    if (taken) {
      next();
    }
    return taken;
  }

  boolean takeName(String name) {
    boolean taken = current().isName(name);
    if (taken) {
      next();
    }
    return taken;
  }

  Token expect(Kind kind, String what) throws TemplateRefused {
    if (!current().is(kind)) {
      throw syntax("expected " + what + ", found " + current().described());
    }
    return next();
  }

  void expectOperator(String operator) throws TemplateRefused {
    if (!takeOperator(operator)) {
      throw syntax("expected '" + operator + "', found " + current().described());
    }
  }

  void expectName(String name) throws TemplateRefused {
    if (!takeName(name)) {
      throw syntax("expected '" + name + "', found " + current().described());
    }
  }

  /** One level deeper; every caller comes back with {@link #leave()} unless it refuses. */
  void enter() throws TemplateRefused {
    if (++depth > DEEPEST) {
      throw tooDeep();
    }
  }

  void leave() {
    depth--;
  }

  /** Refuses a chain of suffixes, each of which encloses the ones before. */
  void checkChain(int links) throws TemplateRefused {
    if (links > DEEPEST) {
      throw tooDeep();
    }
  }

  private TemplateRefused tooDeep() {
    return new TemplateRefused(Code.TOO_LARGE, place(), "nested deeper than " + DEEPEST);
  }

  TemplateRefused syntax(String sentence) {
    return new TemplateRefused(Code.SYNTAX, place(), sentence);
  }

  TemplateRefused unsupported(String sentence) {
    return unsupported(place(), sentence);
  }

  TemplateRefused unsupported(Place there, String sentence) {
    return new TemplateRefused(Code.UNSUPPORTED, there, sentence);
  }
}
