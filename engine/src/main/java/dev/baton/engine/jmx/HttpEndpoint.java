package dev.baton.engine.jmx;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.baton.config.EndpointSettings;
import dev.baton.connectors.spi.BatonException;
import dev.baton.engine.stream.EngineView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves metrics, health and status over HTTP, each request on a virtual thread of its own. Reads
 * no request bodies; slow and surplus clients are cut off.
 */
public final class HttpEndpoint implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpEndpoint.class);

  /** Connections the system keeps for us while all are taken. */
  private static final int BACKLOG = 16;

  /** Seconds, counts and bytes; the server takes its bounds from system properties only. */
  private static final Map<String, String> BOUNDS =
      Map.of(
          "sun.net.httpserver.maxReqTime", "5",
          "sun.net.httpserver.maxRspTime", "10",
          "sun.net.httpserver.idleInterval", "30",
          "sun.net.httpserver.maxReqHeaders", "64",
          "sun.net.httpserver.maxReqHeaderSize", "16384",
          "sun.net.httpserver.drainAmount", "0",
          "jdk.httpserver.maxConnections", "64");

  private final HttpServer server;
  private final ExecutorService threads;
  private final HttpPages pages;

  private HttpEndpoint(HttpServer server, ExecutorService threads, HttpPages pages) {
    this.server = server;
    this.threads = threads;
    this.pages = pages;
  }

  /**
   * Opens the port.
   *
   * @throws BatonException REFUSED when it cannot be opened, or would be open to others without TLS
   *     and passwords
   */
  public static HttpEndpoint open(EndpointSettings settings, EngineView view) {
    ListeningAddress listening = ListeningAddress.of("http", settings);
    BOUNDS.forEach((name, value) -> System.getProperties().putIfAbsent(name, value));
    HttpServer server = bind(listening);
    HttpPages pages = new HttpPages(view);
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("baton-" + view.link() + "-http-", 0).factory());
    HttpContext context = server.createContext("/", exchange -> answer(exchange, pages));
    listening.users().ifPresent(users -> context.setAuthenticator(new Users(users)));
    server.setExecutor(threads);
    server.start();
    HttpEndpoint endpoint = new HttpEndpoint(server, threads, pages);
    log.info(
        "HTTP listens at {} port {}",
        listening.address().getAddress().getHostAddress(),
        endpoint.port());
    return endpoint;
  }

  private static HttpServer bind(ListeningAddress listening) {
    try {
      if (listening.tls().isEmpty()) {
        return HttpServer.create(listening.address(), BACKLOG);
      }
      HttpsServer server = HttpsServer.create(listening.address(), BACKLOG);
      server.setHttpsConfigurator(new HttpsConfigurator(listening.tls().get()));
      return server;
    } catch (IOException e) {
      throw listening.cannotListen("http", e);
    }
  }

  private static void answer(HttpExchange exchange, HttpPages pages) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      HttpAnswer answer = pages.get(exchange.getRequestURI().getPath());
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    } catch (RuntimeException e) {
      log.warn("HTTP {} failed", exchange.getRequestURI().getPath(), e);
      throw e;
    }
  }

  /** The port it listens on, also when the system chose it. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Cuts off every client and closes the port. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    pages.close();
  }

  /** Asks for a user of the password file. */
  private static final class Users extends BasicAuthenticator {
    private final PasswordFile users;

    Users(PasswordFile users) {
      super("baton");
      this.users = users;
    }

    @Override
    public boolean checkCredentials(String user, String password) {
      return users.admits(user, password);
    }
  }
}
