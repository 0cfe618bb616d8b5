package id.openclass.nexus.trust;

import java.util.Optional;

/// Where a client keeps the metadata that it trusts, one file a role ([MetadataName#fileName]).
/// Whoever can write there decides what is trusted.
public interface MetadataStorage {
  /// Reads what is kept of a role.
  ///
  /// @param role its name
  /// @return the bytes as they were written; empty when there are none
  Optional<byte[]> read(String role);

  /// Keeps metadata, in the place of what there was, whole or not at all.
  ///
  /// @param role its name
  /// @param bytes the file
  void write(String role, byte[] bytes);

  /// Forgets a role. What is not there is no error.
  ///
  /// @param role its name
  void remove(String role);
}
