package id.openclass.nexus.store;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.trust.MetadataName;
import id.openclass.nexus.trust.MetadataStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// The metadata that a client trusts, as files of a folder: `root.json`, `timestamp.json` and so
/// on, each written whole or not at all.
///
/// @param folder made when first written to
public record MetadataFolder(Path folder) implements MetadataStorage {
  @Override
  public Optional<byte[]> read(String role) {
    Path file = file(role);
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw NexusException.io("read", file, e);
    }
  }

  @Override
  public void write(String role, byte[] bytes) {
    Path file = file(role);
    try (OutputFile out = OutputFile.create(file)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        out.channel().write(buffer);
      }
      out.commit(true);
    } catch (IOException e) {
      throw NexusException.io("write", file, e);
    }
  }

  @Override
  public void remove(String role) {
    Path file = file(role);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw NexusException.io("remove", file, e);
    }
  }

  private Path file(String role) {
    return folder.resolve(MetadataName.fileName(role));
  }
}
