package id.openclass.nexus.repo;

import id.openclass.nexus.archive.PackageArchive;
import id.openclass.nexus.archive.SeekableArchive;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.keys.KeyRing;
import id.openclass.nexus.model.ModelDescription;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.VerifyReport;
import id.openclass.nexus.trust.ModelSignature;
import id.openclass.nexus.trust.VerifyingKey;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A package that was verified and may be published.
///
/// @param release what will be said of it
/// @param path the package
/// @param chunks its chunk table; null for a package of the older program
record NewRelease(Release release, Path path, byte @Nullable [] chunks) {
  /// The oldest program that installs what this one publishes.
  private static final String CLIENT = "1.0.0";

  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  /// Verifies a package.
  ///
  /// @param key who signed it; null to look among the keys at hand
  /// @throws NexusException when it does not verify, or its signature cannot be checked
  static NewRelease of(
      Path path, @Nullable VerifyingKey key, KeyRing keys, Instant now, Progress progress) {
    try (ModelPackage pack = ModelPackage.open(path);
        PackageArchive archive = PackageArchive.open(path);
        ByteSource file = ByteSource.of(path)) {
      PackageMetadata metadata = pack.metadata();
      ReleaseName id = new ReleaseName(metadata.name(), metadata.version());
      requireValid(pack.verify(THREADS, progress), path);
      VerifyingKey signer = signer(pack, key, keys, path);
      byte[] chunks = archive instanceof SeekableArchive ours ? ours.tableBytes() : null;
      Digest model = metadata.sha256();
      if (model == null) {
        throw NexusException.malformed("metadata.json has no digest", path.toString(), -1, null);
      }
      Optional<ModelDescription> about = pack.describe();
      Release release =
          new Release(
              id,
              new PublishedFile(
                  RepositoryLayout.pack(id.name(), id.version(), pack.format()),
                  file.length(),
                  Digest.of(file)),
              new Release.Model(pack.modelFile(), metadata.fileSizeBytes(), model),
              chunks == null ? null : table(id, chunks),
              PackageContent.of(pack.modelFile(), model, archive.smallFiles(), metadata),
              List.of(),
              metadata.get("memory_requirements_mb").orElse(0) instanceof Number n
                  ? n.longValue()
                  : 0,
              CLIENT,
              signer == null ? null : signer.pem(),
              metadata,
              about.map(ModelDescription::license).orElse(null),
              about.map(ModelDescription::sourceUrl).orElse(null),
              now.truncatedTo(ChronoUnit.SECONDS),
              null);
      // What cannot be read again is not published.
      Release.parse(release.toJson(), path.toString());
      return new NewRelease(release, path, chunks);
    }
  }

  private static PublishedFile table(ReleaseName id, byte[] chunks) {
    return new PublishedFile(
        RepositoryLayout.chunks(id.name(), id.version()), chunks.length, Digest.of(chunks));
  }

  private static void requireValid(VerifyReport report, Path path) {
    if (!report.valid()) {
      throw NexusException.malformed(
          "this package does not verify, so it is not published: " + report.errors().getFirst(),
          path.toString(),
          -1,
          "all that is wrong with it: nexus verify " + Display.escape(path.toString()));
    }
  }

  private static @Nullable VerifyingKey signer(
      ModelPackage pack, @Nullable VerifyingKey key, KeyRing keys, Path path) {
    Optional<ModelSignature> signature = pack.signature();
    if (key == null && signature.isEmpty()) {
      return null;
    }
    VerifyingKey signer =
        key != null
            ? key
            : signature
                .map(ModelSignature::hint)
                .flatMap(keys::byHint)
                .orElseThrow(() -> unknownSigner(path, keys));
    pack.requireSignedBy(signer);
    return signer;
  }

  private static NexusException unknownSigner(Path path, KeyRing keys) {
    return NexusException.refused(
        "this package is signed by a key that is not at hand; sites could not check it",
        Display.escape(path.toString()),
        "name its public key: --public-key FILE; looked in " + keys.places());
  }

  /// Adds it to an edit.
  ///
  /// @return false when the same release is published already
  /// @throws NexusException.Refused when another content is published under its name, or it was
  ///   revoked
  boolean addTo(RepositoryEdit edit) {
    Optional<Release> there = edit.release(release.id());
    if (there.isPresent()) {
      requireSame(there.get(), edit);
      restoreFiles(edit);
      return false;
    }
    new ChannelChange(edit).requireNotRevoked(release.id());
    edit.put(release.name(), release.pack(), ByteSource.of(path));
    PublishedFile table = release.chunks();
    if (table != null && chunks != null) {
      edit.put(release.name(), table, ByteSource.of(table.path(), chunks));
    }
    edit.put(release);
    return true;
  }

  /// Writes again what is lost of it.
  private void restoreFiles(RepositoryEdit edit) {
    if (edit.isLost(release.name(), release.pack())) {
      edit.restore(release.pack(), ByteSource.of(path));
    }
    PublishedFile table = release.chunks();
    if (table != null && chunks != null && edit.isLost(release.name(), table)) {
      edit.restore(table, ByteSource.of(table.path(), chunks));
    }
  }

  private void requireSame(Release there, RepositoryEdit edit) {
    if (!there.content().equals(release.content())) {
      throw NexusException.refused(
          release.id() + " is published with another content",
          edit.state().store().name(),
          "what is published stays: give this package another version");
    }
  }
}
