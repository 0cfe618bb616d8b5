package id.openclass.nexus.trust;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.util.Locale;

/// What a key is for. A key for one is an error for the other (`docs/keys.md`).
public enum KeyPurpose {
  /// Repository metadata: Ed25519, or RSA keys of others.
  REPO(KeyAlgorithm.ED25519),
  /// Models and packages: P-256, P-384 or P-521.
  MODEL(KeyAlgorithm.P256);

  private final KeyAlgorithm usual;

  KeyPurpose(KeyAlgorithm usual) {
    this.usual = usual;
  }

  /// What new keys are.
  ///
  /// @return the algorithm
  public KeyAlgorithm usual() {
    return usual;
  }

  /// What a key is for.
  ///
  /// @param algorithm the key's
  /// @return its one purpose
  public static KeyPurpose of(KeyAlgorithm algorithm) {
    return algorithm.signsModels() ? MODEL : REPO;
  }

  /// Insists that a key is for this.
  ///
  /// @param key a key that signs
  /// @param where what errors call it
  /// @return the key
  /// @throws NexusException.InvalidValue when it is for something else
  public SigningKey require(SigningKey key, String where) {
    require(key.verifyingKey(), where);
    return key;
  }

  /// Insists that a key is for this.
  ///
  /// @param key a key that verifies
  /// @param where what errors call it
  /// @return the key
  /// @throws NexusException.InvalidValue when it is for something else
  public VerifyingKey require(VerifyingKey key, String where) {
    if (of(key.algorithm()) != this) {
      throw NexusException.invalidValue(
          "this is a key of the kind "
              + key.algorithm()
              + ", which does not sign "
              + (this == REPO ? "repositories" : "models"),
          Display.escape(where),
          "nexus keys generate --for " + this + " makes one");
    }
    return key;
  }

  /// As the command line has it: `repo`, `model`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
