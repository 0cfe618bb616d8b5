package id.openclass.nexus.delta;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import id.openclass.nexus.archive.ForeignArchive;
import id.openclass.nexus.archive.ModelSink;
import id.openclass.nexus.archive.PackageArchive;
import id.openclass.nexus.archive.SmallFile;
import id.openclass.nexus.archive.UnpackOptions;
import id.openclass.nexus.archive.Unpacked;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.FileSnapshot;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.PackageName;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A model as it is named on a command line: a model file, or a package that holds one.
///
/// @param given the path as named
/// @param before what that file was at the start
/// @param metadata what the package says, null for a model file
/// @param smallFiles of the package, none for a model file
/// @param fileName what the model file is called
record ModelInput(
    Path given,
    FileSnapshot before,
    @Nullable PackageMetadata metadata,
    List<SmallFile> smallFiles,
    String fileName) {

  static ModelInput of(Path given) {
    FileSnapshot before = FileSnapshot.of(given);
    if (!isArchive(given)) {
      return new ModelInput(given, before, null, List.of(), String.valueOf(given.getFileName()));
    }
    try (ModelPackage pack = ModelPackage.open(given);
        PackageArchive archive = PackageArchive.open(given)) {
      return new ModelInput(given, before, pack.metadata(), archive.smallFiles(), pack.modelFile());
    }
  }

  private static boolean isArchive(Path path) {
    try (ByteSource source = ByteSource.of(path)) {
      return source.length() > 0 && ForeignArchive.looksLikeArchive(source);
    }
  }

  boolean isPackage() {
    return metadata != null;
  }

  /// A package's name made of what the model says of itself, or of its file's name.
  String nameFromModel() {
    try (ModelFile file = ModelFile.open(given)) {
      String own = file.describe().name();
      String stem = fileName.replaceFirst("\\.[A-Za-z0-9]+$", "");
      return PackageName.from(own == null || own.isBlank() ? stem : own);
    }
  }

  /// The model as a file of its own.
  ///
  /// @param folder where a package's model is unpacked
  /// @param name of that file
  Path unpacked(Path folder, String name, int threads, Progress progress) {
    if (metadata == null) {
      return given;
    }
    Path file = folder.resolve(name);
    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
      unpack(ModelSink.into(file, channel), metadata, threads, progress);
      return file;
    } catch (IOException e) {
      throw NexusException.io("write", file, e);
    }
  }

  private void unpack(ModelSink sink, PackageMetadata about, int threads, Progress progress) {
    String label = "unpacking " + Display.escape(String.valueOf(given.getFileName()), 60);
    try (PackageArchive archive = PackageArchive.open(given);
        var task = progress.begin(label, about.fileSizeBytes())) {
      UnpackOptions options = new UnpackOptions(threads, false, false);
      Unpacked model = archive.unpack(options, sink, task);
      Digest expected = about.sha256();
      if (expected == null || !expected.equals(model.sha256())) {
        throw NexusException.digestMismatch(
            "the model's SHA-256 is " + model.sha256() + ", metadata.json says " + expected,
            Display.escape(given.toString()),
            "get the package again");
      }
    }
  }

  void requireUnchanged() {
    before.requireUnchanged(given, "this changed while it was read; nothing was made");
  }
}
