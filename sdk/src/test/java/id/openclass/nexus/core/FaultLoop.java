package id.openclass.nexus.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// Lets some work fail at operation 0, 1, 2 and so on until it passes untouched. After each failure
/// what is visible in the output folder must be right, and the same work again must succeed and
/// leave nothing else.
///
/// @param out the folder that the work writes into; emptied after each round
/// @param names what the work leaves there
/// @param work what is tried; it must go through the disk that it is given
/// @param check insists on all that must hold after a failure too: that the inputs are untouched,
///   and that those of the names that are there are right
public record FaultLoop(Path out, List<String> names, Consumer<FaultyDisk> work, Runnable check) {
  /// Tries each operation.
  ///
  /// @param faults makes the disk that fails at an operation
  /// @return how many operations the work has
  public int run(IntFunction<FaultyDisk> faults) {
    for (int number = 0; ; number++) {
      String where = "operation " + number;
      FaultyDisk disk = faults.apply(number);
      boolean failed = fails(disk, where);
      check.run();
      assertThat(visible()).as(where).isSubsetOf(names);
      if (!disk.isReached()) {
        assertThat(failed).as("untouched after " + where).isFalse();
        assertThat(all()).as("untouched after " + where).containsExactlyElementsOf(names);
        empty();
        return number;
      }
      work.accept(FaultyDisk.failingAt(Integer.MAX_VALUE));
      check.run();
      assertThat(all()).as("again after " + where).containsExactlyElementsOf(names);
      empty();
    }
  }

  /// A failure that the work gets over is none.
  private boolean fails(FaultyDisk disk, String where) {
    try {
      work.accept(disk);
      return false;
    } catch (NexusException e) {
      assertThat(e).as(where).isInstanceOf(NexusException.Storage.class);
      return true;
    }
  }

  private List<String> visible() {
    return all().stream().filter(name -> !name.startsWith(".")).toList();
  }

  private List<String> all() {
    try (Stream<Path> files = Files.list(out)) {
      return files.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void empty() {
    try (Stream<Path> files = Files.walk(out)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(out)) {
          Files.delete(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
