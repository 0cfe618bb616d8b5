package id.openclass.nexus.model;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.NexusException.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelVectorsTest {
  private static final Path FOLDER = Path.of("src/test/resources/vectors/model");

  static List<String> lines() throws IOException {
    return Files.readAllLines(FOLDER.resolve("index.tsv")).stream()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void opensOrRefusesAsTheIndexSays(String line) {
    String[] fields = line.split("\t", -1);
    assertThat(outcome(FOLDER.resolve(fields[0]))).as(fields[2]).isEqualTo(fields[1]);
  }

  private static String outcome(Path file) {
    try (ModelFile model = ModelFile.open(file)) {
      assertThat(model.toString()).hasSizeLessThanOrEqualTo(100).doesNotContain("\u001b");
      assertThat(model.describe().toString())
          .hasSizeLessThanOrEqualTo(100)
          .doesNotContain("\u001b");
      return model.getClass().getSimpleName().replace("File", "").toLowerCase(Locale.ROOT);
    } catch (Malformed e) {
      assertThat(e.getMessage()).doesNotContain("\u001b");
      return "malformed@" + e.offset();
    } catch (NexusException e) {
      return e.toString();
    }
  }

  @Test
  void filesAreWhatTheGeneratorMakes() throws IOException {
    assertThat(FOLDER.resolve("index.tsv")).hasContent(ModelVectors.index().strip());
    for (ModelVectors.Vector vector : ModelVectors.all()) {
      assertThat(Files.readAllBytes(FOLDER.resolve(vector.name())))
          .as(vector.name())
          .isEqualTo(vector.bytes());
    }
  }
}
