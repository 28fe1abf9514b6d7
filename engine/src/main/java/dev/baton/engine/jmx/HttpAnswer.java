package dev.baton.engine.jmx;

/**
 * What a page answers with.
 *
 * @param status the HTTP status
 * @param type the content type
 */
record HttpAnswer(int status, String type, String body) {

  static HttpAnswer json(int status, String body) {
    return new HttpAnswer(status, "application/json", body);
  }

  static HttpAnswer text(int status, String body) {
    return new HttpAnswer(status, "text/plain; charset=utf-8", body + "\n");
  }
}
