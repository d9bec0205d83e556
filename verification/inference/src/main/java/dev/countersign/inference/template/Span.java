package dev.countersign.inference.template;

/**
 * A stretch of a rendered prompt and where it comes from.
 *
 * <p>Guarantees: a trusted span consists of the template's own text and of what the caller trusts,
 * character by character; nothing that a message says is in it. Does not guarantee the reverse:
 * where an operation mixes characters so that their origin is not followed, the result is
 * untrusted.
 *
 * @param text never empty
 * @param trusted whether special tokens may be recognised in it
 */
public record Span(String text, boolean trusted) {}
