package dev.countersign.tools.store;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDBC URL, of which nothing secret is told.
 *
 * @param text as it was given
 */
record DatabaseUrl(String text) {
  private static final String HIDDEN = "***";

  /** The parameters of PostgreSQL begin with a question mark, those of H2 with a semicolon. */
  private static final Pattern PARAMETER =
      Pattern.compile("[?&;][^=&;]*(?:password|secret)[^=&;]*=([^&;]*)", Pattern.CASE_INSENSITIVE);

  private static final Pattern AUTHORITY = Pattern.compile("//([^/?;]*)");

  /** Whether there is something before the host that a driver would take for a part of it. */
  boolean hasUserInfo() {
    Matcher authority = AUTHORITY.matcher(text);
    return authority.find() && authority.group(1).contains("@");
  }

  /**
   * A driver's words without what must not be read.
   *
   * @param more a secret that is not in the URL; empty where there is none
   */
  String withoutSecrets(String words, String more) {
    Set<String> secrets = new LinkedHashSet<>();
    secrets.add(text);
    Matcher parameter = PARAMETER.matcher(text);
    while (parameter.find()) {
      secrets.add(parameter.group(1));
      secrets.add(decoded(parameter.group(1)));
    }
    secrets.add(more);
    String told = words;
    for (String secret : secrets) {
      if (!secret.isEmpty()) {
        told = told.replace(secret, HIDDEN);
      }
    }
    return told;
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value; // It stands there as it is.
    }
  }
}
