package id.openclass.nexus.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.store.FolderStore;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.ObjectVersion;
import id.openclass.nexus.store.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Repositories whose pages `.ci/catalogue` opens in a browser, with files behind every link. With
/// `-Dnexus.catalogue.samples=FOLDER` they are kept there.
class SampleCataloguesTest {
  private static final Map<String, Catalogue> SAMPLES =
      Map.of(
          "small", SampleCatalogues.small(),
          "one", SampleCatalogues.ofOne(),
          "empty", Catalogue.of(null, List.of()),
          "hostile",
              Catalogue.of(
                  SampleCatalogues.PUBLISHED,
                  List.of(
                      SampleCatalogues.hostile("hostile", SampleCatalogues.HOSTILE),
                      SampleCatalogues.hostile("long-word", "W".repeat(2000)))),
          "large", SampleCatalogues.large(60, 40));

  @Test
  void aStoreTakesTheFilesOfEveryCatalogue(@TempDir Path temporary) {
    Path folder = Path.of(System.getProperty("nexus.catalogue.samples", temporary.toString()));
    SAMPLES.forEach((name, catalogue) -> {
      try (Store.Writable store = FolderStore.at(folder.resolve(name))) {
        catalogue
            .files()
            .forEach((key, bytes) ->
                assertThat(store.replace(key, bytes, ObjectVersion.ANY)).isPresent());
        files(catalogue).forEach(file -> store.writeNew(file.key(), new byte[] {1}));
        assertThat(store.list(""))
            .extracting(Store.Writable.Listed::key)
            .contains(
                ObjectKey.of("index.html"),
                ObjectKey.of("index.id.html"),
                ObjectKey.of("catalogue.json"));
      }
    });
  }

  /// A file takes a while to reach the disk, so those of the large one are left out.
  private static List<CataloguedFile> files(Catalogue catalogue) {
    List<CataloguedFile> files = new ArrayList<>();
    catalogue.models().stream()
        .filter(model -> model.versions().size() < 40)
        .flatMap(model -> model.versions().stream())
        .forEach(version -> {
          files.add(version.archive());
          version.updates().forEach(update -> files.add(update.file()));
        });
    return files;
  }
}
