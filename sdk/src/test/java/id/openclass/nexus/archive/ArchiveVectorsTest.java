package id.openclass.nexus.archive;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.NexusException.DigestMismatch;
import id.openclass.nexus.core.NexusException.Malformed;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.pack.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchiveVectorsTest {
  private static final Path FOLDER = Path.of("src/test/resources/vectors/archive");

  @TempDir Path temporary;

  static List<String> lines() throws IOException {
    return Files.readAllLines(FOLDER.resolve("index.tsv")).stream()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void opensOrRefusesAsTheIndexSays(String line) {
    String[] fields = line.split("\t", -1);
    Path file = FOLDER.resolve(fields[0]);
    String says = "";
    String outcome;
    try (ModelPackage pack = ModelPackage.open(file)) {
      VerifyReport report = pack.verify();
      outcome = report.valid() ? "valid" : "invalid";
      says = String.join("; ", report.errors());
      assertThat(pack.tensors()).isEmpty();
    } catch (Malformed e) {
      outcome = "refused";
      says = e.getMessage();
    }
    assertThat(outcome + ": " + says).as(fields[3]).startsWith(fields[1]).contains(fields[2]);
    assertThat(says).doesNotContain("\u001b").doesNotContain("\n");
  }

  @ParameterizedTest
  @MethodSource("lines")
  void unpacksTheRightModelOrNothing(String line) throws IOException {
    Path out = temporary.resolve("out");
    Files.createDirectory(out);
    try (ModelPackage pack = ModelPackage.open(FOLDER.resolve(line.split("\t")[0]))) {
      Path folder = pack.extract(out);
      assertThat(folder.getParent()).isEqualTo(out);
      byte[] model = Files.readAllBytes(folder.resolve(pack.modelFile()));
      assertThat(Digest.of(model)).isEqualTo(pack.metadata().sha256());
    } catch (Malformed | DigestMismatch e) {
      assertThat(files(out)).isEmpty();
    } catch (NexusException e) {
      throw new AssertionError("the wrong kind of error", e);
    }
    assertThat(files(temporary)).allMatch(path -> path.startsWith(out));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void filesAreWhatTheGeneratorMakes() throws IOException {
    assertThat(FOLDER.resolve("index.tsv")).hasContent(ArchiveVectors.index().strip());
    for (ArchiveVectors.Vector vector : ArchiveVectors.all()) {
      assertThat(Files.readAllBytes(FOLDER.resolve(vector.name())))
          .as(vector.name())
          .isEqualTo(vector.bytes());
    }
    try (Stream<Path> all = Files.walk(FOLDER)) {
      assertThat(all.filter(Files::isRegularFile)).hasSize(ArchiveVectors.all().size() + 1);
    }
  }
}
