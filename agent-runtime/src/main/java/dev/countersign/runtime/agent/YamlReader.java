package dev.countersign.runtime.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML 1.2 document from a file that may be hostile.
 *
 * <p>Guarantees: more than {@value #MAX_BYTES} bytes, text that is not UTF-8, a second document,
 * anchors, aliases, tags, duplicate keys, keys that are not plain text, and nesting deeper than
 * {@value #MAX_DEPTH} are refused with file, line and column. Scalars keep their text: what they
 * mean is decided by who asks for them, so {@code NO} stays {@code NO}.
 */
final class YamlReader {
  static final int MAX_BYTES = 256 * 1024;
  static final int MAX_DEPTH = 16;

  private final String file;
  private final Iterator<Event> events;

  private YamlReader(String file, String text) {
    this.file = file;
    this.events =
        new Parse(LoadSettings.builder().setLabel(file).setParseComments(false).build())
            .parseString(text)
            .iterator();
  }

  /** Reads a file. */
  static YamlNode read(Path path) throws Failure {
    String file = path.toString();
    byte[] bytes;
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      // Opening a pipe would wait for somebody to write to it.
      String what = Files.isDirectory(path) ? "a folder" : "no ordinary file";
      throw new Failure(Exit.CONFIGURATION, "cannot read " + file + ": it is " + what);
    }
    try (InputStream in = Files.newInputStream(path)) {
      if (Files.size(path) > MAX_BYTES) {
        throw tooLarge(file);
      }
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new Failure(Exit.CONFIGURATION, "there is no file " + file, e);
    } catch (IOException e) {
      throw new Failure(Exit.CONFIGURATION, "cannot read " + file + ": " + reason(e), e);
    }
    return read(file, bytes);
  }

  /** Why, without the file's name, which the sentence begins with. */
  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "you may not read it";
    }
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  /** Reads bytes; the name is for messages. */
  static YamlNode read(String file, byte[] bytes) throws Failure {
    if (bytes.length > MAX_BYTES) {
      throw tooLarge(file);
    }
    YamlReader reader = new YamlReader(file, decode(file, bytes));
    try {
      return reader.document();
    } catch (MarkedYamlEngineException e) {
      String problem = e.getProblem();
      throw Failure.at(reader.position(e.getProblemMark()), "not YAML: " + problem);
    } catch (YamlEngineException e) {
      throw new Failure(
          Exit.CONFIGURATION, file + ": not YAML: " + firstLine(String.valueOf(e.getMessage())), e);
    }
  }

  private static Failure tooLarge(String file) {
    return new Failure(
        Exit.CONFIGURATION,
        file + " is larger than " + MAX_BYTES / 1024 + " KiB, the most that is read");
  }

  private static String decode(String file, byte[] bytes) throws Failure {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer chars = CharBuffer.allocate(bytes.length + 1);
    ByteBuffer input = ByteBuffer.wrap(bytes);
    CoderResult result = decoder.decode(input, chars, true);
    chars.flip();
    if (result.isError()) {
      String before = chars.toString();
      int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
      int column = before.length() - before.lastIndexOf('\n');
      throw Failure.at(new Position(file, line, column), "the file is not UTF-8 text");
    }
    return chars.toString();
  }

  private YamlNode document() throws Failure {
    events.next(); // the start of the stream
    if (!(events.next() instanceof DocumentStartEvent)) {
      throw Failure.at(new Position(file, 1, 1), "the file is empty");
    }
    YamlNode node = node(events.next(), 0);
    Event end = events.next();
    if (!(end instanceof DocumentEndEvent)) {
      throw Failure.at(position(end.getStartMark()), "only one document is read");
    }
    Event next = events.next();
    if (next instanceof DocumentStartEvent) {
      throw Failure.at(
          position(next.getStartMark()), "a second document begins; a file is one document");
    }
    return node;
  }

  private YamlNode node(Event event, int depth) throws Failure {
    Position at = position(event.getStartMark());
    if (event instanceof AliasEvent) {
      throw Failure.at(at, "aliases (*) are not allowed; write the value out");
    }
    if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
      throw Failure.at(at, "anchors (&) are not allowed; write the value out");
    }
    if (depth > MAX_DEPTH) {
      throw Failure.at(at, "nested deeper than " + MAX_DEPTH + " levels");
    }
    if (event instanceof ScalarEvent scalar) {
      requireNoTag(at, scalar.getTag());
      return new YamlNode.Text(at, scalar.getValue(), !scalar.isPlain());
    }
    if (event instanceof SequenceStartEvent sequence) {
      requireNoTag(at, sequence.getTag());
      return items(at, depth);
    }
    if (event instanceof MappingStartEvent mapping) {
      requireNoTag(at, mapping.getTag());
      return block(at, depth);
    }
    throw Failure.at(at, "not YAML: unexpected " + event.getEventId());
  }

  private YamlNode items(Position at, int depth) throws Failure {
    List<YamlNode> items = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      items.add(node(event, depth + 1));
    }
    return new YamlNode.Items(at, List.copyOf(items));
  }

  private YamlNode block(Position at, int depth) throws Failure {
    List<YamlNode.Entry> entries = new ArrayList<>();
    Map<String, Position> seen = new HashMap<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      if (!(node(event, depth + 1) instanceof YamlNode.Text key)) {
        throw Failure.at(position(event.getStartMark()), "a key must be plain text");
      }
      Position first = seen.putIfAbsent(key.value(), key.at());
      if (first != null) {
        throw Failure.at(
            key.at(),
            "the key \"" + key.value() + "\" stands here twice, first on line " + first.line());
      }
      entries.add(new YamlNode.Entry(key.at(), key.value(), node(events.next(), depth + 1)));
    }
    return new YamlNode.Block(at, List.copyOf(entries));
  }

  private static void requireNoTag(Position at, Optional<String> tag) throws Failure {
    if (tag.isPresent()) {
      throw Failure.at(at, "tags (!) are not allowed");
    }
  }

  private Position position(Optional<Mark> mark) {
    return mark.map(m -> new Position(file, m.getLine() + 1, m.getColumn() + 1))
        .orElse(new Position(file, 1, 1));
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
