package id.openclass.nexus.repo;

import id.openclass.nexus.catalogue.Catalogue;
import id.openclass.nexus.catalogue.CataloguedChannel;
import id.openclass.nexus.catalogue.CataloguedFile;
import id.openclass.nexus.catalogue.CataloguedModel;
import id.openclass.nexus.catalogue.CataloguedUpdate;
import id.openclass.nexus.catalogue.CataloguedVersion;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.SemanticVersion;
import id.openclass.nexus.trust.VerifyingKey;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The catalogue as a repository's pages: `docs/catalogue.md`. What a publisher wrote that breaks
/// the catalogue's rules is left out of it, so that it cannot stop the others from publishing.
///
/// @param address where schools read the repository; null when nobody said
public record CataloguePages(@Nullable URI address) implements Pages {
  @Override
  public Map<String, byte[]> make(List<Release> releases, List<ReleaseChannel> channels) {
    Map<String, List<CataloguedVersion>> versions = new TreeMap<>();
    for (Release release : releases) {
      tryTo(() -> version(release, channels))
          .ifPresent(version ->
              versions.computeIfAbsent(release.id().name(), _ -> new ArrayList<>()).add(version));
    }
    List<CataloguedModel> models = new ArrayList<>();
    versions.forEach(
        (name, all) -> models.add(new CataloguedModel(name, channels(name, channels), all)));
    Map<String, byte[]> pages = new LinkedHashMap<>();
    new Catalogue(lastChange(releases, channels), address, models)
        .files()
        .forEach((key, bytes) -> pages.put(key.text(), bytes));
    return pages;
  }

  private static @Nullable Instant lastChange(
      List<Release> releases, List<ReleaseChannel> channels) {
    return Stream.concat(
            releases.stream()
                .flatMap(release ->
                    Stream.concat(
                        Stream.of(release.publishedAt()),
                        Optional.ofNullable(release.revoked()).map(Revocation::at).stream())),
            channels.stream().map(ReleaseChannel::changedAt))
        .max(Instant::compareTo)
        .orElse(null);
  }

  private static List<CataloguedChannel> channels(String name, List<ReleaseChannel> channels) {
    return channels.stream()
        .filter(channel -> channel.name().equals(name))
        .map(channel ->
            new CataloguedChannel(
                channel.channel(),
                SemanticVersion.parse(channel.version()),
                channel.percent(),
                channel.previous() == null ? null : SemanticVersion.parse(channel.previous()),
                channel.halted()))
        .toList();
  }

  private static CataloguedVersion version(Release release, List<ReleaseChannel> channels) {
    // What is signed of the release counts, not what its metadata.json says of the same.
    PackageMetadata metadata =
        release
            .metadata()
            .with("package_name", release.id().name())
            .with("version", release.id().version())
            .with("file_size_bytes", release.model().sizeBytes())
            .with("sha256_checksum", release.model().sha256().hex());
    CataloguedVersion version =
        CataloguedVersion.of(metadata, file(release.pack()), release.publishedAt())
            .withLicense(release.license())
            .withSignedBy(signedBy(release))
            .withRevoked(reason(release, channels));
    for (ReleaseUpdate update : release.updates()) {
      version =
          tryTo(() ->
                  new CataloguedUpdate(SemanticVersion.parse(update.from()), file(update.file())))
              .map(version::withUpdate)
              .orElse(version);
    }
    return version;
  }

  private static CataloguedFile file(PublishedFile file) {
    return new CataloguedFile(file.key(), file.sizeBytes(), file.sha256());
  }

  private static @Nullable String signedBy(Release release) {
    String pem = release.publicKey();
    return pem == null ? null : VerifyingKey.parsePem(pem, "release.json").hint();
  }

  private static @Nullable String reason(Release release, List<ReleaseChannel> channels) {
    return Stream.concat(
            Optional.ofNullable(release.revoked()).stream(),
            channels.stream()
                .filter(channel -> channel.name().equals(release.id().name()))
                .flatMap(channel -> channel.revoked().stream()))
        .filter(revocation -> revocation.version().equals(release.id().version()))
        .map(Revocation::reason)
        .findFirst()
        .orElse(null);
  }

  private static <T> Optional<T> tryTo(Supplier<T> made) {
    try {
      return Optional.of(made.get());
    } catch (NexusException.InvalidValue | NexusException.Malformed e) {
      return Optional.empty();
    }
  }

  /// As `CataloguePages[https://models.example.org/]`.
  @Override
  public String toString() {
    String text = address == null ? "" : address.toString();
    return "CataloguePages[" + text.substring(0, Math.min(80, text.length())) + "]";
  }
}
