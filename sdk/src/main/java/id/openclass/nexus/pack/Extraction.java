package id.openclass.nexus.pack;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import id.openclass.nexus.archive.ModelSink;
import id.openclass.nexus.archive.SmallFile;
import id.openclass.nexus.archive.UnpackOptions;
import id.openclass.nexus.archive.Unpacked;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.core.OutputFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Unpacks a package beside its final place and gives it its name when everything in it was right.
public final class Extraction {
  private final ModelPackage pack;
  private final ExtractOptions options;

  Extraction(ModelPackage pack, ExtractOptions options) {
    this.pack = pack;
    this.options = options;
  }

  /// What an extraction did.
  ///
  /// @param folder where the files are
  /// @param model the model file in it
  /// @param outcome whether they were there already
  public record Result(Path folder, Path model, Outcome outcome) {}

  Result into(Path parent) {
    Path target = parent.resolve(folderName());
    Path model = target.resolve(pack.modelFile());
    if (Files.exists(target)) {
      if (isSame(target)) {
        return new Result(target, model, Outcome.ALREADY_THERE);
      }
      if (!options.overwrite()) {
        throw NexusException.refused(
            "a folder with other content has this name",
            Display.escape(target.toString()),
            "to replace it, add --force; or name another folder with --out");
      }
    }
    try (OutputFolder folder = OutputFolder.create(target)) {
      requireSpace(folder.path());
      writeModel(folder.path().resolve(pack.modelFile()));
      for (SmallFile file : pack.archive().smallFiles()) {
        write(folder.path().resolve(file.name()), file.content());
      }
      folder.commit(options.overwrite());
    }
    return new Result(target, model, Outcome.WRITTEN);
  }

  /// The archive's own folder; its name was checked when the archive was opened.
  private String folderName() {
    String inside = pack.archive().folder().replace('/', '-');
    return inside.isEmpty() ? PackageName.from(pack.label()) : inside;
  }

  private long modelBytes() {
    PackageManifest manifest = pack.manifest();
    return manifest == null ? pack.metadata().fileSizeBytes() : manifest.model().sizeBytes();
  }

  private void requireSpace(Path folder) {
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < modelBytes()) {
        throw NexusException.storage(
            "no space for the model: it needs "
                + Display.grouped(modelBytes())
                + " bytes, "
                + Display.grouped(free)
                + " are free",
            Display.escape(folder.toString()),
            "free some space there, or name another folder with --out",
            null);
      }
    } catch (IOException e) {
      throw NexusException.io("write", folder, e);
    }
  }

  private void writeModel(Path file) {
    UnpackOptions unpack = new UnpackOptions(options.threads(), false, false);
    String label = "extracting " + pack.label();
    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE);
        var task = options.progress().begin(label, modelBytes())) {
      Unpacked model = pack.archive().unpack(unpack, ModelSink.into(file, channel), task);
      requireDigest(model);
      channel.force(true);
    } catch (IOException e) {
      throw NexusException.io("write", file, e);
    }
  }

  private void requireDigest(Unpacked model) {
    Digest expected = pack.metadata().sha256();
    if (expected == null || !expected.equals(model.sha256())) {
      throw NexusException.digestMismatch(
          "the model's SHA-256 is " + model.sha256() + ", metadata.json says " + expected,
          pack.archive().name(),
          "get the package again");
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      Path parent = file.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
        ModelSink.into(file, channel).write(0, ByteBuffer.wrap(content));
        channel.force(true);
      }
    } catch (IOException e) {
      throw NexusException.io("write", file, e);
    }
  }

  private boolean isSame(Path folder) {
    Path model = folder.resolve(pack.modelFile());
    try {
      for (SmallFile file : pack.archive().smallFiles()) {
        Path there = folder.resolve(file.name());
        boolean same =
            Files.isRegularFile(there)
                && Files.size(there) == file.content().length
                && Arrays.equals(Files.readAllBytes(there), file.content());
        if (!same) {
          return false;
        }
      }
      return Files.isRegularFile(model)
          && Files.size(model) == modelBytes()
          && Checksums.of(model).sha256().equals(pack.metadata().sha256());
    } catch (IOException e) {
      throw NexusException.io("read", folder, e);
    }
  }
}
