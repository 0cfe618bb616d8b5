package id.openclass.nexus.archive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts zips together byte by byte, also ones that no writer would make.
final class RawZip {
  /// An entry and the lies about it.
  static final class Entry {
    String localName;
    String name;
    byte[] data;
    byte[] localExtra = {};
    byte[] extra = {};
    byte[] comment = {};
    int flags;
    int method = 8;
    int time = ZipHeaders.dosTime(ArchiveContract.TIME);
    long crc;
    int coded;
    int size;
    int attributes = 0100644 << 16;
    int at;
    @Nullable Integer atInDirectory;

    Entry(String name, byte[] content) {
      this.localName = name;
      this.name = name;
      this.data = RawTar.stored(content, true);
      this.crc = RawTar.crc(content);
      this.coded = data.length;
      this.size = content.length;
    }
  }

  final List<Entry> entries = new ArrayList<>();
  byte[] prefix = {};
  byte[] beforeDirectory = {};
  byte[] suffix = {};
  @Nullable Integer count;

  Entry add(String name, byte[] content) {
    Entry entry = new Entry(name, content);
    entries.add(entry);
    return entry;
  }

  Entry add(String name, String content) {
    return add(name, content.getBytes(StandardCharsets.UTF_8));
  }

  Entry entry(String end) {
    return entries.stream().filter(e -> e.name.endsWith(end)).findFirst().orElseThrow();
  }

  byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(prefix);
    for (Entry e : entries) {
      e.at = out.size();
      byte[] name = e.localName.getBytes(StandardCharsets.UTF_8);
      out.writeBytes(
          common(buffer(30).putInt(0x04034b50).putShort((short) 20), e)
              .putShort((short) name.length)
              .putShort((short) e.localExtra.length)
              .array());
      out.writeBytes(name);
      out.writeBytes(e.localExtra);
      out.writeBytes(e.data);
    }
    out.writeBytes(beforeDirectory);
    int at = out.size();
    entries.forEach(e -> out.writeBytes(central(e)));
    int size = out.size() - at;
    short n = (short) (count == null ? entries.size() : count);
    ByteBuffer end = buffer(22).putInt(0x06054b50).putInt(0).putShort(n).putShort(n);
    out.writeBytes(end.putInt(size).putInt(at).putShort((short) 0).array());
    out.writeBytes(suffix);
    return out.toByteArray();
  }

  private static byte[] central(Entry e) {
    byte[] name = e.name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer b = buffer(46 + name.length + e.extra.length + e.comment.length);
    common(b.putInt(0x02014b50).putShort((short) (3 << 8 | 20)).putShort((short) 20), e);
    b.putShort((short) name.length).putShort((short) e.extra.length);
    b.putShort((short) e.comment.length).putInt(0).putInt(e.attributes);
    b.putInt(e.atInDirectory == null ? e.at : e.atInDirectory);
    return b.put(name).put(e.extra).put(e.comment).array();
  }

  private static ByteBuffer common(ByteBuffer b, Entry e) {
    b.putShort((short) e.flags).putShort((short) e.method).putInt(e.time);
    return b.putInt((int) e.crc).putInt(e.coded).putInt(e.size);
  }

  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
