package id.openclass.nexus.archive;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import java.nio.file.Path;
import java.util.List;

/// An archive that holds one model file and some small files: ours, whose chunks can be read in any
/// order, or one of the older program, which is read from front to end.
///
/// Nothing is trusted: names, sizes and ranges are checked before they are used. Threads may share
/// it.
public sealed interface PackageArchive extends AutoCloseable
    permits SeekableArchive, ForeignArchive {

  /// Opens an archive, recognised by its first and last bytes.
  ///
  /// @param path the archive
  /// @return the open archive; nothing of the model was read if it is ours
  /// @throws NexusException.Malformed when it is no archive of a kind we read, or breaks a rule of
  ///   `docs/package-format.md` section 8
  static PackageArchive open(Path path) {
    return open(ByteSource.of(path));
  }

  /// Opens an archive from any source.
  ///
  /// @param source the bytes; closed with the archive, also when opening fails
  /// @return the open archive
  static PackageArchive open(ByteSource source) {
    try {
      SeekableArchive ours = SeekableArchive.tryOpen(source);
      return ours != null ? ours : ForeignArchive.open(source);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /// Which kind of archive it is.
  ///
  /// @return the format
  ArchiveFormat format();

  /// What errors call it.
  ///
  /// @return its path or address
  String name();

  /// Size of the archive.
  ///
  /// @return bytes
  long sizeBytes();

  /// The folder that holds every entry.
  ///
  /// @return its name, or an empty string when entries lie at the top
  String folder();

  /// The small files, in the archive's order, with paths inside the folder.
  ///
  /// @return an immutable list
  List<SmallFile> smallFiles();

  /// Checks that the archive has no parts that only some readers see.
  ///
  /// @param modelFile the model's file name, as the manifest says
  /// @throws NexusException.Malformed where it has
  void checkLayout(String modelFile);

  /// Reads the whole model.
  ///
  /// @param options how
  /// @param sink where its bytes go
  /// @param progress hears of the model's bytes
  /// @return what it found
  Unpacked unpack(UnpackOptions options, ModelSink sink, Progress.Task progress);

  @Override
  void close();
}
