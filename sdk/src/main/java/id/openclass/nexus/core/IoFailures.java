package id.openclass.nexus.core;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Tells which [NexusException] an [IOException] on a path is.
final class IoFailures {
  private IoFailures() {}

  static NexusException translate(String action, Path path, IOException cause) {
    String where = Display.escape(path.toString());
    if (cause instanceof NoSuchFileException) {
      return NexusException.notFound(path, cause);
    }
    if (isFull(cause)) {
      return NexusException.storage(
          "no space left on the disk",
          where + free(path),
          "free some space there, or name another folder with --out",
          cause);
    }
    if (cause instanceof AccessDeniedException || says(cause, "read-only file system")) {
      return NexusException.storage(
          "not allowed to " + action + " this",
          where,
          "look at its owner and permissions, or name another folder",
          cause);
    }
    if (cause instanceof NotDirectoryException) {
      return NexusException.storage("not a folder", where, null, cause);
    }
    return NexusException.storage(
        "could not " + action + " this: " + Display.escape(String.valueOf(cause.getMessage()), 200),
        where,
        null,
        cause);
  }

  private static boolean isFull(IOException cause) {
    // Java has no exception type for it; these are what Linux, macOS and Windows say.
    return says(cause, "no space left")
        || says(cause, "disk quota exceeded")
        || says(cause, "not enough space")
        || says(cause, "file too large");
  }

  private static boolean says(IOException cause, String words) {
    String message = cause.getMessage();
    return message != null && message.toLowerCase(Locale.ROOT).contains(words);
  }

  private static String free(Path path) {
    Path folder = existing(path.toAbsolutePath());
    try {
      return folder == null
          ? ""
          : " (" + Display.grouped(Files.getFileStore(folder).getUsableSpace()) + " bytes free)";
    } catch (IOException e) {
      return "";
    }
  }

  private static @Nullable Path existing(@Nullable Path path) {
    Path at = path;
    while (at != null && !Files.exists(at)) {
      at = at.getParent();
    }
    return at;
  }
}
