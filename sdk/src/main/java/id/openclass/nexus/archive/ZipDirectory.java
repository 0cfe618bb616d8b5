package id.openclass.nexus.archive;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/// The entries of a zip by its central directory, each checked to be a plain file or folder.
final class ZipDirectory {
  private static final int MOST_ENTRIES = PackageLayout.FOREIGN_ENTRIES;

  /// What may be read to find the entries: the library keeps them all before we see one.
  private static final int MOST_DIRECTORY_BYTES = 768 << 10;

  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int LOCAL_HEADER_BYTES = 30;

  private final ByteSource source;
  private final ZipFile zip;
  private final List<ZipArchiveEntry> entries;

  private ZipDirectory(ByteSource source, ZipFile zip) {
    this.source = source;
    this.zip = zip;
    this.entries = Collections.list(zip.getEntriesInPhysicalOrder());
  }

  static boolean looksLikeZip(ByteSource source) {
    if (source.length() < 22) {
      return false;
    }
    byte[] start = source.read(new ByteRange(0, 4));
    return start[0] == 'P' && start[1] == 'K' && start[2] == 3 && start[3] == 4;
  }

  static ZipDirectory read(ByteSource source) {
    SourceChannel channel = new SourceChannel(source);
    try {
      channel.allow(MOST_DIRECTORY_BYTES);
      // Python and unzip know no names in extra fields, and Python refuses local names that differ.
      ZipFile zip =
          ZipFile.builder()
              .setSeekableByteChannel(channel)
              .setIgnoreLocalFileHeader(true)
              .setUseUnicodeExtraFields(false)
              .get();
      channel.allow(Long.MAX_VALUE);
      ZipDirectory directory = new ZipDirectory(source, zip);
      directory.check();
      return directory;
    } catch (IOException | IllegalArgumentException e) {
      throw NexusException.malformed(
          "the zip's directory is broken or missing",
          source.name(),
          -1,
          "the copy was probably cut short; copy it again");
    }
  }

  private void check() {
    if (entries.size() > MOST_ENTRIES) {
      throw fault(
          "there are " + entries.size() + " entries; a package has " + MOST_ENTRIES + " at most");
    }
    long end = 0;
    for (ZipArchiveEntry e : entries) {
      String name = "entry " + Display.escape(e.getName(), 80);
      if (e.isUnixSymlink() || !isPlain(e.getUnixMode())) {
        throw fault(name + " is a link or a device");
      }
      if (e.getGeneralPurposeBit().usesEncryption()) {
        throw fault(name + " is encrypted");
      }
      if (e.getMethod() != ZipEntry.DEFLATED && e.getMethod() != ZipEntry.STORED) {
        throw fault(name + " is coded by method " + e.getMethod() + ", which packages do not use");
      }
      if (e.getSize() < 0 || e.getCompressedSize() < 0) {
        throw fault(name + " has no size");
      }
      end = checkPlace(e, name, end);
    }
  }

  /// Local header and data must lie in the file, after those of the entry before, and have the same
  /// name.
  ///
  /// @return the first byte after them
  private long checkPlace(ZipArchiveEntry entry, String name, long previousEnd) {
    long at = entry.getLocalHeaderOffset();
    long room = source.length() - LOCAL_HEADER_BYTES;
    if (at < previousEnd || at > room) {
      throw fault(name + " lies over another one or outside the file");
    }
    ByteBuffer header = ByteBuffer.wrap(source.read(new ByteRange(at, LOCAL_HEADER_BYTES)));
    header.order(ByteOrder.LITTLE_ENDIAN);
    int nameLength = Short.toUnsignedInt(header.getShort(26));
    long dataAt = at + LOCAL_HEADER_BYTES + nameLength + Short.toUnsignedInt(header.getShort(28));
    if (header.getInt(0) != LOCAL_SIGNATURE
        || dataAt > source.length() - entry.getCompressedSize()) {
      throw fault(name + " has a broken header");
    }
    byte[] local = source.read(new ByteRange(at + LOCAL_HEADER_BYTES, nameLength));
    boolean same = Arrays.equals(local, entry.getRawName());
    if (!same || Short.toUnsignedInt(header.getShort(8)) != entry.getMethod()) {
      throw fault(name + " is another one in the directory than in its own header");
    }
    return dataAt + entry.getCompressedSize();
  }

  private static boolean isPlain(int mode) {
    int type = mode & 0170000;
    return type == 0 || type == 0100000 || type == 0040000;
  }

  NexusException fault(String message) {
    return NexusException.malformed(
        message, source.name(), -1, "do not unpack this archive; get it again from its publisher");
  }

  List<ZipArchiveEntry> entries() {
    return entries;
  }

  /// The content of a small entry, exactly as long as it declares.
  byte[] content(ZipArchiveEntry entry, int most) {
    String name = "entry " + Display.escape(entry.getName(), 80);
    if (entry.getSize() < 0 || entry.getSize() > most) {
      throw fault(name + " has " + entry.getSize() + " bytes, allowed are " + most);
    }
    try (var in = stream(entry)) {
      byte[] content = in.readNBytes((int) entry.getSize() + 1);
      if (content.length != entry.getSize()) {
        throw fault(name + " is not as long as it declares (" + entry.getSize() + " bytes)");
      }
      return content;
    } catch (IOException e) {
      throw fault(name + " is damaged");
    }
  }

  /// An entry's content; reading its end checks the CRC-32.
  InputStream stream(ZipArchiveEntry entry) throws IOException {
    return new CheckedContent(zip.getInputStream(entry), entry.getCrc());
  }

  /// The library's own stream does not look at the CRC-32 that Python and unzip insist on.
  private static final class CheckedContent extends FilterInputStream {
    private final CRC32 crc = new CRC32();
    private final long expected;

    CheckedContent(InputStream in, long expected) {
      super(in);
      this.expected = expected;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int n = super.read(into, offset, length);
      if (n > 0) {
        crc.update(into, offset, n);
      } else if (n < 0 && crc.getValue() != expected) {
        throw new IOException("a CRC-32 is wrong");
      }
      return n;
    }
  }
}
