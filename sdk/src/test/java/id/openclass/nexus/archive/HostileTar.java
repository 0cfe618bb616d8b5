package id.openclass.nexus.archive;

import java.util.function.Consumer;

/// Tar and gzip structures that lie, or that readers take in different ways.
final class HostileTar {
  private final ArchiveVectors v;

  private HostileTar(ArchiveVectors v) {
    this.v = v;
  }

  static void addTo(ArchiveVectors v) {
    HostileTar all = new HostileTar(v);
    all.kinds();
    all.sizes();
    all.extensions();
    all.layouts();
    all.tails();
    all.tables();
  }

  private static RawTar foreign() {
    return new RawPackage().foreignTar();
  }

  private void kinds() {
    String[] kinds = {"1 hard link", "2 symbolic link", "3 character device", "4 block device"};
    for (String kind : kinds) {
      kind(kind.charAt(0), kind.substring(2));
    }
    kind('6', "pipe");
    kind('7', "contiguous file");
    kind('S', "sparse file");
    kind('V', "volume label");
    kind('D', "dump folder");
    RawTar link = foreign().header("tiny-1.0.0/x/", '2', RawTar.octal(0), "/etc");
    v.refused("link-called-folder.tar.gz", "link", "a link whose name ends in /", link.toGzip());
    RawTar folder = foreign().header("tiny-1.0.0/x", '5', RawTar.octal(512), "");
    byte[] hidden = folder.content(new byte[512]).toGzip();
    v.refused("folder-with-content.tar.gz", "link", "a folder that hides bytes", hidden);
  }

  private void kind(char type, String kind) {
    String file = "kind-" + kind.replace(' ', '-');
    byte[] foreign =
        foreign().header("tiny-1.0.0/x", type, RawTar.octal(0), "/etc/passwd").toGzip();
    v.refused(file + ".tar.gz", "link or a device", "a " + kind, foreign);
    RawPackage.Tar ours = new RawPackage().new Tar();
    byte[] entry =
        new RawTar().header("tiny-1.0.0/x", type, RawTar.octal(0), "/etc/passwd").toBytes();
    ours.small = RawTar.join(ours.small, entry);
    v.refused(file + "-ours.tar.gz", "", "a " + kind, ours.toBytes());
  }

  private void sizes() {
    String[] fields = {"77777777777\0", "-0000000001\0", "zzzzzzzzzzz\0"};
    for (int i = 0; i < fields.length; i++) {
      byte[] bytes = foreign().header("tiny-1.0.0/x", '0', fields[i], "").toGzip();
      v.refused("size-" + i + ".tar.gz", "", "a size of " + fields[i].strip(), bytes);
    }
    String huge = "\u0080\0\0\0\u007f" + "\u00ff".repeat(7);
    String negative = "\u00ff".repeat(12);
    v.refused(
        "size-2-63.tar.gz",
        "",
        "a size of 2^63 - 1",
        foreign().header("x", '0', huge, "").toGzip());
    v.refused(
        "size-negative.tar.gz",
        "",
        "a size of -1",
        foreign().header("x", '0', negative, "").toGzip());
    RawPackage p = new RawPackage();
    RawTar model = new RawTar().header("tiny-1.0.0/tiny.gguf", '0', huge, "").content(p.model);
    v.refused(
        "model-size-2-63.tar.gz", "is said to have", "a model of 2^63 - 1 bytes", model.toGzip());
    RawTar cut = new RawTar().header("tiny-1.0.0/tiny.gguf", '0', RawTar.octal(1L << 32), "");
    v.refused(
        "model-cut.tar.gz", "", "a model longer than the file", cut.content(p.model).toGzip());
  }

