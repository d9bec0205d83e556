package dev.countersign.inference.language;

/**
 * A token that a tokenizer takes from text as a whole.
 *
 * @param id its id
 * @param content its text
 * @param leftStrip whether it swallows white space before it
 * @param rightStrip whether it swallows white space after it
 * @param singleWord whether it must not touch a letter or digit
 * @param normalized whether it is looked for after the others
 */
record AddedToken(
    int id,
    String content,
    boolean leftStrip,
    boolean rightStrip,
    boolean singleWord,
    boolean normalized) {}
