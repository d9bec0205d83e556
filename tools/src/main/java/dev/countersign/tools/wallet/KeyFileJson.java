package dev.countersign.tools.wallet;

import dev.countersign.tools.wallet.WalletFailed.Kind;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;

/** Members of a key file; a file may hold others, which mean nothing here. */
final class KeyFileJson {
  private KeyFileJson() {}

  static String text(JsonNode object, String name) throws WalletFailed {
    JsonNode value = object.path(name);
    if (!value.isString()) {
      throw malformed("it has no text " + name);
    }
    return value.stringValue();
  }

  static int integer(JsonNode object, String name) throws WalletFailed {
    JsonNode value = object.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw malformed("it has no integer " + name);
    }
    return value.intValue();
  }

  static byte[] hex(JsonNode object, String name, int least, int most) throws WalletFailed {
    String text = text(object, name);
    try {
      byte[] bytes = HexFormat.of().parseHex(text);
      if (bytes.length >= least && bytes.length <= most) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw new WalletFailed(
          Kind.MALFORMED, "not a key file of version 3: its " + name + " is not hexadecimal", e);
    }
    throw malformed("its " + name + " is not " + least + " to " + most + " bytes");
  }

  static WalletFailed malformed(String why) {
    return new WalletFailed(Kind.MALFORMED, "not a key file of version 3: " + why);
  }
}
