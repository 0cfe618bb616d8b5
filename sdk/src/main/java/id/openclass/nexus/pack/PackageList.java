package id.openclass.nexus.pack;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The packages in a folder.
public final class PackageList {
  private PackageList() {}

  /// A file that is a package by its name.
  ///
  /// @param path the file
  /// @param sizeBytes its size
  /// @param modified when it was last written
  /// @param metadata what it says; null when it cannot be read
  /// @param fault why it cannot be read; null when it can
  public record Item(
      Path path,
      long sizeBytes,
      Instant modified,
      @Nullable PackageMetadata metadata,
      @Nullable String fault) {}

  /// Lists a folder, newest file first, then by name. What looks like a package and cannot be read
  /// is listed with its fault.
  ///
  /// @param folder an existing folder
  /// @return its `.tar.gz`, `.tgz` and `.zip` files
  /// @throws NexusException.NotFound when there is no such folder
  public static List<Item> of(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(PackageList::isNamedLikeOne)
          .map(PackageList::item)
          .sorted(
              Comparator.comparing(Item::modified)
                  .reversed()
                  .thenComparing(item -> item.path().toString()))
          .toList();
    } catch (IOException e) {
      throw NexusException.io("read", folder, e);
    }
  }

  private static boolean isNamedLikeOne(Path path) {
    String name = String.valueOf(path.getFileName());
    boolean ends = name.endsWith(".tar.gz") || name.endsWith(".tgz") || name.endsWith(".zip");
    return ends && !name.startsWith(".") && Files.isRegularFile(path);
  }

  private static Item item(Path path) {
    try {
      long size = Files.size(path);
      Instant modified = Files.getLastModifiedTime(path).toInstant();
      try (ModelPackage pack = ModelPackage.open(path)) {
        return new Item(path, size, modified, pack.metadata(), null);
      } catch (NexusException e) {
        return new Item(path, size, modified, null, Display.escape(String.valueOf(e.getMessage())));
      }
    } catch (IOException e) {
      throw NexusException.io("read", path, e);
    }
  }
}
