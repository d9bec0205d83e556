package dev.countersign.tools;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Reason;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The parameters of an observation or a strategy, and the content of an observation, read strictly.
 *
 * <p>Guarantees: a member that is missing, of another type or out of its range is refused with
 * {@link Reason#SCHEMA} and a sentence that names it; so is, at {@link #end}, a member that nobody
 * read: a parameter without effect is a mistake.
 */
public final class Parameters {
  private static final Pattern NATURAL = Pattern.compile("0|[1-9][0-9]{0,99}");

  private final String what;
  private final JsonNode object;
  private final Set<String> read = new HashSet<>();

  private Parameters(String what, JsonNode object) {
    this.what = what;
    this.object = object;
  }

  /** The members of a JSON object that a sentence calls so. */
  public static Parameters of(String what, JsonNode object) throws Refused {
    if (!object.isObject()) {
      throw new Refused(Reason.SCHEMA, what + " is not an object");
    }
    return new Parameters(what, object);
  }

  /** Whether a member is there. */
  public boolean has(String name) {
    return object.has(name);
  }

  /** A text of 1 to 256 characters. */
  public String text(String name) throws Refused {
    JsonNode value = member(name);
    if (!value.isString() || value.stringValue().isEmpty() || value.stringValue().length() > 256) {
      throw wrong(name, "a text");
    }
    return value.stringValue();
  }

  /** An integer within bounds, both included. */
  public long integer(String name, long least, long most) throws Refused {
    JsonNode value = member(name);
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < least
        || value.longValue() > most) {
      throw wrong(name, "an integer from " + least + " to " + most);
    }
    return value.longValue();
  }

  /** True or false. */
  public boolean flag(String name) throws Refused {
    JsonNode value = member(name);
    if (!value.isBoolean()) {
      throw wrong(name, "true or false");
    }
    return value.booleanValue();
  }

  /** A decimal string of base units, zero or more, below 2^256. */
  public BigInteger amount(String name) throws Refused {
    BigInteger amount = natural(name);
    if (amount.bitLength() > 256) {
      throw wrong(name, "a decimal string of base units below 2^256");
    }
    return amount;
  }

  /** A decimal string of a natural number of at most 100 digits. */
  public BigInteger natural(String name) throws Refused {
    String text = text(name);
    if (!NATURAL.matcher(text).matches()) {
      throw wrong(name, "a decimal string");
    }
    return new BigInteger(text);
  }

  /** A decimal string of base units that may be negative, an int256. */
  public BigInteger signedAmount(String name) throws Refused {
    String text = text(name);
    String digits = text.startsWith("-") ? text.substring(1) : text;
    if (!NATURAL.matcher(digits).matches()
        || text.equals("-0")
        || new BigInteger(text).bitLength() > 255) {
      throw wrong(name, "a decimal string of base units");
    }
    return new BigInteger(text);
  }

  /** An address in lower case. */
  public Address address(String name) throws Refused {
    return address(name, member(name));
  }

  /** A list of different addresses, at most so many. */
  public List<Address> addresses(String name, int most) throws Refused {
    List<Address> addresses = new ArrayList<>();
    for (JsonNode element : list(name, most)) {
      Address address = address(name, element);
      if (addresses.contains(address)) {
        throw wrong(name, "a list without repetitions");
      }
      addresses.add(address);
    }
    return addresses;
  }

  /** A list of objects, at most so many. */
  public List<Parameters> objects(String name, int most) throws Refused {
    List<Parameters> objects = new ArrayList<>();
    for (JsonNode element : list(name, most)) {
      objects.add(of(what + "." + name + "[" + objects.size() + "]", element));
    }
    return objects;
  }

  /** An object. */
  public Parameters object(String name) throws Refused {
    return of(what + "." + name, member(name));
  }

  /** Says that everything was read. */
  public void end() throws Refused {
    for (String name : object.propertyNames()) {
      if (!read.contains(name)) {
        throw new Refused(
            Reason.SCHEMA, what + " has a member that has no meaning: " + shown(name));
      }
    }
  }

  private JsonNode list(String name, int most) throws Refused {
    JsonNode value = member(name);
    if (!value.isArray() || value.size() > most) {
      throw wrong(name, "a list of at most " + most);
    }
    return value;
  }

  private Address address(String name, JsonNode value) throws Refused {
    try {
      return new Address(value.isString() ? value.stringValue() : "");
    } catch (IllegalArgumentException e) {
      Refused refused = wrong(name, "an address (0x and 40 lower-case hexadecimal digits)");
      refused.initCause(e);
      throw refused;
    }
  }

  private JsonNode member(String name) throws Refused {
    read.add(name);
    JsonNode value = object.get(name);
    if (value == null) {
      throw new Refused(Reason.SCHEMA, what + " has no " + name);
    }
    return value;
  }

  private Refused wrong(String name, String expected) {
    return new Refused(Reason.SCHEMA, what + "." + name + " is not " + expected);
  }

  private static String shown(String name) {
    String printable = name.replaceAll("[^\\x20-\\x7e]", "?");
    return printable.length() <= 40 ? printable : printable.substring(0, 40) + "...";
  }
}
