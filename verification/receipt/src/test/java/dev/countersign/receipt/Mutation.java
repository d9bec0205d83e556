package dev.countersign.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Ways to change a bundle at random. */
enum Mutation {
  FLIP_BIT {
    @Override
    byte[] apply(byte[] bundle, SplittableRandom random) {
      byte[] changed = bundle.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      return changed;
    }
  },
  INSERT_BYTE {
    @Override
    byte[] apply(byte[] bundle, SplittableRandom random) {
      int at = random.nextInt(bundle.length + 1);
      return splice(bundle, at, at, new byte[] {(byte) random.nextInt(256)});
    }
  },
  DELETE_BYTES {
    @Override
    byte[] apply(byte[] bundle, SplittableRandom random) {
      int from = random.nextInt(bundle.length);
      return splice(bundle, from, Math.min(bundle.length, from + length(random)), new byte[0]);
    }
  },
  DUPLICATE_BYTES {
    @Override
    byte[] apply(byte[] bundle, SplittableRandom random) {
      int from = random.nextInt(bundle.length);
      int to = Math.min(bundle.length, from + length(random));
      return splice(bundle, to, to, Arrays.copyOfRange(bundle, from, to));
    }
  },
  SWAP_BYTES {
    @Override
    byte[] apply(byte[] bundle, SplittableRandom random) {
      byte[] changed = bundle.clone();
      int a = random.nextInt(changed.length);
      int b = random.nextInt(changed.length);
      changed[a] = bundle[b];
      changed[b] = bundle[a];
      return changed;
    }
  },
  TRUNCATE {
    @Override
    byte[] apply(byte[] bundle, SplittableRandom random) {
      return Arrays.copyOf(bundle, random.nextInt(bundle.length));
    }
  },
  CHANGE_DIGIT {
    @Override
    byte[] apply(byte[] bundle, SplittableRandom random) {
      byte[] changed = bundle.clone();
      int at = random.nextInt(changed.length);
      while (!Character.isLetterOrDigit(changed[at])) {
        at = (at + 1) % changed.length;
      }
      changed[at] = (byte) "0123456789abcdef".charAt(random.nextInt(16));
      return changed;
    }
  },
  WHITE_SPACE {
    @Override
    byte[] apply(byte[] bundle, SplittableRandom random) {
      int at = random.nextInt(bundle.length);
      while (at < bundle.length && "{}[],:".indexOf(bundle[at]) < 0) {
        at++;
      }
      byte space = (byte) " \t\r\n".charAt(random.nextInt(4));
      return splice(bundle, at, at, new byte[] {space});
    }
  },
  DUPLICATE_MEMBER {
    @Override
    byte[] apply(byte[] bundle, SplittableRandom random) {
      String text = new String(bundle, UTF_8);
      Matcher member = Pattern.compile("[{,](\"[a-zA-Z]+\":(\"[^\"]*\"|\\d+))").matcher(text);
      List<int[]> places = new ArrayList<>();
      while (member.find()) {
        places.add(new int[] {member.start(1), member.end(1)});
      }
      int[] place = places.get(random.nextInt(places.size()));
      String twice = text.substring(place[0], place[1]) + ",";
      return (text.substring(0, place[0]) + twice + text.substring(place[0])).getBytes(UTF_8);
    }
  },
  CHANGE_JSON {
    @Override
    byte[] apply(byte[] bundle, SplittableRandom random) {
      JsonNode json = parse(bundle);
      JsonMutation.apply(json, random);
      return canonical(json, bundle);
    }
  },
  CHANGE_JSON_TWICE {
    @Override
    byte[] apply(byte[] bundle, SplittableRandom random) {
      JsonNode json = parse(bundle);
      JsonMutation.apply(json, random);
      JsonMutation.apply(json, random);
      return canonical(json, bundle);
    }
  },
  CHANGE_CERTIFICATE {
    @Override
    byte[] apply(byte[] bundle, SplittableRandom random) {
      JsonNode json = parse(bundle);
      JsonMutation.apply(json.get("certificate"), random);
      return canonical(json, bundle);
    }
  },
  CHANGE_SIGNED_PAYLOAD {
    @Override
    byte[] apply(byte[] bundle, SplittableRandom random) {
      JsonNode json = parse(bundle);
      ObjectNode envelope = (ObjectNode) json.get("envelope");
      byte[] payload = Base64.getDecoder().decode(envelope.get("payload").stringValue());
      JsonNode statement = parse(payload);
      JsonMutation.apply(statement, random);
      byte[] changed =
          random.nextInt(4) == 0 ? FLIP_BIT.apply(payload, random) : Jcs.canonical(statement);
      envelope.put("payload", Base64.getEncoder().encodeToString(changed));
      return canonical(json, bundle);
    }
  },
  CHANGE_BASE64 {
    @Override
    byte[] apply(byte[] bundle, SplittableRandom random) {
      JsonNode json = parse(bundle);
      ObjectNode holder =
          random.nextBoolean()
              ? (ObjectNode) json.get("envelope")
              : (ObjectNode) json.at("/envelope/signatures/0");
      String name = holder.has("sig") ? "sig" : "payload";
      String text = holder.get(name).stringValue();
      int at = random.nextInt(text.length());
      holder.put(
          name,
          switch (random.nextInt(6)) {
            case 0 -> text.replaceFirst("=+$", "");
            case 1 -> text + "=";
            case 2 -> text.substring(0, at) + "\n" + text.substring(at);
            case 3 -> text.replace('+', '-').replace('/', '_');
            case 4 -> spareBits(text);
            default ->
                text.substring(0, at) + "AQz9+/".charAt(random.nextInt(6)) + text.substring(at + 1);
          });
      return canonical(json, bundle);
    }
  };

