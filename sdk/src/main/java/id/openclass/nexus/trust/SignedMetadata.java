package id.openclass.nexus.trust;

import id.openclass.nexus.core.NexusException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Metadata with its signatures, as a file holds it. Being read says nothing of being trusted: that
/// is for [TrustedMetadata] to say. Immutable.
///
/// ```java
/// var targets = TargetsMetadata.empty(Lifetime.TARGETS.from(now));
/// byte[] file = SignedMetadata.sign(targets, List.of(key)).bytes();
/// ```
///
/// @param <T> what is signed
public final class SignedMetadata<T extends RoleMetadata> {
  private final T signed;
  private final List<MetadataSignature> signatures;
  private final byte[] payload;
  private final byte[] bytes;
  private final String where;

  private SignedMetadata(
      T signed, List<MetadataSignature> signatures, byte[] payload, byte[] bytes, String where) {
    this.signed = signed;
    this.signatures = List.copyOf(signatures);
    this.payload = payload;
    this.bytes = bytes;
    this.where = where;
  }

  /// Reads a root file.
  ///
  /// @param bytes the file; its length was checked where it came from
  /// @param where what errors call it
  /// @return what it says, trusted or not
  /// @throws NexusException.Malformed when it is none
  public static SignedMetadata<RootMetadata> parseRoot(byte[] bytes, String where) {
    return parse(bytes, where, RootMetadata::new);
  }

  /// Reads the file of a targets role.
  ///
  /// @param bytes the file; its length was checked where it came from
  /// @param where what errors call it
  /// @return what it says, trusted or not
  /// @throws NexusException.Malformed when it is none
  public static SignedMetadata<TargetsMetadata> parseTargets(byte[] bytes, String where) {
    return parse(bytes, where, TargetsMetadata::new);
  }

  /// Reads a snapshot file.
  ///
  /// @param bytes the file; its length was checked where it came from
  /// @param where what errors call it
  /// @return what it says, trusted or not
  /// @throws NexusException.Malformed when it is none
  public static SignedMetadata<SnapshotMetadata> parseSnapshot(byte[] bytes, String where) {
    return parse(bytes, where, SnapshotMetadata::new);
  }

  /// Reads a timestamp file.
  ///
  /// @param bytes the file; its length was checked where it came from
  /// @param where what errors call it
  /// @return what it says, trusted or not
  /// @throws NexusException.Malformed when it is none
  public static SignedMetadata<TimestampMetadata> parseTimestamp(byte[] bytes, String where) {
    return parse(bytes, where, TimestampMetadata::new);
  }

  private static <T extends RoleMetadata> SignedMetadata<T> parse(
      byte[] bytes, String where, Function<JsonFields, T> type) {
    JsonFields envelope = StrictJson.parse(bytes, where);
    List<MetadataSignature> signatures = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (JsonFields json : envelope.objects("signatures")) {
      MetadataSignature signature = MetadataSignature.parse(json);
      if (!ids.add(signature.keyId())) {
        throw json.malformed("keyid", "is there twice: one signature a key");
      }
      signatures.add(signature);
    }
    JsonFields signed = envelope.object("signed");
    byte[] payload = CanonicalJson.encode(signed.map(), where);
    return new SignedMetadata<>(type.apply(signed), signatures, payload, bytes.clone(), where);
  }

  /// Signs metadata.
  ///
  /// @param <T> its type
  /// @param metadata what to sign
  /// @param keys who signs; each once
  /// @return the file
  public static <T extends RoleMetadata> SignedMetadata<T> sign(T metadata, List<SigningKey> keys) {
    String where = "new " + metadata.type() + " metadata";
    byte[] payload = CanonicalJson.encode(metadata.json().map(), where);
    return signed(metadata, List.of(), payload, keys, where);
  }

  /// Adds signatures. Those that are there stay, but for the same keys'.
  ///
  /// @param keys who signs
  /// @return the same metadata with more signatures
  public SignedMetadata<T> signedAlsoBy(List<SigningKey> keys) {
    return signed(signed, signatures, payload, keys, where);
  }

  private static <T extends RoleMetadata> SignedMetadata<T> signed(
      T metadata,
      List<MetadataSignature> before,
      byte[] payload,
      List<SigningKey> keys,
      String where) {
    Map<String, MetadataSignature> byId = new LinkedHashMap<>();
    before.forEach(signature -> byId.put(signature.keyId(), signature));
    for (SigningKey key : keys) {
      String id = key.verifyingKey().id();
      byId.put(id, new MetadataSignature(id, key.sign(payload)));
    }
    List<MetadataSignature> all = List.copyOf(byId.values());
    Map<String, @Nullable Object> envelope = new LinkedHashMap<>();
    envelope.put("signatures", all.stream().map(MetadataSignature::toJson).toList());
    envelope.put("signed", metadata.json().map());
    return new SignedMetadata<>(metadata, all, payload, StrictJson.print(envelope), where);
  }

  /// What is signed.
  ///
  /// @return the metadata
  public T signed() {
    return signed;
  }

  List<MetadataSignature> signatures() {
    return signatures;
  }

  /// What the signatures are over. Not to be changed.
  byte[] payload() {
    return payload;
  }

  /// The file, as it was read or as it is to be written.
  ///
  /// @return a copy
  public byte[] bytes() {
    return bytes.clone();
  }

  String where() {
    return where;
  }

  /// As `SignedMetadata[RootMetadata[version 3, ...], 2 signatures]`.
  @Override
  public String toString() {
    return "SignedMetadata["
        + signed
        + ", "
        + signatures.size()
        + (signatures.size() == 1 ? " signature]" : " signatures]");
  }
}
