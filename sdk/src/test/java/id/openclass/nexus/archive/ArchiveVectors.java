package id.openclass.nexus.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Makes the files of `src/test/resources/vectors/archive` and their index: packages, good, odd and
/// hostile, with what must come of each. Run its `main` with that folder to make them anew;
/// [ArchiveVectorsTest] fails until the files are what this class makes.
final class ArchiveVectors {
  /// @param name file name
  /// @param outcome `valid`; `invalid`: opens, and verify finds an error; `refused`: does not open
  /// @param says part of the error
  /// @param why what is special about it
  /// @param bytes the file
  record Vector(String name, String outcome, String says, String why, byte[] bytes) {}

  final List<Vector> vectors = new ArrayList<>();

  private ArchiveVectors() {}

  static List<Vector> all() {
    ArchiveVectors v = new ArchiveVectors();
    v.good();
    HostileNames.addTo(v);
    HostileTar.addTo(v);
    HostileZip.addTo(v);
    HostileContent.addTo(v);
    return v.vectors;
  }

  void add(String name, String outcome, String says, String why, byte[] bytes) {
    vectors.add(new Vector(name, outcome, says, why, bytes));
  }

  void refused(String name, String says, String why, byte[] bytes) {
    add("attacks/" + name, "refused", says, why, bytes);
  }

  void invalid(String name, String says, String why, byte[] bytes) {
    add("attacks/" + name, "invalid", says, why, bytes);
  }

  /// The same wrong content in a tar.gz and in a zip.
  void both(String name, String outcome, String says, String why, Consumer<RawPackage> change) {
    RawPackage pack = new RawPackage();
    change.accept(pack);
    add("attacks/" + name + ".tar.gz", outcome, says, why, pack.new Tar().toBytes());
    add("attacks/" + name + ".zip", outcome, says, why, pack.zip().toBytes());
  }

  private void good() {
    RawPackage p = new RawPackage();
    add("good.tar.gz", "valid", "", "the smallest package of ours", p.new Tar().toBytes());
    add("good.zip", "valid", "", "the same as a zip", p.zip().toBytes());
    add("older.tar.gz", "valid", "", "as the older program makes it", p.foreignTar().toGzip());
    add("older.zip", "valid", "", "as the older program makes it", p.foreignZip().toBytes());
    byte[] tar = RawTar.join(p.foreignTar().toBytes(), new byte[1024]);
    byte[] parts = RawTar.join(RawTar.gzip(new byte[0]), RawTar.gzip(tar));
    add("members.tar.gz", "valid", "", "an empty gzip member first", parts);
    RawPackage bom = new RawPackage();
    bom.metadata = "\uFEFF" + bom.metadata;
    add(
        "bom.tar.gz",
        "refused",
        "not readable",
        "a mark that Python refuses",
        bom.new Tar().toBytes());
    RawPackage dots = new RawPackage();
    dots.modelName = "./" + dots.modelName;
    add("dots.tar.gz", "valid", "", "tar's ./ before a name", dots.foreignTar().toGzip());
    add("empty.tar.gz", "refused", "neither a gzip", "no bytes", new byte[0]);
    add("magic.tar.gz", "refused", "damaged", "two bytes", new byte[] {0x1f, (byte) 0x8b});
    add("magic.zip", "refused", "", "four bytes", new byte[] {'P', 'K', 3, 4});
    byte[] whole = p.new Tar().toBytes();
    add(
        "cut.tar.gz",
        "refused",
        "damaged",
        "the middle is the end",
        java.util.Arrays.copyOf(whole, 900));
  }

  static String index() {
    StringBuilder index = new StringBuilder("# file\toutcome\tsays\twhy\n");
    for (Vector v : all()) {
      index.append(String.join("\t", v.name, v.outcome, v.says, v.why)).append('\n');
    }
    return index.toString();
  }

  static void main(String[] folder) throws IOException {
    Path root = Path.of(folder[0]);
    Files.createDirectories(root.resolve("attacks"));
    Files.writeString(root.resolve("index.tsv"), index());
    for (Vector v : all()) {
      Files.write(root.resolve(v.name), v.bytes);
    }
  }
}
