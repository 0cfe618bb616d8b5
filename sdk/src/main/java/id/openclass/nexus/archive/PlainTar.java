package id.openclass.nexus.archive;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/// An uncompressed tar file as the place of each file in it: nothing but headers is read, and only
/// the bytes of one file are needed to use it.
public final class PlainTar {
  /// Entries of one file.
  private static final int MOST_ENTRIES = 128;

  /// All the headers of one entry: GNU long names, PAX key-values, the entry's own.
  private static final int MOST_HEADER_BYTES = 64 << 10;

  private static final int BUFFER = 1 << 20;
  private static final int MAGIC_AT = 257;

  private PlainTar() {}

  /// A file in a tar.
  ///
  /// @param name its path, checked by [EntryNames]
  /// @param range where its bytes are
  public record Entry(String name, ByteRange range) {}

  /// Whether a file begins as a tar does (POSIX and GNU).
  ///
  /// @param source the file
  /// @return true when its first header has the magic word
  public static boolean recognises(ByteSource source) {
    if (source.length() < TarEntries.BLOCK) {
      return false;
    }
    byte[] magic = source.read(new ByteRange(MAGIC_AT, 5));
    return Arrays.equals(magic, "ustar".getBytes(StandardCharsets.US_ASCII));
  }

  /// Lists a tar.
  ///
  /// @param source the file
  /// @return its files in order, at most 128 entries with folders
  /// @throws NexusException.Malformed when a name is unsafe or comes twice, for links and devices,
  ///   and when a file ends outside
  public static List<Entry> list(ByteSource source) {
    EntryNames names = new EntryNames(source.name());
    List<Entry> files = new ArrayList<>();
    SourceChannel channel = new SourceChannel(source);
    try {
      TarArchiveEntry entry = next(channel);
      for (int count = 0; entry != null; count++, entry = next(channel)) {
        if (count >= MOST_ENTRIES) {
          throw malformed("there are more than " + MOST_ENTRIES + " entries", source, 0);
        }
        long start = channel.position();
        if (entry.getLinkFlag() == TarConstants.LF_DIR && entry.getSize() == 0) {
          names.acceptFolder(entry.getName());
        } else {
          files.add(file(entry, start, names, source));
          channel.position(start + entry.getSize() + TarEntries.padding(entry.getSize()));
        }
      }
      return List.copyOf(files);
    } catch (IOException | IllegalArgumentException e) {
      throw malformed(
          "the archive is damaged: " + Display.escape(String.valueOf(e.getMessage()), 120),
          source,
          channel.position());
    }
  }

  /// Reads one header; the channel is then where the content begins. A new reader for each, since
  /// one that goes on would read the content to skip it.
  private static @Nullable TarArchiveEntry next(SourceChannel channel) throws IOException {
    LimitedInput limited = new LimitedInput(Channels.newInputStream(channel));
    limited.allow(MOST_HEADER_BYTES);
    @SuppressWarnings("resource") // closing it would close nothing and read ahead
    TarArchiveInputStream tar = new TarArchiveInputStream(limited);
    return tar.getNextEntry();
  }

  private static Entry file(
      TarArchiveEntry entry, long start, EntryNames names, ByteSource source) {
    if (!TarGzInput.isFile(entry) || entry.getName().endsWith("/")) {
      throw malformed(
          "entry " + Display.escape(entry.getName(), 80) + " is a link or a device", source, start);
    }
    String name = names.accept(entry.getName());
    long size = entry.getSize();
    if (size < 0 || size > source.length() - start) {
      throw malformed(
          "entry "
              + Display.escape(name, 80)
              + " is said to have "
              + Display.grouped(size)
              + " bytes, "
              + Display.grouped(source.length() - start)
              + " are left",
          source,
          start);
    }
    return new Entry(name, new ByteRange(start, size));
  }

  private static NexusException malformed(String fault, ByteSource source, long offset) {
    return NexusException.malformed(fault, source.name(), offset, "get the file again");
  }

  /// Appends a file.
  ///
  /// @param path what errors call the tar
  /// @param channel the tar
  /// @param name of the entry, with its folders
  /// @param content its bytes
  /// @param time of the entry
  public static void append(
      Path path, FileChannel channel, String name, ByteSource content, Instant time) {
    write(path, channel, TarEntries.header(name, content.length(), time));
    byte[] buffer = new byte[(int) Math.min(BUFFER, content.length())];
    for (long at = 0; at < content.length(); at += buffer.length) {
      int length = (int) Math.min(buffer.length, content.length() - at);
      content.read(at, ByteBuffer.wrap(buffer, 0, length));
      write(path, channel, Arrays.copyOf(buffer, length));
    }
    write(path, channel, new byte[TarEntries.padding(content.length())]);
  }

  /// Ends a tar.
  ///
  /// @param path what errors call it
  /// @param channel the tar
  public static void end(Path path, FileChannel channel) {
    write(path, channel, new byte[2 * TarEntries.BLOCK]);
  }

  private static void write(Path path, FileChannel channel, byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      throw NexusException.io("write", path, e);
    }
  }
}
