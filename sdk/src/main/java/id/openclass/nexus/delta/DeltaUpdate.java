package id.openclass.nexus.delta;

import id.openclass.nexus.archive.EntryNames;
import id.openclass.nexus.archive.SmallFile;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.LineSpeed;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.pack.PackageFiles;
import id.openclass.nexus.trust.ModelStatement;
import id.openclass.nexus.trust.VerifyingKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A delta update: the folder `NAME-FROM-to-TO` (or the tar of one) that turns one version of a
/// model into another. Reading one reads `delta_metadata.json` and nothing of the delta; nothing is
/// held open. Immutable.
///
/// ```java
/// DeltaUpdate u = DeltaUpdate.open(Path.of("updates/tiny-1.0.0-to-1.1.0"));
/// u.apply(Path.of("tiny.gguf"), Path.of("tiny-1.1.gguf"));
/// ```
public final class DeltaUpdate {
  /// All small files of a package, as an archive of the older program may have them.
  private static final int MOST_PACKAGE_BYTES = 16 << 20;

  private final UpdateFiles files;
  private final DeltaMetadata metadata;

  private DeltaUpdate(UpdateFiles files, DeltaMetadata metadata) {
    this.files = files;
    this.metadata = metadata;
  }

  /// Whether a path looks like an update: a folder with a `delta_metadata.json`, or a tar.
  ///
  /// @param path any path
  /// @return false also for what does not exist
  public static boolean isUpdate(Path path) {
    return UpdateFiles.recognises(path);
  }

  /// Reads an update's metadata.
  ///
  /// @param path its folder or tar
  /// @return the update; its delta is not checked yet
  /// @throws NexusException.Malformed when it is none, or of a type that this program does not know
  /// @throws NexusException.NotFound when there is nothing
  public static DeltaUpdate open(Path path) {
    UpdateFiles files = UpdateFiles.open(path);
    byte[] json = files.read(UpdateFiles.METADATA, DeltaMetadata.MOST_BYTES);
    return new DeltaUpdate(files, DeltaMetadata.parse(json, files.name()));
  }

  /// Where it is.
  ///
  /// @return the folder or tar, as given
  public Path path() {
    return files.path();
  }

  /// Whether it is one file.
  ///
  /// @return true for a tar
  public boolean isTar() {
    return files.isTar();
  }

  /// What it says of itself.
  ///
  /// @return the metadata
  public DeltaMetadata metadata() {
    return metadata;
  }

  /// Writes the update as one file, which is what a repository holds. The same update gives the
  /// same bytes.
  ///
  /// @param tar the file, by custom `ID.tar`; it appears whole or not at all
  /// @param overwrite whether another file of that name may be replaced
  /// @throws NexusException.Refused when another file has that name
  /// @throws NexusException.Malformed when the update's id cannot be a folder's name
  public void writeTar(Path tar, boolean overwrite) {
    Instant made = metadata.createdTime();
    if (!metadata.updateId().matches("[0-9A-Za-z][0-9A-Za-z.+_-]{0,250}")) {
      throw NexusException.malformed(
          "its id cannot be a folder's name: " + Display.escape(metadata.updateId(), 60),
          files.name(),
          -1,
          null);
    }
    files.writeTar(tar, metadata.updateId(), made == null ? Instant.EPOCH : made, overwrite);
  }

  /// What it costs to send.
  ///
  /// @return bytes of all its files
  public long sizeBytes() {
    return files.sizeBytes();
  }

  /// Size of the delta file as a share of the result's.
  ///
  /// @return 0 and more
  public double ratio() {
    return metadata.ratio();
  }

  /// What the delta saves of the download.
  ///
  /// @return per cent of the result's size
  public double savingsPercent() {
    return metadata.savingsPercent();
  }

  /// How long the whole update takes on a line.
  ///
  /// @param bitsPerSecond the line's speed: 2 Mbit/s are 2_000_000
  /// @return the time, without any delay or retry
  public Duration timeAt(long bitsPerSecond) {
    return new LineSpeed(bitsPerSecond).timeFor(sizeBytes());
  }

  /// Whether it brings the new version's whole package, or only its model.
  ///
  /// @return false for an update between two bare model files
  public boolean hasPackage() {
    return files.parts().keySet().stream().anyMatch(name -> name.startsWith(UpdateFiles.PACKAGE));
  }

