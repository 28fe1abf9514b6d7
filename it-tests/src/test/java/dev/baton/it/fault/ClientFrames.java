package dev.baton.it.fault;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Splits what a PostgreSQL client sends into messages, and knows the one on which the server
 * commits: a simple query or an Execute that says COMMIT (not the Sync after it); or the Sync after
 * a statement that wrote to the applied log in a transaction that nobody began. Used by one thread.
 *
 * <p>Source: PostgreSQL's documentation, "Message Formats" of the frontend/backend protocol.
 */
final class ClientFrames {

  /** One message as it came; {@code commits} when the server starts to commit on reading it. */
  record Frame(byte[] bytes, boolean commits) {}

  private static final int PROTOCOL_3_MAJOR = 3;
  private static final int LARGEST_MESSAGE = 1 << 30;

  private final DataInputStream in;
  private final Map<String, String> statements = new HashMap<>();
  private String bound = "";
  private boolean startupDone;
  private boolean begun;
  private boolean written;
  private boolean appliesChanges;

  ClientFrames(DataInputStream in) {
    this.in = in;
  }

  /** Whether this connection has written to the applied log. */
  boolean appliesChanges() {
    return appliesChanges;
  }

  Frame next() throws IOException {
    return startupDone ? message() : startup();
  }

  /** Messages before the session is up carry no type byte. */
  private Frame startup() throws IOException {
    int length = in.readInt();
    byte[] bytes = body(ByteBuffer.allocate(length).putInt(length), length - 4);
    startupDone = ByteBuffer.wrap(bytes).getInt(4) >>> 16 == PROTOCOL_3_MAJOR;
    return new Frame(bytes, false);
  }

  private Frame message() throws IOException {
    byte type = in.readByte();
    int length = in.readInt();
    if (length < 4 || length > LARGEST_MESSAGE) {
      throw new IOException("not a PostgreSQL message: length " + length);
    }
    byte[] bytes = body(ByteBuffer.allocate(length + 1).put(type).putInt(length), length - 4);
    ByteBuffer content = ByteBuffer.wrap(bytes, 5, length - 4);
    boolean commits =
        switch (type) {
          case 'Q' -> runs(plain(text(content)));
          case 'P' -> {
            statements.put(text(content), plain(text(content)));
            yield false;
          }
          case 'B' -> {
            text(content);
            bound = statements.getOrDefault(text(content), "");
            yield false;
          }
          case 'E' -> runs(bound);
          case 'S' -> commitsByItself();
          default -> false;
        };
    return new Frame(bytes, commits);
  }

  /** Whether the server commits on it. */
  private boolean runs(String sql) {
    appliesChanges |= sql.contains("baton.applied");
    written |= sql.contains("insert into baton.applied");
    boolean commits = sql.startsWith("commit");
    if (sql.startsWith("begin")) {
      begun = true;
    } else if (commits || sql.startsWith("rollback")) {
      begun = false;
      written = false;
    }
    return commits;
  }

  /** Whether the server commits on a Sync. */
  private boolean commitsByItself() {
    boolean commits = written && !begun;
    written &= begun;
    return commits;
  }

  private byte[] body(ByteBuffer head, int rest) throws IOException {
    in.readFully(head.array(), head.position(), rest);
    return head.array();
  }

  private static String plain(String sql) {
    return sql.strip().toLowerCase(Locale.ROOT).replace("\"", "");
  }

  private static String text(ByteBuffer content) {
    int start = content.position();
    while (content.get() != 0) {
      // up to the terminator
    }
    return new String(
        content.array(), start, content.position() - start - 1, StandardCharsets.UTF_8);
  }
}
