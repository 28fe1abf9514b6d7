package dev.baton.engine.stream;

/** Told of what happens to an engine. Called from its threads; must not block. */
public interface EngineListener {

  /** Every stream that is wanted flows; told once. */
  void streaming(Engine engine);

  /** Something its operator should read. */
  void notice(String sentence);
}
