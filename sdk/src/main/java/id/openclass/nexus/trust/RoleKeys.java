package id.openclass.nexus.trust;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.NexusException.Untrusted.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The keys that speak for a role, and how many of them must.
///
/// @param ids key ids in the order of the metadata, each once
/// @param keys those that can be used, by id
/// @param threshold how many must sign, 1 or more
public record RoleKeys(List<String> ids, Map<String, VerifyingKey> keys, int threshold) {
  /// Copies them.
  public RoleKeys {
    ids = List.copyOf(ids);
    keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
  }

  /// Keys for a role.
  ///
  /// @param threshold how many must sign
  /// @param keys the keys
  /// @return the role's keys
  /// @throws NexusException.InvalidValue when there are fewer keys than must sign, or one that does
  ///   not sign metadata
  public static RoleKeys of(int threshold, List<VerifyingKey> keys) {
    Map<String, VerifyingKey> byId = new LinkedHashMap<>();
    for (VerifyingKey key : keys) {
      if (!key.algorithm().signsMetadata()) {
        throw NexusException.invalidValue(
            "a key of the kind " + key.algorithm() + " does not sign metadata",
            "nexus keys generate --for repo makes one that does");
      }
      byId.put(key.id(), key);
    }
    if (threshold < 1 || byId.size() < threshold) {
      throw NexusException.invalidValue(
          "a threshold of " + threshold + " with " + byId.size() + " keys",
          "the threshold is from 1 to the count of keys");
    }
    return new RoleKeys(List.copyOf(byId.keySet()), byId, threshold);
  }

  static RoleKeys parse(JsonFields role, Map<String, VerifyingKey> all) {
    List<String> ids = role.texts("keyids");
    Map<String, VerifyingKey> keys = new LinkedHashMap<>();
    for (String id : ids) {
      VerifyingKey key = all.get(id);
      if (key != null) {
        keys.put(id, key);
      }
    }
    if (new HashSet<>(ids).size() != ids.size()) {
      throw role.malformed("keyids", "names a key twice");
    }
    return new RoleKeys(ids, keys, (int) role.integer("threshold", 1, Integer.MAX_VALUE));
  }

  /// The keys of an object `keys`, by id: those that can be used.
  ///
  /// @throws NexusException.Malformed when a key stands under an id that is not its own
  static Map<String, VerifyingKey> parseAll(JsonFields keys) {
    Map<String, VerifyingKey> all = new LinkedHashMap<>();
    for (String id : keys.map().keySet()) {
      JsonFields object = keys.object(id);
      if (!VerifyingKey.idOf(object.map(), keys.where()).equals(id)) {
        throw keys.malformed(id, "is not the id of this key");
      }
      VerifyingKey key = VerifyingKey.ofMetadata(object);
      if (key != null) {
        all.put(id, key);
      }
    }
    return all;
  }

  /// Whether as many as must have signed. Each key counts once, under whatever ids.
  ///
  /// @param metadata what is signed
  /// @return how many of the keys did, counted up to the threshold
  int count(SignedMetadata<?> metadata) {
    Set<VerifyingKey> signed = new LinkedHashSet<>();
    for (MetadataSignature signature : metadata.signatures()) {
      VerifyingKey key = keys.get(signature.keyId());
      if (signed.size() < threshold
          && key != null
          && !signed.contains(key)
          && key.verifies(metadata.payload(), signature.bytes())) {
        signed.add(key);
      }
    }
    return signed.size();
  }

  boolean haveSigned(SignedMetadata<?> metadata) {
    return count(metadata) >= threshold;
  }

  /// Insists on it.
  ///
  /// @param by who says so: `root version 3`
  /// @throws NexusException.Untrusted when too few have signed
  void requireSigned(SignedMetadata<?> metadata, String by) {
    int count = count(metadata);
    if (count < threshold) {
      throw NexusException.untrusted(
          Reason.SIGNATURE,
          "signed by "
              + count
              + " of the keys that "
              + by
              + " names for it; "
              + threshold
              + (threshold == 1 ? " is needed" : " are needed"),
          metadata.where(),
          "do not use it; ask who published the repository");
    }
  }

  /// Whether other keys or another count speak for the role than before.
  boolean differsFrom(RoleKeys other) {
    return threshold != other.threshold || !Set.copyOf(ids).equals(Set.copyOf(other.ids));
  }

  /// These with one more, or as they are when it is among them.
  RoleKeys plus(VerifyingKey key) {
    if (keys.containsValue(key)) {
      return this;
    }
    RoleKeys one = of(1, List.of(key));
    List<String> moreIds = new ArrayList<>(ids);
    moreIds.addAll(one.ids);
    Map<String, VerifyingKey> more = new LinkedHashMap<>(keys);
    more.putAll(one.keys);
    return new RoleKeys(moreIds, more, threshold);
  }

  /// As `RoleKeys[1 of 2]`.
  @Override
  public String toString() {
    return "RoleKeys[" + threshold + " of " + ids.size() + "]";
  }
}
