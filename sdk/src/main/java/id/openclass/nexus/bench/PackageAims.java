package id.openclass.nexus.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// What packing is meant to reach, as ratios between measurements of the same round.
public final class PackageAims {
  private static final Set<String> FLOATS = Set.of("F16", "BF16", "F32");
  private static final double MEBI = 1 << 20;

  private PackageAims() {}

  /// One aim and what was measured.
  ///
  /// @param what is compared, with the unit where it is not a ratio
  /// @param aim what it should be
  /// @param atLeast whether the aim is a lower bound, else an upper one
  /// @param measured over the rounds
  public record Aim(String what, double aim, boolean atLeast, Spread measured) {
    /// Whether the median is on the right side.
    ///
    /// @return true when it is
    public boolean isReached() {
      return atLeast ? measured.median() >= aim : measured.median() <= aim;
    }
  }

  /// Compares.
  ///
  /// @param type of the weights: floats have other aims than quantized ones
  /// @param ours packing as it is by default
  /// @param stored packing with `--store`, or null when it was not run
  /// @param gzip `tar | gzip -6`, or null when it was not run
  /// @param limits seconds, as in [PackageBench.Rounds]
  /// @return the aims that could be compared
  public static List<Aim> of(
      String type,
      List<Sample> ours,
      @Nullable List<Sample> stored,
      @Nullable List<Sample> gzip,
      Map<MachineLimits, List<Double>> limits) {
    boolean floats = FLOATS.contains(type);
    List<Aim> aims = new ArrayList<>();
    if (gzip != null) {
      Spread faster = timesFaster(ours, gzip);
      aims.add(new Aim("times faster than tar | gzip -6", floats ? 5 : 7, true, faster));
      ToDoubleFunction<Sample> size = Sample::outputBytes;
      Spread larger = ratios(values(ours, size), values(gzip, size));
      aims.add(new Aim("size, of that of tar | gzip -6", floats ? 1 : 1.01, false, larger));
    }
    aims.addAll(memory("", ours));
    if (stored != null) {
      Spread slower = ratios(seconds(stored), slowest(limits));
      aims.add(new Aim("--store, of the slower of MD5 and forced write", 1.25, false, slower));
      aims.addAll(memory("--store, ", stored));
    }
    return aims;
  }

  /// How many times faster one was than another, round by round, so that a slow moment of the
  /// machine is in both or in neither.
  ///
  /// @param samples of one
  /// @param other of the other, in as many rounds
  /// @return the ratios
  public static Spread timesFaster(List<Sample> samples, List<Sample> other) {
    return ratios(seconds(other), seconds(samples));
  }

  private static List<Aim> memory(String how, List<Sample> samples) {
    if (samples.stream().anyMatch(sample -> sample.anonBytes().isEmpty())) {
      return List.of();
    }
    Spread most = Spread.of(values(samples, sample -> sample.anonBytes().orElse(0) / MEBI));
    return List.of(new Aim(how + "peak memory in MiB", 256, false, most));
  }

  private static List<Double> slowest(Map<MachineLimits, List<Double>> limits) {
    List<Double> md5 = limits.getOrDefault(MachineLimits.MD5, List.of());
    List<Double> write = limits.getOrDefault(MachineLimits.FORCED_WRITE, List.of());
    List<Double> slowest = new ArrayList<>();
    for (int round = 0; round < md5.size(); round++) {
      slowest.add(Math.max(md5.get(round), write.get(round)));
    }
    return slowest;
  }

  private static List<Double> seconds(List<Sample> samples) {
    return values(samples, Sample::seconds);
  }

  private static List<Double> values(List<Sample> samples, ToDoubleFunction<Sample> value) {
    return samples.stream().map(value::applyAsDouble).toList();
  }

  private static Spread ratios(List<Double> above, List<Double> below) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < above.size(); round++) {
      ratios.add(above.get(round) / below.get(round));
    }
    return Spread.of(ratios);
  }
}
