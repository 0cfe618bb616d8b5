package id.openclass.nexus.archive;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// The entries of a zip by its central directory, each checked to be a plain file or folder.
final class ZipDirectory {
  /// More entries than any package has; commons-compress reads them all before we see one.
  private static final int MOST_ENTRIES = PackageLayout.FOREIGN_ENTRIES;

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
    try {
      ZipFile zip =
          ZipFile.builder()
              .setSeekableByteChannel(new SourceChannel(source))
              .setIgnoreLocalFileHeader(true)
              .get();
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
    }
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

  @Nullable ZipArchiveEntry endingIn(String suffix) {
    return entries.stream().filter(e -> e.getName().endsWith(suffix)).findFirst().orElse(null);
  }

  /// Where an entry's data begins.
  long dataOffset(ZipArchiveEntry entry) {
    try (InputStream raw = zip.getRawInputStream(entry)) {
      // Opening it made the library read the local header.
      return raw == null ? -1 : entry.getDataOffset();
    } catch (IOException e) {
      throw fault("entry " + Display.escape(entry.getName(), 80) + " has a broken header");
    }
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

  InputStream stream(ZipArchiveEntry entry) throws IOException {
    return zip.getInputStream(entry);
  }
}
