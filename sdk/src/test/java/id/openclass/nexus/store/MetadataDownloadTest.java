package id.openclass.nexus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.trust.MetadataName;
import id.openclass.nexus.trust.TargetFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Metadata and targets from a real server, and in a real folder.
class MetadataDownloadTest {
  @TempDir Path folder;
  private HttpServer server;
  private String base;
  private final Map<String, byte[]> files = new HashMap<>();
  private int statusOfMissing = 404;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    base = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    server.createContext(
        "/",
        exchange -> {
          byte[] body = files.get(exchange.getRequestURI().getRawPath());
          exchange.sendResponseHeaders(
              body == null ? statusOfMissing : 200, body == null ? -1 : body.length);
          try (var out = exchange.getResponseBody()) {
            if (body != null) {
              out.write(body);
            }
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void readsAFileWhateverItsRoleIsCalled() {
    files.put("/m/1.a%2F%C3%BC%3F.json", new byte[] {1, 2, 3});
    MetadataDownload repository = MetadataDownload.from(base + "m");
    assertThat(repository.read(new MetadataName("a/\u00fc?", 1), 10))
        .contains(new byte[] {1, 2, 3});
    assertThat(repository.where(new MetadataName("root", 2))).isEqualTo(base + "m/2.root.json");
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404})
  void whatIsMissingOrMayNotBeListedIsNotThere(int status) {
    statusOfMissing = status;
    assertThat(MetadataDownload.from(base).read(new MetadataName("root", 2), 10)).isEmpty();
  }

  @Test
  void readsOneByteMoreThanAllowedAndNoMore() {
    files.put("/timestamp.json", new byte[1000]);
    assertThat(MetadataDownload.from(base).read(new MetadataName("timestamp", 0), 10))
        .hasValueSatisfying(bytes -> assertThat(bytes).hasSize(11));
  }

  @Test
  void aServerInTroubleIsToBeAskedAgain() {
    statusOfMissing = 503;
    assertThatThrownBy(() -> MetadataDownload.from(base).read(new MetadataName("root", 2), 10))
        .isInstanceOf(NexusException.Transfer.class)
        .hasMessageContaining("HTTP status 503");
    server.stop(0);
    assertThatThrownBy(() -> MetadataDownload.from(base).read(new MetadataName("root", 2), 10))
        .isInstanceOf(NexusException.Transfer.class);
  }

  @Test
  void aTargetAppearsOnlyWhenItIsAsSigned() throws IOException {
    byte[] content = "content".getBytes(StandardCharsets.UTF_8);
    TargetFile target = TargetFile.of("tiny/a", content.length, Digest.of(content));
    Path file = folder.resolve("a");
    assertThatThrownBy(() -> MetadataDownload.target(target, base, true, file))
        .isInstanceOf(NexusException.NotFound.class);
    String address = "/tiny/" + Digest.of(content) + ".a";
    for (String wrong : new String[] {"Content", "content and more", "cont"}) {
      files.put(address, wrong.getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(() -> MetadataDownload.target(target, base, true, file))
          .isInstanceOf(NexusException.Untrusted.class);
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left).isEmpty();
      }
    }
    files.put(address, content);
    MetadataDownload.target(target, base, true, file);
    assertThat(file).hasBinaryContent(content);
  }

  @Test
  void aFolderKeepsOneFileARole() throws IOException {
    MetadataFolder metadata = new MetadataFolder(folder.resolve("metadata"));
    assertThat(metadata.read("root")).isEmpty();
    metadata.remove("root");
    metadata.write("root", new byte[] {1});
    metadata.write("root", new byte[] {2});
    metadata.write("Root", new byte[] {3});
    assertThat(metadata.read("root")).contains(new byte[] {2});
    assertThat(metadata.read("Root")).contains(new byte[] {3});
    metadata.remove("Root");
    try (Stream<Path> left = Files.list(metadata.folder())) {
      assertThat(left).containsExactly(metadata.folder().resolve("root.json"));
    }
  }
}
