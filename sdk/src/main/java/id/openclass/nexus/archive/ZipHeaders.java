package id.openclass.nexus.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/// The headers of a zip of ours (PKWARE APPNOTE 6.3.10), byte by byte: `docs/package-format.md`
/// section 7. The writer writes them; the reader makes them again, so that a header that other
/// programs could read otherwise is noticed.
final class ZipHeaders {
  private static final long MAX_32 = 0xffff_ffffL;
  private static final short DEFLATED = 8;
  private static final int VERSION_PLAIN = 20;
  private static final int VERSION_ZIP64 = 45;
  private static final int UNIX = 3 << 8;

  /// Where a local header has CRC and coded size.
  static final int LOCAL_CRC_AT = 14;

  private ZipHeaders() {}

  /// An entry.
  ///
  /// @param name whole path, ASCII
  /// @param at where its local header begins
  /// @param zip64 whether its sizes are 64-bit fields
  /// @param crc CRC-32 of its content
  /// @param coded coded bytes
  /// @param size bytes of content
  record Entry(String name, long at, boolean zip64, long crc, long coded, long size) {
    /// An entry whose sizes are known.
    static Entry small(String name, long at, long crc, long coded, long size) {
      return new Entry(name, at, false, crc, coded, size);
    }

    /// The model's entry: whether it needs 64-bit fields is decided before it is coded.
    static Entry model(String name, long crc, long coded, long size) {
      long worst = size + (long) ChunkTable.countFor(size) * ChunkTable.MAX_EXPANSION;
      return new Entry(name, 0, worst >= MAX_32, crc, coded, size);
    }

    byte[] ascii() {
      return name.getBytes(StandardCharsets.US_ASCII);
    }
  }

  static byte[] local(Entry e, int dosTime) {
    byte[] name = e.ascii();
    ByteBuffer b = buffer(30 + name.length + (e.zip64 ? 20 : 0));
    b.putInt(0x04034b50).putShort((short) (e.zip64 ? VERSION_ZIP64 : VERSION_PLAIN));
    b.putShort((short) 0).putShort(DEFLATED).putInt(dosTime).putInt((int) e.crc);
    b.putInt(e.zip64 ? -1 : (int) e.coded).putInt(e.zip64 ? -1 : (int) e.size);
    b.putShort((short) name.length).putShort((short) (e.zip64 ? 20 : 0)).put(name);
    if (e.zip64) {
      b.putShort((short) 1).putShort((short) 16).putLong(e.size).putLong(e.coded);
    }
    return b.array();
  }

  /// The central directory and all that follows it.
  ///
  /// @param at where it begins
  static byte[] directory(List<Entry> entries, int dosTime, long at) {
    List<byte[]> headers = entries.stream().map(e -> central(e, dosTime)).toList();
    int size = headers.stream().mapToInt(h -> h.length).sum();
    byte[] end = end(entries.size(), at, size);
    ByteBuffer b = buffer(size + end.length);
    headers.forEach(b::put);
    return b.put(end).array();
  }

  private static byte[] central(Entry e, int dosTime) {
    byte[] name = e.ascii();
    boolean farAway = e.at >= MAX_32;
    int extra = (e.zip64 ? 16 : 0) + (farAway ? 8 : 0);
    boolean zip64 = extra > 0;
    int version = zip64 ? VERSION_ZIP64 : VERSION_PLAIN;
    ByteBuffer b = buffer(46 + name.length + (zip64 ? 4 + extra : 0));
    b.putInt(0x02014b50).putShort((short) (UNIX | version)).putShort((short) version);
    b.putShort((short) 0).putShort(DEFLATED).putInt(dosTime).putInt((int) e.crc);
    b.putInt(e.zip64 ? -1 : (int) e.coded).putInt(e.zip64 ? -1 : (int) e.size);
    b.putShort((short) name.length).putShort((short) (zip64 ? 4 + extra : 0));
    b.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    b.putInt(0100644 << 16).putInt(farAway ? -1 : (int) e.at).put(name);
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

  private static byte[] end(int count, long at, long size) {
    boolean zip64 = at >= MAX_32;
    ByteBuffer b = buffer(22 + (zip64 ? 76 : 0));
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

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// MS-DOS time and date in UTC, in steps of 2 s, from 1980 to 2107.
  static int dosTime(Instant time) {
    LocalDateTime t = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    if (t.getYear() < 1980) {
      return 1 << 21 | 1 << 16;
    }
    int year = Math.min(t.getYear(), 2107) - 1980;
    int date = year << 9 | t.getMonthValue() << 5 | t.getDayOfMonth();
    return date << 16 | t.getHour() << 11 | t.getMinute() << 5 | t.getSecond() / 2;
  }
}
