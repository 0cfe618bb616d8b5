package id.openclass.nexus.core;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// A folder that appears under its name whole or not at all: filled as `.NAME.part` beside it, then
/// renamed. The twin of [OutputFile]; the lock is a file beside it, `.NAME.lock`. One thread at a
/// time.
public final class OutputFolder implements AutoCloseable {
  private final Path target;
  private final Path temporary;
  private final Path replaced;
  private final Path lockFile;
  private final FileChannel lock;

  private OutputFolder(Path target, Path temporary, Path lockFile, FileChannel lock) {
    this.target = target;
    this.temporary = temporary;
    this.replaced = target.resolveSibling("." + target.getFileName() + ".old");
    this.lockFile = lockFile;
    this.lock = lock;
    Unfinished.add(this, this::close);
  }

  /// Starts a folder, dropping what a killed run left behind.
  ///
  /// @param target the final name
  /// @return an empty temporary folder
  /// @throws NexusException.Storage when it cannot be made
  /// @throws NexusException.Refused when another process fills the same folder
  public static OutputFolder create(Path target) {
    Path absolute = target.toAbsolutePath();
    Path temporary = absolute.resolveSibling("." + absolute.getFileName() + ".part");
    Path lockFile = absolute.resolveSibling("." + absolute.getFileName() + ".lock");
    try {
      Files.createDirectories(temporary.resolveSibling("."));
      FileChannel channel =
          LockedFile.create(lockFile, "another process is writing this folder", target);
      OutputFolder output = new OutputFolder(absolute, temporary, lockFile, channel);
      output.start();
      return output;
    } catch (IOException e) {
      throw NexusException.io("write", temporary, e);
    }
  }

  /// Drops what a run before could not take away, when there is anything. Another process that is
  /// at work on it is left alone.
  ///
  /// @param target the final name, whatever is there
  public static void removeLeftover(Path target) {
    Path absolute = target.toAbsolutePath();
    boolean left =
        Files.exists(absolute.resolveSibling("." + absolute.getFileName() + ".part"))
            || Files.exists(absolute.resolveSibling("." + absolute.getFileName() + ".lock"));
    if (!left) {
      return;
    }
    try {
      create(target).close();
    } catch (NexusException.Refused e) {
      // Somebody is at work: it is no leftover.
    }
  }

  private void start() throws IOException {
    try {
      // A run that was killed between the two renames left the folder under its other name.
      if (Files.exists(replaced) && !Files.exists(target)) {
        Files.move(replaced, target, StandardCopyOption.ATOMIC_MOVE);
      }
      deleteTree(replaced);
      deleteTree(temporary);
      Files.createDirectory(temporary);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /// The temporary folder.
  ///
  /// @return its path
  public Path path() {
    return temporary;
  }

  /// Gives the folder its final name.
  ///
  /// @param overwrite whether a folder of that name may be replaced
  /// @throws NexusException.Refused when one is there and may not be replaced
  public void commit(boolean overwrite) {
    try {
      if (Files.exists(target)) {
        if (!overwrite) {
          throw NexusException.refused(
              "a folder of this name is there", Display.escape(target.toString()), "add --force");
        }
        Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      deleteTree(replaced);
    } catch (IOException e) {
      throw NexusException.io("write", target, e);
    }
  }

  /// Drops what was not committed. Repeating it does nothing.
  @Override
  public void close() {
    Unfinished.remove(this);
    // The lock is given up whatever happens, so that the same process may try again.
    try (lock) {
      deleteTree(temporary);
      Files.deleteIfExists(lockFile);
    } catch (IOException e) {
      throw NexusException.io("remove", temporary, e);
    }
  }

  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException thrown)
              throws IOException {
            if (thrown != null) {
              throw thrown;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
