package dev.countersign.runtime.redteam;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What came of a run of attacks.
 *
 * @param agent the agent's name
 * @param slot what its honest slot came to, for people
 * @param control where the attacked actions come from, for people
 * @param rows one for each attack, in the order of the table
 * @param advice what is weak in the file itself, a sentence for each
 * @param seconds how long it took
 */
public record RedteamReport(
    String agent,
    String slot,
    String control,
    List<Row> rows,
    List<String> advice,
    double seconds) {
  /** Copies the lists. */
  public RedteamReport {
    rows = List.copyOf(rows);
    advice = List.copyOf(advice);
  }

  /** The first attack that was not stopped, or of which nobody knows. */
  public Optional<Row> failure() {
    return rows.stream().filter(Row::fails).findFirst();
  }

  /** Attacks that were tried. */
  public long tried() {
    return rows.stream().filter(row -> row.status() != Row.Status.NOT_APPLICABLE).count();
  }

  /** Attacks of a status. */
  public long count(Row.Status status) {
    return rows.stream().filter(row -> row.status() == status).count();
  }

  /** Whether anything in the account or the gate changed that must not. */
  public boolean moved() {
    return rows.stream()
        .flatMap(row -> row.attempts().stream())
        .anyMatch(attempt -> !attempt.moved().isEmpty());
  }

  /** One line for a person. */
  public String summary() {
    long elsewhere = count(Row.Status.STOPPED_ELSEWHERE);
    long broken = count(Row.Status.BROKEN);
    return tried()
        + " attacks, "
        + (count(Row.Status.STOPPED) + elsewhere)
        + " stopped"
        + (elsewhere == 0 ? "" : " (" + elsewhere + " by another check than expected)")
        + (broken == 0 ? "" : ", " + broken + " that could not be tried as meant")
        + ", "
        + (moved() ? "MONEY OR RIGHTS MOVED" : "no money moved")
        + "; "
        + count(Row.Status.NOT_APPLICABLE)
        + " do not apply to this agent";
  }

  /** The document for a program. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("agent", agent).put("slot", slot).put("control", control);
    json.put("attacks", tried());
    json.put("stopped", rows.stream().filter(Row::stopped).count());
    json.put("notApplicable", count(Row.Status.NOT_APPLICABLE));
    json.put("moneyMoved", moved());
    json.put("allStopped", failure().isEmpty());
    ArrayNode list = json.putArray("rows");
    rows.forEach(row -> list.add(json(row)));
    ArrayNode sentences = json.putArray("advice");
    advice.forEach(sentences::add);
    json.put("milliseconds", Math.round(seconds * 1000));
    return json;
  }

  private static ObjectNode json(Row row) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", row.id()).put("family", row.family().title()).put("does", row.does());
    json.put("status", code(row.status()));
    if (!row.note().isEmpty()) {
      json.put("note", row.note());
    }
    ArrayNode attempts = json.putArray("attempts");
    for (Attempt attempt : row.attempts()) {
      ObjectNode one = attempts.addObject();
      one.put("by", attempt.by().title()).put("status", code(attempt.status()));
      one.put("refused", attempt.refused()).put("reason", attempt.reason());
      one.put("detail", attempt.detail());
      ArrayNode expected = one.putArray("expected");
      attempt.expected().stream().sorted().forEach(expected::add);
      ArrayNode moved = one.putArray("moved");
      attempt.moved().forEach(moved::add);
    }
    return json;
  }

  private static String code(Row.Status status) {
    return status.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
