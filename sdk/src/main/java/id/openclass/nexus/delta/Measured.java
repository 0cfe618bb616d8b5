package id.openclass.nexus.delta;

import id.openclass.nexus.diff.DiffEstimate;
import java.nio.file.Path;
import java.util.function.BiFunction;

/// Makes a delta in a temporary folder only to see what it is like.
final class Measured {
  private Measured() {}

  /// Makes what the engine makes.
  static Engines.Choice delta(Path older, Path newer, DeltaOptions options) {
    return inFolder(
        older,
        newer,
        options,
        (models, folder) -> Engines.make(models.base(), models.result(), folder, options));
  }

  /// Samples what the tensor engine would make.
  static DiffEstimate estimate(Path older, Path newer, DeltaOptions options) {
    return inFolder(
        older,
        newer,
        options,
        (models, folder) -> TensorEngine.estimate(models.base(), models.result(), options));
  }

  /// Makes the tensor engine's delta and tells what each tensor costs.
  static Explanation explanation(Path older, Path newer, DeltaOptions options) {
    return inFolder(
        older,
        newer,
        options,
        (models, folder) ->
            Explanation.of(
                TensorEngine.report(
                    models.base(), models.result(), folder.resolve("delta"), options)));
  }

  /// Two model files.
  ///
  /// @param base the older
  /// @param result the newer
  private record Models(Path base, Path result) {}

  private static <T> T inFolder(
      Path older, Path newer, DeltaOptions options, BiFunction<Models, Path, T> work) {
    ModelInput from = ModelInput.of(older);
    ModelInput to = ModelInput.of(newer);
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      int threads = options.threads();
      Path base = from.unpacked(folder.path(), "base", threads, options.progress());
      Path result = to.unpacked(folder.path(), "result", threads, options.progress());
      T found = work.apply(new Models(base, result), folder.path());
      from.requireUnchanged();
      to.requireUnchanged();
      return found;
    }
  }
}
