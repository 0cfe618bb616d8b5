package id.openclass.nexus.archive;

import id.openclass.nexus.codec.Ending;
import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Display;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
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

  /// What may be around the table: tar's zeros, and the frames of its members.
  private static final int TABLE_PADDING = 64 << 10;

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

  /// The small files, and the header of the table that follows them.
  private record Small(List<SmallFile> files, TarArchiveEntry table) {}

  private byte[] smallMembers() {
    byte[] coded = readUpTo(tail.smallFiles(), tail.table(), MOST_SMALL);
    return GzipMember.contentOf(coded, MOST_SMALL, name(), tail.smallFiles());
  }

  private Small readSmall() {
    List<SmallFile> files = new ArrayList<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new ByteArrayInputStream(smallMembers()))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        if (!TarGzInput.isFile(e)) {
          throw malformed(
              "entry " + Display.escape(e.getName(), 80) + " is not a file", tail.smallFiles());
        }
        if (e.getName().endsWith("/" + PackageLayout.CHUNKS)) {
          return new Small(files, e);
        }
        files.add(new SmallFile(e.getName(), tar.readAllBytes()));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw malformed("the small files' tar headers are broken", tail.smallFiles());
    }
    throw malformed("the archive has no chunk table", tail.smallFiles());
  }

  @Override
  List<SmallFile> readSmallEntries() {
    return readSmall().files();
  }

  private byte[] tableMembers() {
    int most = ChunkTable.mostBytes(sizeBytes()) + TABLE_PADDING;
    long end = sizeBytes() - GzipMember.TAIL_BYTES;
    return GzipMember.contentOf(
        readUpTo(tail.table(), end, most + TABLE_PADDING), most, name(), tail.table());
  }

  @Override
  byte[] readTable() {
    byte[] members = tableMembers();
    long size = readSmall().table().getSize();
    if (size > members.length) {
      throw malformed("the chunk table is shorter than its entry says", tail.table());
    }
    return Arrays.copyOf(members, (int) size);
  }

  @Override
  public long modelEnd() {
    return tail.smallFiles();
  }

  @Override
  ArchiveWriter writerAfterModel(Appender out) {
    Instant time = readSmall().table().getLastModifiedTime().toInstant();
    return new TarGzWriter(out, folder(), time);
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

  @Override
  void checkCrc(long crc) {
    // Each chunk's member has its own, which was checked with the chunk.
  }

  /// Section 8, "a gap or an overlap": every byte that is not of the model must be the one that
  /// this program would write, so that a reader from front to end sees the same files.
  @Override
  public void checkLayout(String modelFile) {
    ChunkTable table = table();
    Small small = readSmall();
    Instant time = small.table().getLastModifiedTime().toInstant();
    long firstChunk = table.range(0).offset();
    byte[] model = TarEntries.header(folder() + "/" + modelFile, table.modelBytes(), time);
    if (!Arrays.equals(content(0, firstChunk, MOST_HEADER), model)) {
      throw malformed("the model's tar header does not say what the manifest says", 0);
    }
    long end = checkChunksTouch();
    byte[] padding = new byte[TarEntries.padding(table.modelBytes())];
    requireSame(content(end, tail.smallFiles(), MOST_HEADER), padding, end);
    byte[] tableBytes = table.toBytes();
    requireSame(smallMembers(), smallContent(tableBytes.length, time), tail.smallFiles());
    int last = TarEntries.padding(tableBytes.length) + 2 * TarEntries.BLOCK;
    requireSame(tableMembers(), Arrays.copyOf(tableBytes, tableBytes.length + last), tail.table());
  }

  private byte[] smallContent(int tableBytes, Instant time) {
    byte[] files = TarEntries.whole(folder(), smallFiles(), time);
    byte[] header = TarEntries.header(folder() + "/" + PackageLayout.CHUNKS, tableBytes, time);
    return ByteBuffer.allocate(files.length + header.length).put(files).put(header).array();
  }

  private byte[] content(long start, long end, int most) {
    return start == end
        ? new byte[0]
        : GzipMember.contentOf(readUpTo(start, end, most), most, name(), start);
  }

  private void requireSame(byte[] found, byte[] expected, long offset) {
    if (!Arrays.equals(found, expected)) {
      throw malformed("what lies between the files is not as this format has it", offset);
    }
  }
}
