package id.openclass.nexus.trust;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Makes the files of `src/test/resources/vectors/trust/metadata` and their index: TUF metadata,
/// good, odd and hostile, with what must come of reading it. Run its `main` with that folder to
/// make them anew; [MetadataVectorsTest] fails until the files are what this class makes.
final class MetadataVectors {
  /// @param name file name; what comes before the first hyphen is the type to read it as
  /// @param outcome `ok` or `malformed`
  /// @param says part of the error
  /// @param why what is special about it
  /// @param bytes the file
  record Vector(String name, String outcome, String says, String why, byte[] bytes) {}

  private final List<Vector> vectors = new ArrayList<>();
  private final SigningKey key = TestKeys.ed25519(1);

  private MetadataVectors() {}

  static List<Vector> all() {
    MetadataVectors v = new MetadataVectors();
    v.good();
    v.texts();
    v.envelopes();
    v.headers();
    v.roots();
    v.targets();
    v.others();
    return v.vectors;
  }

  private Map<String, Object> root() {
    Map<String, Object> root = RepositorySimulator.content("root");
    String id = key.verifyingKey().id();
    root.put("consistent_snapshot", true);
    root.put("keys", new LinkedHashMap<>(Map.of(id, key.verifyingKey().toMetadata())));
    Map<String, Object> roles = new LinkedHashMap<>();
    for (String role : RepositorySimulator.TOP) {
      roles.put(role, new LinkedHashMap<>(Map.of("keyids", List.of(id), "threshold", 1L)));
    }
    root.put("roles", roles);
    return root;
  }

  private Map<String, Object> targetsOf(Map<String, Object> delegation) {
    Map<String, Object> targets = RepositorySimulator.content("targets");
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("length", 5L);
    file.put("hashes", new LinkedHashMap<>(Map.of("sha256", "ab".repeat(32))));
    file.put("custom", Map.of("note", "opaque"));
    targets.put("targets", new LinkedHashMap<>(Map.of("tiny/1.0.0/release.json", file)));
    Map<String, Object> delegations = new LinkedHashMap<>();
    delegations.put("keys", Map.of(key.verifyingKey().id(), key.verifyingKey().toMetadata()));
    delegations.put("roles", new ArrayList<>(List.of(delegation)));
    targets.put("delegations", delegations);
    return targets;
  }

  private Map<String, Object> delegation() {
    Map<String, Object> delegation = new LinkedHashMap<>();
    delegation.put("name", "tiny");
    delegation.put("keyids", List.of(key.verifyingKey().id()));
    delegation.put("threshold", 1L);
    delegation.put("terminating", true);
    delegation.put("paths", List.of("tiny/*/*"));
    return delegation;
  }

  private static Map<String, Object> describing(String type, String file) {
    Map<String, Object> content = RepositorySimulator.content(type);
    Map<String, Object> meta = new LinkedHashMap<>(Map.of("version", 3L, "length", 700L));
    meta.put("hashes", Map.of("sha256", "cd".repeat(32), "sha512", "ef".repeat(64)));
    content.put("meta", new LinkedHashMap<>(Map.of(file, meta)));
    return content;
  }

  private byte[] signed(Map<String, Object> content) {
    return RepositorySimulator.envelope(content, List.of(key));
  }

  private void ok(String name, String why, byte[] bytes) {
    vectors.add(new Vector(name, "ok", "", why, bytes));
  }

  private void malformed(String name, String says, String why, byte[] bytes) {
    vectors.add(new Vector("attacks/" + name, "malformed", says, why, bytes));
  }

  private void malformedText(String name, String says, String why, String text) {
    malformed(name, says, why, text.getBytes(StandardCharsets.UTF_8));
  }

  private void changed(
      String name,
      String says,
      String why,
      Map<String, Object> content,
      Consumer<Map<String, Object>> change) {
    change.accept(content);
    malformed(name, says, why, signed(content));
  }