  static final List<Mutation> ALL = List.of(values());

  abstract byte[] apply(byte[] bundle, SplittableRandom random);

  /** Another letter before the padding, with the same bits that count. */
  private static String spareBits(String text) {
    int last = text.replaceFirst("=+$", "").length() - 1;
    char next = (char) (text.charAt(last) + 1);
    return text.substring(0, last) + next + text.substring(last + 1);
  }

  private static int length(SplittableRandom random) {
    return 1 + random.nextInt(random.nextBoolean() ? 4 : 200);
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
    byte[] changed = new byte[from + middle.length + bytes.length - to];
    System.arraycopy(bytes, 0, changed, 0, from);
    System.arraycopy(middle, 0, changed, from, middle.length);
    System.arraycopy(bytes, to, changed, from + middle.length, bytes.length - to);
    return changed;
  }

  /** The canonical form; the bundle unchanged where a change cut a surrogate pair in two. */
  private static byte[] canonical(JsonNode json, byte[] bundle) {
    try {
      return Jcs.canonical(json);
    } catch (IllegalArgumentException e) {
      return bundle;
    }
  }

  private static JsonNode parse(byte[] json) {
    try {
      return Json.parse(json);
    } catch (ReceiptRejected e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Changes one member or element somewhere in a value. */
  private static final class JsonMutation {
    private JsonMutation() {}

    static void apply(JsonNode json, SplittableRandom random) {
      List<JsonNode> containers = new ArrayList<>();
      collect(json, containers);
      containers.removeIf(JsonNode::isEmpty);
      JsonNode container = containers.get(random.nextInt(containers.size()));
      switch (container) {
        case ObjectNode object -> change(object, containers, random);
        case ArrayNode array -> change(array, random);
        default -> throw new IllegalArgumentException("not a container");
      }
    }

    private static void collect(JsonNode json, List<JsonNode> containers) {
      if (json.isContainer()) {
        containers.add(json);
        json.forEach(child -> collect(child, containers));
      }
    }

    private static void change(
        ObjectNode object, List<JsonNode> containers, SplittableRandom random) {
      List<String> names = List.copyOf(object.propertyNames());
      String name = names.get(random.nextInt(names.size()));
      String other = names.get(random.nextInt(names.size()));
      JsonNode value = object.get(name);
      switch (random.nextInt(6)) {
        case 0 -> object.remove(name);
        case 1 -> object.set(name + "x", value);
        case 2 -> {
          object.set(name, object.get(other));
          object.set(other, value);
        }
        case 3 -> object.set(name, containers.get(random.nextInt(containers.size())).deepCopy());
        case 4 -> {
          object.remove(name);
          object.set(name.toUpperCase(Locale.ROOT), value);
        }
        default -> object.set(name, replaced(value, random));
      }
    }

    private static void change(ArrayNode array, SplittableRandom random) {
      int at = random.nextInt(array.size());
      int other = random.nextInt(array.size());
      JsonNode value = array.get(at);
      switch (random.nextInt(5)) {
        case 0 -> array.remove(at);
        case 1 -> array.insert(other, value.deepCopy());
        case 2 -> {
          array.set(at, array.get(other));
          array.set(other, value);
        }
        case 3 -> array.removeAll();
        default -> array.set(at, replaced(value, random));
      }
    }

    private static JsonNode replaced(JsonNode value, SplittableRandom random) {
      JsonNodeFactory nodes = JsonNodeFactory.instance;
      int kind = random.nextInt(8);
      if (kind == 0) {
        return nodes.nullNode();
      } else if (kind == 1) {
        return nodes.arrayNode().add(value.deepCopy());
      } else if (value.isNumber()) {
        return kind == 2
            ? nodes.stringNode(value.toString())
            : nodes.numberNode(value.longValue() + random.nextInt(-2, 3));
      } else if (value.isString()) {
        return nodes.stringNode(reworded(value.stringValue(), random));
      }
      return kind == 3 ? nodes.objectNode() : nodes.numberNode(random.nextInt());
    }

    private static String reworded(String text, SplittableRandom random) {
      if (text.isEmpty()) {
        return "x";
      }
      int at = random.nextInt(text.length());
      return switch (random.nextInt(6)) {
        case 0 -> text + text.charAt(at);
        case 1 -> text.substring(0, at) + text.substring(at + 1);
        case 2 -> text.toUpperCase(Locale.ROOT);
        case 3 -> " " + text;
        case 4 -> "0" + text;
        default ->
            text.substring(0, at)
                + "0123456789abcdef".charAt(random.nextInt(16))
                + text.substring(at + 1);
      };
    }
  }
}
