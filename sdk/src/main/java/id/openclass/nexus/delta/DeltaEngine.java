package id.openclass.nexus.delta;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.util.Locale;

/// Ways to make a delta.
public enum DeltaEngine {
  /// The smallest of those below that fit the memory and the files. bsdiff is tried on files of
  /// [#BSDIFF_TRIAL_BYTES] together at most: above, it would take longer than about 20 seconds and
  /// hardly ever win.
  AUTO,
  /// Knows tensors and their fields; files of any size in little memory. Programs older than this
  /// one do not read it.
  TENSOR,
  /// BSDIFF40: read by `bspatch`, Python's bsdiff4 and the older program. Needs about 10 bytes of
  /// memory for each byte of the base and 5 for each of the new file.
  BSDIFF,
  /// The new file as it is: the last resort.
  WHOLE;

  /// The largest pair, in bytes of both files, that [#AUTO] tries bsdiff on.
  public static final long BSDIFF_TRIAL_BYTES = 24L << 20;

  /// Reads an engine's name.
  ///
  /// @param text `auto`, `tensor`, `bsdiff` or `whole`
  /// @return the engine
  /// @throws NexusException.InvalidValue when it is none
  public static DeltaEngine parse(String text) {
    for (DeltaEngine engine : values()) {
      if (engine.toString().equals(text)) {
        return engine;
      }
    }
    throw NexusException.invalidValue(
        "no such engine: " + Display.escape(text, 40), "use auto, tensor, bsdiff or whole");
  }

  /// As it is typed.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
