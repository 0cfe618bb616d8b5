package id.openclass.nexus.repo;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.delta.DeltaMetadata;
import id.openclass.nexus.delta.DeltaUpdate;
import id.openclass.nexus.delta.UpdateReport;
import id.openclass.nexus.pack.PackageFiles;
import id.openclass.nexus.trust.VerifyingKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A delta update that was verified and may be published.
///
/// @param update the update, as a tar
/// @param file what will be said of it
record NewUpdate(DeltaUpdate update, PublishedFile file) {
  /// Verifies an update; of a folder a tar is made beside it.
  ///
  /// @throws NexusException when it does not verify, or brings no package
  static NewUpdate of(Path path, Progress progress) {
    DeltaUpdate update = DeltaUpdate.open(path);
    DeltaMetadata about = update.metadata();
    String id = id(about);
    UpdateReport report = update.verify(progress);
    if (!report.valid()) {
      throw NexusException.malformed(
          "this update does not verify, so it is not published: " + report.errors().getFirst(),
          path.toString(),
          -1,
          "all that is wrong with it: nexus verify " + Display.escape(path.toString()));
    }
    if (!update.hasPackage()) {
      throw NexusException.invalidValue(
          "this update brings a model without its package, which sites need",
          Display.escape(path.toString()),
          "make it from packages: nexus delta create OLD.tar.gz NEW.tar.gz");
    }
    DeltaUpdate tar = update.isTar() ? update : asTar(update, id);
    try (ByteSource content = ByteSource.of(tar.path())) {
      return new NewUpdate(
          tar,
          new PublishedFile(
              RepositoryLayout.update(about.packageName(), id),
              content.length(),
              Digest.of(content)));
    }
  }

  /// The update's name, made of what it says, not taken from it.
  private static String id(DeltaMetadata about) {
    ReleaseName from = new ReleaseName(about.packageName(), about.fromVersion());
    ReleaseName to = new ReleaseName(about.packageName(), about.toVersion());
    return from.name() + "-" + from.version() + "-to-" + to.version();
  }

  private static DeltaUpdate asTar(DeltaUpdate update, String id) {
    Path tar = update.path().toAbsolutePath().resolveSibling(id + ".tar");
    try {
      update.writeTar(tar, false);
    } catch (NexusException.Refused e) {
      throw NexusException.refused(
          "another file has the name that the update gets as one file",
          Display.escape(tar.toString()),
          "publish that file, or move it away");
    }
    return DeltaUpdate.open(tar);
  }

  private ReleaseName from() {
    return new ReleaseName(update.metadata().packageName(), update.metadata().fromVersion());
  }

  private ReleaseName to() {
    return new ReleaseName(update.metadata().packageName(), update.metadata().toVersion());
  }

  /// Adds it to the release that it leads to.
  ///
  /// @return false when there is one from that version already
  /// @throws NexusException when it does not fit the two releases
  boolean addTo(RepositoryEdit edit) {
    Release base = published(edit, from());
    Release result = published(edit, to());
    requireFit(base, result);
    if (result.updateFrom(base.version()).isPresent()) {
      if (edit.isLost(result.name(), file)) {
        edit.restore(file, ByteSource.of(update.path()));
      }
      return false;
    }
    edit.put(result.name(), file, ByteSource.of(update.path()));
    List<ReleaseUpdate> updates = new ArrayList<>(result.updates());
    updates.add(
        new ReleaseUpdate(
            base.version(),
            update.metadata().from(),
            update.metadata().deltaType().toString(),
            file));
    edit.put(result.withUpdates(updates));
    return true;
  }

  private static Release published(RepositoryEdit edit, ReleaseName id) {
    return edit.release(id)
        .orElseThrow(() ->
            NexusException.notFound(
                "the update goes between versions of which one is not published: " + id,
                edit.state().store().name(),
                "publish its package, too: nexus publish PACKAGE UPDATE"));
  }

  private void requireFit(Release base, Release result) {
    DeltaMetadata about = update.metadata();
    if (!about.from().equals(base.model().sha256())) {
      throw misfit("its base is another model than that of " + base.id());
    }
    if (!about.to().equals(result.model().sha256())) {
      throw misfit("it makes another model than that of " + result.id());
    }
    PackageFiles files = PackageFiles.of(update.packageFiles(), update.path().toString());
    Digest content =
        PackageContent.of(result.model().file(), about.to(), files.files(), files.metadata());
    if (!content.equals(result.content())) {
      throw misfit("it brings other small files than the package of " + result.id());
    }
    VerifyingKey key = key(result);
    if (key != null) {
      update.requireSignedBy(key);
    }
  }

  private static @Nullable VerifyingKey key(Release release) {
    String pem = release.publicKey();
    return pem == null ? null : VerifyingKey.parsePem(pem, release.id().toString());
  }

  private NexusException misfit(String why) {
    return NexusException.refused(
        "this update does not fit what is published: " + why,
        Display.escape(update.path().toString()),
        "make it anew from the published packages: nexus delta create NAME@OLD NEW --repo R");
  }
}
