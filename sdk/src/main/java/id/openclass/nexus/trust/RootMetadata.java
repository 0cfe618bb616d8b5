package id.openclass.nexus.trust;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which keys speak for the top-level roles: TUF section 4.3.
///
/// ```java
/// var keys = RoleKeys.of(1, List.of(offline.verifyingKey()));
/// RootMetadata.of(Map.of(MetadataType.ROOT, keys, ...), Lifetime.ROOT.from(now));
/// ```
public final class RootMetadata extends RoleMetadata {
  private final Map<MetadataType, RoleKeys> roles = new EnumMap<>(MetadataType.class);
  private final boolean consistentSnapshot;

  RootMetadata(JsonFields json) {
    super(MetadataType.ROOT, json);
    Map<String, VerifyingKey> keys = RoleKeys.parseAll(json.object("keys"));
    for (MetadataType type : MetadataType.values()) {
      JsonFields role = json.object("roles").object(type.toString());
      roles.put(type, RoleKeys.parse(role, keys));
    }
    consistentSnapshot = json.flag("consistent_snapshot", false);
  }

  /// A first root, with consistent snapshots.
  ///
  /// @param keys of each of the four roles
  /// @param validity its dates
  /// @return version 1, to be signed
  public static RootMetadata of(Map<MetadataType, RoleKeys> keys, Validity validity) {
    Map<String, @Nullable Object> json = header(MetadataType.ROOT, validity);
    json.put("consistent_snapshot", true);
    json.put("keys", Map.of());
    Map<String, @Nullable Object> roles = new LinkedHashMap<>();
    for (MetadataType type : MetadataType.values()) {
      roles.put(type.toString(), Map.of("keyids", List.of(), "threshold", 1L));
    }
    json.put("roles", roles);
    RootMetadata root = new RootMetadata(made(MetadataType.ROOT, json));
    for (Map.Entry<MetadataType, RoleKeys> role : keys.entrySet()) {
      root = root.with(role.getKey(), role.getValue());
    }
    return root;
  }

  /// Gives a role other keys. Keys that no role names any more go.
  ///
  /// @param type the role
  /// @param keys its keys
  /// @return a changed copy
  public RootMetadata with(MetadataType type, RoleKeys keys) {
    Map<String, @Nullable Object> role =
        new LinkedHashMap<>(json().object("roles").object(type.toString()).map());
    role.put("keyids", keys.ids());
    role.put("threshold", (long) keys.threshold());
    Map<String, @Nullable Object> allRoles = new LinkedHashMap<>(json().object("roles").map());
    allRoles.put(type.toString(), role);

    Map<String, @Nullable Object> allKeys = new LinkedHashMap<>(json().object("keys").map());
    keys.keys().forEach((id, key) -> allKeys.putIfAbsent(id, key.toMetadata()));
    allKeys.keySet().retainAll(named(allRoles));

    Map<String, @Nullable Object> changed = with("roles", allRoles);
    changed.put("keys", allKeys);
    return new RootMetadata(made(MetadataType.ROOT, changed));
  }

  private Set<String> named(Map<String, @Nullable Object> allRoles) {
    Set<String> named = new HashSet<>();
    JsonFields fields = new JsonFields(allRoles, "signed.roles.", json().where());
    allRoles.keySet().forEach(role -> named.addAll(fields.object(role).texts("keyids")));
    return named;
  }

  @Override
  public RootMetadata reissued(long number, Validity dates) {
    return new RootMetadata(made(MetadataType.ROOT, reissuedJson(number, dates)));
  }

  /// Who speaks for a role.
  ///
  /// @param type the role
  /// @return its keys
  public RoleKeys keysOf(MetadataType type) {
    return Objects.requireNonNull(roles.get(type));
  }

  /// Whether file names in the repository have versions and hashes in them.
  ///
  /// @return true for every repository of ours
  public boolean consistentSnapshot() {
    return consistentSnapshot;
  }
}
