package id.openclass.nexus.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.store.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The numbers of `docs/catalogue.md` section 4.
class CatalogueSizesTest {
  private static int largerPage(Catalogue catalogue) {
    return Math.max(
        catalogue.page(PageLanguage.ENGLISH).length,
        catalogue.page(PageLanguage.INDONESIAN).length);
  }

  @Test
  void aPageOfOneModelHasLessThan20Kilobytes() {
    assertThat(largerPage(SampleCatalogues.ofOne())).isBetween(10_000, 20_000);
  }

  @Test
  void aPageOf60ModelsWith40VersionsHasLessThanAMegabyteAndAnEighthOfThatOnTheWire()
      throws IOException {
    Catalogue catalogue = SampleCatalogues.large(60, 40);
    assertThat(largerPage(catalogue)).isBetween(700_000, 1_000_000);
    ByteArrayOutputStream coded = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(coded)) {
      out.write(catalogue.page(PageLanguage.ENGLISH));
    }
    assertThat(coded.size()).isLessThan(120_000);
    assertThat(catalogue.json().length).isLessThan(2400 * 1500);
  }

  /// Nearly as many versions again add nothing: a page shows the newest.
  @Test
  void versionsThatNobodyIsPointedAtAddNothingToAPage() {
    int few = largerPage(SampleCatalogues.large(3, 40));
    int many = largerPage(SampleCatalogues.large(3, 400));
    assertThat(many).isBetween(few - 1000, few + 1000);
  }

  @Test
  void tenThousandVersionsFitIntoTheFileForPrograms() {
    JsonNode root = JsonMapper.shared().readTree(SampleCatalogues.large(10, 1000).json());
    for (JsonNode model : root.get("models")) {
      assertThat(model.get("versions_left_out").asInt()).isZero();
    }
  }

  @Test
  void ofVersionsThatDoNotAllFitIntoTheFileForProgramsTheNewestOfEachModelDo() {
    byte[] json = SampleCatalogues.large(2, 8000).json();
    assertThat(json.length).isBetween(7_000_000, CatalogueLimits.JSON_BYTES);
    JsonNode root = JsonMapper.shared().readTree(json);
    assertThat(root.get("models_left_out").asInt()).isZero();
    for (JsonNode model : root.get("models")) {
      int listed = model.get("versions").size();
      assertThat(listed).isEqualTo(4096);
      assertThat(model.get("versions_left_out").asInt()).isEqualTo(8000 - listed);
      assertThat(model.get("versions").get(0).get("version").asString()).isEqualTo("1.7999.0");
      assertThat(model.get("upgrades")).hasSize(listed - 1);
    }
  }

  @Test
  void whereVersionsAreLeftOutThoseThatChannelsLeadToStay() {
    Catalogue many = SampleCatalogues.large(1, 16_000);
    CataloguedModel model = many.models().getFirst();
    CataloguedChannel old =
        new CataloguedChannel(
            "old", SampleCatalogues.version("1.7.0"), 50, SampleCatalogues.version("1.3.0"), false);
    Catalogue catalogue =
        Catalogue.of(
            SampleCatalogues.PUBLISHED,
            List.of(new CataloguedModel(model.name(), List.of(old), model.versions())));
    JsonNode versions =
        JsonMapper.shared().readTree(catalogue.json()).get("models").get(0).get("versions");
    assertThat(versions.size()).isEqualTo(8192 + 2);
    assertThat(versions.valueStream().map(v -> v.get("version").asString()).toList())
        .endsWith("1.7.0", "1.3.0");
  }

  @Test
  void ofMoreModelsThanFitTheFirstByNameAreListed() {
    JsonNode root = JsonMapper.shared().readTree(SampleCatalogues.large(16_000, 2).json());
    assertThat(root.get("models")).hasSize(8000);
    assertThat(root.get("models_left_out").asInt()).isEqualTo(8000);
    assertThat(root.get("models").get(0).get("versions_left_out").asInt()).isOne();
  }

  @Test
  void whateverPublishersWriteAPageStaysBelowWhatAStoreReplaces() {
    String worst = "\u202E".repeat(5000);
    List<CataloguedModel> models =
        IntStream.range(0, CatalogueLimits.MODELS + 5)
            .mapToObj(i -> SampleCatalogues.hostile("model-" + i, worst))
            .toList();
    Catalogue catalogue = Catalogue.of(SampleCatalogues.PUBLISHED, models);
    assertThat(largerPage(catalogue)).isBetween(1_000_000, 15_000_000);
    assertThat(Store.Writable.MOST_REPLACED_BYTES).isGreaterThan(15_000_000);
  }
}
