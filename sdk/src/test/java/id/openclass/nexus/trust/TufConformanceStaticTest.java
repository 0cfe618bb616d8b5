package id.openclass.nexus.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The case of `test_static_repositories.py` of the TUF conformance suite, with a repository of our
/// own choice: one that python-tuf made (`.ci/make_tuf_vectors.py`), by keys of all three kinds.
class TufConformanceStaticTest {
  private static final Path FOLDER = Path.of("src/test/resources/vectors/trust/python-tuf");

  private final Map<String, byte[]> client = new HashMap<>();

  private final class Storage implements MetadataStorage {
    @Override
    public Optional<byte[]> read(String role) {
      return Optional.ofNullable(client.get(role));
    }

    @Override
    public void write(String role, byte[] bytes) {
      client.put(role, bytes);
    }

    @Override
    public void remove(String role) {
      client.remove(role);
    }
  }

  private static final class Source implements MetadataSource {
    @Override
    public Optional<byte[]> read(MetadataName name, int mostBytes) {
      Path file = FOLDER.resolve("metadata").resolve(name.urlSegment());
      try {
        return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public String where(MetadataName name) {
      return name.urlSegment();
    }
  }

  @Test
  @DisplayName("test_static_repository[python-tuf]")
  void readsARepositoryOfAnotherImplementation() throws IOException {
    client.put("root", Files.readAllBytes(FOLDER.resolve("metadata/1.root.json")));
    ClientWorkflow workflow =
        ClientWorkflow.of(new Source(), new Storage(), RepositorySimulator.NOW);
    TrustedMetadata trusted = workflow.refresh();
    assertThat(trusted.root().version()).isEqualTo(2);
    assertThat(trusted.isStale()).isFalse();
    TargetFile target = workflow.target("tiny/1.0.0/model.gguf").orElseThrow();
    assertThat(target.hashes().byName()).containsOnlyKeys("sha256", "sha512");
    byte[] content = Files.readAllBytes(FOLDER.resolve("targets").resolve(target.location(true)));
    ContentCheck check = target.check("model");
    check.update(ByteBuffer.wrap(content));
    check.finish();
    assertThat(workflow.target("other/1.0.0/model.gguf")).isEmpty();
    assertThat(client).containsOnlyKeys("root", "timestamp", "snapshot", "targets", "tiny");
  }
}
