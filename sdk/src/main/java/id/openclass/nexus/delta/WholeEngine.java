package id.openclass.nexus.delta;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.core.Progress;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The new file as it is.
final class WholeEngine implements Engine {
  @Override
  public DeltaType type() {
    return DeltaType.FILE_BASED;
  }

  @Override
  public Optional<String> obstacle(long baseBytes, long resultBytes) {
    return Optional.empty();
  }

  @Override
  public Made make(Path base, Path result, Path into, DeltaOptions options) {
    Digest from = FileBytes.digest(base, options.progress());
    try (ByteSource source = ByteSource.of(result);
        FileChannel channel = FileChannel.open(into, CREATE, TRUNCATE_EXISTING, WRITE);
        var task = options.progress().begin("copying the new file", source.length())) {
      Digest to = FileBytes.copy(source, into, channel, task);
      channel.force(true);
      return new Made(from, to, source.length(), to, source.length());
    } catch (IOException e) {
      throw NexusException.io("write", into, e);
    }
  }

  @Override
  public Outcome apply(
      Path base, ByteSource delta, DeltaMetadata metadata, Path into, ApplyOptions options) {
    return InOrderOutput.write(
        metadata, into, options, (channel, task) -> FileBytes.copy(delta, into, channel, task));
  }

  @Override
  public void check(ByteSource delta, DeltaMetadata metadata) {
    if (!metadata.delta().equals(metadata.to())) {
      throw NexusException.malformed(
          "the delta is the whole new file, but has another digest than that",
          delta.name(),
          -1,
          "get the update again from its publisher");
    }
  }

  @Override
  public List<String> faults(
      Path base, ByteSource delta, DeltaMetadata metadata, Progress progress) {
    return List.of();
  }
}
