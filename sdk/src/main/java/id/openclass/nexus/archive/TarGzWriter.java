package id.openclass.nexus.archive;

import id.openclass.nexus.codec.Ending;
import java.time.Instant;
import java.util.List;

/// Lays out a tar.gz: `docs/package-format.md` section 6.
final class TarGzWriter extends ArchiveWriter {
  private final Instant time;
  private long modelBytes;

  TarGzWriter(Appender out, String folder, Instant time) {
    super(out, folder);
    this.time = time;
  }

  @Override
  void beginModel(String name, long sizeBytes) {
    modelBytes = sizeBytes;
    out.write(GzipMember.of(TarEntries.header(folder + "/" + name, sizeBytes, time)));
  }

  @Override
  int codedOffset() {
    return GzipMember.HEADER_BYTES;
  }

  @Override
  Ending ending() {
    return Ending.FINAL;
  }

  @Override
  int frame(byte[] buffer, int codedLength, int crc, int contentLength) {
    return GzipMember.frame(buffer, codedLength, crc, contentLength);
  }

  @Override
  void endModel(long crc) {
    int padding = TarEntries.padding(modelBytes);
    if (padding > 0) {
      out.write(GzipMember.of(new byte[padding]));
    }
  }

  @Override
  void finish(List<SmallFile> files, ChunkTable table) {
    byte[] tableBytes = table.toBytes();
    long smallFilesAt = out.position();
    out.write(GzipMember.of(TarEntries.whole(folder, files, time)));
    String name = folder + "/" + PackageLayout.CHUNKS;
    out.write(GzipMember.of(TarEntries.header(name, tableBytes.length, time)));
    long tableAt = out.position();
    out.write(GzipMember.of(tableBytes));
    int end = TarEntries.padding(tableBytes.length) + 2 * TarEntries.BLOCK;
    out.write(GzipMember.of(new byte[end]));
    out.write(GzipMember.tail(new GzipMember.Tail(smallFilesAt, tableAt)));
  }
}
