package id.openclass.nexus.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CatalogueJsonTest {
  private static final Path SCHEMA = Path.of("../docs/schemas/catalogue.schema.json");

  static Stream<Catalogue> samples() {
    return Stream.of(
        SampleCatalogues.small(),
        SampleCatalogues.ofOne(),
        SampleCatalogues.large(3, 12),
        Catalogue.of(null, List.of()),
        Catalogue.of(
            SampleCatalogues.PUBLISHED,
            List.of(
                SampleCatalogues.hostile("hostile", SampleCatalogues.HOSTILE),
                SampleCatalogues.hostile("long", "x".repeat(5000)))));
  }

  private static String json(Catalogue catalogue) {
    return new String(catalogue.json(), StandardCharsets.UTF_8);
  }

  private static JsonNode tree(Catalogue catalogue) {
    return JsonMapper.shared().readTree(catalogue.json());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyCatalogueIsAsTheSchemaSays(Catalogue catalogue) throws Exception {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(SCHEMA));
    assertThat(schema.validate(json(catalogue), InputFormat.JSON)).isEmpty();
    String broken = json(catalogue).replace("\"format_version\":1", "\"format_version\":2");
    assertThat(schema.validate(broken, InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void textsOfPublishersAreTheirsLetterByLetter() {
    JsonNode model =
        tree(Catalogue.of(
                SampleCatalogues.PUBLISHED,
                List.of(SampleCatalogues.hostile("hostile", SampleCatalogues.HOSTILE))))
            .get("models")
            .get(0);
    assertThat(model.get("description").asString()).isEqualTo(SampleCatalogues.HOSTILE);
  }

  @Test
  void aChannelIsAnotherNameForAVersion() {
    JsonNode channels = tree(SampleCatalogues.ofOne()).get("models").get(0).get("channels");
    assertThat(channels.toString())
        .isEqualTo(
            "[{\"name\":\"stable\",\"version\":\"1.2.0\",\"rollout_percent\":100,\"previous\":null,\"halted\":false},"
                + "{\"name\":\"pilot\",\"version\":\"1.3.0-rc.1\",\"rollout_percent\":10,\"previous\":null,\"halted\":true}]");
  }

  @Test
  void anUpgradeTellsItsStepsBytesShareAndTimes() {
    JsonNode model = tree(SampleCatalogues.ofOne()).get("models").get(0);
    assertThat(model.get("recommended").asString()).isEqualTo("1.2.0");
    assertThat(model.get("upgrades").get(1).toString())
        .isEqualTo(
            "{\"from\":\"1.0.0\",\"bytes\":42600000,\"percent\":5.5,\"seconds\":[341,171,86,35,4],"
                + "\"steps\":[\"1.1.0\",\"1.2.0\"]}");
    assertThat(model.get("upgrades").get(2).get("steps")).isEmpty();
  }

  @Test
  void theStepsOfEveryUpgradeAreUpdatesOfTheirVersions() {
    for (JsonNode model : tree(SampleCatalogues.large(2, 12)).get("models")) {
      for (JsonNode upgrade : model.get("upgrades")) {
        String at = upgrade.get("from").asString();
        long bytes = 0;
        for (JsonNode step : upgrade.get("steps")) {
          bytes += bytesOfUpdate(model, at, step.asString());
          at = step.asString();
        }
        assertThat(at).isEqualTo(model.get("recommended").asString());
        assertThat(bytes).isEqualTo(upgrade.get("bytes").asLong());
      }
    }
  }

  private static long bytesOfUpdate(JsonNode model, String from, String to) {
    return model
        .get("versions")
        .valueStream()
        .filter(version -> version.get("version").asString().equals(to))
        .flatMap(version -> version.get("updates").valueStream())
        .filter(update -> update.get("from").asString().equals(from))
        .findFirst()
        .orElseThrow()
        .get("bytes")
        .asLong();
  }

  @Test
  void whatIsNotKnownIsNull() {
    CataloguedVersion bare =
        SampleCatalogues.version(
            id.openclass.nexus.pack.PackageMetadata.of("bare", "1.0.0", "me/bare")
                .with("file_size_bytes", 1000L)
                .with("sha256_checksum", SampleCatalogues.digest("bare").hex()),
            SampleCatalogues.PUBLISHED);
    JsonNode root =
        tree(
            Catalogue.of(
                SampleCatalogues.PUBLISHED,
                List.of(new CataloguedModel("bare", List.of(), List.of(bare)))));
    JsonNode version = root.get("models").get(0).get("versions").get(0);
    assertThat(root.get("address").isNull()).isTrue();
    for (String key : List.of("revoked", "license", "signed_by", "context_window", "memory_mib")) {
      assertThat(version.get(key).isNull()).as(key).isTrue();
    }
  }
}
