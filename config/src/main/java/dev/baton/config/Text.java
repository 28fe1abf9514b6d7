package dev.baton.config;

/**
 * One value of the file after its expressions were resolved.
 *
 * @param key the whole key
 * @param shown what messages may print: the text as written, never what an expression gave
 * @param value the text to use
 * @param line where it stands
 */
record Text(String key, String shown, String value, int line) {}
