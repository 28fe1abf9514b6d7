package dev.baton.it.swap;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.it.link.LinkFixture;
import dev.baton.it.program.BatonProgram;
import dev.baton.it.site.PostgresSite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The engines that a swap command has started, found by what it told; killed when closed. */
final class DetachedEngines implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<ProcessHandle> engines = new CopyOnWriteArrayList<>();

  /** The lines of a command that told its events as JSON; every one must be an object. */
  List<JsonNode> told(BatonProgram.Result result) {
    List<JsonNode> events = new ArrayList<>();
    for (String line : result.out().lines().toList()) {
      try {
        events.add(JSON.readTree(line));
      } catch (JsonProcessingException e) {
        throw new AssertionError("not JSON: " + line + "\n" + result, e);
      }
    }
    events.stream()
        .filter(event -> event.path("event").asText().equals("starting"))
        .forEach(event -> ProcessHandle.of(event.get("pid").asLong()).ifPresent(engines::add));
    return events;
  }

  /** Also those whose command told nothing, because it did not end in time. */
  void registeredAt(LinkFixture link) {
    for (PostgresSite site : link.sites()) {
      site.find("select string_agg(pid::text, ',') from baton.engine").stream()
          .flatMap(pids -> Stream.of(pids.split(",")))
          .forEach(pid -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(engines::add));
    }
  }

  /** Whether one of them runs. */
  boolean anyAlive() {
    return engines.stream().anyMatch(ProcessHandle::isAlive);
  }

  @Override
  public void close() {
    engines.forEach(ProcessHandle::destroyForcibly);
    await().atMost(Duration.ofSeconds(10)).until(() -> !anyAlive());
  }
}
