package id.openclass.nexus.core;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes a new file that one process at a time can have, and takes over what a killed process left.
final class LockedFile {
  private static final Set<StandardOpenOption> NEW_FILE = Set.of(CREATE_NEW, READ, WRITE);

  /// Each round somebody else made or removed the file in between.
  private static final int ROUNDS = 10;

  private LockedFile() {}

  /// Makes an empty file and locks it; closing the channel gives it up.
  ///
  /// A file that is there already is never written to: it may be another's, just renamed. When
  /// nobody holds it, it is removed and a new one made.
  ///
  /// @param path the file
  /// @param busy what to say when another process has it, naming the final path
  /// @param target the final path, for that message
  /// @param attributes of the new file, from its first byte
  static FileChannel create(Path path, String busy, Path target, FileAttribute<?>... attributes)
      throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      try {
        FileChannel channel = FileChannel.open(path, NEW_FILE, attributes);
        if (isLocked(channel)) {
          return channel;
        }
        channel.close();
      } catch (FileAlreadyExistsException e) {
        if (!removeLeftover(path)) {
          break;
        }
      }
    }
    throw NexusException.refused(
        busy, Display.escape(target.toString()), "wait for it to end, then run this again");
  }

  /// Opens a file and locks it, with what a killed process left in it, or makes it.
  ///
  /// The name must still be the same file's once the lock is held: else it was another's, which has
  /// just renamed it.
  ///
  /// @param path the file
  /// @param busy what to say when another process has it, naming the final path
  /// @param target the final path, for that message
  static FileChannel takeOver(Path path, String busy, Path target) throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      if (!Files.exists(path)) {
        return create(path, busy, target);
      }
      Object before = identity(path);
      FileChannel channel = FileChannel.open(path, READ, WRITE);
      if (!isLocked(channel)) {
        channel.close();
        break;
      }
      if (Files.exists(path) && Objects.equals(before, identity(path))) {
        return channel;
      }
      channel.close();
    }
    throw NexusException.refused(
        busy, Display.escape(target.toString()), "wait for it to end, then run this again");
  }

  private static @Nullable Object identity(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  private static boolean removeLeftover(Path path) throws IOException {
    try (FileChannel leftover = FileChannel.open(path, READ, WRITE)) {
      if (!isLocked(leftover)) {
        return false;
      }
      Files.deleteIfExists(path);
      return true;
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}
