package id.openclass.nexus.repo;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.store.FolderStore;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.Store;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CataloguePagesTest {
  private static final URI ADDRESS = URI.create("https://models.example.org/");

  @TempDir Path folder;

  private String page(Store store, String name) {
    byte[] bytes = store.readSmall(ObjectKey.of(name), 1 << 20).orElseThrow();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void whatIsPublishedPromotedAndRevokedIsShown() {
    SampleReleases sample = new SampleReleases(folder);
    Store.Writable store = FolderStore.at(folder.resolve("repository"));
    Publisher publisher = sample.initialised(store).withPages(new CataloguePages(ADDRESS));
    Path v1 = sample.pack("1.0.0");
    Path v2 = sample.pack("1.1.0");
    publisher.publish(PublishRequest.of(List.of(v1)));
    publisher.publish(PublishRequest.of(List.of(v2, sample.update(v1, v2))));
    String json = page(store, "catalogue.json");
    assertThat(json).contains("\"1.0.0\"", "\"1.1.0\"", ADDRESS.toString());
    assertThat(page(store, "index.html")).contains("Download version 1.1.0", "Update from 1.0.0");
    assertThat(page(store, "index.id.html")).contains("1.1.0").doesNotContain("Download version");
    publisher.revoke(ReleaseName.parse("tiny@1.1.0"), "answers <b>wrongly</b>");
    assertThat(page(store, "index.html"))
        .contains("Download version 1.0.0", "answers &lt;b&gt;wrongly")
        .doesNotContain("<b>wrongly");
  }

  @Test
  void aPartialRolloutShowsBothVersionsUntilItIsWhole() {
    SampleReleases sample = new SampleReleases(folder);
    Store.Writable store = FolderStore.at(folder.resolve("repository"));
    Publisher publisher = sample.initialised(store).withPages(new CataloguePages(ADDRESS));
    publisher.publish(PublishRequest.of(List.of(sample.pack("1.0.0"), sample.pack("1.1.0"))));
    publisher.promote(ReleaseName.parse("tiny@1.0.0"), "stable", 100, false);
    publisher.promote(ReleaseName.parse("tiny@1.1.0"), "stable", 10, false);
    assertThat(page(store, "index.html"))
        .contains("<b>1.1.0</b>, for 10 % of schools; <b>1.0.0</b> for the others");
    assertThat(page(store, "catalogue.json"))
        .contains("\"version\":\"1.1.0\",\"rollout_percent\":10,\"previous\":\"1.0.0\"");
    publisher.promote(ReleaseName.parse("tiny@1.1.0"), "stable", 100, false);
    assertThat(page(store, "index.html")).doesNotContain("for the others");
    assertThat(page(store, "catalogue.json"))
        .contains("\"version\":\"1.1.0\",\"rollout_percent\":100,\"previous\":null");
  }

  @Test
  void anEmptyRepositoryHasPagesToo() {
    Map<String, byte[]> pages = new CataloguePages(null).make(List.of(), List.of());
    assertThat(pages).containsOnlyKeys("catalogue.json", "index.html", "index.id.html");
    assertThat(new CataloguePages(ADDRESS)).hasToString("CataloguePages[" + ADDRESS + "]");
  }
}
