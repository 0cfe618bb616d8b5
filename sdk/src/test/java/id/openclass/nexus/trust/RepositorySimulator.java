package id.openclass.nexus.trust;

import id.openclass.nexus.core.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A repository in memory that does as a test tells it: publishes, forgets, lies. It is made of
/// plain JSON values and shares with the code under test only the canonical form and the keys, so
/// that it can say what the code under test would never write.
final class RepositorySimulator implements MetadataSource {
  static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
  static final List<String> TOP = List.of("root", "targets", "snapshot", "timestamp");

  /// The content of each role as it will be published next: change it as you like.
  final Map<String, Map<String, Object>> roles = new LinkedHashMap<>();

  /// What has been published, from version 1 on: take away or change what the attacker would.
  final Map<String, List<byte[]>> published = new LinkedHashMap<>();

  /// Who signs which role.
  final Map<String, List<SigningKey>> signers = new LinkedHashMap<>();

  final Map<String, byte[]> artifacts = new LinkedHashMap<>();

  /// What was asked for, in order: `2.root.json`.
  final List<String> requests = new ArrayList<>();

  final List<String> artifactRequests = new ArrayList<>();

  boolean describesFiles;
  KeyAlgorithm algorithm = KeyAlgorithm.ED25519;

  RepositorySimulator() {
    roles.put("root", content("root"));
    root().put("consistent_snapshot", true);
    root().put("keys", new LinkedHashMap<>());
    root().put("roles", new LinkedHashMap<>());
    roles.put("targets", content("targets"));
    roles.get("targets").put("targets", new LinkedHashMap<>());
    roles.put("snapshot", content("snapshot"));
    roles.get("snapshot").put("meta", new LinkedHashMap<>());
    roles.put("timestamp", content("timestamp"));
    roles.get("timestamp").put("meta", new LinkedHashMap<>());
    for (String role : TOP) {
      object(root(), "roles")
          .put(role, new LinkedHashMap<>(Map.of("keyids", new ArrayList<>(), "threshold", 1L)));
      addKey(role);
    }
    publish("targets", "snapshot", "timestamp", "root");
  }