  private void extensions() {
    RawPackage p = new RawPackage();
    byte[] path = foreign().pax('x', "path", "../evil").file("harmless", "x").toGzip();
    v.refused("pax-path.tar.gz", "leaves its folder", "the true name is in a PAX header", path);
    byte[] size = foreign().pax('x', "size", "9223372036854775807").file("x", "x").toGzip();
    v.refused("pax-size.tar.gz", "", "the true size is in a PAX header", size);
    byte[] minus = foreign().pax('x', "size", "-1").file("x", "x").toGzip();
    v.refused("pax-size-negative.tar.gz", "", "a negative size in a PAX header", minus);
    byte[] link =
        foreign().pax('x', "linkpath", "/etc").header("x", '2', RawTar.octal(0), "").toGzip();
    v.refused("pax-link.tar.gz", "link", "a link in a PAX header", link);
    byte[] sparse = foreign().pax('x', "GNU.sparse.size", "99999999").file("x", "x").toGzip();
    v.refused("pax-sparse.tar.gz", "", "a sparse file by a PAX header", sparse);
    byte[] time = foreign().pax('x', "mtime", "9e99").file("tiny-1.0.0/x", "x").toGzip();
    v.refused("pax-time.tar.gz", "", "a time that is none", time);
    byte[] global = foreign().pax('g', "path", "../evil").file("x", "x").toGzip();
    v.refused("pax-global.tar.gz", "leaves its folder", "a name for all entries", global);
    String many = "a/".repeat(200);
    byte[] name = RawPackage.utf8(many + "x\0");
    RawTar gnu =
        foreign().header("././@LongLink", 'L', RawTar.octal(name.length), "").content(name);
    v.refused(
        "gnu-long-name.tar.gz",
        "characters",
        "a name of 401 characters",
        gnu.file("x", "x").toGzip());
    byte[] longer = new byte[70_000];
    java.util.Arrays.fill(longer, (byte) 'x');
    RawTar far =
        foreign().header("././@LongLink", 'L', RawTar.octal(longer.length), "").content(longer);
    v.refused(
        "gnu-endless-name.tar.gz", "longer than any package has", "a name of 70 kB", far.toGzip());
    RawTar tiny = new RawTar().pax('x', "size", String.valueOf(p.model.length + 512));
    tiny.header(p.modelName, '0', RawTar.octal(p.model.length), "").content(p.model);
    v.refused(
        "pax-model-size.tar.gz",
        "metadata",
        "PAX size swallows an entry",
        tiny.file("tiny-1.0.0/metadata.json", "").toGzip());
  }

  private void ours(
      String name, String outcome, String says, String why, Consumer<RawPackage.Tar> change) {
    RawPackage.Tar tar = new RawPackage().new Tar();
    change.accept(tar);
    v.add("attacks/" + name + ".tar.gz", outcome, says, why, tar.toBytes());
  }