  /// The small files of the new version's package.
  ///
  /// @return names inside the package's folder, and contents; empty when there is no package
  /// @throws NexusException.Malformed when they are more than 16 MiB or have unsafe names
  public List<SmallFile> packageFiles() {
    EntryNames names = new EntryNames(files.name());
    List<SmallFile> found = new ArrayList<>();
    int left = MOST_PACKAGE_BYTES;
    for (String name : files.parts().keySet().stream().sorted().toList()) {
      if (name.startsWith(UpdateFiles.PACKAGE)) {
        byte[] content = files.read(name, left);
        left -= content.length;
        found.add(
            new SmallFile(names.accept(name.substring(UpdateFiles.PACKAGE.length())), content));
      }
    }
    return List.copyOf(found);
  }

  /// Recomputes what the update says of itself. Goes on after a fault, so as to tell them all.
  ///
  /// @return what was found
  public UpdateReport verify() {
    return verify(Progress.NONE);
  }

  /// Recomputes what the update says of itself.
  ///
  /// @param progress hears of the delta's bytes
  /// @return what was found
  public UpdateReport verify(Progress progress) {
    return new UpdateCheck(this, null, progress).run();
  }

  /// Recomputes what the update says of itself, then makes the result and writes it nowhere.
  ///
  /// @param base the model file, or package, that the update was made against
  /// @param progress hears of the bytes
  /// @return what was found
  /// @throws NexusException.BaseMismatch when the base is another file
  public UpdateReport verify(Path base, Progress progress) {
    return new UpdateCheck(this, base, progress).run();
  }

  /// Tells where the bytes of its delta go, from its index alone: by tensor type and codec. Layers
  /// need the model files: [Delta#explain()].
  ///
  /// @return what each run of rows costs
  /// @throws NexusException.Malformed when the delta is damaged
  public Explanation explain() {
    return UpdateCosts.of(this);
  }

  /// Verifies who signed the package that the update brings. That the delta makes the signed model,
  /// [#verify] and [#apply] find out.
  ///
  /// @param key the publisher's public key
  /// @return what the publisher signed
  /// @throws NexusException.Untrusted when it is not signed, by another key, or differs
  public ModelStatement requireSignedBy(VerifyingKey key) {
    if (!hasPackage()) {
      throw NexusException.untrusted(
          NexusException.Untrusted.Reason.SIGNATURE,
          "the update brings only a model, without a package that could be signed",
          files.name(),
          "make it from packages: nexus delta create OLD.tar.gz NEW.tar.gz");
    }
    return PackageFiles.of(packageFiles(), files.name()).requireSignedBy(key, files.name());
  }

  /// Makes the result.
  ///
  /// @param base the model file, or package, that the update was made against
  /// @param out the result's file
  /// @return what was made
  /// @throws NexusException.BaseMismatch when the base is another file
  /// @throws NexusException.DigestMismatch when the update is damaged
  /// @throws NexusException.Refused when another file has that name
  public Applying.Result apply(Path base, Path out) {
    return Applying.of(base, List.of(this), ApplyOptions.defaults().withFile(out)).run();
  }

  /// Makes the result.
  ///
  /// @param base the model file, or package, that the update was made against
  /// @param out the result's file
  /// @return what was made
  public Applying.Result apply(String base, String out) {
    return apply(Path.of(base), Path.of(out));
  }

  UpdateFiles files() {
    return files;
  }

  /// Opens the delta file.
  ///
  /// @throws NexusException.Malformed when it is not as long as it should be
  ByteSource openDelta() {
    ByteSource delta = files.open(metadata.deltaType().fileName());
    if (delta.length() != metadata.deltaBytes()) {
      long found = delta.length();
      delta.close();
      throw NexusException.malformed(
          "the delta has "
              + Display.grouped(found)
              + " bytes, delta_metadata.json says "
              + Display.grouped(metadata.deltaBytes()),
          delta.name(),
          -1,
          "the copy was probably cut short; get the update again");
    }
    return delta;
  }

  /// As `DeltaUpdate[tiny 1.0.0 to 1.1.0, tensor, 12.0 MB, 4.8 % of 253 MB]`.
  @Override
  public String toString() {
    return "DeltaUpdate["
        + Display.escape(metadata.label(), 44)
        + ", "
        + metadata.deltaType()
        + ", "
        + Display.bytes(metadata.deltaBytes())
        + String.format(java.util.Locale.ROOT, ", %.1f %% of ", 100 * ratio())
        + Display.bytes(metadata.resultBytes())
        + "]";
  }
}
