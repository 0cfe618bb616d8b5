package id.openclass.nexus.archive;

import id.openclass.nexus.core.Digest;

/// Right archives with wrong content.
final class HostileContent {
  private HostileContent() {}

  static void addTo(ArchiveVectors v) {
    manifests(v);
    metadata(v);
    RawPackage model = new RawPackage();
    model.model = RawPackage.utf8("GGUF but another model!!");
    v.add(
        "attacks/other-model.tar.gz",
        "invalid",
        "vouches",
        "the model is another one",
        model.new Tar().toBytes());
    RawPackage old = new RawPackage();
    old.model = RawPackage.utf8("GGUF but another model!!");
    v.invalid(
        "other-model-older.tar.gz",
        "SHA-256",
        "the model is another one",
        old.foreignTar().toGzip());
    RawPackage none = new RawPackage();
    none.modelName = "tiny-1.0.0/model.bin";
    v.refused("no-model.tar.gz", "no model file", "no .gguf", none.foreignTar().toGzip());
  }

  private static void manifests(ArchiveVectors v) {
    String[] names = {
      "../x", "/x", "metadata.json", "METADATA.JSON", "README.md", "chunks", "nul", "a b", "C:x", ""
    };
    for (int i = 0; i < names.length; i++) {
      String name = names[i];
      v.both(
          "manifest-file-" + i,
          "refused",
          "file name",
          "the model is called '" + name + "'",
          p -> p.manifest = p.manifest.replace("tiny.gguf", name));
    }
    change(v, "newer", "format version 2", "\"format_version\": 1", "\"format_version\": 2");
    change(
        v,
        "newer-by-far",
        "format version",
        "\"format_version\": 1",
        "\"format_version\": 99999999999999999999");
    change(v, "no-version", "lacks", "\"format_version\": 1", "\"format_version\": 0");
    change(v, "size-0", "not allowed", "\"size_bytes\": 24", "\"size_bytes\": 0");
    change(
        v, "size-2-63", "not allowed", "\"size_bytes\": 24", "\"size_bytes\": 9223372036854775807");
    change(v, "size-2-64", "broken", "\"size_bytes\": 24", "\"size_bytes\": 18446744073709551616");
    change(v, "count", "not allowed", "\"chunk_count\": 1", "\"chunk_count\": 2");
    change(v, "digest", "digest", "\"chunks_sha256\": \"", "\"chunks_sha256\": \"x");
    change(v, "no-model", "lacks", "\"model\"", "\"modell\"");
    change(v, "null-type", "", "\"types\": []", "\"types\": [null]");
    change(v, "tensor-null", "cannot be", "\"tensors\": []", "\"tensors\": [null]");
    change(
        v,
        "tensor-range",
        "cannot be",
        "\"tensors\": []",
        "\"tensors\": [[\"a\", \"F32\", [6], 1, 24]]");
    change(
        v,
        "tensor-negative",
        "cannot be",
        "\"tensors\": []",
        "\"tensors\": [[\"a\", \"F32\", [6], -1, 4]]");
    change(
        v, "tensor-shape", "", "\"tensors\": []", "\"tensors\": [[\"a\", \"F32\", [null], 0, 4]]");
    change(v, "tensor-short", "cannot be", "\"tensors\": []", "\"tensors\": [[\"a\"]]");
    change(v, "twice", "broken", "\"tensors\": []", "\"tensors\": [], \"tensors\": []");
    change(
        v,
        "deep",
        "broken",
        "\"tensors\": []",
        "\"tensors\": " + "[".repeat(5000) + "]".repeat(5000));
    change(v, "trailing", "broken", "\"tensors\": []\n}", "\"tensors\": []\n} {}");
    v.both(
        "manifest-other-model",
        "invalid",
        "different models",
        "metadata.json tells of another model",
        p -> p.manifest = p.manifest.replace(Digest.of(p.model).hex(), "0".repeat(64)));
    v.both(
        "manifest-other-chunks",
        "invalid",
        "vouches",
        "another list of chunks",
        p -> p.manifest = RawPackage.manifest("tiny.gguf", p.model, Digest.of(new byte[1])));
  }

  private static void change(ArchiveVectors v, String name, String says, String from, String to) {
    String why = to.length() > 80 ? "nested 5000 deep" : to.replace("\n", " ");
    v.both(
        "manifest-" + name, "refused", says, why, p -> p.manifest = replaced(p.manifest, from, to));
  }

  private static void metadata(ArchiveVectors v) {
    changeMetadata(
        v, "unknown-key", "refused", "no such metadata key", "\"description\"", "\"descriptoin\"");
    changeMetadata(
        v, "twice", "refused", "broken", "\"version\"", "\"version\": \"2.0.0\", \"version\"");
    changeMetadata(v, "null", "refused", "null", "\"1.0.0\"", "null");
    changeMetadata(v, "null-subject", "refused", "null", "[\"Fisika\"]", "[null]");
    changeMetadata(
        v, "deep", "refused", "broken", "[\"Fisika\"]", "[".repeat(5000) + "]".repeat(5000));
    changeMetadata(v, "size", "invalid", "different models", ": 24,", ": 25,");
    changeMetadata(v, "size-2-64", "refused", "whole number", ": 24,", ": 18446744073709551640,");
    changeMetadata(v, "type", "invalid", "string", "\"llama\"", "7");
    changeMetadata(
        v, "version", "invalid", "not a semantic version", "\"1.0.0\"", "\"1.0\\u001b[2J\"");
    changeMetadata(v, "array", "refused", "object", "{", "[{");
    changeMetadata(v, "md5", "invalid", "MD5", "\"md5_checksum\": \"", "\"md5_checksum\": \"0");
  }

  private static void changeMetadata(
      ArchiveVectors v, String name, String outcome, String says, String from, String to) {
    String why = to.length() > 80 ? "nested 5000 deep" : to;
    v.both(
        "metadata-" + name,
        outcome,
        says,
        why,
        p -> {
          p.metadata = replaced(p.metadata, from, to);
          p.metadata = name.equals("array") ? p.metadata + "]" : p.metadata;
        });
  }

  private static String replaced(String text, String from, String to) {
    if (!text.contains(from)) {
      throw new IllegalArgumentException(from);
    }
    return text.replace(from, to);
  }
}
