package dev.baton.connectors.postgresql;

import dev.baton.config.SiteSettings;
import dev.baton.connectors.debezium.TableTopics;
import dev.baton.connectors.spi.SourceSite.ReaderSettings;
import io.debezium.connector.postgresql.BareSource;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * How Debezium is driven on PostgreSQL. Its defaults lose values, make missing slots and retry what
 * must stop; every setting here takes one of these away.
 */
final class DebeziumSettings {
  /**
   * Pins what changes a value's text, also against defaults set for the database or the role. A
   * value that names an object of the catalog has its schema in it but where the path finds it.
   */
  private static final String SESSION =
      "-c DateStyle=ISO,MDY -c IntervalStyle=postgres -c bytea_output=hex -c extra_float_digits=3"
          + " -c xmloption=content -c lc_monetary=C -c quote_all_identifiers=off"
          + " -c search_path=pg_catalog,pg_temp";

  private DebeziumSettings() {}

  static Properties of(SiteSettings site, String link, ReaderSettings reader) {
    Properties p = new Properties();
    p.setProperty("name", reader.slot());
    p.setProperty("connector.class", TextConnector.class.getName());
    // Part of Debezium's MBean names, so one for each stream of the process.
    p.setProperty("topic.prefix", link + "." + reader.name().replace("->", "-"));
    p.setProperty("plugin.name", "pgoutput");
    p.setProperty("slot.name", reader.slot());
    p.setProperty("slot.drop.on.stop", "false");
    p.setProperty("publication.name", LinkNames.publication(link));
    p.setProperty("publication.autocreate.mode", "disabled");
    p.setProperty("snapshot.mode", "no_data");
    if (reader.filterByOrigin()) {
      p.setProperty("slot.stream.params", "origin=none");
    }
    position(p);
    faithfulValues(p);
    p.setProperty("message.prefix.include.list", "baton\\..*");
    speed(p, reader);
    connection(p, site, link, reader);
    return p;
  }

  /** No offsets of its own, and acknowledged is only what it is told. */
  private static void position(Properties p) {
    p.setProperty("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
    p.setProperty("lsn.flush.mode", "connector");
    p.setProperty("status.update.interval.ms", "1000");
    p.setProperty("heartbeat.interval.ms", "500");
    p.setProperty("provide.transaction.metadata", "true");
    p.setProperty("errors.max.retries", "0");
    p.setProperty("slot.max.retries", "0");
    p.setProperty("signal.enabled.channels", "");
    p.setProperty("task.management.timeout.ms", "30000");
  }

  private static void faithfulValues(Properties p) {
    p.setProperty("skipped.operations", "none");
    p.setProperty("tombstones.on.delete", "false");
    p.setProperty("event.converting.failure.handling.mode", "fail");
    p.setProperty("converters", "text");
    p.setProperty("text.type", EveryColumnAsText.class.getName());
  }

  private static void speed(Properties p, ReaderSettings reader) {
    p.setProperty("max.batch.size", "4096");
    p.setProperty("max.queue.size", "16384");
    p.setProperty("max.queue.size.in.bytes", Long.toString(reader.queueBytes()));
    // A batch goes on when full or after this long. Within its last millisecond Debezium spins: an
    // idle stream takes 16 % of a core at 5 ms, 9 % at 10, 5 % at 20.
    p.setProperty("poll.interval.ms", "10");
    p.setProperty("record.processing.threads", "1");
    p.setProperty("topic.naming.strategy", TableTopics.class.getName());
    // What Debezium makes for each record and Baton does not read. Together with KeylessCatalog it
    // was a third of the time a backlog takes.
    p.setProperty("extended.headers.enabled", "false");
    p.setProperty("sourceinfo.struct.maker", BareSource.class.getName());
    // Its default, which is worked out for each record when it is not set.
    p.setProperty("xmin.fetch.interval.ms", "0");
  }

  private static void connection(
      Properties p, SiteSettings site, String link, ReaderSettings reader) {
    Properties url = Driver.parseURL(site.url(), null);
    p.setProperty("database.hostname", url.getProperty(PGProperty.PG_HOST.getName()));
    p.setProperty("database.port", url.getProperty(PGProperty.PG_PORT.getName()));
    p.setProperty("database.dbname", url.getProperty(PGProperty.PG_DBNAME.getName()));
    p.setProperty("database.user", site.user());
    p.setProperty("database.password", site.password().reveal());
    p.setProperty("driver.options", SESSION);
    p.setProperty("driver.tcpKeepAlive", "true");
    p.setProperty("driver.connectTimeout", "10");
    p.setProperty("driver.ApplicationName", "baton/" + link + "/" + reader.name() + "/read");
    for (String key : url.stringPropertyNames()) {
      if (!key.startsWith("PG")) {
        p.setProperty("driver." + key, url.getProperty(key));
      }
    }
  }
}
