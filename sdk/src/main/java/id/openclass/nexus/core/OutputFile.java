package id.openclass.nexus.core;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;

/// A file that appears under its name whole or not at all: written as `.NAME.part` beside it,
/// forced to disk, then renamed.
///
/// The temporary name is always the same, so what a killed run left behind is taken over by the
/// next one; a lock on it keeps two runs apart. [#close()] without [#commit] removes it. One thread
/// at a time.
public final class OutputFile implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private final boolean resumable;
  private volatile boolean open = true;

  private OutputFile(Path target, Path temporary, FileChannel channel, boolean resumable) {
    this.target = target;
    this.temporary = temporary;
    this.channel = channel;
    this.resumable = resumable;
    Unfinished.add(this, this::close);
  }

  /// Drops every file and folder of this process that is not committed: for a process that is told
  /// to end. Threads that are still writing them fail.
  public static void discardAll() {
    Unfinished.discardAll();
  }

  /// What [#commit] found under the final name.
  public enum Outcome {
    /// The file is new, or replaced another.
    WRITTEN,
    /// The same bytes were there already and were left alone.
    ALREADY_THERE;

    /// As answers have it: `written`, `already_there`.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Starts a file, making its folder where needed.
  ///
  /// @param target the final name
  /// @return an empty temporary file
  /// @throws NexusException.Storage when the folder cannot be written
  /// @throws NexusException.Refused when another process writes the same file, or the name is a
  ///   folder's
  public static OutputFile create(Path target) {
    return open(target, false);
  }

  /// Starts a file that only its owner can read and write, from its first byte (mode 600; where a
  /// file system has no modes, its own rules count).
  ///
  /// @param target the final name
  /// @return an empty temporary file
  /// @throws NexusException.Storage when the folder cannot be written
  /// @throws NexusException.Refused when another process writes the same file, or the name is a
  ///   folder's
  public static OutputFile secret(Path target) {
    boolean modes = target.getFileSystem().supportedFileAttributeViews().contains("posix");
    return modes
        ? open(target, false, PosixFilePermissions.asFileAttribute(OWNER_ONLY))
        : open(target, false);
  }

  /// Starts a file, or goes on with what a run before left of it: the caller checks what it finds
  /// in [#channel]. Without [#commit] the temporary file stays, for the next run, unless it is
  /// dropped with [#discard].
  ///
  /// @param target the final name
  /// @return the temporary file
  /// @throws NexusException.Storage when the folder cannot be written
  /// @throws NexusException.Refused when another process writes the same file, or the name is a
  ///   folder's
  public static OutputFile resume(Path target) {
    return open(target, true);
  }

  private static OutputFile open(Path target, boolean resumable, FileAttribute<?>... attributes) {
    Path absolute = target.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null || Files.isDirectory(absolute)) {
      throw NexusException.refused(
          "there is a folder of this name", Display.escape(target.toString()), "name a file");
    }
    Path temporary = folder.resolve("." + absolute.getFileName() + ".part");
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw NexusException.io("make", folder, e);
    }
    try {
      String busy = "another process is writing this file";
      FileChannel channel =
          resumable
              ? LockedFile.takeOver(temporary, busy, target)
              : LockedFile.create(temporary, busy, target, attributes);
      return new OutputFile(target, temporary, channel, resumable);
    } catch (IOException e) {
      throw NexusException.io("write", temporary, e);
    }
  }

  /// The temporary file, open for reading and writing.
  ///
  /// @return the channel; this object closes it
  public FileChannel channel() {
    return channel;
  }

  /// The final name.
  ///
  /// @return the path as it was given
  public Path target() {
    return target;
  }

  /// Forces the bytes to disk and gives them the final name.
  ///
  /// @param overwrite whether other bytes under that name may be replaced
  /// @return whether a file was written
  /// @throws NexusException.Refused when other bytes are there and may not be replaced
  /// @throws NexusException.Storage when the disk fails
  public Outcome commit(boolean overwrite) {
    try {
      if (Files.exists(target)) {
        boolean same = Files.isRegularFile(target) && Files.mismatch(temporary, target) < 0;
        if (same) {
          discard();
          return Outcome.ALREADY_THERE;
        }
        if (!overwrite) {
          throw NexusException.refused(
              "a file with other content has this name",
              Display.escape(target.toString()),
              "to replace it, add --force; or name another folder with --out");
        }
      }
      channel.force(true);
      move();
      channel.close();
      open = false;
      Unfinished.remove(this);
      return Outcome.WRITTEN;
    } catch (IOException e) {
      throw NexusException.io("write", target, e);
    }
  }

  /// Renames while the lock is held, so that nobody else takes the file for a leftover.
  private void move() throws IOException {
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // Some file systems rename no open file, some not atomically.
      channel.close();
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
    forceFolder();
  }

  private void forceFolder() {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    try (FileChannel handle = FileChannel.open(folder, READ)) {
      handle.force(true);
    } catch (IOException e) {
      // Windows has no folder handles: the rename is as durable as it gets there.
    }
  }

  /// Drops what was not committed, or keeps it for the next run when it can be resumed. Repeating
  /// it does nothing.
  @Override
  public void close() {
    end(!resumable);
  }

  /// Drops what was not committed. After [#close] or [#commit] it does nothing.
  public void discard() {
    end(true);
  }

  private void end(boolean drop) {
    if (!open) {
      return;
    }
    open = false;
    Unfinished.remove(this);
    // The lock is given up whatever happens, so that the same process may try again.
    try (channel) {
      if (drop) {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw NexusException.io("remove", temporary, e);
    }
  }
}
