package id.openclass.nexus.bench;

import id.openclass.nexus.bench.DeltaRun.ToolRun;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Measures ways to make and apply deltas on pairs of files, in rounds: each round runs every tool
/// once and measures the machine's limits, so that whatever else the machine does meets all alike.
/// Every result is compared with the new file byte for byte.
///
/// Both files are read once before the first round, so the system has them in its cache as far as
/// memory allows. A tool that has taken longer than [#withPatience] in earlier rounds sits out the
/// rest. Immutable; runs one at a time.
///
/// ```java
/// var runs = DeltaBench.of(DeltaPair.of(Path.of("v1.gguf"), Path.of("v2.gguf"))).run();
/// ```
public final class DeltaBench {
  /// What our engine is called when it runs in a process of its own, with a small heap.
  public static final String OURS = "nexus";

  /// What our engine is called when it runs in this process, compiled and warm.
  public static final String OURS_WARM = "nexus, warm";

  private static final int LIMIT_WARM_UPS = 5;

  /// After some twenty small deltas the compiler has nothing more to do.
  private static final int WARM_UP_RUNS = 25;

  private static final double WARM_UP_SECONDS = 30;

  private final List<DeltaPair> pairs;
  private final List<DeltaTool> tools;
  private final Path folder;
  private final int repeats;
  private final Duration patience;
  private final Consumer<String> listener;

  private DeltaBench(
      List<DeltaPair> pairs,
      List<DeltaTool> tools,
      Path folder,
      int repeats,
      Duration patience,
      Consumer<String> listener) {
    this.pairs = List.copyOf(pairs);
    this.tools = List.copyOf(tools);
    this.folder = folder;
    this.repeats = repeats;
    this.patience = patience;
    this.listener = listener;
  }

  /// A benchmark of ours and of all peers, five rounds, in the folder `bench`.
  ///
  /// @param pairs at least one
  /// @return the benchmark, not yet run
  public static DeltaBench of(DeltaPair... pairs) {
    return of(List.of(pairs));
  }

  /// A benchmark of ours and of all peers, five rounds, in the folder `bench`.
  ///
  /// @param pairs at least one
  /// @return the benchmark, not yet run
  /// @throws NexusException.InvalidValue when there is no pair
  /// @throws NexusException.NotFound when a file is not there
  public static DeltaBench of(List<DeltaPair> pairs) {
    if (pairs.isEmpty()) {
      throw NexusException.invalidValue("no pairs to measure", "name an old and a new file");
    }
    pairs.forEach(DeltaPair::requireFiles);
    Path folder = Path.of("bench");
    List<DeltaTool> tools = new ArrayList<>(ours());
    tools.addAll(DeltaPeers.named(List.of(), folder.resolve("peers")));
    return new DeltaBench(pairs, tools, folder, 5, Duration.ofMinutes(1), step -> {});
  }

  /// The same with other tools.
  ///
  /// @param others who takes part, in the order of tables
  /// @return the benchmark, not yet run
  public DeltaBench withTools(List<DeltaTool> others) {
    return new DeltaBench(pairs, others, folder, repeats, patience, listener);
  }

  /// The same in another folder.
  ///
  /// @param other where outputs are while it runs, on the disk that is to be measured; made when
  ///   missing
  /// @return the benchmark, not yet run
  public DeltaBench withFolder(Path other) {
    return new DeltaBench(pairs, tools, other, repeats, patience, listener);
  }

  /// The same with another count of rounds.
  ///
  /// @param rounds 1 to 1000
  /// @return the benchmark, not yet run
  /// @throws NexusException.InvalidValue for another count
  public DeltaBench withRepeats(int rounds) {
    if (rounds < 1 || rounds > 1000) {
      throw NexusException.invalidValue(
          "no such count of rounds: " + rounds, "use --repeats 1 to 1000");
    }
    return new DeltaBench(pairs, tools, folder, rounds, patience, listener);
  }

  /// The same with more or less patience.
  ///
  /// @param most a tool that has taken this long on a pair is not run on it again
  /// @return the benchmark, not yet run
  public DeltaBench withPatience(Duration most) {
    return new DeltaBench(pairs, tools, folder, repeats, most, listener);
  }

  /// The same with somebody who hears what is being run.
  ///
  /// @param hears a few words at a time
  /// @return the benchmark, not yet run
  public DeltaBench withListener(Consumer<String> hears) {
    return new DeltaBench(pairs, tools, folder, repeats, patience, hears);
  }

  /// Our engine, twice: each time in a process of its own with the heap that it must do with (160
  /// MB to create, 64 MB to apply), and in this process, where it is warmed up on each pair first.
  ///
  /// @return both
  public static List<DeltaTool> ours() {
    return List.of(
        DeltaWorker.tool(DeltaWork.NEXUS, List.of("-Xmx160m"), List.of("-Xmx64m")),
        new JvmTool(OURS_WARM, Optional.of(DeltaWork.NEXUS.version()), DeltaWork.NEXUS));
  }

  /// Whether a tool of this name is ours.
  ///
  /// @param tool a name
  /// @return true for the engine that is being judged, not for its peers
  public static boolean isOurs(String tool) {
    return tool.equals(OURS) || tool.equals(OURS_WARM);
  }

