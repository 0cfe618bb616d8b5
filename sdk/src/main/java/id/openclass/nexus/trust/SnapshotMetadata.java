package id.openclass.nexus.trust;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which versions of the targets roles belong together: TUF section 4.4.
public final class SnapshotMetadata extends RoleMetadata {
  private static final String SUFFIX = ".json";

  private final Map<String, MetaFile> files;

  SnapshotMetadata(JsonFields json) {
    super(MetadataType.SNAPSHOT, json);
    JsonFields meta = json.object("meta");
    Map<String, MetaFile> parsed = new LinkedHashMap<>();
    meta.map().keySet().forEach(name -> parsed.put(name, MetaFile.parse(meta.object(name))));
    if (!parsed.containsKey(MetadataType.TARGETS + SUFFIX)) {
      throw meta.malformed(MetadataType.TARGETS + SUFFIX, "is missing");
    }
    files = Collections.unmodifiableMap(parsed);
  }

  /// A first snapshot.
  ///
  /// @param roles what is said of each targets role, the top-level one among them
  /// @param validity its dates
  /// @return version 1, to be signed
  public static SnapshotMetadata of(Map<String, MetaFile> roles, Validity validity) {
    Map<String, @Nullable Object> json = header(MetadataType.SNAPSHOT, validity);
    Map<String, @Nullable Object> meta = new LinkedHashMap<>();
    roles.forEach((role, file) -> meta.put(role + SUFFIX, file.toJson()));
    json.put("meta", meta);
    return new SnapshotMetadata(made(MetadataType.SNAPSHOT, json));
  }

  /// Names another version of a targets role, or a new one.
  ///
  /// @param role its name
  /// @param file what is said of it
  /// @return a changed copy
  public SnapshotMetadata with(String role, MetaFile file) {
    Map<String, @Nullable Object> meta = new LinkedHashMap<>(json().object("meta").map());
    meta.put(role + SUFFIX, file.toJson());
    return new SnapshotMetadata(made(MetadataType.SNAPSHOT, with("meta", meta)));
  }

  @Override
  public SnapshotMetadata reissued(long number, Validity dates) {
    return new SnapshotMetadata(made(MetadataType.SNAPSHOT, reissuedJson(number, dates)));
  }

  /// What is said of a targets role.
  ///
  /// @param role its name
  /// @return its version and so on; empty when it is not part of the snapshot
  public Optional<MetaFile> file(String role) {
    return Optional.ofNullable(files.get(role + SUFFIX));
  }

  /// All of it.
  ///
  /// @return by file name: `targets.json`
  public Map<String, MetaFile> files() {
    return files;
  }
}
