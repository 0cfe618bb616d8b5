package id.openclass.nexus.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/// What our deltas are meant to reach, told by the name of a pair: sizes in bytes on small pairs of
/// real weights, in percent on the published release, and on every pair how they compare with peers
/// of the same run.
public final class DeltaAims {
  /// Sizes may be this much above their aim.
  private static final double SLACK = 1.04;

  private static final double KIBI = 1024;
  private static final double MEBI = 1 << 20;
  private static final String ZSTD = "zstd -19 --patch-from";

  /// Bytes, for pairs of real weights that were cropped to one layer.
  private static final Map<String, Integer> BYTES =
      Map.ofEntries(
          Map.entry("finetune-bf16", 1_120_000),
          Map.entry("finetune-f16", 1_715_000),
          Map.entry("finetune-q8_0", 585_000),
          Map.entry("finetune-q4_0", 170_000),
          Map.entry("finetune-q4_k_m", 243_000),
          Map.entry("finetune-q6_k", 328_000),
          Map.entry("lora-bf16", 330_000),
          Map.entry("lora-q8_0", 300_000),
          Map.entry("lora-q4_k_m", 183_000),
          Map.entry("llm-lora-q4_k_m", 450_000),
          Map.entry("llm-lora-q8_0", 740_000),
          Map.entry("llm-lora-bf16", 680_000),
          Map.entry("types-q4_k_m", 112_000));

  /// Percent of the new file, for full-size models.
  private static final Map<String, Double> PERCENT =
      Map.of("release-q4_k", 19.0, "release-q8_0", 31.0, "types-q8_0-to-q4_k", 4.0);

  /// Part of the best peer, for merged LoRAs of rank 16.
  private static final Map<String, Double> OF_BEST_PEER =
      Map.ofEntries(
          Map.entry("lora-bf16", 0.27),
          Map.entry("llm-lora-bf16", 0.17),
          Map.entry("llm-lora-q8_0", 1 / 3.0),
          Map.entry("llm-lora-q4_k_m", 0.6),
          Map.entry("lora-640-bf16", 0.17),
          Map.entry("lora-640-q8_0", 1 / 3.0),
          Map.entry("lora-640-q4_k_m", 0.6),
          Map.entry("lora-2048-bf16", 0.17),
          Map.entry("lora-2048-q8_0", 1 / 3.0),
          Map.entry("lora-2048-q4_k_m", 0.6));

  private DeltaAims() {}

  /// One aim and what was measured, medians where there are several rounds.
  ///
  /// @param pair its name
  /// @param what is compared, with the unit where it is not a ratio
  /// @param bound what it should be
  /// @param atLeast whether the bound is a lower one, else an upper one
  /// @param measured what it is
  public record Aim(String pair, String what, double bound, boolean atLeast, double measured) {
    /// Whether what was measured is on the right side.
    ///
    /// @return true when it is
    public boolean isReached() {
      return atLeast ? measured >= bound : measured <= bound;
    }
  }

  /// Compares.
  ///
  /// @param runs what was measured
  /// @return the aims that could be compared
  public static List<Aim> of(List<DeltaRun> runs) {
    List<Aim> aims = new ArrayList<>();
    runs.forEach(run -> {
      sizes(run, aims);
      speeds(run, aims);
      memory(run, aims);
    });
    sizeOfAll(runs).ifPresent(aims::add);
    return aims;
  }

  private static void sizes(DeltaRun run, List<Aim> aims) {
    OptionalLong found = ours(run);
    if (found.isEmpty()) {
      return;
    }
    double bytes = found.getAsLong();
    String name = run.pair().name().toLowerCase(Locale.ROOT);
    if (BYTES.containsKey(name)) {
      aims.add(new Aim(name, "bytes", BYTES.get(name) * SLACK, false, bytes));
    }
    if (PERCENT.containsKey(name)) {
      double percent = 100 * bytes / run.resultBytes();
      aims.add(new Aim(name, "% of new", PERCENT.get(name) * SLACK, false, percent));
    }
    if (name.startsWith("metadata-")) {
      aims.add(new Aim(name, "bytes", 400, false, bytes));
    }
    OptionalLong best = run.bestPeerBytes();
    if (best.isPresent() && OF_BEST_PEER.containsKey(name)) {
      double ratio = bytes / best.getAsLong();
      aims.add(new Aim(name, "of the best peer", OF_BEST_PEER.get(name), false, ratio));
    }
    boolean model = run.pair().result().toString().matches(".*\\.(gguf|safetensors)");
    DeltaRun.ToolRun zstd = run.tools().get(ZSTD);
    OptionalLong bound = model || zstd == null ? best : zstd.deltaBytes();
    if (bound.isPresent()) {
      String what = "bytes, " + (model ? "best peer" : ZSTD) + " + 1 KiB";
      aims.add(new Aim(name, what, bound.getAsLong() + KIBI, false, bytes));
    }
  }

