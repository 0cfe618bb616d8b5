package id.openclass.nexus.repo;

import id.openclass.nexus.keys.KeyRing;
import id.openclass.nexus.trust.Delegation;
import id.openclass.nexus.trust.MetadataType;
import id.openclass.nexus.trust.RoleKeys;
import id.openclass.nexus.trust.RoleMetadata;
import id.openclass.nexus.trust.RootFingerprint;
import id.openclass.nexus.trust.TrustedMetadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a repository stands, for its publisher: also when it is expired.
///
/// @param roles root, targets, snapshot, timestamp, then models by name
/// @param fingerprint of the newest root
/// @param stale whether the timestamp is older than two weeks
/// @param releases how many versions are published
/// @param channels all of them
public record RepositoryStatus(
    List<RoleStatus> roles,
    RootFingerprint fingerprint,
    boolean stale,
    int releases,
    List<ReleaseChannel> channels) {
  /// Copies the lists.
  public RepositoryStatus {
    roles = List.copyOf(roles);
    channels = List.copyOf(channels);
  }

  static RepositoryStatus of(RepositoryState state, KeyRing keys, Instant now) {
    TrustedMetadata trusted = state.trusted();
    List<RoleStatus> roles = new ArrayList<>();
    for (MetadataType type : MetadataType.values()) {
      RoleMetadata metadata =
          switch (type) {
            case ROOT -> trusted.root();
            case TARGETS -> state.targets();
            case SNAPSHOT -> trusted.snapshot();
            case TIMESTAMP -> trusted.timestamp();
          };
      roles.add(status(type.toString(), Optional.of(metadata), trusted.root().keysOf(type), keys));
    }
    for (Delegation delegation : state.targets().delegations()) {
      Optional<? extends RoleMetadata> metadata = state.role(delegation.role());
      roles.add(status(delegation.role(), metadata, delegation.keys(), keys));
    }
    return new RepositoryStatus(
        roles,
        RootFingerprint.of(state.root()),
        trusted.timestamp().validity().isStale(now),
        state.releases().size(),
        state.channels());
  }

  private static RoleStatus status(
      String name, Optional<? extends RoleMetadata> metadata, RoleKeys role, KeyRing keys) {
    return new RoleStatus(
        name,
        metadata.map(RoleMetadata::version).orElse(0L),
        metadata.map(m -> m.validity().expires()).orElse(null),
        role.ids(),
        role.threshold(),
        Signing.isPossible(keys, role));
  }

  /// The role that expires first.
  ///
  /// @return one of [#roles]
  public RoleStatus next() {
    return roles.stream()
        .filter(role -> role.expires() != null)
        .min(java.util.Comparator.comparing(role -> String.valueOf(role.expires())))
        .orElseThrow();
  }

  /// As `RepositoryStatus[5 roles, 3 releases, 1 channels]`.
  @Override
  public String toString() {
    return "RepositoryStatus["
        + roles.size()
        + " roles, "
        + releases
        + " releases, "
        + channels.size()
        + " channels]";
  }
}
