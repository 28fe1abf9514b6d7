package dev.baton.connectors.pgoutput;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The messages of TPC-B transactions, three updates of known rows and a new one each, as a server
 * sends them; before the first, what describes their tables. As the driver keeps them: behind each
 * other's headers of the replication stream, one array each.
 */
final class TpcbMessages {
  static final int ROW_CHANGES_PER_TRANSACTION = 4;

  /** Type of the stream's message, two positions and a time. */
  static final int HEADER_BYTES = Byte.BYTES + 3 * Long.BYTES;

  private static final int LONGEST_MESSAGE_BYTES = 1_024;
  private static final int BRANCHES = 10;
  private static final int TELLERS = 100;
  private static final int ACCOUNTS = 1_000_000;
  private static final int LARGEST_DELTA = 5_000;
  private static final int FIRST_HISTORY = 1_000_000;
  private static final int TEXT = 25;

  private record Table(int number, String name, List<String> columns) {}

  private static final Table BRANCH =
      new Table(16_401, "pgbench_branches", List.of("bid", "bbalance", "filler"));
  private static final Table TELLER =
      new Table(16_404, "pgbench_tellers", List.of("tid", "bid", "tbalance", "filler"));
  private static final Table ACCOUNT =
      new Table(16_407, "pgbench_accounts", List.of("aid", "bid", "abalance", "filler"));
  private static final Table HISTORY =
      new Table(
          16_410,
          "pgbench_history",
          List.of("hid", "tid", "bid", "aid", "delta", "mtime", "filler"));

  private final List<byte[]> all = new ArrayList<>();
  private final ByteBuffer next = ByteBuffer.allocate(LONGEST_MESSAGE_BYTES);
  private final RandomGenerator random;

  private TpcbMessages(RandomGenerator random) {
    this.random = random;
  }

  /** All messages of so many transactions. */
  static List<byte[]> of(int transactions, RandomGenerator random) {
    TpcbMessages messages = new TpcbMessages(random);
    List.of(ACCOUNT, TELLER, BRANCH, HISTORY).forEach(messages::relation);
    for (int i = 1; i <= transactions; i++) {
      messages.transaction(i);
    }
    return List.copyOf(messages.all);
  }

  private void transaction(int number) {
    int account = 1 + random.nextInt(ACCOUNTS);
    int teller = 1 + random.nextInt(TELLERS);
    int branch = 1 + random.nextInt(BRANCHES);
    int delta = random.nextInt(-LARGEST_DELTA, LARGEST_DELTA + 1);
    long commit = (long) number * LONGEST_MESSAGE_BYTES;
    begin('B').putLong(commit).putLong(number).putInt(number);
    end();
    change('U', ACCOUNT, account, branch, delta, " ".repeat(84));
    change('U', TELLER, teller, branch, delta, " ".repeat(84));
    change('U', BRANCH, branch, delta, " ".repeat(88));
    change(
        'I',
        HISTORY,
        FIRST_HISTORY + number,
        teller,
        branch,
        account,
        delta,
        "2026-11-23 21:20:44.123456+00",
        " ".repeat(22));
    begin('C').put((byte) 0).putLong(commit).putLong(commit + Long.BYTES).putLong(number);
    end();
  }

  private void relation(Table table) {
    begin('R').putInt(table.number());
    string("public");
    string(table.name());
    next.put((byte) 'd').putShort((short) table.columns().size());
    for (String column : table.columns()) {
      next.put((byte) 0);
      string(column);
      next.putInt(TEXT).putInt(-1);
    }
    end();
  }

  private void change(char type, Table table, Object... values) {
    begin(type).putInt(table.number()).put((byte) 'N').putShort((short) values.length);
    for (Object value : values) {
      byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
      next.put((byte) 't').putInt(text.length).put(text);
    }
    end();
  }

  private void string(String text) {
    next.put(text.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
  }

  private ByteBuffer begin(char type) {
    return next.clear().position(HEADER_BYTES).put((byte) type);
  }

  private void end() {
    all.add(Arrays.copyOf(next.array(), next.position()));
  }
}
