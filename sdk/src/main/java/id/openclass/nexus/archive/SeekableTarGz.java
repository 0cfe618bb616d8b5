package id.openclass.nexus.archive;

import id.openclass.nexus.codec.Ending;
import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Display;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/// Reads a tar.gz of ours: `docs/package-format.md` section 6.
final class SeekableTarGz extends SeekableArchive {
  /// The small files coded: DEFLATE adds 5 bytes to 64 KB at worst, tar 1 KiB to a file.
  private static final int MOST_SMALL = PackageLayout.SMALL_FILES_BYTES + (64 << 10);

  private static final int MOST_TABLE = ChunkTable.HEADER_BYTES + 48 * (1 << 20) + (64 << 10);

  /// A tar header with PAX headers before it.
  private static final int MOST_HEADER = 8 << 10;

  private final GzipMember.Tail tail;

  private SeekableTarGz(ByteSource source, GzipMember.Tail tail) {
    super(source);
    this.tail = tail;
  }

  static @Nullable SeekableTarGz tryOpen(ByteSource source) {
    long length = source.length();
    if (length < GzipMember.TAIL_BYTES) {
      return null;
    }
    byte[] last = source.read(new ByteRange(length - GzipMember.TAIL_BYTES, GzipMember.TAIL_BYTES));
    GzipMember.Tail tail = GzipMember.parseTail(last, length);
    return tail == null ? null : new SeekableTarGz(source, tail);
  }

  @Override
  public ArchiveFormat format() {
    return ArchiveFormat.TAR_GZ;
  }

  private byte[] smallMembers() {
    byte[] coded = readUpTo(tail.smallFiles(), tail.table(), MOST_SMALL);
    return GzipMember.contentOf(coded, MOST_SMALL, name(), tail.smallFiles());
  }

  @Override
  List<SmallFile> readSmallEntries() {
    List<SmallFile> files = new ArrayList<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new ByteArrayInputStream(smallMembers()))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        if (!e.isFile() || e.isLink() || e.isSymbolicLink()) {
          throw malformed(
              "entry " + Display.escape(e.getName(), 80) + " is not a file", tail.smallFiles());
        }
        if (e.getName().endsWith("/" + PackageLayout.CHUNKS)) {
          return files;
        }
        files.add(new SmallFile(e.getName(), tar.readAllBytes()));
      }
    } catch (IOException e) {
      throw malformed("the small files' tar headers are broken", tail.smallFiles());
    }
    throw malformed("the archive has no chunk table", tail.smallFiles());
  }

  private byte[] tableMembers() {
    long end = sizeBytes() - GzipMember.TAIL_BYTES;
    return GzipMember.contentOf(
        readUpTo(tail.table(), end, MOST_TABLE), MOST_TABLE, name(), tail.table());
  }

  @Override
  byte[] readTable() {
    byte[] members = tableMembers();
    long size = tarHeader(chunksHeader()).getSize();
    if (size > members.length) {
      throw malformed("the chunk table is shorter than its entry says", tail.table());
    }
    return Arrays.copyOf(members, (int) size);
  }

  /// The last block of what comes before the table.
  private byte[] chunksHeader() {
    byte[] small = smallMembers();
    return Arrays.copyOfRange(small, Math.max(0, small.length - TarEntries.BLOCK), small.length);
  }

  private TarArchiveEntry tarHeader(byte[] header) {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(header))) {
      TarArchiveEntry entry = tar.getNextEntry();
      if (entry == null
          || entry.getSize() < 0
          || !entry.isFile()
          || entry.isLink()
          || entry.isSymbolicLink()) {
        throw malformed("there should be the header of a file here", 0);
      }
      return entry;
    } catch (IOException e) {
      throw malformed("a tar header is broken", 0);
    }
  }

  @Override
  ByteRange body(ByteRange coded) {
    long bytes = coded.length() - GzipMember.HEADER_BYTES - GzipMember.TRAILER_BYTES;
    return new ByteRange(GzipMember.HEADER_BYTES, Math.max(0, bytes));
  }

  @Override
  Ending ending() {
    return Ending.FINAL;
  }

  @Override
  boolean frameFits(byte[] coded, int codedLength, byte[] content, int length) {
    CRC32 crc = new CRC32();
    crc.update(content, 0, length);
    return GzipMember.hasFrame(coded, codedLength, (int) crc.getValue(), length);
  }

  /// Section 8, "a gap or an overlap": front, chunks, padding, small files and table must touch,
  /// and be what their places say, so that a reader from front to end sees the same files.
  @Override
  public void checkLayout(String modelFile) {
    ChunkTable table = table();
    long firstChunk = table.range(0).offset();
    byte[] front =
        GzipMember.contentOf(readUpTo(0, firstChunk, MOST_HEADER), MOST_HEADER, name(), 0);
    TarArchiveEntry model = tarHeader(front);
    checkFront(front, model, modelFile);
    long end = checkChunksTouch();
    byte[] padding =
        end == tail.smallFiles()
            ? new byte[0]
            : GzipMember.contentOf(
                readUpTo(end, tail.smallFiles(), MOST_HEADER), TarEntries.BLOCK, name(), end);
    checkZeros(padding, TarEntries.padding(table.modelBytes()), end);
    checkSmallMembers();
    byte[] members = tableMembers();
    byte[] rest = Arrays.copyOfRange(members, readTable().length, members.length);
    checkZeros(rest, TarEntries.padding(readTable().length) + 2 * TarEntries.BLOCK, tail.table());
  }

  private void checkFront(byte[] front, TarArchiveEntry model, String modelFile) {
    boolean fits =
        model.getName().equals(folder() + "/" + modelFile)
            && model.getSize() == table().modelBytes()
            && front.length
                == TarEntries.header(
                        model.getName(), model.getSize(), model.getLastModifiedTime().toInstant())
                    .length;
    if (!fits) {
      throw malformed("the model's tar header does not say what the manifest says", 0);
    }
  }

  /// The members between the chunks and the table hold whole entries and the table's header, no
  /// more.
  private void checkSmallMembers() {
    byte[] small = smallMembers();
    List<SmallFile> files = readSmallEntries();
    long expected = TarEntries.BLOCK;
    for (SmallFile file : files) {
      int size = file.content().length;
      expected += TarEntries.BLOCK + size + TarEntries.padding(size);
    }
    boolean table =
        tarHeader(chunksHeader()).getName().equals(folder() + "/" + PackageLayout.CHUNKS);
    if (small.length != expected || !table) {
      throw malformed("there is something between the small files", tail.smallFiles());
    }
  }

  private void checkZeros(byte[] bytes, int expected, long offset) {
    for (byte b : bytes) {
      if (b != 0) {
        throw malformed("there is something between the entries", offset);
      }
    }
    if (bytes.length != expected) {
      throw malformed(
          "there are " + bytes.length + " bytes of padding instead of " + expected, offset);
    }
  }
}
