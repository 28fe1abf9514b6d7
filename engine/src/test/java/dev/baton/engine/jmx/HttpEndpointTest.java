package dev.baton.engine.jmx;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.connectors.spi.BatonException;
import dev.baton.engine.stream.StreamState;
import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpEndpointTest {
  private final FakeEngine engine = new FakeEngine();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpEndpoint endpoint;

  @BeforeEach
  void open() {
    endpoint = HttpEndpoint.open(Endpoints.onLoopback(0), engine);
  }

  @AfterEach
  void close() {
    client.close();
    endpoint.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "baton_stream_lag_milliseconds{engine=\"blue\",link=\"shop\",stream=\"east->west\"} 4.0",
        "baton_stream_lag_bytes{engine=\"blue\",link=\"shop\",stream=\"west->east\"} 8.0",
        "baton_stream_applied_transactions_total{engine=\"blue\",link=\"shop\",stream=\"east->west\"} 120345.0",
        "baton_stream_applied_rows_total{engine=\"blue\",link=\"shop\",stream=\"east->west\"} 481380.0",
        "baton_stream_filtered_transactions_total{engine=\"blue\",link=\"shop\",stream=\"east->west\"} 118220.0",
        "baton_stream_conflicts_total{engine=\"blue\",link=\"shop\",stream=\"east->west\"} 1.0",
        "baton_stream_quarantined_total{engine=\"blue\",link=\"shop\",stream=\"east->west\"} 2.0",
        "baton_stream_queue_bytes{engine=\"blue\",link=\"shop\",stream=\"east->west\"} 512.0",
        "baton_stream_retained_trail_bytes{engine=\"blue\",link=\"shop\",stream=\"east->west\"} 1048576.0",
        "baton_stream_hazards_waited_for_total{engine=\"blue\",link=\"shop\",stream=\"east->west\"} 17.0",
        "baton_stream_groups_given_way_total{engine=\"blue\",link=\"shop\",stream=\"east->west\"} 6.0",
        "baton_stream_spilled_bytes_total{engine=\"blue\",link=\"shop\",stream=\"east->west\"} 65536.0",
        "baton_stream_lane_busy_ratio{engine=\"blue\",link=\"shop\",stream=\"east->west\"} 0.75",
        "baton_stream_latency_milliseconds{engine=\"blue\",link=\"shop\",quantile=\"0.5\",stream=\"east->west\"} 3.5",
        "baton_stream_latency_milliseconds{engine=\"blue\",link=\"shop\",quantile=\"0.99\",stream=\"east->west\"} 12.25",
        "baton_stream_latency_milliseconds{engine=\"blue\",link=\"shop\",quantile=\"1.0\",stream=\"east->west\"} 40.0",
        "baton_stream_state{engine=\"blue\",link=\"shop\",state=\"STREAMING\",stream=\"east->west\"} 1.0",
        "baton_stream_state{engine=\"blue\",link=\"shop\",state=\"FAILED\",stream=\"east->west\"} 0.0",
        "baton_stream_generation{engine=\"blue\",link=\"shop\",stream=\"east->west\"} 3.0",
        "baton_memory_in_flight_bytes{engine=\"blue\",link=\"shop\"} 4096.0",
        "baton_engine_heartbeat_age_milliseconds{engine=\"blue\",link=\"shop\"} 310.0",
        "baton_site_reachable{engine=\"blue\",link=\"shop\",site=\"west\"} 0.0"
      })
  void metricsHaveTheNamesAndLabelsThatDashboardsRelyOn(String line) throws Exception {
    HttpResponse<String> metrics = get("/metrics");

    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(metrics.body().lines()).contains(line);
  }

  @Test
  void metricsTellOfTheJavaRuntimeAndTheProcessToo() throws Exception {
    assertThat(get("/metrics").body())
        .contains("jvm_memory_used_bytes{", "jvm_threads_live_threads", "process_cpu_usage")
        .contains("process_uptime_seconds", "process_files_open_files");
  }

  @Test
  void noPageHoldsASitesPassword() throws Exception {
    for (String page : new String[] {"/metrics", "/status", "/health/ready", "/health/live"}) {
      assertThat(get(page).body()).isNotEmpty().doesNotContain(FakeEngine.SITE_PASSWORD);
    }
  }

  @Test
  void anEngineThatAnswersIsAlive() throws Exception {
    engine.putStream("east->west", StreamState.FAILED);

    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(StreamState.class)
  void anEngineIsReadyWhenEveryStreamFlowsOrIsPausedByWish(StreamState state) throws Exception {
    engine.putStream("west->east", state);

    HttpResponse<String> health = get("/health/ready");
    boolean ready = state == StreamState.STREAMING || state == StreamState.PAUSED;
    assertThat(health.statusCode()).isEqualTo(ready ? 200 : 503);
    assertThat(health.body())
        .isEqualTo(
            """
            {"ready":%s,"link":"shop","engine":"blue","streams":[\
            {"name":"east->west","state":"STREAMING"},{"name":"west->east","state":"%s"}]}""",
            ready, state);
  }

  @Test
  void statusIsTheObjectThatTheCommandLinePrints() throws Exception {
    HttpResponse<String> status = get("/status");

    assertThat(status.headers().firstValue("Content-Type")).contains("application/json");
    var json = new ObjectMapper().readTree(status.body());
    assertThat(json.at("/engines/0/pid").asLong()).isEqualTo(ProcessHandle.current().pid());
    assertThat(json.at("/streams/1/name").asText()).isEqualTo("west->east");
    assertThat(json.at("/handover/id").asLong()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metrics/", "/health", "/health/live/x", "/../status", "//status"})
  void anUnknownPathIsNotFound(String path) throws Exception {
    assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 404");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "status", "urn:status", "http://[", "/%zz"})
  void whatIsNoPathIsRefusedAndTheNextRequestIsAnswered(String path) throws Exception {
    assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
        .doesNotContain("200 OK");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE"})
  void otherMethodsAreNotAllowed(String method) throws Exception {
    HttpResponse<String> answer =
        client.send(
            request("/status").method(method, BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET");
  }

  @Test
  void aBodyIsNotRead() throws Exception {
    assertThat(raw("POST /status HTTP/1.1\r\nHost: h\r\nContent-Length: 999999999999\r\n\r\n"))
        .startsWith("HTTP/1.1 405");
  }

  @Test
  void aRequestThatIsTooLargeIsCutOff() throws Exception {
    assertThat(raw("GET /status HTTP/1.1\r\nX: " + "x".repeat(1 << 20) + "\r\n\r\n"))
        .doesNotContain("200 OK");
  }

  @Test
  void aClientThatDoesNotFinishItsRequestIsCutOff() throws Exception {
    assertThat(raw("GET /status HTTP/1.1\r\nHost: h\r\n")).doesNotContain("200 OK");
  }

  @Test
  void beyondLoopbackItOpensOnlyWithTlsAndAPasswordFile() {
    assertThatThrownBy(() -> HttpEndpoint.open(Endpoints.open("0.0.0.0", 0), engine))
        .isInstanceOf(BatonException.class)
        .hasMessageStartingWith("REFUSED: engine.http would listen at 0.0.0.0");
  }

  @Test
  void withTlsAndAPasswordFileOnlyAUserOfTheFileGetsIn(@TempDir Path directory) throws Exception {
    try (HttpEndpoint secured =
            HttpEndpoint.open(Endpoints.secured("127.0.0.1", directory), engine);
        HttpClient stranger =
            HttpClient.newBuilder().sslContext(Endpoints.trusting(directory)).build();
        HttpClient operator =
            HttpClient.newBuilder()
                .sslContext(Endpoints.trusting(directory))
                .authenticator(operator())
                .build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + secured.port() + "/health/live"))
              .build();

      assertThat(stranger.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
      assertThat(operator.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aTakenPortIsNamedWithTheRemedy() {
    int port = endpoint.port();

    assertThatThrownBy(() -> HttpEndpoint.open(Endpoints.onLoopback(port), engine))
        .isInstanceOf(BatonException.class)
        .hasMessageStartingWith("REFUSED: engine.http cannot listen at 127.0.0.1 port " + port)
        .hasMessageEndingWith("choose another port or bind address");
  }

  private static Authenticator operator() {
    return new Authenticator() {
      @Override
      protected PasswordAuthentication getPasswordAuthentication() {
        return new PasswordAuthentication(Endpoints.USER, Endpoints.USER_PASSWORD.toCharArray());
      }
    };
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path))
        .timeout(Duration.ofSeconds(10));
  }

  /** Sends these bytes and reads until the server closes; empty when it closed without answer. */
  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", endpoint.port())) {
      socket.setSoTimeout(30_000);
      try {
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), US_ASCII);
      } catch (java.net.SocketException e) {
        return "";
      }
    }
  }
}
