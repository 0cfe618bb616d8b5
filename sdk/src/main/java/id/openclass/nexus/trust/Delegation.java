package id.openclass.nexus.trust;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A targets role trusts another one with some paths: TUF section 4.5.
///
/// @param role the other role's name
/// @param keys who speaks for it
/// @param paths patterns of the paths; empty when prefixes say which
/// @param pathHashPrefixes prefixes of the SHA-256 of the paths, in hexadecimal digits; empty when
///   patterns say which
/// @param terminating whether the search for such a path ends with this role and those below it
public record Delegation(
    String role,
    RoleKeys keys,
    List<String> paths,
    List<String> pathHashPrefixes,
    boolean terminating) {
  private static final String PATHS = "paths";
  private static final String PREFIXES = "path_hash_prefixes";

  /// Copies the lists.
  public Delegation {
    paths = List.copyOf(paths);
    pathHashPrefixes = List.copyOf(pathHashPrefixes);
  }

  /// A delegation by patterns that ends the search.
  ///
  /// @param role the other role's name
  /// @param keys who speaks for it
  /// @param patterns the paths: `tiny/*/*`
  /// @return the delegation
  public static Delegation of(String role, RoleKeys keys, List<String> patterns) {
    return new Delegation(role, keys, patterns, List.of(), true);
  }

  static Delegation parse(JsonFields json, Map<String, VerifyingKey> all) {
    String role = json.text("name");
    if (role.isEmpty()
        || MetadataType.isTopLevel(role)
        || MetadataName.fileName(role).length() > MetadataLimits.ROLE_NAME_CHARACTERS) {
      throw json.malformed("name", "is not allowed for a role: " + Display.escape(role, 60));
    }
    if (json.has(PATHS) == json.has(PREFIXES)) {
      throw json.malformed(PATHS, "and " + PREFIXES + ": exactly one of them must be there");
    }
    return new Delegation(
        role,
        RoleKeys.parse(json, all),
        json.has(PATHS) ? json.texts(PATHS) : List.of(),
        json.has(PREFIXES) ? json.texts(PREFIXES) : List.of(),
        json.flag("terminating", false));
  }

  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", role);
    json.put("keyids", keys.ids());
    json.put("threshold", (long) keys.threshold());
    json.put("terminating", terminating);
    if (pathHashPrefixes.isEmpty()) {
      json.put(PATHS, paths);
    } else {
      json.put(PREFIXES, pathHashPrefixes);
    }
    return json;
  }

  /// Whether the role is trusted with a path.
  ///
  /// @param path a target's path
  /// @return true when a pattern or prefix says so
  public boolean covers(String path) {
    if (pathHashPrefixes.isEmpty()) {
      return paths.stream().anyMatch(pattern -> PathPattern.matches(pattern, path));
    }
    String hash = Digest.of(path.getBytes(StandardCharsets.UTF_8)).hex();
    return pathHashPrefixes.stream().anyMatch(hash::startsWith);
  }

  /// As `Delegation[tiny, 1 of 2]`.
  @Override
  public String toString() {
    return "Delegation["
        + Display.escape(role, 60)
        + ", "
        + keys.threshold()
        + " of "
        + keys.ids().size()
        + "]";
  }
}
