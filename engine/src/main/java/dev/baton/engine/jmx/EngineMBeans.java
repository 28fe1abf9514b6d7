package dev.baton.engine.jmx;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.stream.EngineProcess;
import dev.baton.engine.stream.EngineView;
import dev.baton.engine.stream.EngineView.SiteStatus;
import dev.baton.engine.stream.StreamStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The MBeans of a running engine: itself, its streams and its sites. They are there until it is
 * closed. Owns the thread that samples the rates.
 */
public final class EngineMBeans implements AutoCloseable {
  private static final long SAMPLE_SECONDS = 1;

  private final MBeanServer server;
  private final List<ObjectName> registered = new ArrayList<>();
  private final Map<String, AppliedRate> rates = new LinkedHashMap<>();
  private final ScheduledExecutorService sampler;
  private final SwapRequest swaps;

  private EngineMBeans(EngineView view, MBeanServer server, SwapRequest swaps) {
    this.server = server;
    this.swaps = swaps;
    view.streams().forEach(stream -> rates.put(stream.name(), new AppliedRate()));
    sampler =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("baton-" + view.link() + "-jmx-rates").factory());
  }

  /**
   * Registers the MBeans of the engine, and of the streams and sites it has now.
   *
   * @throws BatonException REFUSED when the process already shows an engine of that link; nothing
   *     stays registered then
   */
  public static EngineMBeans register(EngineView view, MBeanServer server) {
    return register(view, server, SwapRequest.NONE);
  }

  /** The same, for an engine that can start its successor. */
  public static EngineMBeans register(EngineView view, MBeanServer server, SwapRequest swaps) {
    EngineMBeans beans = new EngineMBeans(view, server, swaps);
    try {
      beans.registerAll(view);
    } catch (InstanceAlreadyExistsException e) {
      beans.close();
      throw new BatonException(
          ErrorCode.REFUSED,
          "MBeans of link "
              + view.link()
              + " are already registered in this process;"
              + " close the engine that registered them first",
          e);
    } catch (JMException e) {
      beans.close();
      throw new BatonException(
          ErrorCode.INTERNAL, "MBeans of link " + view.link() + " cannot be registered", e);
    }
    beans.sampler.scheduleAtFixedRate(
        () -> beans.sample(view), 0, SAMPLE_SECONDS, TimeUnit.SECONDS);
    return beans;
  }

  private void registerAll(EngineView view) throws JMException {
    EngineProcess process = EngineProcess.current();
    register(
        "type=Engine,link=" + view.link(),
        new DescribedMBean(new EngineAttributes(view, process, swaps), EngineMXBean.class));
    register(
        "type=Handover,link=" + view.link(),
        new DescribedMBean(new HandoverAttributes(view, swaps), HandoverMXBean.class));
    for (StreamStatus stream : view.streams()) {
      register(
          "type=Stream,link=" + view.link() + ",stream=" + ObjectName.quote(stream.name()),
          new DescribedMBean(
              new StreamAttributes(view, stream.name(), rates.get(stream.name())),
              StreamMXBean.class));
    }
    for (SiteStatus site : view.sites()) {
      register(
          "type=Site,link=" + view.link() + ",site=" + site.name(),
          new DescribedMBean(new SiteAttributes(view, site.name()), SiteMXBean.class));
    }
  }

  private void register(String properties, DescribedMBean bean) throws JMException {
    registered.add(
        server.registerMBean(bean, new ObjectName("dev.baton:" + properties)).getObjectName());
  }

  private void sample(EngineView view) {
    long nanos = System.nanoTime();
    for (StreamStatus stream : view.streams()) {
      AppliedRate rate = rates.get(stream.name());
      if (rate != null) {
        rate.sample(nanos, stream.appliedTransactions(), stream.appliedRows());
      }
    }
  }

  /** Takes the MBeans away again; may be called more than once. */
  @Override
  public void close() {
    sampler.shutdownNow();
    for (ObjectName name : registered) {
      try {
        server.unregisterMBean(name);
      } catch (InstanceNotFoundException e) {
        // Somebody else took it away, which is what closing is for.
        continue;
      } catch (JMException e) {
        throw new BatonException(ErrorCode.INTERNAL, "MBean " + name + " cannot be removed", e);
      }
    }
    registered.clear();
  }
}
