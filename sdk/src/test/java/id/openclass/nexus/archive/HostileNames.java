package id.openclass.nexus.archive;

import java.util.LinkedHashMap;
import java.util.Map;

/// Entries whose names leave the folder, or mean another file on another system.
final class HostileNames {
  private HostileNames() {}

  static void addTo(ArchiveVectors v) {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("up", "../evil");
    names.put("up-inside", "tiny-1.0.0/../../evil");
    names.put("absolute", "/tmp/evil");
    names.put("drive", "C:evil");
    names.put("backslash", "..\\evil");
    names.put("control", "tiny-1.0.0/e\u001b[2Jvil");
    names.put("bidi", "tiny-1.0.0/e\u202evil");
    names.put("device", "tiny-1.0.0/NUL.txt");
    names.put("final-dot", "tiny-1.0.0/evil.");
    names.put("double-slash", "tiny-1.0.0//evil");
    names.put("stream", "tiny-1.0.0/README.md:hidden");
    names.put("twice", "tiny-1.0.0/README.md");
    names.put("twice-in-case", "tiny-1.0.0/readme.MD");
    names.put("file-as-folder", "tiny-1.0.0/README.md/evil");
    for (Map.Entry<String, String> e : names.entrySet()) {
      String file = "name-" + e.getKey();
      String why = "an entry that is called " + e.getKey().replace('-', ' ');
      RawPackage p = new RawPackage();
      v.refused(file + ".tar.gz", "entry", why, p.foreignTar().file(e.getValue(), "x").toGzip());
      RawZip zip = p.foreignZip();
      zip.add(e.getValue(), "x");
      v.refused(file + ".zip", "entry", why, zip.toBytes());
      RawPackage.Tar ours = p.new Tar();
      ours.small = RawTar.join(ours.small, new RawTar().file(e.getValue(), "x").toBytes());
      v.refused(file + "-ours.tar.gz", "entry", why, ours.toBytes());
      RawZip oursZip = p.zip();
      oursZip.entries.add(3, new RawZip.Entry(e.getValue(), RawPackage.utf8("x")));
      v.refused(file + "-ours.zip", "entry", why, oursZip.toBytes());
    }
    RawPackage outside = new RawPackage();
    RawPackage.Tar ours = outside.new Tar();
    ours.small = RawTar.join(ours.small, new RawTar().file("other/evil", "x").toBytes());
    v.refused(
        "other-folder.tar.gz", "not in the package's folder", "a second folder", ours.toBytes());
    RawPackage top = new RawPackage();
    v.refused(
        "same-file-twice.tar.gz",
        "metadata.json",
        "one metadata.json in the folder, one beside it",
        top.foreignTar().file("metadata.json", top.metadata).toGzip());
    v.refused(
        "model-name-twice.tar.gz",
        "comes twice",
        "the manifest's model has the name of a small file but for case",
        modelCalled("TINY.GGUF").new Tar().toBytes());
  }

  private static RawPackage modelCalled(String small) {
    RawPackage p = new RawPackage();
    p.more.add(new SmallFile(small, RawPackage.utf8("x")));
    return p;
  }
}
