package id.openclass.nexus.bench;

import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Contestants that pack one file, in rounds: each round runs every one of them, and measures the
/// machine's limits, so that whatever else the machine does meets all alike.
///
/// The file is read once before the first round: the system has it in its cache from then on, as
/// far as memory allows.
public final class PackageBench {
  private static final int WARM_UPS = 5;

  private final Path file;
  private final Path folder;
  private final Consumer<String> listener;

  /// A benchmark.
  ///
  /// @param file what is packed
  /// @param folder an empty folder for outputs, on the disk that is to be measured
  /// @param listener hears what is being run, a few words at a time
  public PackageBench(Path file, Path folder, Consumer<String> listener) {
    this.file = file;
    this.folder = folder;
    this.listener = listener;
  }

  /// What was measured, round by round.
  ///
  /// @param fileBytes size of the file
  /// @param samples by contestant, in the order they were given
  /// @param limits seconds for the file's worth of bytes
  public record Rounds(
      long fileBytes,
      Map<Contestant, List<Sample>> samples,
      Map<MachineLimits, List<Double>> limits) {

    /// Megabytes (10^6) of the file in a second.
    ///
    /// @param seconds what it took
    /// @return the speed
    public double megabytesPerSecond(double seconds) {
      return fileBytes / 1e6 / seconds;
    }
  }

  /// Runs everything once on a small file, so that programs are in the system's cache and ours is
  /// compiled where limits are measured.
  ///
  /// @param small a few megabytes
  /// @param contestants like those of [#run], but for the small file
  public void warmUp(Path small, List<Contestant> contestants) {
    for (MachineLimits limit : MachineLimits.values()) {
      for (int i = 0; i < WARM_UPS; i++) {
        double unused = limit.seconds(small, scratch());
        assert unused >= 0;
      }
    }
    for (Contestant contestant : contestants) {
      once(contestant, "warm-up");
    }
  }

  /// Measures.
  ///
  /// @param contestants who packs the file; outputs are removed at once
  /// @param repeats how many rounds, 1 or more
  /// @return all measurements
  /// @throws NexusException when a program fails
  public Rounds run(List<Contestant> contestants, int repeats) {
    Map<Contestant, List<Sample>> samples = new LinkedHashMap<>();
    Map<MachineLimits, List<Double>> limits = new EnumMap<>(MachineLimits.class);
    MachineLimits.READ.seconds(file, scratch());
    for (int round = 1; round <= repeats; round++) {
      String step = "round " + round + " of " + repeats;
      for (MachineLimits limit : MachineLimits.values()) {
        listener.accept(step + ": " + limit.label());
        limits.computeIfAbsent(limit, l -> new ArrayList<>()).add(limit.seconds(file, scratch()));
      }
      for (Contestant contestant : contestants) {
        samples.computeIfAbsent(contestant, c -> new ArrayList<>()).add(once(contestant, step));
      }
    }
    try {
      return new Rounds(Files.size(file), samples, limits);
    } catch (IOException e) {
      throw NexusException.io("read", file, e);
    }
  }

  private Sample once(Contestant contestant, String step) {
    listener.accept(step + ": " + contestant.name());
    Path log = folder.resolve("said.txt");
    try {
      return MeasuredProcess.run(contestant, log);
    } finally {
      forget(contestant.output());
      forget(log);
    }
  }

  /// Removes a file and waits until the disk is idle again, so that no contestant pays for what the
  /// one before left to be written.
  static void forget(Path output) {
    try {
      if (Files.exists(output)) {
        try (FileChannel emptied = FileChannel.open(output, StandardOpenOption.WRITE)) {
          emptied.truncate(0).force(true);
        }
        Files.delete(output);
      }
    } catch (IOException e) {
      throw NexusException.io("remove", output, e);
    }
  }

  private Path scratch() {
    return folder.resolve("scratch.bin");
  }
}
