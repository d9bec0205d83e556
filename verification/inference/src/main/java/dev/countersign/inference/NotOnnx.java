package dev.countersign.inference;

import dev.countersign.inference.ModelRefused.Code;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Recognises what people take for an ONNX file by mistake, to say what it is. */
final class NotOnnx {
  private static final String PICKLE = "a Python pickle, which is a program and must not be loaded";

  /**
   * @param start the first bytes, each as the character of that number
   */
  private record Kind(String name, String start) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(PICKLE, "\u0080\u0002"),
          new Kind(PICKLE, "\u0080\u0003"),
          new Kind(PICKLE, "\u0080\u0004"),
          new Kind(PICKLE, "\u0080\u0005"),
          new Kind(PICKLE, "(dp"),
          new Kind(PICKLE, "ccopy_reg"),
          new Kind(PICKLE, "cos\nsystem"),
          new Kind(PICKLE, "cposix\nsystem"),
          new Kind("a zip archive (perhaps a PyTorch checkpoint)", "PK\u0003\u0004"),
          new Kind("a gzip archive", "\u001f\u008b"),
          new Kind("an HDF5 file (perhaps a Keras model)", "\u0089HDF"),
          new Kind("a GGUF model", "GGUF"),
          new Kind("a program", "\u007fELF"),
          new Kind("a Git LFS pointer; fetch the file itself", "version https://git-lfs"),
          new Kind("JSON", "{\""));

  private static final List<String> PAGES = List.of("<!doctype", "<html", "<?xml");

  private NotOnnx() {}

  static void refuse(byte[] file) throws ModelRefused {
    if (file.length == 0) {
      throw new ModelRefused(Code.NOT_ONNX, "the ONNX file is empty");
    }
    String head = new String(file, 0, Math.min(file.length, 256), StandardCharsets.ISO_8859_1);
    for (Kind kind : KINDS) {
      if (head.startsWith(kind.start())) {
        throw notOnnx(kind.name());
      }
    }
    String text = head.strip().toLowerCase(Locale.ROOT);
    if (PAGES.stream().anyMatch(text::startsWith)) {
      throw notOnnx("a web page (perhaps an error page that was saved)");
    }
    if (head.startsWith("{\"", 8)) {
      throw notOnnx("a safetensors file");
    }
  }

  private static ModelRefused notOnnx(String what) {
    return new ModelRefused(Code.NOT_ONNX, "the file is no ONNX model but " + what);
  }
}
