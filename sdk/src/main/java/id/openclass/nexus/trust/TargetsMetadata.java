package id.openclass.nexus.trust;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Targets, and who speaks for others: TUF section 4.5. Of the top-level role, and of delegated
/// ones.
public final class TargetsMetadata extends RoleMetadata {
  private static final String TARGETS = "targets";
  private static final String DELEGATIONS = "delegations";

  private final Map<String, TargetFile> targets;
  private final List<Delegation> delegations;

  TargetsMetadata(JsonFields json) {
    super(MetadataType.TARGETS, json);
    JsonFields files = json.object(TARGETS);
    Map<String, TargetFile> parsed = new LinkedHashMap<>();
    files
        .map()
        .keySet()
        .forEach(path -> parsed.put(path, TargetFile.parse(path, files.object(path))));
    targets = Collections.unmodifiableMap(parsed);
    delegations = json.has(DELEGATIONS) ? delegations(json.object(DELEGATIONS)) : List.of();
  }

  private static List<Delegation> delegations(JsonFields json) {
    Map<String, VerifyingKey> keys = RoleKeys.parseAll(json.object("keys"));
    List<Delegation> parsed = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonFields role : json.objects("roles")) {
      Delegation delegation = Delegation.parse(role, keys);
      if (!names.add(delegation.role())) {
        throw role.malformed("name", "is there twice");
      }
      parsed.add(delegation);
    }
    return List.copyOf(parsed);
  }

  /// Targets metadata without any target.
  ///
  /// @param validity its dates
  /// @return version 1, to be signed
  public static TargetsMetadata empty(Validity validity) {
    Map<String, @Nullable Object> json = header(MetadataType.TARGETS, validity);
    json.put(TARGETS, Map.of());
    return new TargetsMetadata(made(MetadataType.TARGETS, json));
  }

  /// Adds targets, in the place of those with the same paths.
  ///
  /// @param files the targets
  /// @return a changed copy
  public TargetsMetadata withTargets(List<TargetFile> files) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(json().object(TARGETS).map());
    files.forEach(file -> all.put(file.path(), file.toJson()));
    return new TargetsMetadata(made(MetadataType.TARGETS, with(TARGETS, all)));
  }

  /// Adds a target, in the place of one with the same path.
  ///
  /// @param file the target
  /// @return a changed copy
  public TargetsMetadata withTarget(TargetFile file) {
    return withTargets(List.of(file));
  }

  /// Takes targets away.
  ///
  /// @param paths theirs; those that are not there do not matter
  /// @return a changed copy
  public TargetsMetadata withoutTargets(Set<String> paths) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(json().object(TARGETS).map());
    all.keySet().removeAll(paths);
    return new TargetsMetadata(made(MetadataType.TARGETS, with(TARGETS, all)));
  }

  /// Adds a delegation after the others, or in the place of that to the same role.
  ///
  /// @param delegation the delegation
  /// @return a changed copy
  public TargetsMetadata withDelegation(Delegation delegation) {
    List<Map<String, @Nullable Object>> roles = new ArrayList<>();
    boolean replaced = false;
    for (JsonFields role : roles()) {
      boolean same = role.text("name").equals(delegation.role());
      roles.add(same ? delegation.toJson() : role.map());
      replaced |= same;
    }
    if (!replaced) {
      roles.add(delegation.toJson());
    }
    Map<String, @Nullable Object> keys = new LinkedHashMap<>(delegationKeys());
    delegation.keys().keys().forEach((id, key) -> keys.putIfAbsent(id, key.toMetadata()));
    return withDelegations(roles, keys);
  }

  /// Takes a delegation away.
  ///
  /// @param role the role that is trusted no more
  /// @return a changed copy
  public TargetsMetadata withoutDelegation(String role) {
    List<Map<String, @Nullable Object>> roles = new ArrayList<>();
    for (JsonFields other : roles()) {
      if (!other.text("name").equals(role)) {
        roles.add(other.map());
      }
    }
    return withDelegations(roles, new LinkedHashMap<>(delegationKeys()));
  }

  private List<JsonFields> roles() {
    return json().has(DELEGATIONS) ? json().object(DELEGATIONS).objects("roles") : List.of();
  }

  private Map<String, @Nullable Object> delegationKeys() {
    return json().has(DELEGATIONS) ? json().object(DELEGATIONS).object("keys").map() : Map.of();
  }

  private TargetsMetadata withDelegations(
      List<Map<String, @Nullable Object>> roles, Map<String, @Nullable Object> keys) {
    Set<Object> named = new HashSet<>();
    for (Map<String, @Nullable Object> role : roles) {
      named.addAll(new JsonFields(role, "", "").texts("keyids"));
    }
    keys.keySet().retainAll(named);
    Map<String, @Nullable Object> changed = new LinkedHashMap<>();
    if (json().has(DELEGATIONS)) {
      changed.putAll(json().object(DELEGATIONS).map());
    }
    changed.put("keys", keys);
    changed.put("roles", roles);
    return new TargetsMetadata(made(MetadataType.TARGETS, with(DELEGATIONS, changed)));
  }

  @Override
  public TargetsMetadata reissued(long number, Validity dates) {
    return new TargetsMetadata(made(MetadataType.TARGETS, reissuedJson(number, dates)));
  }

  /// A target of this role's own.
  ///
  /// @param path its path
  /// @return the target, or empty
  public Optional<TargetFile> target(String path) {
    return Optional.ofNullable(targets.get(path));
  }

  /// All targets of this role's own.
  ///
  /// @return by path
  public Map<String, TargetFile> targets() {
    return targets;
  }

  /// Whom this role trusts with other paths.
  ///
  /// @return in order: the first is trusted most
  public List<Delegation> delegations() {
    return delegations;
  }

  /// The delegation to a role.
  ///
  /// @param role its name
  /// @return the delegation, or empty
  public Optional<Delegation> delegation(String role) {
    return delegations.stream().filter(d -> d.role().equals(role)).findFirst();
  }
}
