package dev.baton.connectors.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.protocol.trail.SourcePosition;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is fetched ahead is taken in its order, whole, and is bounded. */
@Timeout(30)
class ChunkFetcherTest {
  private static final int MOST_BYTES = 1 << 20;
  private static final SourcePosition END = new SourcePosition(900);
  private final AtomicInteger fetched = new AtomicInteger();
  private final List<String> taken = new ArrayList<>();

  private final Backlog.Taking taking =
      new Backlog.Taking() {
        @Override
        public void take(ByteBuffer message) {
          taken.add(String.valueOf(message.getInt(message.position())));
        }

        @Override
        public void chunkEnds(SourcePosition to) {
          taken.add("to " + to.value());
        }
      };

  private static ChunkFetcher fetcher(ChunkFetcher.Fetch backlog) {
    return new ChunkFetcher("east->west", backlog, MOST_BYTES);
  }

  private void fetch(Backlog.Taking by, int from, int to, int bytes) throws InterruptedException {
    for (int i = from; i <= to; i++) {
      by.take(ByteBuffer.allocate(bytes).putInt(0, i));
      fetched.incrementAndGet();
    }
  }

  @Test
  void chunksAreTakenInTheirOrder() throws Exception {
    ChunkFetcher ahead =
        fetcher(
            by -> {
              fetch(by, 1, 2, 40_000);
              by.chunkEnds(new SourcePosition(7));
              fetch(by, 3, 3, 4);
              by.chunkEnds(END);
              return END;
            });
    assertThat(ahead.read(taking)).isEqualTo(END);
    assertThat(taken).containsExactly("1", "2", "to 7", "3", "to 900");
    ahead.stop();
  }

  @Test
  void whatWasFetchedBeforeAFailureIsTakenBeforeIt() {
    ChunkFetcher ahead =
        fetcher(
            by -> {
              fetch(by, 1, 3, 40_000);
              throw new SQLException("the source is gone");
            });
    assertThatThrownBy(() -> ahead.read(taking))
        .isInstanceOf(SQLException.class)
        .hasMessage("the source is gone");
    assertThat(taken).containsExactly("1", "2", "3");
    ahead.stop();
  }

  @Test
  void noMoreIsFetchedThanThereIsRoomForHoweverLargeAMessageIs() throws Exception {
    int bytes = 300_000;
    AtomicInteger most = new AtomicInteger();
    Backlog.Taking slow =
        new Backlog.Taking() {
          @Override
          public void take(ByteBuffer message) {
            taken.add(String.valueOf(message.getInt(message.position())));
            // Three have room, and one more waits for it in the fetching thread's hand.
            await().during(Duration.ofMillis(20)).until(() -> fetched.get() <= taken.size() + 4);
            most.accumulateAndGet(fetched.get() - taken.size(), Math::max);
          }

          @Override
          public void chunkEnds(SourcePosition to) {}
        };
    ChunkFetcher ahead =
        fetcher(
            by -> {
              fetch(by, 1, 12, bytes);
              fetch(by, 13, 13, 4 * MOST_BYTES);
              fetch(by, 14, 14, 4);
              return END;
            });
    assertThat(ahead.read(slow)).isEqualTo(END);
    assertThat(taken).hasSize(14).endsWith("13", "14");
    assertThat(most.get()).as("fetched ahead").isBetween(1, 4);
    ahead.stop();
  }

  @Test
  void aFetcherThatWaitsForRoomCanBeStopped() throws Exception {
    ChunkFetcher ahead =
        fetcher(
            by -> {
              fetch(by, 1, 1_000, 100_000);
              return END;
            });
    Thread reading =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    ahead.read(
                        new Backlog.Taking() {
                          @Override
                          public void take(ByteBuffer message) throws InterruptedException {
                            new CountDownLatch(1).await();
                          }

                          @Override
                          public void chunkEnds(SourcePosition to) {}
                        });
                  } catch (SQLException | InterruptedException e) {
                    ahead.stop();
                  }
                });
    await().until(() -> fetched.get() >= 10);
    reading.interrupt();
    reading.join();
    assertThat(fetched.get()).isLessThan(20);
  }
}
