package dev.countersign.inference.grammar;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of byte strings. Rules form an acyclic graph: what is used in several places is shared, not
 * repeated, and nothing recurses, so the language is regular and every repetition ends.
 */
sealed interface Rule {

  /** One after the other. Two of them are equal only where they are the same object. */
  final class Sequence implements Rule {
    private final List<Rule> parts;

    Sequence(List<Rule> parts) {
      this.parts = List.copyOf(parts);
    }

    List<Rule> parts() {
      return parts;
    }
  }

  /** Any one of them. Two of them are equal only where they are the same object. */
  final class Choice implements Rule {
    private final List<Rule> alternatives;

    Choice(List<Rule> alternatives) {
      this.alternatives = List.copyOf(alternatives);
    }

    List<Rule> alternatives() {
      return alternatives;
    }
  }

  /**
   * The body, several times.
   *
   * @param body what is repeated
   * @param join what stands between two of them
   * @param least how many more there must be
   * @param most how many more there may be
   * @param first whether none has been there yet
   */
  record Repeat(Rule body, Rule join, int least, int most, boolean first) implements Rule {
    Repeat(Rule body, Rule join, int least, int most) {
      this(body, join, least, most, true);
    }

    /** What is left once another one has begun. */
    Repeat next() {
      return new Repeat(body, join, Math.max(0, least - 1), most - 1, false);
    }

    /** What another one begins with. */
    Rule once() {
      return first ? body : new Joined(join, body);
    }
  }

  /** A joint and what follows it: a sequence that is equal by its parts. */
  record Joined(Rule join, Rule body) implements Rule {}

  /** A rule that reads bytes itself. */
  sealed interface Leaf extends Rule permits Words, Text, Numeral, Prose, Done {
    /** What is left after the byte, null where the byte is illegal. */
    @Nullable Leaf step(int b);

    /** Whether what was read so far is complete. */
    boolean mayEnd();

    /** Whether another byte can follow. */
    boolean goesOn();

    /** The only byte that can follow, -1 where there are several or none. */
    int onlyByte();
  }

  /** A leaf that was read to its end. */
  record Done() implements Leaf {
    static final Done DONE = new Done();

    @Override
    public @Nullable Leaf step(int b) {
      return null;
    }

    @Override
    public boolean mayEnd() {
      return true;
    }

    @Override
    public boolean goesOn() {
      return false;
    }

    @Override
    public int onlyByte() {
      return -1;
    }
  }

  /** One after the other. */
  static Rule sequence(Rule... parts) {
    return new Sequence(List.of(parts));
  }

  /** A rule that is one of these, without a choice where there is only one. */
  static Rule anyOf(List<Rule> alternatives) {
    return alternatives.size() == 1 ? alternatives.get(0) : new Choice(alternatives);
  }
}
