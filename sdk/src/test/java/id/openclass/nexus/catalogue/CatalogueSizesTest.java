package id.openclass.nexus.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.store.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

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
