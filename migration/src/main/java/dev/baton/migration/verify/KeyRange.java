package dev.baton.migration.verify;

import java.util.Optional;

/** The keys after {@code after} up to and with {@code upTo}; open where empty. */
record KeyRange(Optional<RowKey> after, Optional<RowKey> upTo) {
  static final KeyRange ALL = new KeyRange(Optional.empty(), Optional.empty());
}
