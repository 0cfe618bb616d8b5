package id.openclass.nexus.delta;

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
import id.openclass.nexus.core.ScratchFile;
import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.PackageName;
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
  /// @param target what is being made, beside which a package's model is unpacked
  /// @param role the scratch file's
  Model unpacked(Path target, String role, int threads, Progress progress) {
    if (metadata == null) {
      return new Model(given, null);
    }
    ScratchFile scratch = ScratchFile.beside(target, role);
    try {
      unpack(scratch, metadata, threads, progress);
      return new Model(scratch.path(), scratch);
    } catch (RuntimeException e) {
      scratch.close();
      throw e;
    }
  }

  private void unpack(ScratchFile into, PackageMetadata about, int threads, Progress progress) {
    String label = "unpacking " + Display.escape(String.valueOf(given.getFileName()), 60);
    try (PackageArchive archive = PackageArchive.open(given);
        var task = progress.begin(label, about.fileSizeBytes())) {
      UnpackOptions options = new UnpackOptions(threads, false, false);
      ModelSink sink = ModelSink.into(into.path(), into.channel());
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

  /// A model file, perhaps one to be removed after use.
  ///
  /// @param path where it is
  /// @param scratch the same, when it is one
  record Model(Path path, @Nullable ScratchFile scratch) implements AutoCloseable {
    @Override
    public void close() {
      if (scratch != null) {
        scratch.close();
      }
    }
  }
}
