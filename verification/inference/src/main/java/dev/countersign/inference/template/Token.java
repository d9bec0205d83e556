package dev.countersign.inference.template;

/**
 * A piece of a template.
 *
 * @param value of a string, what it says; of the others, as written
 */
record Token(Kind kind, String value, Place place) {
  enum Kind {
    TEXT,
    PRINT_BEGIN,
    PRINT_END,
    TAG_BEGIN,
    TAG_END,
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  boolean isOperator(String wanted) {
    return kind == Kind.OPERATOR && value.equals(wanted);
  }

  boolean isName(String wanted) {
    return kind == Kind.NAME && value.equals(wanted);
  }

  String described() {
    return switch (kind) {
      case TEXT -> "text";
      case PRINT_BEGIN -> "'{{'";
      case PRINT_END -> "'}}'";
      case TAG_BEGIN -> "'{%'";
      case TAG_END -> "'%}'";
      case STRING -> "a string";
      case END -> "the end of the template";
      case NAME, INTEGER, FLOAT, OPERATOR -> "'" + value + "'";
    };
  }
}