  /// Measures. What it writes is removed again.
  ///
  /// @return one for each pair
  /// @throws NexusException when a file of a pair cannot be read, or the disk fails
  public List<DeltaRun> run() {
    Path work;
    try {
      Files.createDirectories(folder);
      work = Files.createTempDirectory(folder.toAbsolutePath(), "run-");
    } catch (IOException e) {
      throw NexusException.io("write", folder, e);
    }
    try {
      warmUp(work);
      List<DeltaRun> runs = new ArrayList<>();
      for (DeltaPair pair : pairs) {
        runs.add(measure(pair, work));
      }
      return List.copyOf(runs);
    } finally {
      remove(work);
    }
  }

  /// The digests' inner loops are compiled before limits are measured.
  private void warmUp(Path work) {
    for (int i = 0; i < LIMIT_WARM_UPS; i++) {
      limit(pairs.getFirst(), work);
    }
  }

  private DeltaRun measure(DeltaPair pair, Path work) {
    requireSpace(pair, work);
    MachineLimits.READ.seconds(pair.base(), work.resolve("scratch"));
    MachineLimits.READ.seconds(pair.result(), work.resolve("scratch"));
    List<Running> running = new ArrayList<>();
    tools.forEach(tool -> running.add(new Running(tool, pair)));
    for (Running tool : running) {
      if (tool.tool instanceof JvmTool) {
        tool.warmUp(work);
      }
    }
    List<Double> limits = new ArrayList<>();
    for (int round = 1; round <= repeats; round++) {
      limits.add(limit(pair, work));
      for (Running tool : running) {
        String step = pair.name() + ", round " + round + " of " + repeats + ": ";
        tool.once(work, step);
      }
    }
    Map<String, ToolRun> found = new LinkedHashMap<>();
    running.forEach(tool -> found.put(tool.tool.name(), tool.result()));
    return new DeltaRun(pair, pair.baseBytes(), pair.resultBytes(), found, limits);
  }

  private static double limit(DeltaPair pair, Path work) {
    Path scratch = work.resolve("scratch");
    return MachineLimits.READ.seconds(pair.base(), scratch)
        + MachineLimits.SHA_256.seconds(pair.base(), scratch)
        + MachineLimits.FORCED_WRITE.seconds(pair.result(), scratch)
        + MachineLimits.SHA_256.seconds(pair.result(), scratch);
  }

  /// The result and the delta, and what tools keep beside them.
  private static void requireSpace(DeltaPair pair, Path work) {
    try {
      long needed = 3 * pair.resultBytes() + pair.baseBytes();
      long free = Files.getFileStore(work).getUsableSpace();
      if (free < needed) {
        String message =
            "needs " + Display.bytes(needed) + " of disk, there are " + Display.bytes(free);
        throw NexusException.storage(
            message,
            Display.escape(work.toString()),
            "use another disk with --dir",
            new IOException(message));
      }
    } catch (IOException e) {
      throw NexusException.io("write", work, e);
    }
  }

  private static void remove(Path work) {
    clear(work);
    try {
      Files.delete(work);
    } catch (IOException e) {
      throw NexusException.io("remove", work, e);
    }
  }

  /// Also what a tool that failed left beside its output.
  private static void clear(Path work) {
    try (Stream<Path> files = Files.list(work)) {
      files.forEach(PackageBench::forget);
    } catch (IOException e) {
      throw NexusException.io("remove", work, e);
    }
  }

  /// One tool on one pair, round by round.
  private final class Running {
    private final DeltaTool tool;
    private final DeltaPair pair;
    private final List<Sample> creates = new ArrayList<>();
    private final List<Sample> applies = new ArrayList<>();
    private Optional<String> problem;
    private double seconds;

    Running(DeltaTool tool, DeltaPair pair) {
      this.tool = tool;
      this.pair = pair;
      this.problem = tool.version().isPresent() ? tool.refusal(pair) : Optional.of("not installed");
    }

    ToolRun result() {
      return new ToolRun(problem, List.copyOf(creates), List.copyOf(applies));
    }

    /// Runs that do not count, as long as they take seconds.
    void warmUp(Path work) {
      for (int run = 0; run < WARM_UP_RUNS && seconds < WARM_UP_SECONDS; run++) {
        once(work, pair.name() + ", warm-up: ");
      }
      creates.clear();
      applies.clear();
      seconds = 0;
    }

    void once(Path work, String step) {
      if (problem.isPresent() || seconds > patience.toMillis() / 1e3) {
        return;
      }
      Path delta = work.resolve("delta");
      Path result = work.resolve("result");
      Path log = work.resolve("said.txt");
      listener.accept(step + tool.name());
      try {
        Sample created = tool.create(pair, delta, log);
        creates.add(created);
        Optional<Sample> applied = tool.apply(pair.base(), delta, result, log);
        applied.ifPresent(applies::add);
        seconds += created.seconds() + applied.map(Sample::seconds).orElse(0.0);
        long differs = applied.isEmpty() ? -1 : Files.mismatch(pair.result(), result);
        if (differs >= 0) {
          problem = Optional.of("wrong from byte " + Display.grouped(differs) + " on");
        }
      } catch (NexusException e) {
        String where = e.where() == null ? "" : ": " + e.where();
        problem = Optional.of(e.getMessage() + where);
      } catch (IOException e) {
        throw NexusException.io("read", result, e);
      } finally {
        clear(work);
      }
    }
  }
}
