package dev.countersign.runtime.redteam;

import dev.countersign.network.devnet.DevnetKeys;
import dev.countersign.receipt.VerifierKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds private keys in text and files: raw, in hexadecimal, in base64, in decimal. */
final class KeySearch {
  private final Map<String, byte[]> keys;

  KeySearch(Map<String, byte[]> keys) {
    this.keys = new LinkedHashMap<>(keys);
  }

  /** For every key that there is on an arena. */
  static KeySearch of(Arena arena) {
    Map<String, byte[]> keys = new LinkedHashMap<>();
    DevnetKeys world = arena.ground().world().keys();
    keys.put("the owner's key", world.owner().secret().toArray());
    keys.put("the guardian's key", world.guardian().secret().toArray());
    keys.put("the hot key", world.payer().secret().toArray());
    keys.put("the receipt key", arena.receiptKey().seed());
    int number = 1;
    for (VerifierKey verifier : arena.jury().keys()) {
      keys.put(
          "the key of verifier " + number++,
          HexFormat.of().parseHex("%064x".formatted(verifier.secret())));
    }
    return new KeySearch(keys);
  }

  /** The name of a key that a text holds. */
  Optional<String> in(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (Map.Entry<String, byte[]> key : keys.entrySet()) {
      byte[] secret = key.getValue();
      if (lower.contains(HexFormat.of().formatHex(secret))
          || text.contains(new String(secret, StandardCharsets.ISO_8859_1))
          || text.contains(Base64.getEncoder().withoutPadding().encodeToString(secret))
          || text.contains(Base64.getUrlEncoder().withoutPadding().encodeToString(secret))
          || text.contains(new BigInteger(1, secret).toString())) {
        return Optional.of(key.getKey());
      }
    }
    return Optional.empty();
  }

  /** The name of a key that a file holds. */
  Optional<String> in(Path file) throws IOException {
    return in(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
  }
}
