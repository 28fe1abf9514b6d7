package dev.baton.engine.apply.sql;

import dev.baton.connectors.postgresql.TextArray;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.PreparedStatement;
import java.util.function.Consumer;

/**
 * A statement that only takes parameters, and makes of them what the driver makes: the bytes that
 * it sends later. No server, one thread.
 */
final class DriverParameters {
  private final Consumer<byte[]> sent;

  private DriverParameters(Consumer<byte[]> sent) {
    this.sent = sent;
  }

  /** {@code sent}: gets the bytes of each array. */
  static PreparedStatement statement(Consumer<byte[]> sent) {
    return (PreparedStatement)
        Proxy.newProxyInstance(
            DriverParameters.class.getClassLoader(),
            new Class<?>[] {PreparedStatement.class},
            new DriverParameters(sent)::called);
  }

  private Object called(Object statement, Method method, Object[] arguments) {
    if (!method.getName().equals("setObject") || !(arguments[1] instanceof TextArray array)) {
      throw new UnsupportedOperationException(method.getName());
    }
    byte[] bytes = new byte[array.lengthInBytes()];
    array.toBytes(bytes, 0);
    sent.accept(bytes);
    return null;
  }
}
