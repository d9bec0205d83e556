package dev.countersign.tools.wallet;

import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.Salsa20Engine;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.util.Pack;

/**
 * scrypt (RFC 7914), for every cost that {@link ScryptCost} admits. Bouncy Castle's own refuses the
 * second vector of the Web3 secret storage definition, whose n is above the RFC's bound for an r of
 * 1.
 */
final class Scrypt {
  private static final int ROUNDS = 8;
  private static final int WORDS = 16;

  private Scrypt() {}

  static byte[] derive(byte[] passphrase, byte[] salt, ScryptCost cost, int length) {
    int blockBytes = 128 * cost.r();
    byte[] blocks = pbkdf2(passphrase, salt, blockBytes * cost.p());
    int[] block = new int[32 * cost.r()];
    int[][] memory = new int[cost.n()][];
    for (int i = 0; i < cost.p(); i++) {
      Pack.littleEndianToInt(blocks, i * blockBytes, block);
      mix(block, memory);
      Pack.intToLittleEndian(block, blocks, i * blockBytes);
    }
    byte[] derived = pbkdf2(passphrase, blocks, length);
    Arrays.fill(blocks, (byte) 0);
    Arrays.fill(block, 0);
    return derived;
  }

  /** PBKDF2 with HMAC-SHA-256 and one iteration. */
  private static byte[] pbkdf2(byte[] passphrase, byte[] salt, int length) {
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
    generator.init(passphrase, salt, 1);
    return ((KeyParameter) generator.generateDerivedMacParameters(length * 8)).getKey();
  }

  /** scryptROMix of section 5. */
  private static void mix(int[] block, int[][] memory) {
    int[] scratch = new int[block.length];
    for (int i = 0; i < memory.length; i++) {
      memory[i] = block.clone();
      mixBlock(block, scratch);
    }
    for (int i = 0; i < memory.length; i++) {
      int[] other = memory[block[block.length - WORDS] & (memory.length - 1)];
      for (int k = 0; k < block.length; k++) {
        block[k] ^= other[k];
      }
      mixBlock(block, scratch);
    }
  }

  /** scryptBlockMix of section 4. */
  private static void mixBlock(int[] block, int[] scratch) {
    int[] x = Arrays.copyOfRange(block, block.length - WORDS, block.length);
    int half = block.length / 2;
    for (int at = 0; at < block.length; at += WORDS) {
      for (int k = 0; k < WORDS; k++) {
        x[k] ^= block[at + k];
      }
      Salsa20Engine.salsaCore(ROUNDS, x, x);
      boolean even = at / WORDS % 2 == 0;
      System.arraycopy(x, 0, scratch, at / WORDS / 2 * WORDS + (even ? 0 : half), WORDS);
    }
    System.arraycopy(scratch, 0, block, 0, block.length);
  }
}
