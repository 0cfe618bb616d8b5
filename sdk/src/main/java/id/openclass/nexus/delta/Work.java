package id.openclass.nexus.delta;

import id.openclass.nexus.core.OutputFolder;
import java.nio.file.Path;

/// A folder for what is needed only until the result is there.
final class Work {
  private Work() {}

  /// Makes one beside the result, on the same disk. It is never committed: closing it removes it,
  /// so does an interrupt, and the next run takes over what a killed one left.
  ///
  /// @param target the result
  static OutputFolder beside(Path target) {
    return OutputFolder.create(name(target));
  }

  /// Removes what a run that made the result could not take away.
  ///
  /// @param target the result
  static void removeLeftover(Path target) {
    OutputFolder.removeLeftover(name(target));
  }

  private static Path name(Path target) {
    return target.resolveSibling(target.getFileName() + ".work");
  }
}
