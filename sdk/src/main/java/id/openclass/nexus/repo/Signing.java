package id.openclass.nexus.repo;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.keys.KeyRing;
import id.openclass.nexus.trust.MetadataType;
import id.openclass.nexus.trust.RoleKeys;
import id.openclass.nexus.trust.RootMetadata;
import id.openclass.nexus.trust.SigningKey;
import java.util.ArrayList;
import java.util.List;

/// Who signs which role of an edit; found before anything is written.
record Signing(KeyRing keys, RepositoryEdit edit) {
  /// @throws NexusException.Refused when a role that is to be signed has too few keys at hand
  void requireAll() {
    edit.changedRoles().forEach(this::signersOf);
    requireOnline();
  }

  /// Before something of a model is changed.
  void requireFor(String name) {
    signersOf(name);
    requireOnline();
  }

  private void requireOnline() {
    signersOf(MetadataType.SNAPSHOT);
    signersOf(MetadataType.TIMESTAMP);
  }

  List<SigningKey> signersOf(String role) {
    return role.equals(MetadataType.TARGETS.toString())
        ? signersOf(MetadataType.TARGETS)
        : required(keys, edit.keysOf(role), role);
  }

  /// While roots change, the keys of both sign.
  List<SigningKey> signersOf(MetadataType type) {
    RoleKeys now = edit.state().trusted().root().keysOf(type);
    List<SigningKey> signers = new ArrayList<>(required(keys, now, type.toString()));
    RootMetadata next = edit.nextRoot();
    if (next != null) {
      required(keys, next.keysOf(type), type + " of the next root").stream()
          .filter(key ->
              signers.stream().noneMatch(other -> other.verifyingKey().equals(key.verifyingKey())))
          .forEach(signers::add);
    }
    return signers;
  }

  static List<SigningKey> required(KeyRing keys, RoleKeys role, String name) {
    List<SigningKey> signers = keys.signersOf(role);
    if (signers.size() < role.threshold()) {
      throw NexusException.refused(
          "too few keys to sign "
              + name
              + ": "
              + signers.size()
              + " of "
              + role.threshold()
              + " are at hand",
          keys.places(),
          "add --signing-key FILE for each; its key ids: " + String.join(", ", role.ids()));
    }
    return signers;
  }

  static boolean isPossible(KeyRing keys, RoleKeys role) {
    return keys.signersOf(role).size() >= role.threshold();
  }
}
