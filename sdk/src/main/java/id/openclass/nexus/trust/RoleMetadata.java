package id.openclass.nexus.trust;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The signed part of TUF metadata: what all four types have. Immutable. Fields that are not known
/// here are kept and written again; whatever is changed goes through the same reading as what
/// arrives.
public abstract sealed class RoleMetadata
    permits RootMetadata, TargetsMetadata, SnapshotMetadata, TimestampMetadata {
  static final String SPECIFICATION = "1.0.34";

  private final MetadataType type;
  private final JsonFields json;
  private final long version;
  private final Validity validity;

  RoleMetadata(MetadataType type, JsonFields json) {
    this.type = type;
    this.json = json;
    if (!json.text("_type").equals(type.toString())) {
      throw json.malformed("_type", "is not " + type);
    }
    if (!json.text("spec_version").matches("1([.][0-9]{1,9}){0,2}")) {
      throw json.malformed("spec_version", "is not 1.x: this program reads TUF 1");
    }
    this.version = json.integer("version", 1, MetadataLimits.VERSION);
    this.validity = Validity.of(json);
  }

  /// The fields that all types begin with, for new metadata.
  static Map<String, @Nullable Object> header(MetadataType type, Validity validity) {
    Map<String, @Nullable Object> header = new LinkedHashMap<>();
    header.put("_type", type.toString());
    header.put("spec_version", SPECIFICATION);
    header.put("version", 1L);
    validity.putInto(header);
    return header;
  }

  static JsonFields made(MetadataType type, Map<String, @Nullable Object> json) {
    return new JsonFields(json, "signed.", "new " + type + " metadata");
  }

  /// A changed copy.
  Map<String, @Nullable Object> with(String key, @Nullable Object value) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(json.map());
    changed.put(key, value);
    return changed;
  }

  Map<String, @Nullable Object> reissuedJson(long number, Validity dates) {
    Map<String, @Nullable Object> changed = with("version", number);
    changed.put("spec_version", SPECIFICATION);
    dates.putInto(changed);
    return changed;
  }

  JsonFields json() {
    return json;
  }

  /// The same content under another number and other dates.
  ///
  /// @param number the version, from 1 to 2^53 - 1
  /// @param dates from when and until when it holds
  /// @return a changed copy, to be signed
  public abstract RoleMetadata reissued(long number, Validity dates);

  /// Which of the four it is.
  ///
  /// @return the type
  public final MetadataType type() {
    return type;
  }

  /// Its number.
  ///
  /// @return 1 or more
  public final long version() {
    return version;
  }

  /// Its dates.
  ///
  /// @return from when and until when it holds
  public final Validity validity() {
    return validity;
  }

  /// As `RootMetadata[version 3, expires 2028-01-31T12:00:00Z]`.
  @Override
  public final String toString() {
    return getClass().getSimpleName()
        + "[version "
        + version
        + ", expires "
        + JsonFields.text(validity.expires())
        + "]";
  }
}
