package dev.countersign.runtime.cli;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test the {@link LocalDevnet}, which is brought up once for all test classes of a JVM and
 * taken down after the last of them; also when the JVM ends early.
 */
final class OnDevnet implements ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(OnDevnet.class);

  OnDevnet() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LocalDevnet.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(LocalDevnet.class, key -> started(), LocalDevnet.class);
  }

  private static LocalDevnet started() {
    try {
      return LocalDevnet.start();
    } catch (Exception e) {
      throw new ParameterResolutionException("the devnet does not come up", e);
    }
  }
}
