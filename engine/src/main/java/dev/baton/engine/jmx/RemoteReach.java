package dev.baton.engine.jmx;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Narrows what a remote console may do: read every MBean, run the operations of Baton and of the
 * platform's own beans. Making MBeans, setting attributes and the diagnostic commands would let
 * anybody on the host run code in the engine or dump its heap, passwords included.
 */
final class RemoteReach {
  private static final Set<String> READING =
      Set.of(
          "getAttribute",
          "getAttributes",
          "getMBeanInfo",
          "getMBeanCount",
          "getObjectInstance",
          "getDefaultDomain",
          "getDomains",
          "queryMBeans",
          "queryNames",
          "isInstanceOf",
          "isRegistered",
          "addNotificationListener",
          "removeNotificationListener",
          "getClassLoader",
          "getClassLoaderFor",
          "getClassLoaderRepository");
  private static final Set<String> OPERATED_DOMAINS = Set.of("dev.baton", "java.lang");

  private RemoteReach() {}

  /** The same server with that reach only. */
  static MBeanServer of(MBeanServer server) {
    return (MBeanServer)
        Proxy.newProxyInstance(
            RemoteReach.class.getClassLoader(),
            new Class<?>[] {MBeanServer.class},
            (proxy, method, arguments) -> call(server, method, arguments));
  }

  private static Object call(MBeanServer server, Method method, Object[] arguments)
      throws Throwable {
    if (!allowed(method, arguments)) {
      throw new SecurityException(
          "REFUSED: " + method.getName() + " is not open to remote consoles of this engine");
    }
    try {
      return method.invoke(server, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static boolean allowed(Method method, Object[] arguments) {
    return READING.contains(method.getName())
        || method.getDeclaringClass() == Object.class
        || method.getName().equals("invoke")
            && arguments[0] instanceof ObjectName bean
            && OPERATED_DOMAINS.contains(bean.getDomain());
  }
}
