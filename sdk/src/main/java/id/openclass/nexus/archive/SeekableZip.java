package id.openclass.nexus.archive;

import id.openclass.nexus.codec.Ending;
import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.jspecify.annotations.Nullable;

/// Reads a zip of ours: `docs/package-format.md` section 7.
final class SeekableZip extends SeekableArchive {
  private static final int LOCAL_TIME_AT = 10;

  private final ZipDirectory directory;

  private SeekableZip(ByteSource source, ZipDirectory directory) {
    super(source);
    this.directory = directory;
  }

  static @Nullable SeekableZip tryOpen(ByteSource source) {
    if (!ZipDirectory.looksLikeZip(source)) {
      return null;
    }
    ZipDirectory directory = ZipDirectory.read(source);
    List<ZipArchiveEntry> entries = directory.entries();
    boolean ours =
        entries.size() > 2
            && isCalled(entries.getLast(), PackageLayout.CHUNKS)
            && entries.stream().anyMatch(e -> isCalled(e, PackageLayout.MANIFEST));
    return ours ? new SeekableZip(source, directory) : null;
  }

  private static boolean isCalled(ZipArchiveEntry entry, String name) {
    String path = entry.getName();
    return path.indexOf('/') == path.length() - name.length() - 1 && path.endsWith(name);
  }

  @Override
  public ArchiveFormat format() {
    return ArchiveFormat.ZIP;
  }

  private ZipArchiveEntry model() {
    return directory.entries().getFirst();
  }

  private ZipArchiveEntry chunks() {
    return directory.entries().getLast();
  }

  @Override
  List<SmallFile> readSmallEntries() {
    List<ZipArchiveEntry> entries = directory.entries();
    List<SmallFile> files = new ArrayList<>();
    int left = PackageLayout.SMALL_FILES_BYTES;
    for (ZipArchiveEntry entry : entries.subList(1, entries.size() - 1)) {
      byte[] content = directory.content(entry, left);
      left -= content.length;
      files.add(new SmallFile(entry.getName(), content));
    }
    return files;
  }

  @Override
  byte[] readTable() {
    return directory.content(chunks(), ChunkTable.mostBytes(sizeBytes()));
  }

  @Override
  public long modelEnd() {
    return directory.entries().get(1).getLocalHeaderOffset();
  }

  @Override
  ArchiveWriter writerAfterModel(Appender out) {
    ZipArchiveEntry e = model();
    ZipHeaders.Entry entry =
        ZipHeaders.Entry.model(e.getName(), e.getCrc(), e.getCompressedSize(), e.getSize());
    return ZipWriter.after(entry, out, folder(), dosTime());
  }

  private int dosTime() {
    return ByteBuffer.wrap(source.read(new ByteRange(LOCAL_TIME_AT, 4)))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getInt();
  }

  @Override
  ByteRange body(ByteRange coded) {
    return new ByteRange(0, coded.length());
  }

  @Override
  Ending ending() {
    return Ending.OPEN;
  }

  @Override
  boolean frameFits(byte[] coded, int codedLength, byte[] content, int length) {
    return true;
  }

  @Override
  void checkCrc(long crc) {
    if (model().getCrc() != crc) {
      throw malformed("the CRC-32 of the model is not the one in its header", 0);
    }
  }

  /// Section 8, "a gap or an overlap": every byte that is not an entry's data must be the one that
  /// this program would write, and the model's data must be the chunks' runs.
  @Override
  public void checkLayout(String modelFile) {
    List<ZipHeaders.Entry> expected = new ArrayList<>();
    int dosTime = dosTime();
    long at = 0;
    for (ZipArchiveEntry entry : directory.entries()) {
      ZipHeaders.Entry header = header(entry, expected.isEmpty(), modelFile, at);
      byte[] local = ZipHeaders.local(header, dosTime);
      requireBytes(at, local, "the header of entry " + header.name());
      expected.add(header);
      if (expected.size() == 1) {
        checkModelData(at + local.length, entry.getCompressedSize());
      }
      at += local.length + entry.getCompressedSize();
    }
    byte[] end = ZipHeaders.directory(expected, dosTime, at);
    requireBytes(at, end, "the directory");
    if (at + end.length != sizeBytes()) {
      throw malformed("there is something after the directory", at + end.length);
    }
  }

  private ZipHeaders.Entry header(
      ZipArchiveEntry entry, boolean isModel, String modelFile, long at) {
    long coded = entry.getCompressedSize();
    return isModel
        ? ZipHeaders.Entry.model(
            folder() + "/" + modelFile, entry.getCrc(), coded, table().modelBytes())
        : ZipHeaders.Entry.small(entry.getName(), at, entry.getCrc(), coded, entry.getSize());
  }

  private void requireBytes(long at, byte[] expected, String what) {
    boolean there = expected.length <= sizeBytes() - at;
    if (!there || !Arrays.equals(source.read(new ByteRange(at, expected.length)), expected)) {
      throw malformed(what + " is not as this format has it", at);
    }
  }

  private void checkModelData(long start, long length) {
    if (table().range(0).offset() != start || checkChunksTouch() + 2 != start + length) {
      throw malformed("the chunk table does not cover the model's data", start);
    }
    requireBytes(start + length - 2, ZipWriter.END_OF_DATA, "the end of the model's data");
  }
}
