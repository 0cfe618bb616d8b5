package id.openclass.nexus.archive;

import id.openclass.nexus.codec.Ending;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// Lays out a zip: `docs/package-format.md` section 7. Written here because no library lets an
/// entry's data come in runs whose places are known.
final class ZipWriter extends ArchiveWriter {
  /// An empty final block.
  static final byte[] END_OF_DATA = {3, 0};

  private final List<ZipHeaders.Entry> entries = new ArrayList<>();
  private final int dosTime;
  private long modelDataAt;

  ZipWriter(Appender out, String folder, int dosTime) {
    super(out, folder);
    this.dosTime = dosTime;
  }

  /// Goes on after a model that was written before.
  static ZipWriter after(ZipHeaders.Entry model, Appender out, String folder, int dosTime) {
    ZipWriter writer = new ZipWriter(out, folder, dosTime);
    writer.entries.add(model);
    return writer;
  }

  @Override
  void beginModel(String name, long sizeBytes) {
    ZipHeaders.Entry entry = ZipHeaders.Entry.model(path(name), 0, 0, sizeBytes);
    entries.add(entry);
    out.write(ZipHeaders.local(entry, dosTime));
    modelDataAt = out.position();
  }

  private String path(String name) {
    return folder + "/" + name;
  }

  @Override
  int codedOffset() {
    return 0;
  }

  @Override
  Ending ending() {
    return Ending.OPEN;
  }

  @Override
  int frame(byte[] buffer, int codedLength, int crc, int contentLength) {
    return codedLength;
  }

  @Override
  void endModel(long crc) {
    out.write(END_OF_DATA);
    ZipHeaders.Entry begun = entries.getFirst();
    ZipHeaders.Entry entry =
        ZipHeaders.Entry.model(begun.name(), crc, out.position() - modelDataAt, begun.size());
    entries.set(0, entry);
    // Only now are CRC and coded size known: they go into the header at the front.
    ByteBuffer header = ByteBuffer.wrap(ZipHeaders.local(entry, dosTime));
    out.writeAt(entry.at() + ZipHeaders.LOCAL_CRC_AT, header.position(ZipHeaders.LOCAL_CRC_AT));
  }

  @Override
  void finish(List<SmallFile> files, ChunkTable table) {
    files.forEach(file -> add(file.name(), file.content()));
    add(PackageLayout.CHUNKS, table.toBytes());
    out.write(ZipHeaders.directory(entries, dosTime, out.position()));
  }

  private void add(String name, byte[] content) {
    byte[] coded = deflate(content);
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipHeaders.Entry entry =
        ZipHeaders.Entry.small(
            path(name), out.position(), crc.getValue(), coded.length, content.length);
    entries.add(entry);
    out.write(ZipHeaders.local(entry, dosTime));
    out.write(coded);
  }

  private static byte[] deflate(byte[] content) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
      out.write(content);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }
}