  private static OptionalLong ours(DeltaRun run) {
    DeltaRun.ToolRun tool = run.tools().get(DeltaBench.OURS);
    return tool == null ? OptionalLong.empty() : tool.deltaBytes();
  }

  private static void speeds(DeltaRun run, List<Aim> aims) {
    String name = run.pair().name();
    long bytes = run.resultBytes();
    Function<DeltaRun.ToolRun, Optional<Spread>> create = DeltaRun.ToolRun::createSeconds;
    OptionalDouble warm = run.median(DeltaBench.OURS_WARM, create);
    if (warm.isPresent() && bytes >= 16_000_000 && bytes <= 200_000_000) {
      for (Map.Entry<String, Integer> peer : faster().entrySet()) {
        OptionalDouble theirs = run.median(peer.getKey(), create);
        if (theirs.isPresent()) {
          String what = "times faster to create than " + peer.getKey();
          double ratio = theirs.getAsDouble() / warm.getAsDouble();
          aims.add(new Aim(name, what, peer.getValue(), true, ratio));
        }
      }
    }
    OptionalDouble cold = run.median(DeltaBench.OURS, create);
    OptionalDouble apply = run.median(DeltaBench.OURS, DeltaRun.ToolRun::applySeconds);
    if (cold.isPresent() && apply.isPresent() && bytes >= 1_000_000_000) {
      // The low-rank term is found by reading most rows once more, and computed for every weight.
      boolean merged = name.toLowerCase(Locale.ROOT).contains("lora");
      double seconds = cold.getAsDouble() * 1.1e9 / bytes;
      aims.add(new Aim(name, "seconds to create 1.1 GB", merged ? 60 : 20, false, seconds));
      double limit = Spread.of(run.limits()).median();
      double ratio = apply.getAsDouble() / limit;
      double most = merged ? 4.5 : 3;
      aims.add(new Aim(name, "times the machine's limit to apply", most, false, ratio));
    }
  }

  private static Map<String, Integer> faster() {
    return Map.of("bsdiff", 50, "hdiffz -m -c-zstd-21", 20, "HDiffPatch zstd-21", 20);
  }

  private static void memory(DeltaRun run, List<Aim> aims) {
    String name = run.pair().name();
    run.median(DeltaBench.OURS, DeltaRun.ToolRun::createMemory)
        .ifPresent(peak -> aims.add(new Aim(name, "MiB to create", 256, false, peak / MEBI)));
    run.median(DeltaBench.OURS, DeltaRun.ToolRun::applyMemory)
        .ifPresent(peak -> aims.add(new Aim(name, "MiB to apply", 128, false, peak / MEBI)));
  }

  /// The geometric mean over all pairs of models but those of a few hundred bytes.
  private static Optional<Aim> sizeOfAll(List<DeltaRun> runs) {
    double logs = 0;
    int count = 0;
    for (DeltaRun run : runs) {
      OptionalLong best = run.bestPeerBytes();
      OptionalLong bytes = ours(run);
      if (best.isPresent() && bytes.isPresent() && best.getAsLong() > 4 * KIBI) {
        logs += Math.log((double) bytes.getAsLong() / best.getAsLong());
        count++;
      }
    }
    if (count < 2) {
      return Optional.empty();
    }
    String what = "of the best peer, geometric mean of " + count;
    return Optional.of(new Aim("all", what, 0.5, false, Math.exp(logs / count)));
  }
}
