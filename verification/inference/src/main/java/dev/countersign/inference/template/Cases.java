package dev.countersign.inference.template;

import java.util.Locale;

/** Capital and small letters; where case can change the length, the whole text is one origin. */
final class Cases {
  private Cases() {}

  static Text upper(Text text, Rendering run) throws TemplateFailed {
    return counted(text.as(text.plain().toUpperCase(Locale.ROOT)), run);
  }

  static Text lower(Text text, Rendering run) throws TemplateFailed {
    return counted(text.as(text.plain().toLowerCase(Locale.ROOT)), run);
  }

  static Text capitalize(Text text, Rendering run) throws TemplateFailed {
    if (text.isEmpty()) {
      return text;
    }
    String plain = text.plain();
    int first = Character.charCount(plain.codePointAt(0));
    String rest = plain.toLowerCase(Locale.ROOT).substring(lower(plain.substring(0, first)));
    return counted(text.as(titled(plain.codePointAt(0)) + rest), run);
  }

  private static int lower(String first) {
    return first.toLowerCase(Locale.ROOT).length();
  }

  /** Python's {@code str.title}: a capital wherever a run of letters with case begins. */
  static Text title(Text text, Rendering run) throws TemplateFailed {
    StringBuilder result = new StringBuilder();
    boolean inside = false;
    String plain = text.plain();
    for (int at = 0; at < plain.length(); ) {
      int c = plain.codePointAt(at);
      int next = at + Character.charCount(c);
      result.append(inside ? plain.substring(at, next).toLowerCase(Locale.ROOT) : titled(c));
      inside = Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
      at = next;
    }
    return counted(text.as(result.toString()), run);
  }

  private static String titled(int c) {
    String character = Character.toString(c);
    String upper = character.toUpperCase(Locale.ROOT);
    boolean expands = upper.codePointCount(0, upper.length()) > 1;
    if (!expands) {
      return Character.toString(Character.toTitleCase(c));
    }
    int first = upper.offsetByCodePoints(0, 1);
    return upper.substring(0, first) + upper.substring(first).toLowerCase(Locale.ROOT);
  }

  static boolean isUpper(String text) {
    return text.codePoints().anyMatch(Character::isUpperCase)
        && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
  }

  static boolean isLower(String text) {
    return text.codePoints().anyMatch(Character::isLowerCase)
        && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }

  private static Text counted(Text text, Rendering run) throws TemplateFailed {
    run.characters(text.length(), text.length());
    return text;
  }
}