  static Map<String, Object> content(String type) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("_type", type);
    content.put("spec_version", "1.0.31");
    content.put("version", 1L);
    content.put("expires", JsonFields.text(NOW.plus(Duration.ofDays(30))));
    return content;
  }

  Map<String, Object> root() {
    return roles.get("root");
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(Map<String, Object> parent, String key) {
    return (Map<String, Object>) parent.get(key);
  }

  @SuppressWarnings("unchecked")
  static List<Object> list(Map<String, Object> parent, String key) {
    return (List<Object>) parent.get(key);
  }

  /// The object that says who speaks for a top-level role.
  Map<String, Object> roleOf(String role) {
    return object(object(root(), "roles"), role);
  }

  void threshold(String role, long count) {
    roleOf(role).put("threshold", count);
  }

  SigningKey addKey(String role) {
    return addKey(role, SigningKey.generate(algorithm));
  }

  /// Lets a key speak and sign for a role.
  SigningKey addKey(String role, SigningKey key) {
    nameKey(role, key);
    signers.computeIfAbsent(role, r -> new ArrayList<>()).add(key);
    return key;
  }

  /// Lets a key speak for a role, but not sign.
  void nameKey(String role, SigningKey key) {
    object(root(), "keys").put(key.verifyingKey().id(), key.verifyingKey().toMetadata());
    list(roleOf(role), "keyids").add(key.verifyingKey().id());
  }

  void removeKeys(String role) {
    list(roleOf(role), "keyids").clear();
    signers.get(role).clear();
  }

  void rotateKeys(String role) {
    removeKeys(role);
    addKey(role);
  }

  void expire(String role, Instant when) {
    roles.get(role).put("expires", JsonFields.text(when));
  }

  void version(String role, long number) {
    roles.get(role).put("version", number);
  }

  /// What snapshot or timestamp say of another file.
  Map<String, Object> meta(String role, String file) {
    return object(object(roles.get(role), "meta"), file + ".json");
  }

  void forgetMeta(String role, String file) {
    object(roles.get(role), "meta").remove(file + ".json");
  }

  /// Publishes roles, each under the next version if it was published before.
  void publish(String... names) {
    for (String role : names) {
      if (published.containsKey(role)) {
        version(role, (Long) roles.get(role).get("version") + 1);
      }
      byte[] bytes = signed(role);
      published.computeIfAbsent(role, r -> new ArrayList<>()).add(bytes);
      describe(role, bytes);
    }
  }

  byte[] signed(String role) {
    return envelope(roles.get(role), signers.get(role));
  }

  static byte[] envelope(Map<String, Object> signed, List<SigningKey> keys) {
    byte[] payload = CanonicalJson.encode(signed, "simulator");
    List<Object> signatures = new ArrayList<>();
    for (SigningKey key : keys) {
      signatures.add(
          signature(key.verifyingKey().id(), HexFormat.of().formatHex(key.sign(payload))));
    }
    Map<String, Object> envelope = new LinkedHashMap<>();
    envelope.put("signed", signed);
    envelope.put("signatures", signatures);
    return StrictJson.print(envelope);
  }

  static Map<String, Object> signature(String keyId, String hex) {
    return new LinkedHashMap<>(Map.of("keyid", keyId, "sig", hex));
  }

  private void describe(String role, byte[] bytes) {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("version", roles.get(role).get("version"));
    if (describesFiles) {
      file.put("length", (long) bytes.length);
      file.put("hashes", new LinkedHashMap<>(Map.of("sha256", Digest.of(bytes).hex())));
    }
    if (role.equals("snapshot")) {
      object(roles.get("timestamp"), "meta").put("snapshot.json", file);
    } else if (!role.equals("root") && !role.equals("timestamp")) {
      object(roles.get("snapshot"), "meta").put(role + ".json", file);
    }
  }

  /// Changes the newest published file of a role as text.
  void tamper(String role, java.util.function.UnaryOperator<String> change) {
    byte[] bytes = published.get(role).removeLast();
    String text = new String(bytes, StandardCharsets.UTF_8);
    published.get(role).add(change.apply(text).getBytes(StandardCharsets.UTF_8));
  }

  /// Changes the signatures of the newest published file of a role.
  @SuppressWarnings("unchecked")
  void tamperSignatures(
      String role, java.util.function.Consumer<List<Map<String, Object>>> change) {
    byte[] bytes = published.get(role).removeLast();
    Map<String, Object> envelope = new LinkedHashMap<>(StrictJson.parse(bytes, role).map());
    List<Map<String, Object>> signatures = new ArrayList<>();
    for (Object signature : list(envelope, "signatures")) {
      signatures.add(new LinkedHashMap<>((Map<String, Object>) signature));
    }
    change.accept(signatures);
    envelope.put("signatures", signatures);
    published.get(role).add(StrictJson.print(envelope));
  }

  void addArtifact(String role, String path, byte[] content) {
    addArtifact(role, path, content, Map.of("sha256", Digest.of(content).hex()));
  }

  void addArtifact(String role, String path, byte[] content, Map<String, String> hashes) {
    object(roles.get(role), "targets")
        .put(path, Map.of("length", (long) content.length, "hashes", hashes));
    artifacts.put(path, content);
  }

  /// Delegates to a role, new or known, with a key of its own.
  SigningKey delegate(
      String delegator, String role, Map<String, Object> paths, boolean terminating) {
    Map<String, Object> delegations =
        object(roles.get(delegator), "delegations") == null
            ? new LinkedHashMap<>(Map.of("keys", new LinkedHashMap<>(), "roles", new ArrayList<>()))
            : object(roles.get(delegator), "delegations");
    SigningKey key = SigningKey.generate(algorithm);
    object(delegations, "keys").put(key.verifyingKey().id(), key.verifyingKey().toMetadata());
    Map<String, Object> delegation = new LinkedHashMap<>(paths);
    delegation.put("name", role);
    delegation.put("keyids", new ArrayList<>(List.of(key.verifyingKey().id())));
    delegation.put("threshold", 1L);
    delegation.put("terminating", terminating);
    list(delegations, "roles").add(delegation);
    roles.get(delegator).put("delegations", delegations);
    signers.computeIfAbsent(role, r -> new ArrayList<>()).add(key);
    roles.computeIfAbsent(
        role,
        r -> {
          Map<String, Object> content = content("targets");
          content.put("targets", new LinkedHashMap<>());
          return content;
        });
    return key;
  }

  SigningKey delegate(String delegator, String role, String... patterns) {
    return delegate(delegator, role, Map.of("paths", List.of((Object[]) patterns)), false);
  }

  @Override
  public Optional<byte[]> read(MetadataName name, int mostBytes) {
    requests.add(name.toString());
    List<byte[]> versions = published.get(name.role());
    long index = name.version() == 0 && versions != null ? versions.size() : name.version();
    return versions == null || index < 1 || index > versions.size()
        ? Optional.empty()
        : Optional.of(versions.get((int) index - 1));
  }

  @Override
  public String where(MetadataName name) {
    return "simulator/" + name;
  }

  /// An artifact, if it was asked for by a hash that it is published under.
  byte[] artifact(String location) {
    artifactRequests.add(location);
    int name = location.lastIndexOf('/') + 1;
    String file = location.substring(location.indexOf('.', name) + 1);
    return artifacts.get(location.substring(0, name) + file);
  }
}
