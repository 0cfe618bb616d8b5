package id.openclass.nexus.archive;

import id.openclass.nexus.codec.Ending;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// Lays out a zip (PKWARE APPNOTE 6.3.10): `docs/package-format.md` section 7. Written here because
/// no library lets an entry's data come in runs whose places are known.
final class ZipWriter extends ArchiveWriter {
  private static final long MAX_32 = 0xffff_ffffL;
  private static final short DEFLATED = 8;
  private static final int VERSION_PLAIN = 20;
  private static final int VERSION_ZIP64 = 45;
  private static final int UNIX = 3 << 8;
  private static final int LOCAL_CRC_AT = 14;

  /// An empty final block.
  private static final byte[] END_OF_DATA = {3, 0};

  private final List<Entry> entries = new ArrayList<>();
  private long modelDataAt;

  ZipWriter(Appender out, String folder, Instant time) {
    super(out, folder, time);
  }

  private record Entry(String name, long at, boolean zip64, long crc, long coded, long size) {
    Entry measured(long crc, long coded) {
      return new Entry(name, at, zip64, crc, coded, size);
    }
  }

  @Override
  void beginModel(String name, long sizeBytes) {
    long worst = sizeBytes + (long) ChunkTable.countFor(sizeBytes) * ChunkTable.MAX_EXPANSION;
    Entry entry = new Entry(path(name), 0, worst >= MAX_32, 0, 0, sizeBytes);
    entries.add(entry);
    out.write(localHeader(entry));
    modelDataAt = out.position();
  }

  private String path(String name) {
    return folder + "/" + name;
  }

  private static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
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
    Entry entry = entries.getFirst().measured(crc, out.position() - modelDataAt);
    entries.set(0, entry);
    // Only now are CRC and coded size known: they go into the header at the front.
    ByteBuffer header = ByteBuffer.wrap(localHeader(entry));
    out.writeAt(entry.at + LOCAL_CRC_AT, header.position(LOCAL_CRC_AT));
  }

  @Override
  void finish(List<SmallFile> files, ChunkTable table) {
    files.forEach(file -> add(file.name(), file.content()));
    add(PackageLayout.CHUNKS, table.toBytes());
    long directoryAt = out.position();
    entries.forEach(entry -> out.write(centralHeader(entry)));
    out.write(endOfDirectory(directoryAt, out.position() - directoryAt));
  }

  private void add(String name, byte[] content) {
    byte[] coded = deflate(content);
    CRC32 crc = new CRC32();
    crc.update(content);
    Entry entry =
        new Entry(path(name), out.position(), false, crc.getValue(), coded.length, content.length);
    entries.add(entry);
    out.write(localHeader(entry));
    out.write(coded);
  }

  private static byte[] deflate(byte[] content) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
      out.write(content);
    } catch (java.io.IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }

  private byte[] localHeader(Entry e) {
    ByteBuffer b =
        ByteBuffer.allocate(30 + e.name.length() + (e.zip64 ? 20 : 0))
            .order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(0x04034b50).putShort((short) (e.zip64 ? VERSION_ZIP64 : VERSION_PLAIN));
    b.putShort((short) 0).putShort(DEFLATED).putInt(dosTime()).putInt((int) e.crc);
    b.putInt(e.zip64 ? -1 : (int) e.coded).putInt(e.zip64 ? -1 : (int) e.size);
    b.putShort((short) e.name.length()).putShort((short) (e.zip64 ? 20 : 0)).put(ascii(e.name));
    if (e.zip64) {
      b.putShort((short) 1).putShort((short) 16).putLong(e.size).putLong(e.coded);
    }
    return b.array();
  }

  private byte[] centralHeader(Entry e) {
    boolean farAway = e.at >= MAX_32;
    int extra = (e.zip64 ? 16 : 0) + (farAway ? 8 : 0);
    boolean zip64 = extra > 0;
    int version = zip64 ? VERSION_ZIP64 : VERSION_PLAIN;
    ByteBuffer b =
        ByteBuffer.allocate(46 + e.name.length() + (zip64 ? 4 + extra : 0))
            .order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(0x02014b50).putShort((short) (UNIX | version)).putShort((short) version);
    b.putShort((short) 0).putShort(DEFLATED).putInt(dosTime()).putInt((int) e.crc);
    b.putInt(e.zip64 ? -1 : (int) e.coded).putInt(e.zip64 ? -1 : (int) e.size);
    b.putShort((short) e.name.length()).putShort((short) (zip64 ? 4 + extra : 0));
    b.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    b.putInt(0100644 << 16).putInt(farAway ? -1 : (int) e.at).put(ascii(e.name));
    if (zip64) {
      b.putShort((short) 1).putShort((short) extra);
    }
    if (e.zip64) {
      b.putLong(e.size).putLong(e.coded);
    }
    if (farAway) {
      b.putLong(e.at);
    }
    return b.array();
  }

  private byte[] endOfDirectory(long at, long size) {
    boolean zip64 = at >= MAX_32;
    ByteBuffer b = ByteBuffer.allocate(22 + (zip64 ? 76 : 0)).order(ByteOrder.LITTLE_ENDIAN);
    int count = entries.size();
    if (zip64) {
      b.putInt(0x06064b50).putLong(44);
      b.putShort((short) (UNIX | VERSION_ZIP64)).putShort((short) VERSION_ZIP64);
      b.putInt(0).putInt(0).putLong(count).putLong(count).putLong(size).putLong(at);
      b.putInt(0x07064b50).putInt(0).putLong(at + size).putInt(1);
    }
    b.putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
    b.putShort((short) count).putShort((short) count);
    b.putInt((int) size).putInt(zip64 ? -1 : (int) at).putShort((short) 0);
    return b.array();
  }

  /// MS-DOS time and date in UTC, in steps of 2 s, from 1980 to 2107.
  private int dosTime() {
    LocalDateTime t = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    if (t.getYear() < 1980) {
      return 1 << 21 | 1 << 16;
    }
    int year = Math.min(t.getYear(), 2107) - 1980;
    int date = year << 9 | t.getMonthValue() << 5 | t.getDayOfMonth();
    return date << 16 | t.getHour() << 11 | t.getMinute() << 5 | t.getSecond() / 2;
  }
}
