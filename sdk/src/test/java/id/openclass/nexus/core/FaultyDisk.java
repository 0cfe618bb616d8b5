package id.openclass.nexus.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// The computer's disk with something that happens at its n-th operation: a failure, or whatever a
/// test does. Only paths from [#path] go through it. Looking at attributes is no operation: what
/// asks whether a file is there takes a failure for a no.
///
/// ```java
/// for (int n = 0; ; n++) {
///   FaultyDisk disk = FaultyDisk.failingAt(n);
///   // work with disk.path(folder)
///   if (!disk.isReached()) break;
/// }
/// ```
public final class FaultyDisk {
  /// What programs do with a disk.
  public enum Operation {
    /// Opens a file that is there, to read it.
    OPEN,
    /// Opens a file to write it.
    CREATE,
    /// Reads bytes.
    READ,
    /// Writes bytes.
    WRITE,
    /// Has the disk keep what was written.
    FORCE,
    /// Cuts a file.
    TRUNCATE,
    /// Locks a file.
    LOCK,
    /// Makes a folder.
    MAKE_FOLDER,
    /// Lists a folder.
    LIST,
    /// Renames.
    MOVE,
    /// Removes.
    DELETE
  }

  private static final Set<Operation> NEEDING_SPACE =
      EnumSet.of(Operation.CREATE, Operation.WRITE, Operation.FORCE, Operation.MAKE_FOLDER);

  private final int at;
  private final Event event;
  private final AtomicInteger operations = new AtomicInteger();
  private final FaultyFileSystem files = new FaultyFileSystem(this);

  /// What happens.
  @FunctionalInterface
  public interface Event {
    /// Called before an operation.
    ///
    /// @param operation which
    /// @param number how many operations came since the one that was waited for, 0 for that one
    /// @throws IOException to let it fail
    void before(Operation operation, int number) throws IOException;
  }

  private FaultyDisk(int at, Event event) {
    this.at = at;
    this.event = event;
  }

  /// One operation fails, those after it work again: a bad cable.
  ///
  /// @param number how many operations come before it
  /// @return the disk
  public static FaultyDisk failingAt(int number) {
    return at(
        number,
        (operation, since) -> {
          if (since == 0) {
            throw new IOException("Input/output error");
          }
        });
  }

  /// From some operation on there is no space left.
  ///
  /// @param number how many operations come before it
  /// @return the disk
  public static FaultyDisk fullAt(int number) {
    return at(
        number,
        (operation, since) -> {
          if (NEEDING_SPACE.contains(operation)) {
            throw new IOException("No space left on device");
          }
        });
  }

  /// Something happens at an operation.
  ///
  /// @param number how many operations come before it
  /// @param event called for it and for all after it
  /// @return the disk
  public static FaultyDisk at(int number, Event event) {
    return new FaultyDisk(number, event);
  }

  /// A path on this disk.
  ///
  /// @param real a path of the default file system
  /// @return the same file, through this disk
  public Path path(Path real) {
    return files.wrap(real);
  }

  /// Whether the operation was reached.
  ///
  /// @return false when there were fewer operations
  public boolean isReached() {
    return operations.get() > at;
  }

  void before(Operation operation) throws IOException {
    int number = operations.getAndIncrement() - at;
    if (number >= 0) {
      event.before(operation, number);
    }
  }
}
