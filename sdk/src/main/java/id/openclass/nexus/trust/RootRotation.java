package id.openclass.nexus.trust;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The next root: other keys, or only a new date (`docs/trust.md` section 7). Immutable; each
/// method gives a changed copy.
///
/// ```java
/// RootRotation.from(rootFile, "3.root.json").add(TIMESTAMP, fresh).remove(TIMESTAMP, oldId).sign(keys, now);
/// ```
public final class RootRotation {
  private final SignedMetadata<RootMetadata> current;
  private final RootMetadata next;

  private RootRotation(SignedMetadata<RootMetadata> current, RootMetadata next) {
    this.current = current;
    this.next = next;
  }

  /// Starts from the newest root.
  ///
  /// @param root the file
  /// @param where what errors call it
  /// @return no change yet
  /// @throws NexusException when it is no root that its own keys have signed
  public static RootRotation from(byte[] root, String where) {
    SignedMetadata<RootMetadata> current = SignedMetadata.parseRoot(root, where);
    current.signed().keysOf(MetadataType.ROOT).requireSigned(current, "it itself");
    return new RootRotation(current, current.signed());
  }

  /// Adds a key to a role.
  ///
  /// @param type the role
  /// @param key the key; one that the role has already changes nothing
  /// @return a changed copy
  public RootRotation add(MetadataType type, VerifyingKey key) {
    return with(type, next.keysOf(type).plus(key));
  }

  /// Takes a key from a role, whose threshold falls when there would be too few keys for it.
  ///
  /// @param type the role
  /// @param keyId the key's id, or as much of its beginning as is unlike the others
  /// @return a changed copy
  /// @throws NexusException.InvalidValue when the role has no such key, or no other
  public RootRotation remove(MetadataType type, String keyId) {
    RoleKeys keys = next.keysOf(type);
    List<String> found = keys.ids().stream().filter(id -> id.startsWith(keyId)).toList();
    if (found.size() != 1 || keys.ids().size() == 1) {
      throw NexusException.invalidValue(
          found.isEmpty()
              ? type + " has no key " + Display.escape(keyId, 64)
              : found.size() > 1
                  ? found.size() + " keys of " + type + " begin with " + Display.escape(keyId, 64)
                  : "this is the only key of " + type,
          "its keys: " + String.join(", ", keys.ids()));
    }
    Map<String, VerifyingKey> left = new LinkedHashMap<>(keys.keys());
    left.remove(found.getFirst());
    List<String> ids = new ArrayList<>(keys.ids());
    ids.remove(found.getFirst());
    return with(type, new RoleKeys(ids, left, Math.min(keys.threshold(), ids.size())));
  }

  /// Sets how many keys of a role must sign.
  ///
  /// @param type the role
  /// @param count from 1 to the count of its keys
  /// @return a changed copy
  /// @throws NexusException.InvalidValue for another count
  public RootRotation threshold(MetadataType type, int count) {
    RoleKeys keys = next.keysOf(type);
    if (count < 1 || count > keys.ids().size()) {
      throw NexusException.invalidValue(
          "a threshold of " + count + " for " + keys.ids().size() + " keys of " + type,
          "the threshold is from 1 to the count of keys");
    }
    return with(type, new RoleKeys(keys.ids(), keys.keys(), count));
  }

  private RootRotation with(MetadataType type, RoleKeys keys) {
    return new RootRotation(current, next.with(type, keys));
  }

  /// The number of the next root.
  ///
  /// @return N+1
  public long nextVersion() {
    return current.signed().version() + 1;
  }

  /// Signs the next root.
  ///
  /// @param keys who signs: enough of the old root's keys and of the new one's
  /// @param now from when it holds, for two years
  /// @return version N+1
  /// @throws NexusException.Refused when they are too few
  public SignedMetadata<RootMetadata> sign(List<SigningKey> keys, Instant now) {
    long number = nextVersion();
    RootMetadata numbered = next.reissued(number, Lifetime.ROOT.from(now));
    SignedMetadata<RootMetadata> signed = SignedMetadata.sign(numbered, used(numbered, keys));
    requireEnough(signed, current.signed(), "version " + (number - 1));
    requireEnough(signed, numbered, "version " + number);
    return signed;
  }

  /// A signature of a key that neither root knows would say nothing.
  private List<SigningKey> used(RootMetadata numbered, List<SigningKey> keys) {
    RoleKeys before = current.signed().keysOf(MetadataType.ROOT);
    RoleKeys after = numbered.keysOf(MetadataType.ROOT);
    return keys.stream()
        .filter(key -> {
          String id = key.verifyingKey().id();
          return before.ids().contains(id) || after.ids().contains(id);
        })
        .toList();
  }

  private static void requireEnough(
      SignedMetadata<RootMetadata> signed, RootMetadata by, String label) {
    RoleKeys keys = by.keysOf(MetadataType.ROOT);
    int count = keys.count(signed);
    if (count < keys.threshold()) {
      throw NexusException.refused(
          "too few keys: "
              + count
              + " of the "
              + keys.threshold()
              + " root keys of "
              + label
              + " that must sign",
          null,
          "add --signing-key for each; the keys are " + String.join(", ", keys.ids()));
    }
  }

  /// Whether a file is already the root that this would make, dates and signatures aside.
  ///
  /// @param bytes a root file
  /// @param where what errors call it
  /// @return the root when it follows the current one and gives every role the same keys; else null
  public @Nullable SignedMetadata<RootMetadata> ifMadeBefore(byte[] bytes, String where) {
    SignedMetadata<RootMetadata> made = SignedMetadata.parseRoot(bytes, where);
    boolean same = made.signed().version() == nextVersion();
    for (MetadataType type : MetadataType.values()) {
      same &= !made.signed().keysOf(type).differsFrom(next.keysOf(type));
    }
    same &= current.signed().keysOf(MetadataType.ROOT).haveSigned(made);
    same &= made.signed().keysOf(MetadataType.ROOT).haveSigned(made);
    return same ? made : null;
  }

  /// As `RootRotation[from version 3]`.
  @Override
  public String toString() {
    return "RootRotation[from version " + current.signed().version() + "]";
  }
}
