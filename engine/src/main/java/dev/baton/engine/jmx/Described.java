package dev.baton.engine.jmx;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import javax.management.DescriptorKey;

/**
 * What an operator reads about an MBean's attribute or operation, its unit and its staleness.
 * Public because the platform reads the last two by itself.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Described {

  /** A value that is read from memory when it is asked for. */
  String NOW = "as of the call";

  /** A value that Baton looks up in a database at an interval. */
  String LAST_LOOK = "as of the last look, at most 2 seconds ago";

  /** A value that is sampled. */
  String LAST_SECOND = "as of the last sample, at most 1 second ago";

  /** A sentence without its full stop. */
  String value();

  /** The attribute's unit, in the plural; empty for beans and operations. */
  @DescriptorKey("units")
  String unit() default "";

  /** How old the attribute's value may be; empty for beans and operations. */
  @DescriptorKey("staleness")
  String staleness() default "";
}
