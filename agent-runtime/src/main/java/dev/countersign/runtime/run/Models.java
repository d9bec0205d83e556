package dev.countersign.runtime.run;

import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.ModelStore;
import dev.countersign.receipt.Bytes32;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The model bundles on this machine: those that a user added, then those that ship.
 *
 * @param folders searched in this order
 */
public record Models(List<Path> folders) {
  /** Copies the list. */
  public Models {
    folders = List.copyOf(folders);
  }

  /** Every bundle once. */
  public List<ModelBundle> list() throws Failure {
    Map<Bytes32, ModelBundle> found = new LinkedHashMap<>();
    for (Path folder : folders) {
      try {
        new ModelStore(folder).list().forEach(bundle -> found.putIfAbsent(bundle.digest(), bundle));
      } catch (ModelRefused | IOException e) {
        throw broken(e);
      }
    }
    return new ArrayList<>(found.values());
  }

  /**
   * The one bundle of a name, a digest, or the beginning of a digest.
   *
   * @throws Failure with {@link Exit#CONFIGURATION}
   */
  public ModelBundle find(String nameOrDigest) throws Failure {
    List<String> reasons = new ArrayList<>();
    for (Path folder : folders) {
      try {
        return new ModelStore(folder).find(nameOrDigest);
      } catch (ModelRefused e) {
        if (e.code() != ModelRefused.Code.UNKNOWN_MODEL) {
          throw broken(e);
        }
        reasons.add(e.getMessage());
      } catch (IOException e) {
        throw broken(e);
      }
    }
    throw new Failure(
        Exit.CONFIGURATION,
        "there is no model " + nameOrDigest + " (" + String.join("; ", reasons) + ")");
  }

  /**
   * The bundle of exactly this digest.
   *
   * @throws Failure with {@link Exit#CONFIGURATION} when the model of that name here is another
   */
  public ModelBundle pinned(String name, Bytes32 digest, Path lockFile) throws Failure {
    for (ModelBundle bundle : list()) {
      if (bundle.digest().equals(digest)) {
        return bundle;
      }
    }
    for (ModelBundle bundle : list()) {
      if (bundle.card().name().equals(name)) {
        throw new Failure(
            Exit.CONFIGURATION,
            "the model "
                + name
                + " in "
                + bundle.folder()
                + " has the digest "
                + bundle.digest()
                + ", but "
                + lockFile
                + " pins "
                + digest
                + ": a file of the model was changed; restore it, or run countersign model lock if"
                + " the change is meant");
      }
    }
    throw new Failure(
        Exit.CONFIGURATION,
        "there is no model " + name + " with the digest " + digest + " that " + lockFile + " pins");
  }

  private static Failure broken(Exception e) {
    return new Failure(Exit.CONFIGURATION, String.valueOf(e.getMessage()), e);
  }
}
