package id.openclass.nexus.bench;

import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/// A tool that is run in this process, compiled and warm. Its memory cannot be told apart from that
/// of the rest of the process, so it is not measured.
///
/// @param name what tables call it
/// @param version of it
/// @param work makes and applies
record JvmTool(String name, Optional<String> version, DeltaWork work) implements DeltaTool {
  /// Starting a process and compiling do not matter to larger pairs.
  private static final long MOST_BYTES = 256 << 20;

  @Override
  public Optional<String> refusal(DeltaPair pair) {
    return DeltaPeers.tooLarge(pair, MOST_BYTES).or(() -> work.refusal(pair));
  }

  @Override
  public Sample create(DeltaPair pair, Path delta, Path log) {
    return timed(delta, () -> work.create(pair.base(), pair.result(), delta));
  }

  @Override
  public Optional<Sample> apply(Path base, Path delta, Path result, Path log) {
    return Optional.of(timed(result, () -> work.apply(base, delta, result)));
  }

  private static Sample timed(Path output, IoTask task) {
    try {
      Files.deleteIfExists(output);
      long start = System.nanoTime();
      task.run();
      double seconds = (System.nanoTime() - start) / 1e9;
      OptionalLong unknown = OptionalLong.empty();
      return new Sample(seconds, Double.NaN, unknown, unknown, Files.size(output));
    } catch (IOException e) {
      throw NexusException.io("write", output, e);
    }
  }

  private interface IoTask {
    void run() throws IOException;
  }
}