  private String rootText() {
    return new String(signed(root()), StandardCharsets.US_ASCII);
  }

  private void good() {
    ok("root-plain.json", "as we write it", signed(root()));
    ok(
        "root-spaces.json",
        "laid out in another way",
        rootText().replace(",", " ,\n\t").getBytes(StandardCharsets.US_ASCII));
    Map<String, Object> odd = root();
    odd.put("x-note", Map.of("a", List.of(1L, true)));
    odd.put("spec_version", "1.0");
    Map<String, Object> unknown =
        Map.of("keytype", "future", "scheme", "s", "keyval", Map.of("public", "p"));
    RepositorySimulator.object(odd, "keys").put(VerifyingKey.idOf(unknown, "key"), unknown);
    ok("root-unknown.json", "fields and a kind of key that nobody knows yet", signed(odd));
    ok("targets-plain.json", "a target and a delegation", signed(targetsOf(delegation())));
    Map<String, Object> bins = delegation();
    bins.remove("paths");
    bins.remove("terminating");
    bins.put("path_hash_prefixes", List.of("0", "1f"));
    ok("targets-bins.json", "delegation by hashes of paths", signed(targetsOf(bins)));
    ok("snapshot-plain.json", "", signed(describing("snapshot", "targets.json")));
    ok("timestamp-plain.json", "", signed(describing("timestamp", "snapshot.json")));
    byte[] signature =
        rootText()
            .replaceFirst("\"sig\":\"[0-9a-f]+", "\"sig\":\"zz")
            .getBytes(StandardCharsets.US_ASCII);
    ok("root-signature.json", "a signature that is no number: it only does not count", signature);
  }

  private void texts() {
    malformedText("root-empty.json", "no JSON object", "no bytes", "");
    malformedText("root-word.json", "JSON is broken", "no JSON", "root");
    malformedText("root-list.json", "no JSON object", "a list", "[]");
    malformedText("root-cut.json", "JSON is broken", "cut short", rootText().substring(0, 300));
    malformedText(
        "root-twice.json", "follows the JSON object", "one more object", rootText() + "{}");
    malformedText(
        "root-duplicate.json",
        "JSON is broken",
        "two readers would take two versions",
        rootText().replace("\"version\":1", "\"version\":1,\"version\":2"));
    malformedText("root-bom.json", "JSON is broken", "a byte order mark", "\uFEFF" + rootText());
    malformed(
        "root-latin.json",
        "not in UTF-8",
        "ISO 8859-1",
        "{\"\u00e4\":1}".getBytes(StandardCharsets.ISO_8859_1));
    malformed("root-utf16.json", "", "UTF-16", rootText().getBytes(Charset.forName("UTF-16")));
    malformedText(
        "root-deep.json",
        "JSON is broken",
        "a hundred lists",
        "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}");
    malformedText(
        "root-float.json",
        "fraction or an exponent",
        "no canonical form",
        rootText().replace("\"version\":1", "\"version\":1.0"));
    malformedText(
        "root-exponent.json",
        "fraction or an exponent",
        "no canonical form",
        rootText().replace("\"version\":1", "\"version\":1e0"));
    malformedText(
        "root-number.json",
        "more than 64 bits",
        "no number of most languages",
        rootText().replace("\"version\":1", "\"version\":99999999999999999999"));
    malformedText(
        "root-digits.json",
        "JSON is broken",
        "a number of a thousand digits",
        rootText().replace("\"version\":1", "\"version\":" + "9".repeat(1000)));
    malformedText(
        "root-surrogate.json",
        "surrogate",
        "half a character has no UTF-8",
        rootText().replace("\"_type\"", "\"x\":\"\\ud800\",\"_type\""));
  }

