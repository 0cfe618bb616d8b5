package id.openclass.nexus.catalogue;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.SemanticVersion;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One published version of a model. Immutable; `with...` gives a changed copy.
///
/// ```java
/// CataloguedVersion.of(pack.metadata(), archive, published)
///     .withLicense("Apache-2.0")
///     .withUpdate(new CataloguedUpdate(SemanticVersion.parse("1.0.0"), file));
/// ```
///
/// @param metadata what `metadata.json` of its package says; version, size and SHA-256 of the model
///   must be there
/// @param archive the package's file
/// @param publishedAt when, to the second
/// @param license the model's, as its file or publisher says
/// @param languages tags of BCP 47
/// @param signedBy the hint of the key that signed the model
/// @param revoked why nobody should use it, null when that is not so
/// @param updates what makes this version of older ones
public record CataloguedVersion(
    PackageMetadata metadata,
    CataloguedFile archive,
    Instant publishedAt,
    @Nullable String license,
    List<String> languages,
    @Nullable String signedBy,
    @Nullable String revoked,
    List<CataloguedUpdate> updates) {

  /// Copies the lists; checks the metadata.
  ///
  /// @throws NexusException.InvalidValue when the version is not semantic, or size or digest of the
  ///   model are not known
  public CataloguedVersion {
    SemanticVersion.parse(metadata.version());
    if (metadata.fileSizeBytes() < 1 || metadata.sha256() == null) {
      throw NexusException.invalidValue(
          "the metadata has no size or SHA-256 of the model: " + metadata, null);
    }
    publishedAt = publishedAt.truncatedTo(ChronoUnit.SECONDS);
    languages = List.copyOf(languages);
    updates = List.copyOf(updates);
  }

  /// A version with no licence, signature or update known; in Indonesian if its metadata says so.
  ///
  /// @param metadata what `metadata.json` of its package says
  /// @param archive the package's file
  /// @param publishedAt when
  /// @return the version
  /// @throws NexusException.InvalidValue when the version is not semantic, or size or digest of the
  ///   model are not known
  public static CataloguedVersion of(
      PackageMetadata metadata, CataloguedFile archive, Instant publishedAt) {
    boolean indonesian = Boolean.TRUE.equals(metadata.asMap().get("supports_indonesian"));
    List<String> languages = indonesian ? List.of("id") : List.of();
    return new CataloguedVersion(
        metadata, archive, publishedAt, null, languages, null, null, List.of());
  }

  /// Sets the licence.
  ///
  /// @param text an SPDX id or name; null when it is not known
  /// @return a changed copy
  public CataloguedVersion withLicense(@Nullable String text) {
    return new CataloguedVersion(
        metadata, archive, publishedAt, text, languages, signedBy, revoked, updates);
  }

  /// Sets the languages.
  ///
  /// @param tags of BCP 47: `id`, `en`
  /// @return a changed copy
  public CataloguedVersion withLanguages(List<String> tags) {
    return new CataloguedVersion(
        metadata, archive, publishedAt, license, tags, signedBy, revoked, updates);
  }

  /// Sets who signed the model.
  ///
  /// @param hint of the key; null when it is not signed
  /// @return a changed copy
  public CataloguedVersion withSignedBy(@Nullable String hint) {
    return new CataloguedVersion(
        metadata, archive, publishedAt, license, languages, hint, revoked, updates);
  }

  /// Revokes it.
  ///
  /// @param reason why nobody should use it; null when that is not so
  /// @return a changed copy
  public CataloguedVersion withRevoked(@Nullable String reason) {
    return new CataloguedVersion(
        metadata, archive, publishedAt, license, languages, signedBy, reason, updates);
  }

  /// Adds an update.
  ///
  /// @param update makes this version
  /// @return a changed copy
  public CataloguedVersion withUpdate(CataloguedUpdate update) {
    List<CataloguedUpdate> more = new ArrayList<>(updates);
    more.add(update);
    return new CataloguedVersion(
        metadata, archive, publishedAt, license, languages, signedBy, revoked, more);
  }

  /// The version's number.
  ///
  /// @return the number
  public SemanticVersion version() {
    return SemanticVersion.parse(metadata.version());
  }

  /// Whether nobody should use it.
  ///
  /// @return true when there is a reason
  public boolean isRevoked() {
    return revoked != null;
  }

  Digest modelDigest() {
    return Objects.requireNonNull(metadata.sha256());
  }

  /// A text of the metadata; empty when it was not set.
  String text(String key) {
    return metadata.get(key).orElse("") instanceof String text ? text : "";
  }

  /// A number of the metadata; 0 when it was not set.
  long number(String key) {
    return metadata.get(key).orElse(0) instanceof Number number ? number.longValue() : 0;
  }

  /// The school subjects of the metadata.
  List<String> subjects() {
    return metadata.get("curriculum_subjects").orElse(List.of()) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  /// As `CataloguedVersion[tiny 1.2.0, 253 MB, 2 updates, revoked]`.
  @Override
  public String toString() {
    return "CataloguedVersion["
        + Display.escape(metadata.name(), 30)
        + " "
        + Display.escape(metadata.version(), 20)
        + ", "
        + Display.bytes(archive.sizeBytes())
        + ", "
        + updates.size()
        + " updates"
        + (isRevoked() ? ", revoked]" : "]");
  }
}
