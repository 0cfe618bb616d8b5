package id.openclass.nexus.delta;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import id.openclass.nexus.archive.SmallFile;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.core.OutputFolder;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.pack.PackageFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
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

  /// Begins to write.
  Writing start();

  /// What is being written; closing it without a commit leaves nothing.
  interface Writing extends AutoCloseable {
    FileChannel channel();

    /// The model until the commit.
    Path temporary();

    Outcome commit(boolean overwrite);

    @Override
    void close();
  }

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
    public Writing start() {
      OutputFile file = OutputFile.create(target);
      return new Writing() {
        @Override
        public FileChannel channel() {
          return file.channel();
        }

        @Override
        public Path temporary() {
          return file.temporary();
        }

        @Override
        public Outcome commit(boolean overwrite) {
          return file.commit(overwrite);
        }

        @Override
        public void close() {
          file.close();
        }
      };
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

    @Override
    public Writing start() {
      OutputFolder folder = OutputFolder.create(target);
      try {
        for (SmallFile file : files.files()) {
          Path path = folder.path().resolve(file.name());
          Files.createDirectories(path.resolveSibling("."));
          FileBytes.writeNew(path, file.content());
        }
        Path model = folder.path().resolve(modelName);
        return new FolderWriting(folder, model, FileChannel.open(model, CREATE_NEW, READ, WRITE));
      } catch (IOException e) {
        folder.close();
        throw NexusException.io("write", target, e);
      } catch (RuntimeException e) {
        folder.close();
        throw e;
      }
    }
  }

  /// A folder that is being filled.
  record FolderWriting(OutputFolder folder, Path temporary, FileChannel channel)
      implements Writing {
    @Override
    public Outcome commit(boolean overwrite) {
      try {
        channel.force(true);
        channel.close();
      } catch (IOException e) {
        throw NexusException.io("write", temporary, e);
      }
      folder.commit(overwrite);
      return Outcome.WRITTEN;
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        // The folder goes anyway.
      }
      folder.close();
    }
  }
}
