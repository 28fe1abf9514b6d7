package dev.baton.engine.flow;

/**
 * A column that changes are written to.
 *
 * @param name at the target, and at the source
 * @param typeSchema schema of its type at the target
 * @param typeName name of its type there, without length or precision: a cast must not cut
 * @param sourceIndex where row images hold its value
 */
public record TargetColumn(String name, String typeSchema, String typeName, int sourceIndex) {}
