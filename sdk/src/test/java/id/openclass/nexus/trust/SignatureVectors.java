package id.openclass.nexus.trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Makes the files of `src/test/resources/vectors/trust/signatures` and their index from
/// `reference.sig`, which the reference implementation (model-signing 1.1.1) made with the key
/// `p256.pem`. Run its `main` with that folder to make them anew; [ModelSignatureTest] fails until
/// the files are what this class makes.
final class SignatureVectors {
  private static final Path FOLDER = Path.of("src/test/resources/vectors/trust/signatures");

  /// @param name file name
  /// @param outcome `ok`, `untrusted` or `malformed`
  /// @param says part of the error
  /// @param why what is special about it
  /// @param bytes the file
  record Vector(String name, String outcome, String says, String why, byte[] bytes) {}

  private final List<Vector> vectors = new ArrayList<>();

  private SignatureVectors() {}

  static List<Vector> all() {
    SignatureVectors v = new SignatureVectors();
    v.good();
    v.bundles();
    v.otherPayloads();
    return v.vectors;
  }

  private static byte[] reference() {
    try {
      return Files.readAllBytes(FOLDER.resolve("reference.sig"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Map<String, Object> bundle() {
    return deepCopy(StrictJson.parse(reference(), "reference.sig").map());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> deepCopy(Map<String, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(key, copyOf(value)));
    return copy;
  }

  @SuppressWarnings("unchecked")
  private static Object copyOf(Object value) {
    return switch (value) {
      case Map<?, ?> map -> deepCopy((Map<String, ?>) map);
      case List<?> list -> new ArrayList<>(list.stream().map(SignatureVectors::copyOf).toList());
      case null, default -> value;
    };
  }

  private static Map<String, Object> material(Map<String, Object> bundle) {
    return RepositorySimulator.object(bundle, "verificationMaterial");
  }

  private static Map<String, Object> envelope(Map<String, Object> bundle) {
    return RepositorySimulator.object(bundle, "dsseEnvelope");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> signature(Map<String, Object> bundle) {
    return (Map<String, Object>)
        RepositorySimulator.list(envelope(bundle), "signatures").getFirst();
  }

  private interface Change {
    void apply(Map<String, Object> bundle);
  }

  private void add(String name, String outcome, String says, String why, Change change) {
    Map<String, Object> bundle = bundle();
    change.apply(bundle);
    vectors.add(new Vector(name, outcome, says, why, StrictJson.print(bundle)));
  }

  private void attack(String name, String outcome, String says, String why, Change change) {
    add("attacks/" + name, outcome, says, why, change);
  }

  private void good() {
    vectors.add(
        new Vector("reference.sig", "ok", "", "by the reference implementation", reference()));
    add(
        "older.sig",
        "ok",
        "",
        "with the key's bytes in the place of its hint",
        bundle -> {
          Map<String, Object> key = RepositorySimulator.object(material(bundle), "publicKey");
          key.remove("hint");
          key.put("rawBytes", "AAAA");
          key.put("keyDetails", "PKIX_ECDSA_P256_SHA_256");
          material(bundle).remove("tlogEntries");
          signature(bundle).remove("keyid");
        });
    add(
        "nulls.sig",
        "ok",
        "",
        "null where nothing is said",
        bundle -> {
          material(bundle).put("tlogEntries", null);
          signature(bundle).put("keyid", null);
          bundle.put("future", Map.of("a", 1L));
        });
  }

  private void bundles() {
    vectors.add(
        new Vector("attacks/empty.sig", "malformed", "no JSON object", "no bytes", new byte[0]));
    attack(
        "mediatype.sig",
        "malformed",
        "mediaType is",
        "another format",
        b -> b.put("mediaType", "application/vnd.dev.sigstore.bundle+json;version=0.2"));
    attack(
        "certificate.sig",
        "malformed",
        "by a certificate",
        "keyless signatures are of another kind",
        b -> material(b).remove("publicKey"));
    attack(
        "nosignature.sig",
        "malformed",
        "holds 0, not one",
        "",
        b -> envelope(b).put("signatures", List.of()));
    attack(
        "twosignatures.sig",
        "malformed",
        "holds 2, not one",
        "which one counts?",
        b -> envelope(b).put("signatures", List.of(signature(b), signature(b))));
    attack(
        "base64.sig",
        "malformed",
        "payload is not base64",
        "",
        b -> envelope(b).put("payload", "***"));
    attack(
        "payloadtype.sig",
        "malformed",
        "payloadType is",
        "another kind of payload",
        b -> envelope(b).put("payloadType", "application/json"));
    attack(
        "hint.sig",
        "untrusted",
        "signed by another key",
        "another key's hint",
        b -> RepositorySimulator.object(material(b), "publicKey").put("hint", "0".repeat(64)));
    attack(
        "control.sig",
        "untrusted",
        "signed by another key",
        "a hint that moves the cursor",
        b -> RepositorySimulator.object(material(b), "publicKey").put("hint", "\u001b[2J"));
    attack(
        "zeros.sig",
        "untrusted",
        "not one of this key",
        "the signature that a broken ECDSA takes",
        b ->
            signature(b)
                .put(
                    "sig",
                    Base64.getEncoder().encodeToString(new byte[] {48, 6, 2, 1, 0, 2, 1, 0})));
    attack("nosig.sig", "untrusted", "not one of this key", "", b -> signature(b).put("sig", ""));
  }

  private void otherPayloads() {
    payload(
        "payload.sig",
        "an added file",
        text -> text.replace("\"name\": \"weights.gguf\"", "\"name\": \"other.gguf\""));
    payload("spaces.sig", "the same statement in other bytes", text -> text.replace("\n", ""));
    payload("nothing.sig", "no statement at all", text -> "");
  }

  private void payload(String name, String why, UnaryOperator<String> change) {
    attack(
        name,
        "untrusted",
        "not one of this key",
        why,
        bundle -> {
          byte[] before = Base64.getDecoder().decode((String) envelope(bundle).get("payload"));
          String after = change.apply(new String(before, StandardCharsets.UTF_8));
          byte[] bytes = after.getBytes(StandardCharsets.UTF_8);
          envelope(bundle).put("payload", Base64.getEncoder().encodeToString(bytes));
        });
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
