package id.openclass.nexus.core;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file that is needed for a while: [#close] removes it, and so does an interrupt.
///
/// Its name is always the same, `.NAME.ROLE.part` beside what is being made, so the next run takes
/// over what a killed one left. The caller holds an [OutputFile] or [OutputFolder] of that NAME,
/// which keeps two runs apart. One thread at a time.
public final class ScratchFile implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private ScratchFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
    Unfinished.add(this, this::close);
  }

  /// Makes an empty file.
  ///
  /// @param target what is being made
  /// @param role what the file is for, one word
  /// @return the file
  /// @throws NexusException.Storage when the folder cannot be written
  public static ScratchFile beside(Path target, String role) {
    Path absolute = target.toAbsolutePath();
    Path path = absolute.resolveSibling("." + absolute.getFileName() + "." + role + ".part");
    try {
      Files.deleteIfExists(path);
      return new ScratchFile(path, FileChannel.open(path, CREATE_NEW, READ, WRITE));
    } catch (IOException e) {
      throw NexusException.io("write", path, e);
    }
  }

  /// Where it is.
  ///
  /// @return its path
  public Path path() {
    return path;
  }

  /// The file, open for reading and writing.
  ///
  /// @return the channel; this object closes it
  public FileChannel channel() {
    return channel;
  }

  /// Removes the file. Repeating it does nothing.
  @Override
  public void close() {
    Unfinished.remove(this);
    try {
      channel.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw NexusException.io("remove", path, e);
    }
  }
}
