package dev.countersign.inference;

import dev.countersign.receipt.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A model, its bundle or its file is not one that may be loaded here. A verifier abstains: another
 * one may have the model.
 */
public final class ModelRefused extends InferenceFailed {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Code {
    /** The folder is missing, cannot be read, or lacks a file that every bundle has. */
    NOT_A_BUNDLE,
    /** A name or a kind of file that must not be in a bundle. */
    UNSAFE_PATH,
    /** Too many files, or too many bytes. */
    TOO_LARGE,
    /** {@code model.json} or the self-test is not what it must be. */
    BAD_CARD,
    /** The graph's file is something else than ONNX. */
    NOT_ONNX,
    /** The file ends before it is complete. */
    TRUNCATED,
    /** The file breaks the rules of protocol buffers or of ONNX. */
    MALFORMED,
    /** A tensor is larger than the limits, or than the bytes that are there. */
    ABSURD_TENSOR,
    /** Weights outside the bundle, or outside their file. */
    EXTERNAL_DATA,
    /** An operator whose memory, time or result cannot be known before it runs. */
    OPERATOR,
    /** A kind of model that this module does not compute, or part of one. */
    UNSUPPORTED,
    /** The graph is not the one the card describes. */
    CARD_MISMATCH,
    /** The content has another digest than the one that was asked for. */
    MODEL_DIGEST_MISMATCH,
    /** There is no model of that name or digest. */
    UNKNOWN_MODEL,
    /** Several models fit the name. */
    AMBIGUOUS_NAME,
    /** This machine does not reproduce the bundle's self-test. */
    SELF_TEST_FAILED,
    /** The engine does not take it. */
    ENGINE
  }

  private final Code code;

  /** A refusal and its sentence. */
  public ModelRefused(Code code, String sentence) {
    this(code, sentence, null);
  }

  /** A refusal with the error that led to it. */
  public ModelRefused(Code code, String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.code = code;
  }

  /** What is wrong. */
  public Code code() {
    return code;
  }

  @Override
  public Reason reason() {
    return Reason.MODEL_UNAVAILABLE;
  }
}
