package id.openclass.nexus.repo;

import id.openclass.nexus.catalogue.Catalogue;
import id.openclass.nexus.catalogue.CataloguedChannel;
import id.openclass.nexus.catalogue.CataloguedFile;
import id.openclass.nexus.catalogue.CataloguedModel;
import id.openclass.nexus.catalogue.CataloguedUpdate;
import id.openclass.nexus.catalogue.CataloguedVersion;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.SemanticVersion;
import id.openclass.nexus.trust.VerifyingKey;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The catalogue as a repository's pages: `docs/catalogue.md`.
///
/// @param address where schools read the repository; null when nobody said: commands are then for
///   the folder that the page is in
public record CataloguePages(@Nullable URI address) implements Pages {
  @Override
  public Map<String, byte[]> make(List<Release> releases, List<ReleaseChannel> channels) {
    Catalogue catalogue =
        new Catalogue(lastChange(releases, channels), address, models(releases, channels));
    Map<String, byte[]> pages = new LinkedHashMap<>();
    catalogue.files().forEach((key, bytes) -> pages.put(key.text(), bytes));
    return pages;
  }

  private static @Nullable Instant lastChange(
      List<Release> releases, List<ReleaseChannel> channels) {
    Stream<Instant> published = releases.stream().map(Release::publishedAt);
    Stream<Instant> revoked =
        releases.stream().map(Release::revoked).flatMap(Stream::ofNullable).map(Revocation::at);
    Stream<Instant> changed = channels.stream().map(ReleaseChannel::changedAt);
    return Stream.of(published, revoked, changed)
        .flatMap(times -> times)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  private static List<CataloguedModel> models(
      List<Release> releases, List<ReleaseChannel> channels) {
    return releases.stream()
        .map(Release::name)
        .distinct()
        .map(name ->
            new CataloguedModel(
                name,
                channels.stream()
                    .filter(channel -> channel.name().equals(name))
                    .map(CataloguePages::channel)
                    .toList(),
                releases.stream()
                    .filter(release -> release.name().equals(name))
                    .map(CataloguePages::version)
                    .toList()))
        .toList();
  }

  private static CataloguedChannel channel(ReleaseChannel channel) {
    return new CataloguedChannel(
        channel.channel(),
        SemanticVersion.parse(channel.version()),
        channel.percent(),
        channel.halted());
  }

  /// Size and digest are those of the model that was found, which packages of the older program may
  /// not name.
  private static CataloguedVersion version(Release release) {
    PackageMetadata metadata =
        release
            .metadata()
            .with("file_size_bytes", release.model().sizeBytes())
            .with("sha256_checksum", release.model().sha256().hex());
    Revocation revoked = release.revoked();
    String key = release.publicKey();
    CataloguedVersion version =
        CataloguedVersion.of(metadata, file(release.pack()), release.publishedAt())
            .withLicense(release.license())
            .withSignedBy(key == null ? null : VerifyingKey.parsePem(key, "release.json").hint())
            .withRevoked(revoked == null ? null : revoked.reason());
    for (ReleaseUpdate update : release.updates()) {
      version =
          version.withUpdate(
              new CataloguedUpdate(SemanticVersion.parse(update.from()), file(update.file())));
    }
    return version;
  }

  private static CataloguedFile file(PublishedFile file) {
    return new CataloguedFile(file.key(), file.sizeBytes(), file.sha256());
  }

  /// As `CataloguePages[https://models.example.org/]`.
  @Override
  public String toString() {
    return "CataloguePages[" + (address == null ? "" : address) + "]";
  }
}
