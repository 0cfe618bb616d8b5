package id.openclass.nexus.pack;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;

import id.openclass.nexus.archive.ForeignArchive;
import id.openclass.nexus.archive.ModelSink;
import id.openclass.nexus.archive.UnpackOptions;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.model.ModelDescription;
import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.model.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the header of a model says that lies in an archive of the older program. The archive is
/// read through; only the model's first bytes are kept, in a sparse temporary file of the model's
/// size.
///
/// @param description what the header says
/// @param tensors the tensors it lists
record StreamedHeader(ModelDescription description, List<Tensor> tensors) {
  /// The longest header that is looked at: tokenizers of 256 K words take 10 MB.
  private static final long MOST_HEADER = 64 << 20;

  /// Reads a header.
  ///
  /// @return empty when the model breaks the rules of its format
  static Optional<StreamedHeader> of(ForeignArchive archive) {
    try {
      Path folder = Files.createTempDirectory("nexus");
      Path file = folder.resolve("header");
      try {
        write(archive, file);
        return read(file);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw NexusException.io("write", Path.of(System.getProperty("java.io.tmpdir", "")), e);
    }
  }

  private static void write(ForeignArchive archive, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, SPARSE, WRITE)) {
      ModelSink into = ModelSink.into(file, channel);
      ModelSink start =
          (offset, bytes) -> {
            if (offset < MOST_HEADER) {
              into.write(offset, bytes);
            }
          };
      archive.unpack(new UnpackOptions(1, false, false), start, done -> {});
      if (archive.modelBytes() > channel.size()) {
        channel.write(ByteBuffer.allocate(1), archive.modelBytes() - 1);
      }
    }
  }

  private static Optional<StreamedHeader> read(Path file) {
    try (ModelFile model = ModelFile.open(file)) {
      return Optional.of(new StreamedHeader(model.describe(), model.tensors()));
    } catch (NexusException.Malformed e) {
      return Optional.empty();
    }
  }
}
