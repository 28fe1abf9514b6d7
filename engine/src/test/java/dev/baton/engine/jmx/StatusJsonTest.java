package dev.baton.engine.jmx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.engine.stream.EngineProcess;
import dev.baton.engine.stream.StatusReport;
import dev.baton.engine.stream.StreamState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class StatusJsonTest {

  @Test
  void theEnginesOwnStatusHasTheNamesAndTheOrderThatScriptsRelyOn() {
    StatusReport report = StatusReport.of(new FakeEngine(), new EngineProcess("h", 4711));

    assertThat(StatusJson.render(report))
        .isEqualTo(
            """
            {"link":"shop",\
            "engines":[{"id":"blue","generation":3,"state":"ACTIVE","version":"0.1.0","host":"h",\
            "pid":4711,"heartbeatAgeMillis":310}],\
            "streams":[{"name":"east->west","owner":"blue","generation":3,"state":"STREAMING",\
            "sourcePosition":"0/1A2B3C8","appliedPosition":"0/1A2B3C0","lagMillis":4,"lagBytes":8,\
            "appliedTransactions":120345,"appliedRows":481380,"filteredTransactions":118220,\
            "conflicts":1,"quarantined":2,"lastError":null},\
            {"name":"west->east","owner":"blue","generation":3,"state":"DRAINING",\
            "sourcePosition":"0/1A2B3C8","appliedPosition":"0/1A2B3C0","lagMillis":4,"lagBytes":8,\
            "appliedTransactions":120345,"appliedRows":481380,"filteredTransactions":118220,\
            "conflicts":1,"quarantined":2,"lastError":null}],\
            "handover":{"id":7,"from":"blue","to":"green","step":"DRAIN",\
            "since":"1970-01-01T00:16:40Z","deadline":"1970-01-01T00:17:40Z","blockers":[],\
            "streams":{"east->west":"DRAIN","west->east":"CUT"}}}""");
  }

  @Test
  void whatIsNotKnownOfAStreamIsNull() {
    StatusReport.Stream unknown =
        new StatusReport.Stream(
            "east->west",
            Optional.empty(),
            0,
            StreamState.STOPPED,
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            0,
            0,
            0,
            0,
            0,
            Optional.of("SLOT_LOST: slot \"a\" is gone"));

    assertThat(
            StatusJson.render(
                new StatusReport("shop", List.of(), List.of(unknown), Optional.empty())))
        .contains("\"owner\":null")
        .contains("\"sourcePosition\":null,\"appliedPosition\":null")
        .contains("\"lagMillis\":null,\"lagBytes\":null")
        .contains("\"handover\":null")
        .contains("\"lastError\":\"SLOT_LOST: slot \\\"a\\\" is gone\"");
  }

  @Test
  void aHandoverUnderWayShowsItsStepAndWhatItWaitsFor() {
    StatusReport.Handover handover =
        new StatusReport.Handover(
            7,
            "blue",
            "green",
            "DRAIN",
            Instant.parse("2026-01-02T03:04:05Z"),
            Instant.parse("2026-01-02T03:05:05Z"),
            List.of(new StatusReport.Blocker("east", 123, "app", 3_600_000, "update t set a = ?")),
            Map.of("west->east", "DRAIN", "east->west", "TOKEN"));

    assertThat(
            StatusJson.render(
                new StatusReport("shop", List.of(), List.of(), Optional.of(handover))))
        .endsWith(
            """
            "handover":{"id":7,"from":"blue","to":"green","step":"DRAIN",\
            "since":"2026-01-02T03:04:05Z","deadline":"2026-01-02T03:05:05Z",\
            "blockers":[{"site":"east","pid":123,"user":"app","ageMillis":3600000,\
            "query":"update t set a = ?"}],\
            "streams":{"east->west":"TOKEN","west->east":"DRAIN"}}}""");
  }
}
