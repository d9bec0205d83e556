package dev.countersign.network.devnet;

import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;

/**
 * The keys of one local network. Worth nothing anywhere else, and still kept as keys are.
 *
 * @param owner the cold key: the Safe's only owner
 * @param guardian may pause the gate
 * @param payer the runtime's hot key: owns nothing, pays gas
 * @param verifiers the keys of the verifier nodes
 */
public record DevnetKeys(
    DevnetKey owner, DevnetKey guardian, DevnetKey payer, List<DevnetKey> verifiers) {
  /** How many verifiers a local network has. */
  public static final int VERIFIERS = 3;

  /** Copies the list. */
  public DevnetKeys {
    verifiers = List.copyOf(verifiers);
  }

  /** Fresh keys. */
  public static DevnetKeys generate(SecureRandom random) {
    return new DevnetKeys(
        DevnetKey.generate(random),
        DevnetKey.generate(random),
        DevnetKey.generate(random),
        Stream.generate(() -> DevnetKey.generate(random)).limit(VERIFIERS).toList());
  }
}
