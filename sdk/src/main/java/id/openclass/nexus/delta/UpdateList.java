package id.openclass.nexus.delta;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The updates in a folder: to list them, and to make room.
public final class UpdateList {
  private UpdateList() {}

  /// A folder or tar that is an update by its looks.
  ///
  /// @param path where it is
  /// @param sizeBytes of all its files
  /// @param modified when its folder or file was last written
  /// @param metadata what it says; null when it cannot be read
  /// @param fault why it cannot be read; null when it can
  public record Item(
      Path path,
      long sizeBytes,
      Instant modified,
      @Nullable DeltaMetadata metadata,
      @Nullable String fault) {}

  /// What cleaning did.
  ///
  /// @param kept updates that are still there
  /// @param removed updates that were removed
  public record Cleaned(List<Path> kept, List<Path> removed) {
    /// Copies the lists.
    public Cleaned {
      kept = List.copyOf(kept);
      removed = List.copyOf(removed);
    }
  }

  /// Lists a folder: by the time that the metadata says, newest first, then by when the file was
  /// written, then by name. What looks like an update and cannot be read is listed with its fault.
  ///
  /// @param folder an existing folder
  /// @return its update folders and `.tar` files
  /// @throws NexusException.NotFound when there is no such folder
  public static List<Item> of(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(UpdateList::looksLikeOne)
          .map(UpdateList::item)
          .sorted(
              Comparator.comparing(UpdateList::createdAt)
                  .thenComparing(Item::modified)
                  .reversed()
                  .thenComparing(item -> item.path().toString()))
          .toList();
    } catch (IOException e) {
      throw NexusException.io("read", folder, e);
    } catch (UncheckedIOException e) {
      throw NexusException.io("read", folder, e);
    }
  }

  private static boolean looksLikeOne(Path path) {
    String name = String.valueOf(path.getFileName());
    boolean named = Files.isDirectory(path) || name.endsWith(".tar");
    return named && !name.startsWith(".") && UpdateFiles.recognises(path);
  }

  private static Item item(Path path) {
    try {
      Instant modified = Files.getLastModifiedTime(path).toInstant();
      try {
        DeltaUpdate update = DeltaUpdate.open(path);
        return new Item(path, update.sizeBytes(), modified, update.metadata(), null);
      } catch (NexusException e) {
        return new Item(path, 0, modified, null, Display.escape(String.valueOf(e.getMessage())));
      }
    } catch (IOException e) {
      throw NexusException.io("read", path, e);
    }
  }

  private static Instant createdAt(Item item) {
    DeltaMetadata metadata = item.metadata();
    Instant time = metadata == null ? null : metadata.createdTime();
    return time == null ? item.modified() : time;
  }

  /// Removes all but the newest updates of each package. A folder and a tar of one id count as one
  /// update. What cannot be read, and folders with files that are no part of an update, stay.
  ///
  /// @param folder an existing folder
  /// @param keep how many of each package stay, 0 or more
  /// @return what was removed
  /// @throws NexusException.InvalidValue when `keep` is negative
  public static Cleaned clean(Path folder, int keep) {
    if (keep < 0) {
      throw NexusException.invalidValue("--keep " + keep + " is negative", "keep 0 or more");
    }
    Map<String, Set<String>> newest = new HashMap<>();
    List<Path> kept = new ArrayList<>();
    List<Path> removed = new ArrayList<>();
    for (Item item : of(folder)) {
      DeltaMetadata m = item.metadata();
      if (m == null) {
        kept.add(item.path());
        continue;
      }
      Set<String> ids = newest.computeIfAbsent(m.packageName(), name -> new LinkedHashSet<>());
      boolean stays = ids.contains(m.updateId()) || ids.size() < keep;
      if (stays) {
        ids.add(m.updateId());
      }
      boolean gone = !stays && remove(item.path());
      (gone ? removed : kept).add(item.path());
    }
    return new Cleaned(kept, removed);
  }

  private static boolean remove(Path update) {
    try {
      if (Files.isDirectory(update)) {
        return removeFolder(update);
      }
      Files.delete(update);
      return true;
    } catch (IOException e) {
      throw NexusException.io("remove", update, e);
    } catch (UncheckedIOException e) {
      throw NexusException.io("remove", update, e);
    }
  }

  /// Removes a folder that holds nothing but an update. The metadata goes first, so that what an
  /// interrupt leaves is no update any more.
  private static boolean removeFolder(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = new ArrayList<>(walk.toList());
    }
    boolean ours = all.stream().filter(Files::isRegularFile).allMatch(file -> isPart(folder, file));
    if (!ours) {
      return false;
    }
    Files.delete(folder.resolve(UpdateFiles.METADATA));
    all.remove(folder.resolve(UpdateFiles.METADATA));
    for (Path path : all.reversed()) {
      Files.delete(path);
    }
    return true;
  }

  private static boolean isPart(Path folder, Path file) {
    String name = folder.relativize(file).toString().replace('\\', '/');
    return name.equals(UpdateFiles.METADATA)
        || name.equals(UpdateFiles.INFO)
        || name.startsWith(UpdateFiles.PACKAGE)
        || Stream.of(DeltaType.values()).anyMatch(type -> type.fileName().equals(name));
  }
}
