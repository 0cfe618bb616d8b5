package id.openclass.nexus.archive;

import id.openclass.nexus.codec.Ending;
import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.jspecify.annotations.Nullable;

/// Reads a zip of ours: `docs/package-format.md` section 7.
final class SeekableZip extends SeekableArchive {
  private static final int MOST_TABLE = ChunkTable.HEADER_BYTES + 48 * (1 << 20);

  private final ZipDirectory directory;
  private final ZipArchiveEntry chunks;

  private SeekableZip(ByteSource source, ZipDirectory directory, ZipArchiveEntry chunks) {
    super(source);
    this.directory = directory;
    this.chunks = chunks;
  }

  static @Nullable SeekableZip tryOpen(ByteSource source) {
    if (!ZipDirectory.looksLikeZip(source)) {
      return null;
    }
    ZipDirectory directory = ZipDirectory.read(source);
    ZipArchiveEntry chunks = directory.endingIn("/" + PackageLayout.CHUNKS);
    ZipArchiveEntry manifest = directory.endingIn("/" + PackageLayout.MANIFEST);
    return chunks == null || manifest == null ? null : new SeekableZip(source, directory, chunks);
  }

  @Override
  public ArchiveFormat format() {
    return ArchiveFormat.ZIP;
  }

  private ZipArchiveEntry model() {
    return directory.entries().getFirst();
  }

  @Override
  List<SmallFile> readSmallEntries() {
    List<SmallFile> files = new ArrayList<>();
    int left = PackageLayout.SMALL_FILES_BYTES;
    for (ZipArchiveEntry entry : directory.entries()) {
      if (!entry.equals(model()) && !entry.equals(chunks)) {
        byte[] content = directory.content(entry, left);
        left -= content.length;
        files.add(new SmallFile(entry.getName(), content));
      }
    }
    return files;
  }

  @Override
  byte[] readTable() {
    return directory.content(chunks, MOST_TABLE);
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

  /// Section 8, "a gap or an overlap": the entries must touch from the first byte to the directory,
  /// and the model's data must be the chunks' runs.
  @Override
  public void checkLayout(String modelFile) {
    if (!model().getName().equals(folder() + "/" + modelFile)
        || model().getSize() != table().modelBytes()) {
      throw malformed("the model's entry does not say what the manifest says", 0);
    }
    long at = 0;
    for (ZipArchiveEntry entry : directory.entries()) {
      long data = directory.dataOffset(entry);
      long header = 30L + entry.getName().length() + (isZip64(entry) ? 20 : 0);
      if (entry.getLocalHeaderOffset() != at || data != at + header) {
        throw malformed("there is something before entry " + entry.getName(), at);
      }
      checkLocalHeader(entry, at);
      at = data + entry.getCompressedSize();
    }
    checkDirectoryFollows(at);
    long start = directory.dataOffset(model());
    long end = checkChunksTouch();
    if (table().range(0).offset() != start || end + 2 != start + model().getCompressedSize()) {
      throw malformed("the chunk table does not cover the model's data", start);
    }
    byte[] last = source.read(new ByteRange(end, 2));
    if (last[0] != 3 || last[1] != 0) {
      throw malformed("the model's data does not end after its last chunk", end);
    }
  }

  private boolean isZip64(ZipArchiveEntry entry) {
    byte[] lengths = source.read(new ByteRange(entry.getLocalHeaderOffset() + 28, 2));
    return lengths[0] == 20 && lengths[1] == 0;
  }

  /// The name in the local header is what readers from front to end go by.
  private void checkLocalHeader(ZipArchiveEntry entry, long at) {
    byte[] name = entry.getRawName();
    byte[] local = source.read(new ByteRange(at + 30, name.length));
    byte[] method = source.read(new ByteRange(at + 6, 4));
    if (!Arrays.equals(name, local) || method[0] != 0 || method[2] != 8) {
      throw malformed("the header of entry " + entry.getName() + " differs from the directory", at);
    }
  }

  private void checkDirectoryFollows(long at) {
    byte[] signature = source.read(new ByteRange(at, 4));
    if (signature[0] != 'P' || signature[1] != 'K' || signature[2] != 1 || signature[3] != 2) {
      throw malformed("there is something between the last entry and the directory", at);
    }
  }
}
