package id.openclass.nexus.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.NexusException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Small files that would fill the memory: each expands to more than the tests' heap.
class ArchiveBombTest {
  private static final long HUGE = 2L << 30;
  private static final byte[] ZEROS = GzipMember.of(new byte[16 << 20]);

  /// Counts what is read of some bytes.
  private static final class Bytes implements ByteSource {
    private final byte[] bytes;
    private long read;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public String name() {
      return "bomb";
    }

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      read += into.remaining();
      into.put(bytes, (int) offset, into.remaining());
    }

    @Override
    public void close() {}
  }

  private static byte[] bomb(RawTar start) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(RawTar.gzip(start.toBytes()));
    for (long n = 0; n < HUGE; n += 16 << 20) {
      out.writeBytes(ZEROS);
    }
    return out.toByteArray();
  }

  private static void refuses(byte[] bytes, String says) {
    assertThatThrownBy(() -> PackageArchive.open(new Bytes(bytes)))
        .isInstanceOf(NexusException.Malformed.class)
        .hasMessageContaining(says);
  }

  @Test
  void refusesALongNameOfGigabytes() {
    RawTar tar = new RawTar().header("././@LongLink", 'L', RawTar.octal(HUGE), "");
    refuses(bomb(tar), "longer than any package has");
  }

  @Test
  void refusesKeyValuesOfGigabytes() {
    byte[] line = (HUGE + " comment=").getBytes(StandardCharsets.UTF_8);
    RawTar tar = new RawTar().header("pax", 'x', RawTar.octal(HUGE), "").content(line);
    refuses(bomb(tar), "");
  }

  @Test
  void refusesASmallFileOfGigabytes() {
    refuses(bomb(new RawTar().header("t/metadata.json", '0', RawTar.octal(HUGE), "")), "16 MiB");
  }

  @Test
  void refusesSmallFilesThatAreLargeTogether() {
    RawTar tar = new RawTar();
    for (int i = 0; i < 5; i++) {
      tar.file("t/" + i, new byte[4 << 20]);
    }
    refuses(tar.toGzip(), "16 MiB");
  }

  @Test
  void refusesAGzipHeaderWithoutEnd() {
    byte[] bytes = new byte[8 << 20];
    Arrays.fill(bytes, (byte) 'x');
    System.arraycopy(new byte[] {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 0}, 0, bytes, 0, 10);
    Bytes source = new Bytes(bytes);
    assertThatThrownBy(() -> PackageArchive.open(source))
        .isInstanceOf(NexusException.Malformed.class);
    assertThat(source.read).isLessThan(2 << 20);
  }

  @Test
  void refusesMembersOfNothingWithoutEnd() {
    byte[] empty = RawTar.gzip(new byte[0]);
    byte[] bytes = new byte[empty.length << 17];
    for (int at = 0; at < bytes.length; at += empty.length) {
      System.arraycopy(empty, 0, bytes, at, empty.length);
    }
    refuses(bytes, "");
  }

  @Test
  void refusesATableThatExpandsToMegabytes() {
    RawPackage.Tar tar = new RawPackage().new Tar();
    tar.end = new byte[48 << 20];
    byte[] small = RawTar.join(RawTar.gzip(tar.small), RawTar.gzip(tar.tableHeader));
    byte[] front = RawTar.join(RawTar.gzip(tar.front), tar.chunk, tar.padding);
    byte[] bytes =
        RawTar.join(
            front,
            small,
            RawTar.gzip(tar.table),
            GzipMember.of(tar.end),
            GzipMember.tail(new GzipMember.Tail(front.length, front.length + small.length)));
    try (SeekableArchive archive = (SeekableArchive) PackageArchive.open(new Bytes(bytes))) {
      assertThatThrownBy(archive::table).hasMessageContaining("longer than");
    }
  }

  @Test
  void refusesADirectoryOfMillionsOfEntries() {
    RawZip zip = new RawPackage().foreignZip();
    RawZip.Entry entry = zip.entries.getLast();
    entry.comment = new byte[60_000];
    for (int i = 0; i < 200; i++) {
      zip.entries.add(entry);
    }
    Bytes source = new Bytes(zip.toBytes());
    assertThatThrownBy(() -> PackageArchive.open(source))
        .isInstanceOf(NexusException.Malformed.class);
    assertThat(source.read).isLessThan(1 << 20);
  }

  @Test
  void readsAModelOfZerosInLittleMemory() {
    long size = HUGE - (16 << 20);
    RawTar tar = new RawTar().header("t/m.gguf", '0', RawTar.octal(size), "");
    byte[] bytes = bomb(tar);
    try (PackageArchive archive = PackageArchive.open(new Bytes(bytes))) {
      assertThat(((ForeignArchive) archive).modelBytes()).isEqualTo(size);
    }
    assertThat(bytes.length).isLessThan(4 << 20);
  }
}
