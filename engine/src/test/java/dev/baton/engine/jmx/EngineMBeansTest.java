package dev.baton.engine.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.stream.StreamState;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.stream.Stream;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EngineMBeansTest {
  private final MBeanServer server = MBeanServerFactory.newMBeanServer();
  private final FakeEngine engine = new FakeEngine();
  private EngineMBeans beans;

  @BeforeEach
  void register() {
    beans = EngineMBeans.register(engine, server);
  }

  @AfterEach
  void close() {
    beans.close();
  }

  @Test
  void theEngineItsStreamsAndItsSitesHaveTheNamesThatConsolesRelyOn() throws Exception {
    assertThat(server.queryNames(new ObjectName("dev.baton:*"), null))
        .containsExactlyInAnyOrder(
            new ObjectName("dev.baton:type=Engine,link=shop"),
            new ObjectName("dev.baton:type=Handover,link=shop"),
            new ObjectName("dev.baton:type=Stream,link=shop,stream=\"east->west\""),
            new ObjectName("dev.baton:type=Stream,link=shop,stream=\"west->east\""),
            new ObjectName("dev.baton:type=Site,link=shop,site=east"),
            new ObjectName("dev.baton:type=Site,link=shop,site=west"));
  }

  @Test
  void everyAttributeSaysWhatItIsItsUnitAndHowStaleItMayBe() throws Exception {
    for (ObjectName name : server.queryNames(new ObjectName("dev.baton:*"), null)) {
      MBeanInfo info = server.getMBeanInfo(name);
      assertThat(info.getDescription()).as("%s", name).contains(" ");
      for (MBeanAttributeInfo attribute : info.getAttributes()) {
        String unit = (String) attribute.getDescriptor().getFieldValue("units");
        String staleness = (String) attribute.getDescriptor().getFieldValue("staleness");
        assertThat(unit).as("unit of %s of %s", attribute.getName(), name).isNotBlank();
        assertThat(staleness).as("staleness of %s of %s", attribute.getName(), name).isNotBlank();
        assertThat(attribute.getDescription())
            .as("%s of %s", attribute.getName(), name)
            .endsWith(" (" + unit + "; " + staleness + ")")
            .doesNotStartWith(" ");
        assertThat(attribute.isWritable()).isFalse();
      }
    }
  }

  @Test
  void everyOperationSaysWhatItDoes() throws Exception {
    assertThat(operations(stream("east->west")))
        .extracting(MBeanOperationInfo::getName)
        .containsExactlyInAnyOrder("pause", "resume", "stop", "checkpoint");
    assertThat(operations(new ObjectName("dev.baton:type=Engine,link=shop")))
        .extracting(MBeanOperationInfo::getName)
        .containsExactlyInAnyOrder("pause", "resume", "stop", "checkpoint", "requestSwap");
    assertThat(operations(new ObjectName("dev.baton:type=Handover,link=shop")))
        .extracting(MBeanOperationInfo::getName)
        .containsExactly("requestSwap");
    for (ObjectName name : server.queryNames(new ObjectName("dev.baton:*"), null)) {
      assertThat(operations(name))
          .allSatisfy(operation -> assertThat(operation.getDescription()).contains(" "));
    }
  }

  @Test
  void theHandoverTellsHowFarEachStreamIs() throws Exception {
    HandoverMXBean handover =
        JMX.newMXBeanProxy(
            server, new ObjectName("dev.baton:type=Handover,link=shop"), HandoverMXBean.class);
    assertThat(handover.getId()).isEqualTo(7);
    assertThat(handover.getFrom()).isEqualTo("blue");
    assertThat(handover.getTo()).isEqualTo("green");
    assertThat(handover.getStep()).isEqualTo("DRAIN");
    assertThat(handover.isUnderWay()).isTrue();
    assertThat(handover.getDeadline()).isEqualTo("1970-01-01T00:17:40Z");
    assertThat(handover.getStreams()).containsEntry("west->east", "CUT");
    assertThat(handover.getStallMillis()).isEqualTo(4.25);
    assertThat(handover.getTokenRejections()).isEqualTo(3);
    assertThatThrownBy(() -> handover.requestSwap("green")).hasMessageContaining("baton swap");
  }

  @Test
  void attributesTellWhatTheStatusTells() throws Exception {
    engine.putStream("east->west", StreamState.PAUSED);

    StreamMXBean stream = JMX.newMXBeanProxy(server, stream("east->west"), StreamMXBean.class);
    assertThat(stream.getName()).isEqualTo("east->west");
    assertThat(stream.getOwner()).isEqualTo("blue");
    assertThat(stream.getState()).isEqualTo("PAUSED");
    assertThat(stream.getSourcePosition()).isEqualTo("0/1A2B3C8");
    assertThat(stream.getLagMillis()).isEqualTo(4);
    assertThat(stream.getLagBytes()).isEqualTo(8);
    assertThat(stream.getAppliedTransactions()).isEqualTo(120_345);
    assertThat(stream.getLastError()).isEmpty();
    assertThat(stream.getLatencyP99Millis()).isEqualTo(12.25);
    assertThat(stream.getQueueFillRatio()).isEqualTo(0.25);
    EngineMXBean whole =
        JMX.newMXBeanProxy(
            server, new ObjectName("dev.baton:type=Engine,link=shop"), EngineMXBean.class);
    assertThat(whole.getId()).isEqualTo("blue");
    assertThat(whole.getPid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(whole.getHost()).isNotBlank();
    assertThat(whole.getHeartbeatAgeMillis()).isEqualTo(310);
    SiteMXBean site =
        JMX.newMXBeanProxy(
            server, new ObjectName("dev.baton:type=Site,link=shop,site=west"), SiteMXBean.class);
    assertThat(site.isReachable()).isFalse();
    assertThat(site.getUrl()).isEqualTo("jdbc:postgresql://127.0.0.1:6002/shop");
  }

  @Test
  void noAttributeHoldsASitesPassword() throws Exception {
    for (ObjectName name : server.queryNames(new ObjectName("dev.baton:*"), null)) {
      for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
        assertThat(String.valueOf(server.getAttribute(name, attribute.getName())))
            .as("%s of %s", attribute.getName(), name)
            .doesNotContain(FakeEngine.SITE_PASSWORD);
      }
    }
  }

  @Test
  void theRateOfAStreamRisesWhenItApplies() throws Exception {
    StreamMXBean stream = JMX.newMXBeanProxy(server, stream("west->east"), StreamMXBean.class);
    assertThat(stream.getTransactionsPerSecond()).isZero();

    await()
        .untilAsserted(
            () -> {
              engine.apply(10);
              assertThat(stream.getTransactionsPerSecond()).isPositive();
              assertThat(stream.getRowsPerSecond())
                  .isGreaterThan(stream.getTransactionsPerSecond());
            });
  }

  @Test
  void operationsReachTheirStreamAndTheEnginesReachAll() throws Exception {
    StreamMXBean stream = JMX.newMXBeanProxy(server, stream("west->east"), StreamMXBean.class);
    EngineMXBean whole =
        JMX.newMXBeanProxy(
            server, new ObjectName("dev.baton:type=Engine,link=shop"), EngineMXBean.class);

    stream.pause();
    stream.resume();
    stream.checkpoint();
    stream.stop();
    whole.pause();
    whole.resume();
    whole.checkpoint();
    assertThat(engine.asked)
        .containsExactly(
            "pause west->east",
            "resume west->east",
            "checkpoint west->east",
            "stop west->east",
            "pause east->west",
            "pause west->east",
            "resume east->west",
            "resume west->east",
            "checkpoint east->west",
            "checkpoint west->east");
    whole.stop();
    await().until(() -> engine.asked.getLast().equals("shutdown"));
  }

  @Test
  void aRefusedOperationTellsWhyInAClassThatEveryConsoleHas() {
    engine.refuseOperationsWith(
        new BatonException(ErrorCode.FENCED, "stream west->east belongs to engine green"));

    assertThatThrownBy(() -> server.invoke(stream("west->east"), "resume", null, null))
        .isInstanceOf(MBeanException.class)
        .cause()
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("FENCED: stream west->east belongs to engine green")
        .hasNoCause();
  }

  @Test
  void aSecondEngineOfTheLinkInOneProcessIsRefusedAndTheFirstStays() throws Exception {
    Set<ObjectName> before = server.queryNames(new ObjectName("dev.baton:*"), null);

    assertThatThrownBy(() -> EngineMBeans.register(new FakeEngine(), server))
        .isInstanceOf(BatonException.class)
        .hasMessage(
            "REFUSED: MBeans of link shop are already registered in this process;"
                + " close the engine that registered them first");
    assertThat(server.queryNames(new ObjectName("dev.baton:*"), null)).isEqualTo(before);
  }

  @Test
  void nothingStaysRegisteredAfterClosing() throws Exception {
    beans.close();
    beans.close();

    assertThat(server.queryNames(new ObjectName("dev.baton:*"), null)).isEmpty();
    assertThat(ManagementFactory.getPlatformMBeanServer().isRegistered(stream("east->west")))
        .isFalse();
  }

  private Stream<MBeanOperationInfo> operations(ObjectName name) throws Exception {
    return Stream.of(server.getMBeanInfo(name).getOperations());
  }

  private static ObjectName stream(String name) throws Exception {
    return new ObjectName("dev.baton:type=Stream,link=shop,stream=" + ObjectName.quote(name));
  }
}