  private void layouts() {
    ours(
        "front-other-name",
        "invalid",
        "tar header",
        "tar sees another model name",
        t -> t.front = TarEntries.header("tiny-1.0.0/evil.gguf", 24, ArchiveContract.TIME));
    ours(
        "front-other-size",
        "invalid",
        "tar header",
        "tar sees another size",
        t -> t.front = TarEntries.header("tiny-1.0.0/tiny.gguf", 23, ArchiveContract.TIME));
    ours(
        "front-link",
        "invalid",
        "tar header",
        "tar sees a link",
        t ->
            t.front =
                new RawTar()
                    .header("tiny-1.0.0/tiny.gguf", '2', RawTar.octal(24), "/etc")
                    .toBytes());
    ours(
        "front-more",
        "invalid",
        "",
        "an entry that only tar sees",
        t -> {
          t.front = RawTar.join(new RawTar().file("evil", "x").toBytes(), t.front);
          t.table =
              new RawPackage()
                  .table(
                      new id.openclass.nexus.core.ByteRange(
                          RawTar.gzip(t.front).length, t.chunk.length));
        });
    ours(
        "padding-content",
        "invalid",
        "between",
        "bytes in the padding",
        t -> t.padding = RawTar.gzip(RawPackage.utf8("x".repeat(488))));
    ours(
        "padding-none",
        "invalid",
        "between",
        "no padding: tar sees other headers",
        t -> t.padding = new byte[0]);
    ours(
        "padding-entry",
        "invalid",
        "",
        "an entry between model and small files",
        t ->
            t.padding =
                RawTar.gzip(RawTar.join(new byte[488], new RawTar().file("evil", "x").toBytes())));
    ours(
        "small-end",
        "refused",
        "no chunk table",
        "zeros that end the archive for tar",
        t -> t.small = RawTar.join(t.small, new byte[1024]));
    ours(
        "before-table",
        "invalid",
        "between",
        "an entry between header and table",
        t -> t.beforeTable = RawTar.gzip(new byte[1024]));
    ours(
        "end-content",
        "invalid",
        "between",
        "an entry after the table",
        t ->
            t.end =
                RawTar.join(
                    new byte[TarEntries.padding(t.table.length)],
                    new RawTar().file("evil", "x").toBytes(),
                    new byte[1024]));
    ours("end-none", "invalid", "between", "no end", t -> t.end = new byte[0]);
    ours(
        "no-table",
        "refused",
        "no chunk table",
        "no entry for the table",
        t -> t.tableHeader = new byte[0]);
    ours(
        "no-small",
        "refused",
        "no chunk table",
        "nothing before the table",
        t -> {
          t.small = new byte[0];
          t.tableHeader = new byte[0];
        });
    ours(
        "trailing",
        "refused",
        "after a valid",
        "bytes after the end",
        t -> t.suffix = RawPackage.utf8("evil"));
  }

  private void tails() {
    ours("tail-small", "refused", "", "small files are said to begin later", t -> t.smallShift = 7);
    ours(
        "tail-small-wild",
        "valid",
        "",
        "no such place: read from front to end",
        t -> t.smallShift = 1L << 62);
    ours("tail-table", "refused", "", "the table is said to begin later", t -> t.tableShift = 1);
    ours(
        "tail-table-early",
        "refused",
        "",
        "the table is said to begin earlier",
        t -> t.tableShift = -60);
  }

  private void tables() {
    ours("table-magic", "invalid", "no header", "another magic", t -> t.table[0] = 'X');
    ours("table-version", "invalid", "version 2", "a newer table", t -> t.table[8] = 2);
    ours(
        "table-chunk-size",
        "invalid",
        "chunks of",
        "chunks of 2 GiB",
        t -> t.table[15] = (byte) 0x80);
    ours(
        "table-empty",
        "invalid",
        "count",
        "a model of no bytes",
        t -> t.inTable(16, 0).inTable(24, 0));
    ours(
        "table-size",
        "invalid",
        "count",
        "a model of 2^63 - 1 bytes",
        t -> t.inTable(16, Long.MAX_VALUE));
    ours("table-size-negative", "invalid", "count", "a model of -1 bytes", t -> t.inTable(16, -1));
    ours("table-count", "invalid", "count", "2^32 + 1 chunks", t -> t.inTable(24, (1L << 32) + 1));
    ours(
        "table-offset",
        "invalid",
        "said to be at",
        "a chunk beyond the file",
        t -> t.inTable(64, 1L << 40));
    ours(
        "table-offset-negative",
        "invalid",
        "said to be at",
        "a chunk before the file",
        t -> t.inTable(64, -1));
    ours(
        "table-offset-overflow",
        "invalid",
        "said to be at",
        "offset and length overflow",
        t -> t.inTable(64, Long.MAX_VALUE));
    ours(
        "table-length",
        "invalid",
        "said to be at",
        "a chunk of 2^63 - 1 bytes",
        t -> t.inTable(72, Long.MAX_VALUE));
    ours(
        "table-length-0", "invalid", "said to be at", "a chunk of no bytes", t -> t.inTable(72, 0));
    ours(
        "table-overlap", "invalid", "", "a chunk that begins in the header", t -> t.inTable(64, 3));
    ours(
        "table-digest", "invalid", "vouches", "a digest nobody vouched for", t -> t.table[40] ^= 1);
  }
}
