package id.openclass.nexus.archive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;

/// Puts tar.gz files together byte by byte, also ones that no writer would make.
final class RawTar {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /// A file with the size it has.
  RawTar file(String name, byte[] content) {
    return header(name, '0', octal(content.length), "").content(content);
  }

  RawTar file(String name, String content) {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /// A header; `size` is its field as text.
  RawTar header(String name, char type, String size, String link) {
    byte[] block = new byte[512];
    put(block, 0, name);
    put(block, 100, "0000644\0");
    put(block, 108, "0000000\0");
    put(block, 116, "0000000\0");
    put(block, 124, size);
    put(block, 136, "14524512006\0");
    put(block, 148, "        ");
    block[156] = (byte) type;
    put(block, 157, link);
    put(block, 257, "ustar\00000");
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    put(block, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    out.writeBytes(block);
    return this;
  }

  /// Content with its padding.
  RawTar content(byte[] content) {
    out.writeBytes(content);
    out.writeBytes(new byte[-content.length & 511]);
    return this;
  }

  /// A header with one PAX key-value before it.
  RawTar pax(char type, String key, String value) {
    int length = key.length() + value.length() + 3;
    length += String.valueOf(length + 2).length();
    String line = length + " " + key + "=" + value + "\n";
    return header("pax", type, octal(line.length()), "")
        .content(line.getBytes(StandardCharsets.UTF_8));
  }

  static String octal(long size) {
    return String.format(Locale.ROOT, "%011o\0", size);
  }

  private static void put(byte[] block, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }

  /// All entries, without the end.
  byte[] toBytes() {
    return out.toByteArray();
  }

  /// All entries and the end, as one gzip member.
  byte[] toGzip() {
    return gzip(join(toBytes(), new byte[1024]));
  }

  /// A gzip member with stored blocks: the same bytes on every system.
  static byte[] gzip(byte[] content) {
    byte[] coded = stored(content, true);
    byte[] member = new byte[18 + coded.length];
    System.arraycopy(coded, 0, member, 10, coded.length);
    int length = GzipMember.frame(member, coded.length, (int) crc(content), content.length);
    return Arrays.copyOf(member, length);
  }

  static byte[] stored(byte[] content, boolean last) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    do {
      int n = Math.min(65535, content.length - at);
      out.write(last && at + n == content.length ? 1 : 0);
      ByteBuffer b = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      out.writeBytes(b.putShort((short) n).putShort((short) ~n).array());
      out.write(content, at, n);
      at += n;
    } while (at < content.length);
    return out.toByteArray();
  }

  static long crc(byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return crc.getValue();
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
