package id.openclass.nexus.trust;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.core.NexusException.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MetadataVectorsTest {
  private static final Path FOLDER = Path.of("src/test/resources/vectors/trust/metadata");

  static List<String> lines() throws IOException {
    return Files.readAllLines(FOLDER.resolve("index.tsv")).stream()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  private static SignedMetadata<?> read(String name, byte[] bytes) {
    return switch (name.substring(name.indexOf('/') + 1).split("-")[0]) {
      case "root" -> SignedMetadata.parseRoot(bytes, name);
      case "targets" -> SignedMetadata.parseTargets(bytes, name);
      case "snapshot" -> SignedMetadata.parseSnapshot(bytes, name);
      case "timestamp" -> SignedMetadata.parseTimestamp(bytes, name);
      default -> throw new AssertionError(name);
    };
  }

  @ParameterizedTest
  @MethodSource("lines")
  void isReadOrRefusedAsTheIndexSays(String line) throws IOException {
    String[] fields = line.split("\t", -1);
    byte[] bytes = Files.readAllBytes(FOLDER.resolve(fields[0]));
    String outcome;
    String says = "";
    try {
      SignedMetadata<?> read = read(fields[0], bytes);
      assertThat(read.bytes()).isEqualTo(bytes);
      assertThat(read.toString()).hasSizeLessThanOrEqualTo(100);
      outcome = "ok";
    } catch (Malformed e) {
      outcome = "malformed";
      says = e.getMessage();
      assertThat(e.where()).isEqualTo(fields[0]);
    }
    assertThat(outcome + ": " + says).as(fields[3]).startsWith(fields[1]).contains(fields[2]);
    assertThat(says).doesNotContain("\u001b").doesNotContain("\n").hasSizeLessThan(300);
  }

  @Test
  void signedAnewUnknownFieldsAreStillThere() throws IOException {
    byte[] bytes = Files.readAllBytes(FOLDER.resolve("root-unknown.json"));
    RootMetadata root = SignedMetadata.parseRoot(bytes, "root").signed();
    var reissued = root.reissued(2, Lifetime.ROOT.from(RepositorySimulator.NOW));
    byte[] again = SignedMetadata.sign(reissued, List.of(TestKeys.ed25519(1))).bytes();
    JsonFields signed = StrictJson.parse(again, "again").object("signed");
    assertThat(signed.map().get("x-note")).isEqualTo(root.json().map().get("x-note"));
    assertThat(signed.object("keys").map()).hasSize(2);
    assertThat(signed.integer("version", 1, 9)).isEqualTo(2);
  }

  @Test
  void filesAreWhatTheGeneratorMakes() throws IOException {
    assertThat(FOLDER.resolve("index.tsv")).hasContent(MetadataVectors.index().strip());
    for (MetadataVectors.Vector vector : MetadataVectors.all()) {
      assertThat(Files.readAllBytes(FOLDER.resolve(vector.name())))
          .as(vector.name())
          .isEqualTo(vector.bytes());
    }
    try (Stream<Path> all = Files.walk(FOLDER)) {
      assertThat(all.filter(Files::isRegularFile)).hasSize(MetadataVectors.all().size() + 1);
    }
  }
}
