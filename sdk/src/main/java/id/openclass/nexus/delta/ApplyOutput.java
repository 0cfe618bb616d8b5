package id.openclass.nexus.delta;

import id.openclass.nexus.archive.SmallFile;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.core.OutputFolder;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.pack.PackageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Where applied updates end: one model file, or a package's whole folder.
sealed interface ApplyOutput {
  /// What appears at the end: the file or the folder.
  Path target();

  /// The model file when all is done.
  Path model();

  /// Whether the result is there already.
  boolean isThere(DeltaMetadata last, Progress progress);

  /// Where the model is to be written before [#finish].
  Path writtenTo();

  /// Gives what was written its place.
  ///
  /// @param model what the engine said of the model
  Outcome finish(Outcome model, boolean overwrite);

  /// Removes what a run that made the result could not take away.
  void removeLeftover();

  /// Where the options say.
  ///
  /// @throws NexusException.Refused when the last update brings no package to make a folder of
  static ApplyOutput of(ModelInput base, DeltaUpdate last, ApplyOptions options) {
    Path folder = options.folder();
    if (folder == null) {
      Path file = options.file();
      return new OneFile(file == null ? besides(base) : file);
    }
    if (!last.hasPackage()) {
      throw NexusException.refused(
          "this update was made from bare model files: it has no package to make a folder of",
          Display.escape(last.path().toString()),
          "leave out --out, or name the model's file with -o");
    }
    PackageFiles files = PackageFiles.of(last.packageFiles(), last.files().name());
    return new PackageFolder(
        folder.resolve(files.folderName()), files.modelFile(base.fileName()), files);
  }

  /// `STEM_updated.EXT` beside the base.
  private static Path besides(ModelInput base) {
    String name = base.fileName();
    int point = name.lastIndexOf('.');
    String stem = point > 0 ? name.substring(0, point) : name;
    String extension = point > 0 ? name.substring(point) : "";
    return base.given().resolveSibling(stem + "_updated" + extension);
  }

  private static boolean hasDigest(Path file, long sizeBytes, Digest digest, Progress progress) {
    try {
      return Files.isRegularFile(file)
          && Files.size(file) == sizeBytes
          && FileBytes.digest(file, progress).equals(digest);
    } catch (IOException e) {
      throw NexusException.io("read", file, e);
    }
  }

  /// The model alone.
  record OneFile(Path target) implements ApplyOutput {
    @Override
    public Path model() {
      return target;
    }

    @Override
    public boolean isThere(DeltaMetadata last, Progress progress) {
      return hasDigest(target, last.resultBytes(), last.to(), progress);
    }

    @Override
    public Path writtenTo() {
      return target;
    }

    @Override
    public Outcome finish(Outcome model, boolean overwrite) {
      return model;
    }

    @Override
    public void removeLeftover() {
      Work.removeLeftover(target);
    }
  }

  /// A package's folder.
  record PackageFolder(Path target, String modelName, PackageFiles files) implements ApplyOutput {
    @Override
    public Path model() {
      return target.resolve(modelName);
    }

    @Override
    public boolean isThere(DeltaMetadata last, Progress progress) {
      try {
        for (SmallFile file : files.files()) {
          Path there = target.resolve(file.name());
          boolean same =
              Files.isRegularFile(there)
                  && Files.size(there) == file.content().length
                  && Arrays.equals(Files.readAllBytes(there), file.content());
          if (!same) {
            return false;
          }
        }
      } catch (IOException e) {
        throw NexusException.io("read", target, e);
      }
      return hasDigest(model(), last.resultBytes(), last.to(), progress);
    }

    /// Beside the folder, so that what an interrupted run wrote can be gone on with.
    @Override
    public Path writtenTo() {
      return target.resolveSibling("." + target.getFileName() + ".model");
    }

    @Override
    public Outcome finish(Outcome model, boolean overwrite) {
      try (OutputFolder folder = OutputFolder.create(target)) {
        for (SmallFile file : files.files()) {
          Path path = folder.path().resolve(file.name());
          Files.createDirectories(path.resolveSibling("."));
          FileBytes.writeNew(path, file.content());
        }
        Files.move(writtenTo(), folder.path().resolve(modelName));
        folder.commit(overwrite);
        return Outcome.WRITTEN;
      } catch (IOException e) {
        throw NexusException.io("write", target, e);
      }
    }

    @Override
    public void removeLeftover() {
      Work.removeLeftover(target);
      OutputFolder.removeLeftover(target);
    }
  }
}
