package dev.baton.it.fault;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Splits what a PostgreSQL client sends into messages, and knows the one on which the server
 * commits: a simple query, or an Execute (not the Sync after it). Used by one thread.
 *
 * <p>Source: PostgreSQL's documentation, "Message Formats" of the frontend/backend protocol.
 */
final class ClientFrames {

  /** One message as it came; {@code commits} when the server starts to commit on reading it. */
  record Frame(byte[] bytes, boolean commits) {}

  private static final int PROTOCOL_3_MAJOR = 3;
  private static final int LARGEST_MESSAGE = 1 << 30;

  private final DataInputStream in;
  private final Set<String> commitStatements = new HashSet<>();
  private boolean startupDone;
  private boolean commitBound;
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
          case 'Q' -> isCommit(note(text(content)));
          case 'P' -> {
            String name = text(content);
            if (isCommit(note(text(content)))) {
              commitStatements.add(name);
            } else {
              commitStatements.remove(name);
            }
            yield false;
          }
          case 'B' -> {
            text(content);
            commitBound |= commitStatements.contains(text(content));
            yield false;
          }
          case 'E' -> {
            boolean commit = commitBound;
            commitBound = false;
            yield commit;
          }
          default -> false;
        };
    return new Frame(bytes, commits);
  }

  private byte[] body(ByteBuffer head, int rest) throws IOException {
    in.readFully(head.array(), head.position(), rest);
    return head.array();
  }

  private String note(String sql) {
    appliesChanges |= sql.toLowerCase(Locale.ROOT).replace("\"", "").contains("baton.applied");
    return sql;
  }

  private static boolean isCommit(String sql) {
    return sql.strip().toUpperCase(Locale.ROOT).startsWith("COMMIT");
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
