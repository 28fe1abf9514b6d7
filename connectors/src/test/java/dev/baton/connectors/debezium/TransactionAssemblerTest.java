package dev.baton.connectors.debezium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.connectors.assembly.TransactionBuilder;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.Recorder;
import dev.baton.protocol.trail.SourcePosition;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** A trail that does not fit together is refused, never guessed at. */
class TransactionAssemblerTest {
  private static final Schema BOUNDARY =
      SchemaBuilder.struct()
          .name("io.debezium.connector.common.TransactionMetadataValue")
          .field("status", Schema.STRING_SCHEMA)
          .build();
  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .field("lsn", Schema.INT64_SCHEMA)
          .build();
  private static final Schema ROW =
      SchemaBuilder.struct().field("id", Schema.OPTIONAL_STRING_SCHEMA).optional().build();
  private static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name("item.Envelope")
          .field("before", ROW)
          .field("after", ROW)
          .field("source", SOURCE)
          .field("op", Schema.STRING_SCHEMA)
          .build();

  private final Recorder recorder = new Recorder();
  private final TransactionAssembler assembler = assembler(SourcePosition.NONE);

  private TransactionAssembler assembler(SourcePosition from) {
    return new TransactionAssembler(
        new TransactionBuilder(from, 1000, "baton.", recorder::receive));
  }

  @Test
  void aChangeOutsideATransactionIsRefused() {
    assertRefused(() -> assembler.take(insert("1")), "outside a transaction");
  }

  @Test
  void aTransactionInsideAnotherIsRefused() throws InterruptedException {
    assembler.take(begin());
    assertRefused(() -> assembler.take(begin()), "inside another");
  }

  @Test
  void anEndWithoutABeginningIsRefused() {
    assertRefused(() -> assembler.take(end(10)), "never began");
  }

  @Test
  void halfAKeyUpdateIsRefused() throws InterruptedException {
    assembler.take(begin());
    assembler.take(halfKeyUpdate("1"));
    assertRefused(() -> assembler.take(insert("2")), "second half");
  }

  @Test
  void aKeyUpdateCutOffByTheEndIsRefused() throws InterruptedException {
    assembler.take(begin());
    assembler.take(halfKeyUpdate("1"));
    assertRefused(() -> assembler.take(end(10)), "second half");
  }

  @Test
  void anUnknownOperationIsRefused() throws InterruptedException {
    assembler.take(begin());
    assertRefused(() -> assembler.take(record("r", null, "1")), "operation 'r'");
  }

  @Test
  void aLargeTransactionThatTheTargetHasIsRefusedOncePartOfItWentOn() throws InterruptedException {
    TransactionAssembler later = assembler(new SourcePosition(100));
    later.take(begin());
    for (int i = 0; i < 20; i++) {
      later.take(insert(Integer.toString(i)));
    }
    assertRefused(() -> later.take(end(100)), "although the target has it");
  }

  @Test
  void whatEndsWhereTheTargetStandsIsLeftOutAndWhatEndsBehindItIsNot() throws InterruptedException {
    TransactionAssembler later = assembler(new SourcePosition(100));
    for (long position : new long[] {99, 100, 101}) {
      later.take(begin());
      later.take(insert(Long.toString(position)));
      later.take(end(position));
    }
    assertThat(recorder.changing())
        .singleElement()
        .satisfies(part -> assertThat(part.position()).isEqualTo(new SourcePosition(101)));
  }

  private interface Taking {
    void run() throws InterruptedException;
  }

  private static void assertRefused(Taking taking, String why) {
    assertThatThrownBy(taking::run)
        .isInstanceOf(BatonException.class)
        .hasMessageStartingWith("READ_FAILED: ")
        .hasMessageContaining(why);
  }

  private static SourceRecord begin() {
    return boundary("BEGIN", Map.of("txId", 7L, "ts_usec", 5L));
  }

  private static SourceRecord end(long position) {
    return boundary("END", Map.of("lsn_commit", position));
  }

  private static SourceRecord boundary(String status, Map<String, ?> offset) {
    return new SourceRecord(
        Map.of(), offset, "transaction", BOUNDARY, new Struct(BOUNDARY).put("status", status));
  }

  private static SourceRecord insert(String id) {
    return record("c", null, id);
  }

  private static SourceRecord halfKeyUpdate(String id) {
    SourceRecord delete = record("d", id, null);
    return delete.newRecord(
        delete.topic(),
        null,
        null,
        null,
        delete.valueSchema(),
        delete.value(),
        null,
        new ConnectHeaders().addString("__debezium.newkey", "2"));
  }

  private static SourceRecord record(String operation, String before, String after) {
    Struct source = new Struct(SOURCE).put("schema", "public").put("table", "item").put("lsn", 1L);
    Struct value =
        new Struct(ENVELOPE)
            .put("before", row(before))
            .put("after", row(after))
            .put("source", source)
            .put("op", operation);
    return new SourceRecord(Map.of(), Map.of(), "public.item", ENVELOPE, value);
  }

  private static Struct row(String id) {
    return id == null ? null : new Struct(ROW).put("id", id);
  }
}
