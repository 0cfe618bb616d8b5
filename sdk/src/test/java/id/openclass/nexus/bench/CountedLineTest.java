package id.openclass.nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CountedLineTest {
  /// Sends back what it gets, until it has all.
  private static ServerSocket echo() throws IOException {
    ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
              socket.getInputStream().transferTo(socket.getOutputStream());
            } catch (IOException e) {
              // The line broke, or the test is over.
            }
          }
        });
    return server;
  }

  private static int sendAndHear(CountedLine line, int bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), line.port())) {
      socket.getOutputStream().write(new byte[bytes]);
      socket.shutdownOutput();
      return socket.getInputStream().readAllBytes().length;
    }
  }

  @Test
  void passesEverythingOnAndCountsWhatClientsSend() throws Exception {
    try (ServerSocket server = echo();
        CountedLine line = CountedLine.to(server.getLocalPort())) {
      CompletableFuture<Void> moment = line.callAfter(150);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), line.port())) {
        socket.getOutputStream().write(new byte[100]);
        assertThat(socket.getInputStream().readNBytes(100)).hasSize(100);
        assertThat(moment).isNotDone();
        socket.getOutputStream().write(new byte[100]);
        assertThat(socket.getInputStream().readNBytes(100)).hasSize(100);
      }
      moment.get(60, TimeUnit.SECONDS);
      assertThat(line.sentBytes()).isEqualTo(200);
    }
  }

  @Test
  void breaksWhenItIsToldToAndWorksWhenItIsMended() throws Exception {
    try (ServerSocket server = echo();
        CountedLine line = CountedLine.to(server.getLocalPort())) {
      line.breakAfter(10);
      assertThatThrownBy(() -> assertThat(sendAndHear(line, 100_000)).isEqualTo(100_000))
          .isInstanceOfAny(IOException.class, AssertionError.class);
      line.mend();
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), line.port())) {
        socket.getOutputStream().write(new byte[10]);
        assertThat(socket.getInputStream().readNBytes(10)).hasSize(10);
      }
    }
  }

  @Test
  void aimsCompareRoundByRoundAndCountPartsForEachKill() {
    List<Sample> ours = List.of(sample(1, 100), sample(2, 300));
    List<Sample> theirs = List.of(sample(2, 0), sample(3, 0));
    assertThat(UploadAims.ofSpeed(ours, Map.of("them", theirs)))
        .extracting(PackageAims.Aim::what)
        .containsExactly("times as fast as them", "peak memory in MiB");
    assertThat(UploadAims.ofSpeed(ours, Map.of("them", theirs)).getFirst().isReached()).isTrue();
    UploadKills.Result kills = new UploadKills.Result(10, 2, 1000, 2000 + 300);
    assertThat(kills.resentBytesPerKill()).isEqualTo(30);
    assertThat(UploadAims.ofKills(kills, 4, 10).orElseThrow().isReached()).isTrue();
    assertThat(UploadAims.ofKills(kills, 2, 10).orElseThrow().isReached()).isFalse();
    assertThat(UploadAims.ofKills(new UploadKills.Result(0, 1, 1000, 1000), 4, 10)).isEmpty();
  }

  private static Sample sample(double seconds, long mebibytes) {
    OptionalLong anon = OptionalLong.of(mebibytes << 20);
    return new Sample(seconds, seconds, anon, anon, 1);
  }
}
