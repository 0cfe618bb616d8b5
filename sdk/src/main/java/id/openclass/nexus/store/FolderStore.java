package id.openclass.nexus.store;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A store in a folder: a key is the path of a file below it. `docs/stores.md` section 3. Threads
/// and processes may share the folder.
public final class FolderStore implements Store.Writable {
  private static final int BUFFER = 1 << 20;

  private final Path root;

  private FolderStore(Path root) {
    this.root = root;
  }

  /// The store in a folder.
  ///
  /// @param root the folder; made by the first write
  /// @return the store
  public static FolderStore at(Path root) {
    return new FolderStore(root.toAbsolutePath().normalize());
  }

  @Override
  public String name() {
    return Display.escape(root.toString());
  }

  @Override
  public String address(ObjectKey key) {
    return Display.escape(path(key).toString());
  }

  /// The file of an object, to be read in place.
  ///
  /// @param key its key
  /// @return a path; that there is such a file is not checked
  public Path file(ObjectKey key) {
    return path(key);
  }

  private Path path(ObjectKey key) {
    return root.resolve(key.text());
  }

  @Override
  public Optional<ObjectSource> find(ObjectKey key) {
    Path file = existing(key);
    try {
      return file == null ? Optional.empty() : Optional.of(FileObject.of(file));
    } catch (NexusException.NotFound e) {
      return Optional.empty();
    }
  }

  /// The file of a key, if there is one of exactly this name inside the folder.
  private @Nullable Path existing(ObjectKey key) {
    Path file = path(key);
    if (!Files.exists(file)) {
      return null;
    }
    try {
      Path real = file.toRealPath();
      // As text: paths of Windows are equal when they differ by case.
      if (!real.toString().equals(root.toRealPath().resolve(key.text()).toString())) {
        throw NexusException.refused(
            "a link, or a file system that takes upper and lower case for the same, leads elsewhere: "
                + Display.escape(real.toString(), 200),
            address(key),
            "keep files of a store inside its folder, under their own names");
      }
      return Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS) ? real : null;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw NexusException.io("read", file, e);
    }
  }

  @Override
  public OutputFile.Outcome writeNew(
      ObjectKey key, ByteSource content, Digest sha256, Progress.Task sent) {
    if (existing(key) != null) {
      return compare(key, content, sha256);
    }
    makeFolders(path(key));
    try (OutputFile file = OutputFile.create(path(key))) {
      if (existing(key) != null) {
        // Another writer was faster, between the look and the lock.
        return compare(key, content, sha256);
      }
      DryRunStore.requireDigest(content, copy(content, file.channel(), sent), sha256);
      return file.commit(false);
    } catch (IOException e) {
      throw NexusException.io("write", path(key), e);
    }
  }

  private OutputFile.Outcome compare(ObjectKey key, ByteSource content, Digest sha256) {
    try (ByteSource there = ByteSource.of(path(key))) {
      boolean same = there.length() == content.length() && Digest.of(there).equals(sha256);
      if (!same) {
        throw DryRunStore.otherContent(address(key));
      }
      return OutputFile.Outcome.ALREADY_THERE;
    }
  }

  private static Digest copy(ByteSource from, FileChannel to, Progress.Task sent)
      throws IOException {
    MessageDigest sha = Digest.sha256(from.length());
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    for (long at = 0; at < from.length(); at += BUFFER) {
      int length = (int) Math.min(BUFFER, from.length() - at);
      from.read(at, buffer.clear().limit(length));
      Digest.feed(sha, buffer.array(), length);
      buffer.flip();
      while (buffer.hasRemaining()) {
        to.write(buffer);
      }
      sent.advance(length);
    }
    return Digest.finish(sha);
  }

  @Override
  public Optional<ObjectVersion> replace(ObjectKey key, byte[] content, ObjectVersion expected) {
    if (content.length > MOST_REPLACED_BYTES) {
      throw new IllegalArgumentException(content.length + " bytes are too many to be replaced");
    }
    makeFolders(path(key));
    // The lock on the file being written is held while the versions are compared.
    try (OutputFile file = OutputFile.create(path(key))) {
      ObjectVersion now =
          find(key).map(object -> object.info().version()).orElse(ObjectVersion.NONE);
      if (!expected.equals(ObjectVersion.ANY) && !expected.equals(now)) {
        return Optional.empty();
      }
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        file.channel().write(bytes);
      }
      file.commit(true);
      return Optional.of(open(key).info().version());
    } catch (IOException e) {
      throw NexusException.io("write", path(key), e);
    }
  }

  /// Makes the folders of a file, so that they outlast a stop of the machine.
  private void makeFolders(Path file) {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path at = file.getParent(); at != null && !Files.exists(at); at = at.getParent()) {
      missing.push(at);
    }
    for (Path folder : missing) {
      try {
        Files.createDirectory(folder);
        force(folder.getParent());
      } catch (FileAlreadyExistsException e) {
        // Another writer made it.
      } catch (IOException e) {
        throw NexusException.io("make", folder, e);
      }
    }
  }

  private static void force(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try (FileChannel handle = FileChannel.open(folder, StandardOpenOption.READ)) {
      handle.force(true);
    } catch (IOException e) {
      // Windows has no folder handles.
    }
  }

  @Override
  public void delete(ObjectKey key) {
    Path file = existing(key);
    if (file == null) {
      return;
    }
    try {
      Files.deleteIfExists(file);
      removeEmptyFolders(path(key).getParent());
    } catch (IOException e) {
      throw NexusException.io("remove", file, e);
    }
  }

  private void removeEmptyFolders(@Nullable Path folder) throws IOException {
    Path at = folder;
    while (at != null && !at.equals(root)) {
      try {
        Files.delete(at);
      } catch (DirectoryNotEmptyException | NoSuchFileException e) {
        return;
      }
      at = at.getParent();
    }
  }

  @Override
  public List<Listed> list(String prefix) {
    return FolderWalk.of(root).objects().stream()
        .filter(object -> object.key().text().startsWith(prefix))
        .toList();
  }

  @Override
  public boolean honoursConditions() {
    ObjectKey probe = ObjectKey.of("nexus-probe-" + UUID.randomUUID());
    byte[] one = {1};
    byte[] two = {2};
    try {
      Optional<ObjectVersion> first = replace(probe, one, ObjectVersion.NONE);
      boolean refused = replace(probe, two, ObjectVersion.NONE).isEmpty();
      return first.isPresent() && refused && Arrays.equals(readSmall(probe, 1).orElse(two), one);
    } finally {
      delete(probe);
    }
  }

  @Override
  public int dropUnfinished(String prefix, Instant startedBefore) {
    int dropped = 0;
    for (Path file : FolderWalk.of(root).unfinished()) {
      String place = root.relativize(file).toString().replace('\\', '/');
      if (place.replaceFirst("\\.([^/]*)\\.part$", "$1").startsWith(prefix)
          && FolderWalk.dropIfLeft(file, startedBefore)) {
        dropped++;
      }
    }
    return dropped;
  }

  /// Does nothing: nothing is open.
  @Override
  public void close() {}

  /// As `FolderStore[/srv/repository]`.
  @Override
  public String toString() {
    return "FolderStore[" + Display.escape(root.toString(), 80) + "]";
  }
}
