package id.openclass.nexus.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// Tar headers and whole small entries as bytes, with fixed owners and modes.
final class TarEntries {
  static final int BLOCK = 512;

  /// What the header's own field holds: outside it, and for fractions, a PAX header would be
  /// needed.
  private static final long MOST_SECONDS = 077777777777L;

  private TarEntries() {}

  /// A header alone; the content is written by others.
  static byte[] header(String name, long size, Instant time) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      // Closing it would demand the content.
      TarArchiveOutputStream tar = tar(bytes);
      tar.putArchiveEntry(entry(name, size, time));
      tar.flush();
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  /// Whole entries, without the blocks that end an archive.
  static byte[] whole(String folder, List<SmallFile> files, Instant time) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      TarArchiveOutputStream tar = tar(bytes);
      for (SmallFile file : files) {
        tar.putArchiveEntry(entry(folder + "/" + file.name(), file.content().length, time));
        tar.write(file.content());
        tar.closeArchiveEntry();
      }
      tar.flush();
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static TarArchiveOutputStream tar(ByteArrayOutputStream bytes) {
    TarArchiveOutputStream tar =
        new TarArchiveOutputStream(bytes, -511, StandardCharsets.UTF_8.name());
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    return tar;
  }

  private static TarArchiveEntry entry(String name, long size, Instant time) {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(size);
    entry.setMode(0100644);
    entry.setIds(0, 0);
    entry.setNames("", "");
    long seconds = Math.clamp(time.getEpochSecond(), 0, MOST_SECONDS);
    entry.setLastModifiedTime(FileTime.from(seconds, TimeUnit.SECONDS));
    return entry;
  }

  /// Zeros from the end of an entry's content to the next block.
  static int padding(long contentBytes) {
    return (int) (-contentBytes & (BLOCK - 1));
  }
}
