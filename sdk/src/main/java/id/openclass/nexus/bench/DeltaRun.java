package id.openclass.nexus.bench;

import id.openclass.nexus.core.Display;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// What was measured on one pair.
///
/// @param pair the files
/// @param baseBytes size of the old file
/// @param resultBytes size of the new file
/// @param tools by name, in the order they were given
/// @param limits seconds that reading the base, writing the result with force and two SHA-256
///   passes (one over each) take, one for each round: nothing that checks both files is faster
public record DeltaRun(
    DeltaPair pair,
    long baseBytes,
    long resultBytes,
    Map<String, ToolRun> tools,
    List<Double> limits) {

  /// What one tool did.
  ///
  /// @param problem why it was not run to the end: not installed, refused, failed, or another
  ///   result than the new file; empty when every result was right byte for byte
  /// @param creates of each round
  /// @param applies of each round; empty for a tool that only tells sizes
  public record ToolRun(Optional<String> problem, List<Sample> creates, List<Sample> applies) {
    private static final double SEEN_SECONDS = 0.2;

    /// The size of its delta.
    ///
    /// @return bytes, empty when there was a problem
    public OptionalLong deltaBytes() {
      return problem.isPresent() || creates.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(creates.getLast().outputBytes());
    }

    /// Seconds to make the delta.
    ///
    /// @return their spread, empty when there was a problem
    public Optional<Spread> createSeconds() {
      return spread(creates, Sample::seconds);
    }

    /// Seconds to apply it.
    ///
    /// @return their spread, empty when there was a problem or nothing to apply
    public Optional<Spread> applySeconds() {
      return spread(applies, Sample::seconds);
    }

    /// The most memory of its own while it made the delta ([Sample#anonBytes]). Of a run shorter
    /// than a fifth of a second too little is seen to tell.
    ///
    /// @return bytes, the spread over the rounds; empty where it was not measured
    public Optional<Spread> createMemory() {
      return memory(creates);
    }

    /// The most memory of its own while it applied the delta.
    ///
    /// @return bytes, the spread over the rounds; empty where it was not measured
    public Optional<Spread> applyMemory() {
      return memory(applies);
    }

    private Optional<Spread> memory(List<Sample> samples) {
      boolean known =
          samples.stream().allMatch(s -> s.anonBytes().isPresent() && s.seconds() >= SEEN_SECONDS);
      return known ? spread(samples, s -> s.anonBytes().orElse(0)) : Optional.empty();
    }

    private Optional<Spread> spread(List<Sample> samples, ToDoubleFunction<Sample> value) {
      return problem.isPresent() || samples.isEmpty()
          ? Optional.empty()
          : Optional.of(Spread.of(samples.stream().map(value::applyAsDouble).toList()));
    }
  }

  /// The size of a tool's delta as a part of the new file.
  ///
  /// @param tool its name
  /// @return percent, empty when the tool made none
  public OptionalDouble percent(String tool) {
    ToolRun run = tools.get(tool);
    OptionalLong bytes = run == null ? OptionalLong.empty() : run.deltaBytes();
    return bytes.isPresent()
        ? OptionalDouble.of(100.0 * bytes.getAsLong() / resultBytes)
        : OptionalDouble.empty();
  }

  /// The smallest delta that any tool but ours made, whose result was right.
  ///
  /// @return bytes, empty when nobody else made one
  public OptionalLong bestPeerBytes() {
    return tools.entrySet().stream()
        .filter(e -> !DeltaBench.isOurs(e.getKey()) && !e.getValue().applies().isEmpty())
        .map(Map.Entry::getValue)
        .map(ToolRun::deltaBytes)
        .filter(OptionalLong::isPresent)
        .mapToLong(OptionalLong::getAsLong)
        .min();
  }

  /// A median of a tool.
  ///
  /// @param tool its name
  /// @param value what of it
  /// @return the median, empty where there is none
  public OptionalDouble median(String tool, Function<ToolRun, Optional<Spread>> value) {
    ToolRun run = tools.get(tool);
    Optional<Spread> spread = run == null ? Optional.empty() : value.apply(run);
    return spread.map(s -> OptionalDouble.of(s.median())).orElse(OptionalDouble.empty());
  }

  /// As `DeltaRun[finetune-q4_k_m, 9 tools]`.
  @Override
  public String toString() {
    return "DeltaRun[" + Display.escape(pair.name(), 50) + ", " + tools.size() + " tools]";
  }
}
