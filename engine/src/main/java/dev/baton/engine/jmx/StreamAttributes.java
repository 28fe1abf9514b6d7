package dev.baton.engine.jmx;

import dev.baton.engine.stream.EngineView;
import dev.baton.engine.stream.StreamStatus;
import java.util.NoSuchElementException;

/** Answers for one stream out of the engine's view. */
record StreamAttributes(EngineView view, String stream, AppliedRate rate) implements StreamMXBean {

  @Override
  public String getName() {
    return stream;
  }

  @Override
  public String getOwner() {
    return status().owner().orElse("");
  }

  @Override
  public long getGeneration() {
    return status().generation();
  }

  @Override
  public String getState() {
    return status().state().name();
  }

  @Override
  public String getSourcePosition() {
    return status().sourcePosition().orElse("");
  }

  @Override
  public String getAppliedPosition() {
    return status().appliedPosition().orElse("");
  }

  @Override
  public long getLagMillis() {
    return status().lagMillis();
  }

  @Override
  public long getLagBytes() {
    return status().lagBytes();
  }

  @Override
  public long getAppliedTransactions() {
    return status().appliedTransactions();
  }

  @Override
  public long getAppliedRows() {
    return status().appliedRows();
  }

  @Override
  public long getFilteredTransactions() {
    return status().filteredTransactions();
  }

  @Override
  public long getConflicts() {
    return status().conflicts();
  }

  @Override
  public long getQuarantined() {
    return status().quarantined();
  }

  @Override
  public String getLastError() {
    return status().lastError().orElse("");
  }

  @Override
  public double getTransactionsPerSecond() {
    return rate.current().transactionsPerSecond();
  }

  @Override
  public double getRowsPerSecond() {
    return rate.current().rowsPerSecond();
  }

  @Override
  public double getLatencyP50Millis() {
    return status().latencyMillis().p50();
  }

  @Override
  public double getLatencyP99Millis() {
    return status().latencyMillis().p99();
  }

  @Override
  public double getLatencyMaxMillis() {
    return status().latencyMillis().max();
  }

  @Override
  public long getQueueBytes() {
    return status().queueBytes();
  }

  @Override
  public long getQueueCapacityBytes() {
    return status().queueCapacityBytes();
  }

  @Override
  public double getQueueFillRatio() {
    StreamStatus now = status();
    return now.queueCapacityBytes() == 0 ? 0 : (double) now.queueBytes() / now.queueCapacityBytes();
  }

  @Override
  public double getLaneBusyRatio() {
    return status().laneBusyRatio();
  }

  @Override
  public long getHazardsWaitedFor() {
    return status().hazardsWaitedFor();
  }

  @Override
  public long getGroupsGivenWay() {
    return status().groupsGivenWay();
  }

  @Override
  public long getSpilledBytes() {
    return status().spilledBytes();
  }

  @Override
  public long getRetainedTrailBytes() {
    return status().retainedTrailBytes();
  }

  @Override
  public void pause() {
    view.pause(stream);
  }

  @Override
  public void resume() {
    view.resume(stream);
  }

  @Override
  public void stop() {
    view.stop(stream);
  }

  @Override
  public String checkpoint() {
    return view.checkpoint(stream);
  }

  private StreamStatus status() {
    return view.streams().stream()
        .filter(status -> status.name().equals(stream))
        .findFirst()
        .orElseThrow(
            () ->
                new NoSuchElementException(
                    "engine " + view.engineId() + " no longer knows stream " + stream));
  }
}