  private void envelopes() {
    malformedText("root-nosigned.json", "signed is missing", "", "{\"signatures\":[]}");
    malformedText("root-nosignatures.json", "signatures is missing", "", "{\"signed\":{}}");
    malformedText(
        "root-signedlist.json", "signed is no object", "", "{\"signatures\":[],\"signed\":[]}");
    malformedText(
        "root-signatureobject.json",
        "signatures is no list",
        "",
        "{\"signatures\":{},\"signed\":{}}");
    malformedText(
        "root-nokeyid.json",
        "signatures[0].keyid is missing",
        "",
        "{\"signatures\":[{\"sig\":\"00\"}],\"signed\":{}}");
    malformedText(
        "root-twokeyids.json",
        "one signature a key",
        "one key would count twice",
        "{\"signatures\":[{\"keyid\":\"a\",\"sig\":\"\"},{\"keyid\":\"a\",\"sig\":\"\"}],\"signed\":{}}");
  }

  private void header(String name, String says, String why, String key, Object value) {
    changed(
        "root-" + name + ".json",
        says,
        why,
        root(),
        root -> {
          if (value == null) {
            root.remove(key);
          } else {
            root.put(key, value);
          }
        });
  }

  private void headers() {
    header("type", "_type is not root", "a snapshot in a root's place", "_type", "snapshot");
    header("notype", "_type is missing", "", "_type", null);
    header(
        "spec2",
        "spec_version is not 1.x",
        "a specification that may mean something else",
        "spec_version",
        "2.0.0");
    header("spec4", "spec_version is not 1.x", "", "spec_version", "1.0.0.0");
    header("version0", "version is not an integer", "versions begin with 1", "version", 0L);
    header("versionminus", "version is not an integer", "", "version", -1L);
    header(
        "versionmost",
        "version is not an integer",
        "the next would not be exact",
        "version",
        1L << 53);
    header("versiontext", "version is not an integer", "", "version", "1");
    header("noversion", "version is not an integer", "", "version", null);
    header("noexpires", "expires is missing", "it would hold for ever", "expires", null);
    header(
        "zone",
        "expires is no date",
        "another zone than Z",
        "expires",
        "2026-04-03T05:06:07+00:00");
    header("fraction", "expires is no date", "", "expires", "2026-04-03T05:06:07.5Z");
    header(
        "february",
        "expires is no date",
        "the thirtieth of February",
        "expires",
        "2026-02-30T00:00:00Z");
    header("stale", "x-nexus-stale is no date", "", "x-nexus-stale", "soon");
    header("control", "expires is no date", "it moves the cursor", "expires", "\u001b[2J");
  }

  private void role(String name, String says, String why, String field, Object value) {
    changed(
        "root-" + name + ".json",
        says,
        why,
        root(),
        root -> {
          Map<String, Object> role =
              RepositorySimulator.object(RepositorySimulator.object(root, "roles"), "timestamp");
          if (value == null) {
            role.remove(field);
          } else {
            role.put(field, value);
          }
        });
  }

  private void roots() {
    String id = key.verifyingKey().id();
    changed(
        "root-norole.json",
        "roles.timestamp is missing",
        "nobody would sign it",
        root(),
        root -> RepositorySimulator.object(root, "roles").remove("timestamp"));
    changed("root-nokeys.json", "keys is missing", "", root(), root -> root.remove("keys"));
    changed(
        "root-otherid.json",
        "is not the id of this key",
        "a key under another one's id",
        root(),
        root -> {
          Map<String, Object> keys = RepositorySimulator.object(root, "keys");
          keys.put(id, TestKeys.ed25519(2).verifyingKey().toMetadata());
        });
    changed(
        "root-consistent.json",
        "neither true nor false",
        "",
        root(),
        root -> root.put("consistent_snapshot", "yes"));
    role("threshold0", "threshold is not an integer", "nobody would have to sign", "threshold", 0L);
    role("thresholdmost", "threshold is not an integer", "", "threshold", 1L << 32);
    role("nothreshold", "threshold is not an integer", "", "threshold", null);
    role("nokeyids", "keyids is missing", "", "keyids", null);
    role("keyidnumber", "holds something that is no string", "", "keyids", List.of(1L));
    role("keyidtwice", "names a key twice", "one key would count twice", "keyids", List.of(id, id));
  }

