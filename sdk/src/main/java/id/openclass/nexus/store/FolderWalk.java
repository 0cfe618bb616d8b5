package id.openclass.nexus.store;

import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What is below a folder: objects, and files that writers left unfinished. Links are not followed.
final class FolderWalk extends SimpleFileVisitor<Path> {
  private static final String UNFINISHED = ".part";

  private final Path root;
  private final List<Store.Writable.Listed> objects = new ArrayList<>();
  private final List<Path> unfinished = new ArrayList<>();

  private FolderWalk(Path root) {
    this.root = root;
  }

  static FolderWalk of(Path root) {
    FolderWalk walk = new FolderWalk(root);
    try {
      if (Files.exists(root)) {
        Files.walkFileTree(root, walk);
      }
    } catch (IOException e) {
      throw NexusException.io("list", root, e);
    }
    walk.objects.sort(Comparator.comparing(Store.Writable.Listed::key));
    return walk;
  }

  List<Store.Writable.Listed> objects() {
    return objects;
  }

  List<Path> unfinished() {
    return unfinished;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    String key = root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    String name = String.valueOf(file.getFileName());
    if (name.startsWith(".") && name.endsWith(UNFINISHED)) {
      unfinished.add(file);
    } else if (attributes.isRegularFile() && ObjectKey.isAllowed(key)) {
      objects.add(new Store.Writable.Listed(ObjectKey.of(key), attributes.size()));
    }
    return FileVisitResult.CONTINUE;
  }

  /// A file may go while the folder is walked.
  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
    if (failure instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw failure;
  }

  /// Removes a file that is old and that nobody is writing.
  ///
  /// @return whether it did
  static boolean dropIfLeft(Path file, Instant startedBefore) {
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      boolean left =
          lock != null && Files.getLastModifiedTime(file).toInstant().isBefore(startedBefore);
      return left && Files.deleteIfExists(file);
    } catch (NoSuchFileException | OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      throw NexusException.io("remove", file, e);
    }
  }
}
