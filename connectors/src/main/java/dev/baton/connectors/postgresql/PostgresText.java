package dev.baton.connectors.postgresql;

import dev.baton.connectors.debezium.UnchangedText;
import io.debezium.connector.postgresql.PostgresValueConverter;
import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.data.SpecialValueDecimal;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import org.postgresql.jdbc.PgArray;
import org.postgresql.util.PGobject;

/**
 * Writes the Java values that Debezium makes of PostgreSQL's text back as that text, so that the
 * target's server reads the value the source's server wrote. Throws for what has lost something on
 * the way; never guesses.
 */
final class PostgresText {
  private PostgresText() {}

  /** The value's text; {@link UnchangedText#MARKER} for a large value left out; null for null. */
  static String of(Object value) throws SQLException {
    return switch (value) {
      case null -> null;
      case String text -> text;
      case Number number -> number(number);
      case Boolean bit -> bit ? "t" : "f";
      case byte[] bytes -> "\\x" + HexFormat.of().formatHex(bytes);
      case SpecialValueDecimal decimal -> decimal(decimal);
      case LocalDate date -> date(date);
      case Instant instant -> timestamp(instant);
      case OffsetDateTime instant -> timestampWithZone(instant);
      case LocalTime time -> time.toString();
      case PGobject object -> object.getValue();
      case PgArray array -> array.toString();
      default -> other(value);
    };
  }

  private static String other(Object value) {
    if (UnchangedToastedReplicationMessageColumn.isUnchangedToastedValue(value)) {
      return UnchangedText.MARKER;
    }
    throw new IllegalArgumentException(
        "a value of the kind " + value.getClass().getName() + " cannot be carried faithfully");
  }

  private static String number(Number number) {
    return number instanceof BigDecimal decimal ? decimal.toPlainString() : number.toString();
  }

  private static String decimal(SpecialValueDecimal decimal) {
    return decimal
        .getDecimalValue()
        .map(BigDecimal::toPlainString)
        .orElseGet(
            () -> {
              double special = decimal.toDouble();
              return Double.isNaN(special) ? "NaN" : special > 0 ? "Infinity" : "-Infinity";
            });
  }

  private static String date(LocalDate date) {
    if (date.equals(PostgresValueConverter.POSITIVE_INFINITY_LOCAL_DATE)) {
      return "infinity";
    }
    if (date.equals(PostgresValueConverter.NEGATIVE_INFINITY_LOCAL_DATE)) {
      return "-infinity";
    }
    StringBuilder text = new StringBuilder(16);
    appendDate(text, date);
    return withEra(text, date);
  }

  private static String timestamp(Instant instant) {
    if (instant.equals(PostgresValueConverter.POSITIVE_INFINITY_INSTANT)) {
      return "infinity";
    }
    if (instant.equals(PostgresValueConverter.NEGATIVE_INFINITY_INSTANT)) {
      return "-infinity";
    }
    return dateAndTime(instant.atOffset(ZoneOffset.UTC), "");
  }

  private static String timestampWithZone(OffsetDateTime instant) {
    if (instant.equals(PostgresValueConverter.POSITIVE_INFINITY_OFFSET_DATE_TIME)) {
      return "infinity";
    }
    if (instant.equals(PostgresValueConverter.NEGATIVE_INFINITY_OFFSET_DATE_TIME)) {
      return "-infinity";
    }
    return dateAndTime(instant.withOffsetSameInstant(ZoneOffset.UTC), "+00");
  }

  private static String dateAndTime(OffsetDateTime at, String zone) {
    LocalDate date = at.toLocalDate();
    StringBuilder text = new StringBuilder(40);
    appendDate(text, date);
    text.append(' ');
    appendTwo(text, at.getHour()).append(':');
    appendTwo(text, at.getMinute()).append(':');
    appendTwo(text, at.getSecond());
    if (at.getNano() != 0) {
      text.append('.').append(Integer.toString(1_000_000 + at.getNano() / 1_000), 1, 7);
    }
    return withEra(text.append(zone), date);
  }

  private static void appendDate(StringBuilder text, LocalDate date) {
    int year = date.get(ChronoField.YEAR_OF_ERA);
    if (year < 1000) {
      text.append(Integer.toString(10_000 + year), 1, 5);
    } else {
      text.append(year);
    }
    appendTwo(text.append('-'), date.getMonthValue()).append('-');
    appendTwo(text, date.getDayOfMonth());
  }

  private static StringBuilder appendTwo(StringBuilder text, int number) {
    return number < 10 ? text.append('0').append(number) : text.append(number);
  }

  private static String withEra(StringBuilder text, LocalDate date) {
    return date.get(ChronoField.ERA) == 0 ? text.append(" BC").toString() : text.toString();
  }
}
