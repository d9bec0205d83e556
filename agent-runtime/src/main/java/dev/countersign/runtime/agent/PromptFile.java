package dev.countersign.runtime.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The prompt of a language model, in a file beside the agent file. */
final class PromptFile {
  private static final int MOST_BYTES = 16 * 1024;

  private PromptFile() {}

  /** The text, with line ends as {@code \n} and none at the end. */
  static String read(AgentFile file) throws Failure {
    Path path = file.sibling(file.agent().decide().prompt());
    try {
      if (Files.size(path) > MOST_BYTES) {
        throw file.failure("decide.prompt", path + " is longer than " + MOST_BYTES + " bytes");
      }
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
              .toString()
              .replace("\r\n", "\n")
              .stripTrailing();
      if (text.isBlank()) {
        throw file.failure("decide.prompt", path + " is empty");
      }
      return text;
    } catch (NoSuchFileException e) {
      throw file.failure("decide.prompt", "there is no file " + path);
    } catch (CharacterCodingException e) {
      throw file.failure("decide.prompt", path + " is not UTF-8");
    } catch (IOException e) {
      throw file.failure("decide.prompt", "cannot read " + path + ": " + e.getMessage());
    }
  }
}
