package id.openclass.nexus.archive;

import java.util.function.Consumer;

/// Zip structures that lie, or that readers take in different ways.
final class HostileZip {
  private static final byte[] ZIP64_HUGE =
      RawZip.buffer(20).putShort((short) 1).putShort((short) 16).putLong(-2).putLong(-2).array();
  private static final byte[] UNICODE_PATH =
      RawZip.buffer(13)
          .putShort((short) 0x7075)
          .putShort((short) 9)
          .put((byte) 1)
          .putInt(0)
          .putInt(0)
          .array();

  private final ArchiveVectors v;

  private HostileZip(ArchiveVectors v) {
    this.v = v;
  }

  static void addTo(ArchiveVectors v) {
    HostileZip all = new HostileZip(v);
    all.anyZip();
    all.ours();
  }

  /// The same lie in a zip of ours and in a foreign one.
  private void lie(String name, String says, String why, Consumer<RawZip> change) {
    RawZip ours = new RawPackage().zip();
    change.accept(ours);
    v.refused(name + "-ours.zip", says, why, ours.toBytes());
    RawZip foreign = new RawPackage().foreignZip();
    change.accept(foreign);
    v.refused(name + ".zip", says, why, foreign.toBytes());
  }

  private static RawZip.Entry readme(RawZip zip) {
    return zip.entry("README.md");
  }

  private void anyZip() {
    lie("link", "link or a device", "a symbolic link", z -> readme(z).attributes = 0120777 << 16);
    lie("char-device", "link or a device", "a device", z -> readme(z).attributes = 0020666 << 16);
    lie("encrypted", "encrypted", "an encrypted entry", z -> readme(z).flags = 1);
    lie("method", "method 14", "LZMA", z -> readme(z).method = 14);
    lie("method-aes", "method 99", "AES", z -> readme(z).method = 99);
    lie(
        "local-name",
        "another one",
        "another name in its own header",
        z -> readme(z).localName = "tiny-1.0.0/READYOU.m");
    lie("overlap", "lies over", "two entries are the same bytes", z -> readme(z).atInDirectory = 0);
    lie("offset", "", "an entry beyond the file", z -> readme(z).atInDirectory = 1 << 30);
    lie("crc", "", "a wrong CRC-32", z -> readme(z).crc ^= 1);
    lie("size-larger", "as long as", "declared longer than it is", z -> readme(z).size++);
    lie("size-smaller", "as long as", "declared shorter than it is", z -> readme(z).size--);
    lie("coded-larger", "", "its data reaches into the next", z -> readme(z).coded += 40);
    lie(
        "zip64",
        "",
        "64-bit sizes of 2^64 - 2",
        z -> {
          readme(z).extra = ZIP64_HUGE;
          readme(z).size = -1;
          readme(z).coded = -1;
        });
    lie(
        "no-directory",
        "directory",
        "the directory's end is cut off",
        z -> z.suffix = new byte[70_000]);
    lie(
        "entries",
        "",
        "more entries than any package has",
        z -> {
          for (int i = 0; i < 70; i++) {
            z.entries.add(2, new RawZip.Entry("tiny-1.0.0/" + i, new byte[0]));
          }
        });
    lie(
        "prefix",
        "neither",
        "bytes before the first entry",
        z -> z.prefix = RawPackage.utf8("#!/bin/sh\n"));
  }

  private void invalid(String name, String says, String why, Consumer<RawZip> change) {
    RawZip ours = new RawPackage().zip();
    change.accept(ours);
    v.invalid(name + "-ours.zip", says, why, ours.toBytes());
  }

  private void ours() {
    invalid(
        "comment",
        "something after",
        "bytes after the directory",
        z -> z.suffix = RawPackage.utf8("evil"));
    invalid(
        "gap",
        "directory",
        "bytes before the directory",
        z -> z.beforeDirectory = RawPackage.utf8("evil"));
    invalid(
        "extra",
        "directory",
        "an extra field in the directory",
        z -> readme(z).extra = UNICODE_PATH);
    invalid(
        "local-extra",
        "header of entry",
        "an extra field in the entry's header",
        z -> readme(z).localExtra = UNICODE_PATH);
    invalid(
        "entry-comment",
        "directory",
        "a comment",
        z -> readme(z).comment = RawPackage.utf8("evil"));
    invalid(
        "model-crc",
        "CRC-32 of the model",
        "a CRC-32 that unzip refuses",
        z -> z.entries.getFirst().crc ^= 1);
    invalid(
        "model-size",
        "header of entry",
        "a size that unzip refuses",
        z -> z.entries.getFirst().size++);
    invalid(
        "model-name",
        "header of entry",
        "another model file than the manifest's",
        z -> {
          z.entries.getFirst().name = "tiny-1.0.0/evil.gguf";
          z.entries.getFirst().localName = "tiny-1.0.0/evil.gguf";
        });
    invalid(
        "mode",
        "directory",
        "an entry that is executable",
        z -> readme(z).attributes = 0100755 << 16);
    invalid("time", "header of entry", "another time", z -> readme(z).time += 1);
    invalid(
        "stored",
        "header of entry",
        "an entry that is not deflated",
        z -> {
          RawZip.Entry e = readme(z);
          e.method = 0;
          e.data = RawPackage.utf8("# tiny\n");
          e.coded = e.data.length;
        });
    invalid("count", "", "a wrong count of entries", z -> z.count = 3);
    invalid(
        "after-chunks",
        "cover",
        "bytes in the model's data after the last chunk",
        z -> {
          RawZip.Entry e = z.entries.getFirst();
          e.data = RawTar.join(e.data, RawPackage.utf8("evil"));
          e.coded = e.data.length;
        });
  }
}
