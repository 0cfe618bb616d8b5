package id.openclass.nexus.delta;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A folder in the system's temporary folder, gone when it is closed or this process is told to
/// end.
final class TemporaryFolder implements AutoCloseable {
  private final Path parent;
  private final OutputFolder folder;

  private TemporaryFolder(Path parent, OutputFolder folder) {
    this.parent = parent;
    this.folder = folder;
  }

  /// Makes an empty one.
  ///
  /// @throws NexusException.Storage when there is no room, or no leave to
  static TemporaryFolder create() {
    try {
      Path parent = Files.createTempDirectory("nexus-");
      return new TemporaryFolder(parent, OutputFolder.create(parent.resolve("work")));
    } catch (IOException e) {
      throw NexusException.io("make", Path.of(System.getProperty("java.io.tmpdir", "")), e);
    }
  }

  Path path() {
    return folder.path();
  }

  @Override
  public void close() {
    folder.close();
    try {
      Files.deleteIfExists(parent);
    } catch (IOException e) {
      throw NexusException.io("remove", parent, e);
    }
  }
}
