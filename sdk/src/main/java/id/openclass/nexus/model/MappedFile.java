package id.openclass.nexus.model;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A whole file in memory for reading: address space is reserved, pages are read when touched.
///
/// @param path as given
/// @param bytes the content
/// @param arena what keeps it mapped
record MappedFile(Path path, MemorySegment bytes, Arena arena) implements AutoCloseable {
  // The arena is closed by close(), or here where opening fails.
  @SuppressWarnings("MustBeClosedChecker")
  static MappedFile open(Path path) {
    if (Files.isDirectory(path)) {
      throw NexusException.invalidValue(
          "a folder, not a model file", Display.escape(path.toString()), "name one file in it");
    }
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size == 0) {
        throw NexusException.malformed(
            "the file is empty", path.toString(), 0, "copy or download it again");
      }
      return new MappedFile(path, channel.map(MapMode.READ_ONLY, 0, size, arena), arena);
    } catch (IOException e) {
      arena.close();
      throw NexusException.io("read", path, e);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  long size() {
    return bytes.byteSize();
  }

  String fileName() {
    return String.valueOf(path.getFileName());
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
