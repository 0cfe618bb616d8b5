package id.openclass.nexus.trust;

import java.util.Optional;

/// Where metadata comes from: a repository on whatever store. Nothing that it gives is trusted.
public interface MetadataSource {
  /// Reads one file.
  ///
  /// @param name which one
  /// @param mostBytes when there are more, either no more than `mostBytes + 1` come back or it
  ///   throws; nothing larger is kept in memory
  /// @return the file; empty when the repository answers that there is none, which 403 means as
  ///   well as 404
  /// @throws id.openclass.nexus.core.NexusException when it cannot be known: no connection, no disk
  Optional<byte[]> read(MetadataName name, int mostBytes);

  /// What errors call a file.
  ///
  /// @param name which one
  /// @return its path or address
  String where(MetadataName name);
}
