package dev.baton.engine.stream;

import dev.baton.engine.apply.lane.CommitLog;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.LongConsumer;

/** A commit log that tells of each group before it is written, on its lane's thread. */
final class SpiedLog {
  private SpiedLog() {}

  /**
   * @param told of the group's number; what it throws, the lane meets
   */
  static CommitLog before(CommitLog log, LongConsumer told) {
    return (CommitLog)
        Proxy.newProxyInstance(
            CommitLog.class.getClassLoader(),
            new Class<?>[] {CommitLog.class},
            (proxy, method, arguments) -> {
              if (method.getName().startsWith("row")) {
                told.accept((Long) arguments[0]);
              }
              try {
                return method.invoke(log, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
