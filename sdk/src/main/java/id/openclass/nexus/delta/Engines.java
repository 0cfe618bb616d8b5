package id.openclass.nexus.delta;

import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Picks an engine: the one that was asked for, or the one whose delta is smallest.
final class Engines {
  private static final Engine TENSOR = new TensorEngine();
  private static final Engine WHOLE = new WholeEngine();

  private Engines() {}

  /// The engine that reads a type.
  static Engine of(DeltaType type) {
    return switch (type) {
      case TENSOR -> TENSOR;
      case BINARY -> new BsdiffEngine();
      case FILE_BASED -> WHOLE;
    };
  }

  /// A delta that was made.
  ///
  /// @param type what it is
  /// @param made what it was made of
  /// @param file where it is
  /// @param notes for people: which engines were left out, and why
  record Choice(DeltaType type, Engine.Made made, Path file, List<String> notes) {}

  /// Makes one delta file in a folder, named for its type.
  ///
  /// @throws NexusException.Refused when the engine that was asked for cannot do it
  static Choice make(Path base, Path result, Path folder, DeltaOptions options) {
    long baseBytes = size(base);
    long resultBytes = size(result);
    return switch (options.engine()) {
      case AUTO -> smallest(base, result, folder, options);
      case TENSOR -> make(TENSOR, base, result, folder, options);
      case WHOLE -> make(WHOLE, base, result, folder, options);
      case BSDIFF -> {
        Engine engine = new BsdiffEngine();
        Optional<String> obstacle = engine.obstacle(baseBytes, resultBytes);
        if (obstacle.isPresent()) {
          throw NexusException.refused(
              obstacle.get(),
              result.toString(),
              "leave out --engine bsdiff, or give Java more memory, for example"
                  + " NEXUS_JAVA_OPTIONS=-Xmx8g");
        }
        yield make(engine, base, result, folder, options);
      }
    };
  }

  private static Choice make(
      Engine engine, Path base, Path result, Path folder, DeltaOptions options) {
    Path file = folder.resolve(engine.type().fileName());
    return new Choice(engine.type(), engine.make(base, result, file, options), file, List.of());
  }

  private static Choice smallest(Path base, Path result, Path folder, DeltaOptions options) {
    long together = size(base) + size(result);
    List<String> notes = new ArrayList<>();
    Choice best = make(TENSOR, base, result, folder, options);
    Engine bsdiff = new BsdiffEngine();
    boolean tried =
        together <= DeltaEngine.BSDIFF_TRIAL_BYTES
            && bsdiff.obstacle(size(base), size(result)).isEmpty();
    if (tried) {
      best = smaller(best, make(bsdiff, base, result, folder, options));
    }
    if (best.made().deltaBytes() >= size(result)) {
      best = smaller(best, make(WHOLE, base, result, folder, options));
    }
    if (best.type() == DeltaType.FILE_BASED) {
      notes.add("no delta is smaller than the new file: the update holds the whole file");
    }
    return new Choice(best.type(), best.made(), best.file(), notes);
  }

  /// The smaller of two; at the same size the second, which more programs read. Removes the other.
  private static Choice smaller(Choice first, Choice second) {
    boolean firstWins = first.made().deltaBytes() < second.made().deltaBytes();
    delete(firstWins ? second.file() : first.file());
    return firstWins ? first : second;
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw NexusException.io("remove", file, e);
    }
  }

  static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw NexusException.io("read", file, e);
    }
  }
}
