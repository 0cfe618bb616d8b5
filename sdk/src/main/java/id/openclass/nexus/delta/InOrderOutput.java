package id.openclass.nexus.delta;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.core.Progress;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// Results that are written from front to end.
final class InOrderOutput {
  private InOrderOutput() {}

  /// Writes all bytes.
  @FunctionalInterface
  interface Writer {
    Digest write(FileChannel channel, Progress.Task task);
  }

  /// Gives the result its name when its digest is right.
  ///
  /// @throws NexusException.DigestMismatch when it is not; nothing is left
  static Outcome write(DeltaMetadata metadata, Path into, ApplyOptions options, Writer writer) {
    try (OutputFile file = OutputFile.create(into)) {
      Digest made;
      try (var task =
          options.progress().begin("applying " + metadata.label(), metadata.resultBytes())) {
        made = writer.write(file.channel(), task);
      }
      if (!made.equals(metadata.to())) {
        throw NexusException.digestMismatch(
            "the update is damaged: the result's SHA-256 is "
                + made
                + ", should be "
                + metadata.to(),
            Display.escape(into.toString()),
            "get the update again; nothing was written");
      }
      return file.commit(options.overwrite());
    }
  }
}
