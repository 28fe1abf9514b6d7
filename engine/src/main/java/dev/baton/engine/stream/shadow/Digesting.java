package dev.baton.engine.stream.shadow;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.change.SourceTable;
import dev.baton.engine.flow.TargetTable;
import dev.baton.protocol.trail.SourcePosition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The digest of one source transaction in the making: of what would be written at the target, after
 * routing and column mapping. Holds no change, so a transaction of any size is digested part by
 * part. Owned by one thread.
 */
final class Digesting {
  private static final int SHOWN_BYTES = 16;
  private static final String OTHERS = "others";

  private final Function<SourceTable, Optional<TargetTable>> route;
  private final MessageDigest whole = sha256();
  private final Map<String, MessageDigest> tables = new LinkedHashMap<>();

  /**
   * Nothing seen yet.
   *
   * @param route finds the target table; empty for what is not replicated
   */
  Digesting(Function<SourceTable, Optional<TargetTable>> route) {
    this.route = route;
  }

  void add(List<RowChange> changes) {
    for (RowChange change : changes) {
      switch (change) {
        case RowChange.Insert insert ->
            route.apply(insert.table()).ifPresent(table -> write(table, 'I', null, insert.after()));
        case RowChange.Update update ->
            route
                .apply(update.table())
                .ifPresent(table -> write(table, 'U', identifying(update), update.after()));
        case RowChange.Delete delete ->
            route
                .apply(delete.table())
                .ifPresent(table -> write(table, 'D', delete.before(), null));
        case RowChange.Truncate truncate ->
            truncate.tables().stream()
                .flatMap(source -> route.apply(source).stream())
                .forEach(table -> write(table, 'T', null, null));
      }
    }
  }

  private static RowImage identifying(RowChange.Update update) {
    return update.before() == null ? update.after() : update.before();
  }

  /**
   * Either image may be {@code null}: nothing identifies a new row, nothing comes of a gone one.
   */
  private void write(TargetTable table, char kind, RowImage identifying, RowImage image) {
    String name = table.name().toString();
    MessageDigest own = ofTable(name);
    put(own, String.valueOf(kind));
    put(own, name);
    if (identifying != null) {
      table.key().forEach(place -> put(own, identifying, table.source(place)));
    }
    if (image != null) {
      for (int i = 0; i < table.columns().size(); i++) {
        put(own, table.columns().get(i).name());
        put(own, image, table.source(i));
      }
    }
  }

  private MessageDigest ofTable(String name) {
    String entry =
        tables.containsKey(name) || tables.size() < TransactionDigest.MOST_TABLES ? name : OTHERS;
    return tables.computeIfAbsent(entry, unseen -> sha256());
  }

  private void put(MessageDigest own, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    put(own, bytes.length, bytes);
  }

  private void put(MessageDigest own, RowImage image, int column) {
    byte[] bytes = new byte[Math.max(0, image.length(column))];
    if (image.isValue(column)) {
      image.copy(column, bytes, 0);
    }
    int length = image.isNull(column) ? -1 : image.isUnchanged(column) ? -2 : bytes.length;
    put(own, length, bytes);
  }

  /** Each value with its length before it, so that no two rows run into the same bytes. */
  private void put(MessageDigest own, int length, byte[] bytes) {
    byte[] before = ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
    whole.update(before);
    whole.update(bytes);
    own.update(before);
    own.update(bytes);
  }

  /** Whether anything is written for the transaction. */
  boolean isEmpty() {
    return tables.isEmpty();
  }

  /** The whole; this is of no more use then. */
  TransactionDigest end(SourcePosition position, long transactionId) {
    List<String> each = new ArrayList<>(tables.size());
    tables.forEach((name, digest) -> each.add(name + "=" + shown(digest)));
    return new TransactionDigest(position, transactionId, shown(whole), each);
  }

  private static String shown(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest(), 0, SHOWN_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
