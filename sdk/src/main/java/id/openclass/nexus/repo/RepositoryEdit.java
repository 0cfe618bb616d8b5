package id.openclass.nexus.repo;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.trust.Lifetime;
import id.openclass.nexus.trust.MetadataType;
import id.openclass.nexus.trust.RoleKeys;
import id.openclass.nexus.trust.RootMetadata;
import id.openclass.nexus.trust.TargetFile;
import id.openclass.nexus.trust.TargetsMetadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What shall be other in the next state of a repository. Nothing is written by it.
final class RepositoryEdit {
  private static final String TOP = MetadataType.TARGETS.toString();

  private final RepositoryState state;
  private final Instant now;
  private final Map<String, TargetsMetadata> roles = new TreeMap<>();
  private final Map<String, Release> releases = new LinkedHashMap<>();
  private final Map<String, NewObject> objects = new LinkedHashMap<>();
  private boolean renewal;
  private @Nullable RootMetadata nextRoot;

  RepositoryEdit(RepositoryState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  RepositoryState state() {
    return state;
  }

  Instant now() {
    return now;
  }

  /// A model's role as it will be.
  TargetsMetadata role(String name) {
    TargetsMetadata edited = roles.get(name);
    return edited != null
        ? edited
        : state.role(name).orElseGet(() -> TargetsMetadata.empty(Lifetime.ONLINE.from(now)));
  }

  /// The top-level targets as they will be.
  TargetsMetadata top() {
    TargetsMetadata edited = roles.get(TOP);
    return edited != null ? edited : state.targets();
  }

  void putTop(TargetsMetadata targets) {
    roles.put(TOP, targets);
  }

  /// Signs a role anew, though nothing in it changes.
  void renew(String role) {
    roles.put(role, role.equals(TOP) ? top() : role(role));
  }

  /// Signs snapshot and timestamp anew, though no role changes.
  void renewSnapshot() {
    renewal = true;
  }

  /// From now on the keys of this root count beside those of the current one.
  void rotateTo(RootMetadata next) {
    nextRoot = next;
  }

  @Nullable RootMetadata nextRoot() {
    return nextRoot;
  }

  /// Adds a small target, unless it is there with the same bytes.
  void put(String name, String path, byte[] content) {
    Digest sha256 = Digest.of(content);
    put(name, new PublishedFile(path, content.length, sha256), ByteSource.of(path, content));
  }

  /// Adds a target, unless it is there with the same bytes.
  void put(String name, PublishedFile file, ByteSource content) {
    TargetFile target = target(file);
    if (!role(name).target(file.path()).equals(Optional.of(target))) {
      roles.put(name, role(name).withTarget(target));
      objects.put(file.path(), NewObject.of(target, content, file.sha256()));
    }
  }

  /// Whether a target is signed, but its object is not there any more.
  boolean isLost(String name, PublishedFile file) {
    TargetFile target = target(file);
    return role(name).target(file.path()).equals(Optional.of(target))
        && !state.store().exists(RepositoryLayout.target(target));
  }

  /// Writes the object of a target that is signed already.
  void restore(PublishedFile file, ByteSource content) {
    objects.put(file.path(), NewObject.of(target(file), content, file.sha256()));
  }

  private static TargetFile target(PublishedFile file) {
    return TargetFile.of(file.path(), file.sizeBytes(), file.sha256());
  }

  void put(Release release) {
    releases.put(release.id().toString(), release);
    put(
        release.name(),
        RepositoryLayout.release(release.name(), release.version()),
        release.toJson());
  }

  void put(ReleaseChannel channel) {
    put(
        channel.name(),
        RepositoryLayout.channel(channel.name(), channel.channel()),
        channel.toJson());
  }

  /// A release as it will be.
  Optional<Release> release(ReleaseName id) {
    Release edited = releases.get(id.toString());
    return edited != null ? Optional.of(edited) : state.release(id);
  }

  /// Takes targets of a model away.
  void remove(String name, Predicate<String> path) {
    Set<String> gone =
        role(name).targets().keySet().stream().filter(path).collect(Collectors.toSet());
    if (!gone.isEmpty()) {
      roles.put(name, role(name).withoutTargets(gone));
      objects.keySet().removeAll(gone);
    }
  }

  /// Whether nothing is to be signed; objects that were lost may be written all the same.
  boolean isEmpty() {
    return roles.isEmpty() && !renewal && nextRoot == null;
  }

  /// Roles that are signed anew: models first, then the top-level targets.
  List<String> changedRoles() {
    List<String> changed = new ArrayList<>(roles.keySet());
    changed.remove(TOP);
    if (roles.containsKey(TOP)) {
      changed.add(TOP);
    }
    return changed;
  }

  TargetsMetadata changed(String role) {
    return role.equals(TOP) ? top() : role(role);
  }

  /// Whose keys sign a role: of a model, as the new targets say.
  RoleKeys keysOf(String role) {
    return role.equals(TOP)
        ? state.trusted().root().keysOf(MetadataType.TARGETS)
        : top().delegation(role).orElseThrow().keys();
  }

  List<NewObject> objects() {
    return List.copyOf(objects.values());
  }

  /// As `RepositoryEdit[2 roles, 5 objects]`.
  @Override
  public String toString() {
    return "RepositoryEdit[" + roles.size() + " roles, " + objects.size() + " objects]";
  }
}
