package dev.baton.engine.jmx;

import dev.baton.connectors.spi.BatonException;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.ReflectionException;
import javax.management.StandardMBean;

/** An MXBean that takes its descriptions from the {@link Described} of its interface. */
final class DescribedMBean extends StandardMBean {

  <T> DescribedMBean(T attributes, Class<T> mxbean) {
    super(attributes, mxbean, true);
  }

  @Override
  protected String getDescription(MBeanInfo info) {
    return getMBeanInterface().getAnnotation(Described.class).value();
  }

  @Override
  protected String getDescription(MBeanAttributeInfo attribute) {
    Described described = described((attribute.isIs() ? "is" : "get") + attribute.getName());
    return described.value() + " (" + described.unit() + "; " + described.staleness() + ")";
  }

  @Override
  protected String getDescription(MBeanOperationInfo operation) {
    return described(operation.getName()).value();
  }

  @Override
  protected int getImpact(MBeanOperationInfo operation) {
    return MBeanOperationInfo.ACTION;
  }

  /** A console does not have Baton's classes: an error travels as one of the platform's. */
  @Override
  public Object invoke(String operation, Object[] arguments, String[] signature)
      throws MBeanException, ReflectionException {
    try {
      return super.invoke(operation, arguments, signature);
    } catch (BatonException e) {
      throw new MBeanException(new IllegalStateException(e.getMessage()), e.getMessage());
    }
  }

  private Described described(String method) {
    return Stream.of(getMBeanInterface().getMethods())
        .filter(candidate -> candidate.getName().equals(method))
        .flatMap(found -> Stream.of(found.getAnnotationsByType(Described.class)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    method + " of " + getMBeanInterface() + " lacks a description"));
  }
}