  private void file(String name, String says, String why, Consumer<Map<String, Object>> change) {
    changed(
        "targets-" + name + ".json",
        says,
        why,
        targetsOf(delegation()),
        targets ->
            change.accept(
                RepositorySimulator.object(
                    RepositorySimulator.object(targets, "targets"), "tiny/1.0.0/release.json")));
  }

  private void delegated(
      String name, String says, String why, Consumer<Map<String, Object>> change) {
    Map<String, Object> delegation = delegation();
    change.accept(delegation);
    malformed("targets-" + name + ".json", says, why, signed(targetsOf(delegation)));
  }

  private void targets() {
    file("lengthminus", "length is not an integer", "", file -> file.put("length", -1L));
    file(
        "nolength",
        "length is not an integer",
        "it could be endless",
        file -> file.remove("length"));
    file("nohashes", "hashes is missing", "", file -> file.remove("hashes"));
    file("emptyhashes", "holds no hash", "anything would do", file -> file.put("hashes", Map.of()));
    file(
        "hash",
        "sha256 is no hash",
        "a path in the place of a hash",
        file -> file.put("hashes", Map.of("sha256", "../../x")));
    changed(
        "targets-nopath.json",
        "a path of 0 characters",
        "",
        targetsOf(delegation()),
        targets ->
            targets.put(
                "targets",
                Map.of("", Map.of("length", 1L, "hashes", Map.of("sha256", "ab".repeat(32))))));
    changed(
        "targets-longpath.json",
        "a path of 2000 characters",
        "",
        targetsOf(delegation()),
        targets ->
            targets.put(
                "targets",
                Map.of(
                    "a".repeat(2000),
                    Map.of("length", 1L, "hashes", Map.of("sha256", "ab".repeat(32))))));
    delegated(
        "rolenameroot",
        "not allowed for a role",
        "it would be stored over the root",
        d -> d.put("name", "root"));
    delegated("rolenamenone", "not allowed for a role", "", d -> d.put("name", ""));
    delegated(
        "rolenamelong",
        "not allowed for a role",
        "no file system takes it",
        d -> d.put("name", "\u00fc".repeat(100)));
    delegated(
        "bothpaths",
        "exactly one of them",
        "two readers would go by two of them",
        d -> d.put("path_hash_prefixes", List.of("0")));
    delegated("nopaths", "exactly one of them", "all paths, or none?", d -> d.remove("paths"));
    delegated("terminating", "neither true nor false", "", d -> d.put("terminating", 1L));
    changed(
        "targets-roletwice.json",
        "name is there twice",
        "which keys?",
        targetsOf(delegation()),
        targets ->
            RepositorySimulator.list(RepositorySimulator.object(targets, "delegations"), "roles")
                .add(delegation()));
  }

  private void others() {
    changed(
        "snapshot-notargets.json",
        "targets.json is missing",
        "",
        describing("snapshot", "other.json"),
        s -> {});
    changed(
        "timestamp-nosnapshot.json",
        "meta.snapshot.json is missing",
        "",
        describing("timestamp", "targets.json"),
        t -> {});
    changed(
        "timestamp-version0.json",
        "version is not an integer",
        "",
        describing("timestamp", "snapshot.json"),
        t ->
            RepositorySimulator.object(RepositorySimulator.object(t, "meta"), "snapshot.json")
                .put("version", 0L));
    changed(
        "snapshot-lengthminus.json",
        "length is not an integer",
        "",
        describing("snapshot", "targets.json"),
        s ->
            RepositorySimulator.object(RepositorySimulator.object(s, "meta"), "targets.json")
                .put("length", -1L));
    changed(
        "snapshot-nometa.json",
        "meta is missing",
        "nothing is described",
        describing("snapshot", "targets.json"),
        s -> s.remove("meta"));
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
