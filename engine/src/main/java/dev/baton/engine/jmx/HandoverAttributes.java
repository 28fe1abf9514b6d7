package dev.baton.engine.jmx;

import dev.baton.engine.stream.EngineView;
import dev.baton.engine.stream.StatusReport.Handover;
import java.util.Map;
import java.util.function.Function;

/** Answers for the last handover out of the engine's view. */
record HandoverAttributes(EngineView view, SwapRequest request) implements HandoverMXBean {

  private <T> T ofLast(Function<Handover, T> figure, T before) {
    return view.handover().map(figure).orElse(before);
  }

  @Override
  public long getId() {
    return ofLast(Handover::id, 0L);
  }

  @Override
  public String getFrom() {
    return ofLast(Handover::from, "");
  }

  @Override
  public String getTo() {
    return ofLast(Handover::to, "");
  }

  @Override
  public String getStep() {
    return ofLast(Handover::step, "");
  }

  @Override
  public boolean isUnderWay() {
    return ofLast(Handover::isUnderWay, false);
  }

  @Override
  public String getSince() {
    return ofLast(last -> last.since().toString(), "");
  }

  @Override
  public String getDeadline() {
    return ofLast(last -> last.deadline().toString(), "");
  }

  @Override
  public double getStallMillis() {
    return view.lastStallMillis().orElse(-1);
  }

  @Override
  public long getTokenRejections() {
    return view.tokenRejections();
  }

  @Override
  public int getBlockers() {
    return ofLast(last -> last.blockers().size(), 0);
  }

  @Override
  public Map<String, String> getStreams() {
    return ofLast(Handover::streams, Map.of());
  }

  @Override
  public String requestSwap(String toEngineId) {
    return request.to(toEngineId);
  }
}
