package id.openclass.nexus.pack;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What `metadata.json` says of a package: the keys of `docs/schemas/package-metadata.schema.json`,
/// which the older program reads too. Immutable; `with...` gives a changed copy.
///
/// A key that was not set is filled when the package is made: from the model file where it says so,
/// else by the schema's default.
///
/// ```java
/// PackageMetadata.of("tiny", "1.0.0", "openclass/tiny").withDescription("For grade 10");
/// ```
public final class PackageMetadata {
  private final Map<String, Object> values;

  private PackageMetadata(Map<String, Object> values) {
    this.values = values;
  }

  private static Object frozen(Object value) {
    return value instanceof List<?> list ? List.copyOf(list) : value;
  }

  /// Metadata with nothing set.
  ///
  /// @return to be filled
  public static PackageMetadata empty() {
    return new PackageMetadata(Map.of());
  }

  /// The three that have no default.
  ///
  /// @param name the package's name, as `docs/package-format.md` section 1 allows
  /// @param version a semantic version
  /// @param modelId what the publisher calls the model
  /// @return metadata with nothing else set
  /// @throws NexusException.InvalidValue when one is not allowed
  public static PackageMetadata of(String name, String version, String modelId) {
    return new PackageMetadata(Map.of())
        .with("package_name", PackageName.require(name))
        .with("version", SemanticVersion.parse(version).toString())
        .with("model_id", modelId);
  }

  /// Reads a whole or partial `metadata.json`.
  ///
  /// @param json UTF-8 text, 1 MiB at most
  /// @param where what errors call it
  /// @return what it sets
  /// @throws NexusException.InvalidValue for broken JSON and unknown keys
  public static PackageMetadata parse(byte[] json, String where) {
    try {
      JsonNode tree = Json.MAPPER.readTree(Json.text(json));
      if (!tree.isObject()) {
        throw NexusException.invalidValue("metadata is a JSON object", where, null);
      }
      Map<String, Object> values = new LinkedHashMap<>();
      for (String key : tree.propertyNames()) {
        MetadataSchema.requireKey(key, where);
        requireUsable(key, tree.get(key), where);
        values.put(key, frozen(Json.MAPPER.treeToValue(tree.get(key), Object.class)));
      }
      return new PackageMetadata(values);
    } catch (JacksonException e) {
      throw NexusException.invalidValue(
          "not readable as JSON: " + Display.escape(e.getOriginalMessage(), 200), where, null);
    }
  }

  /// Whether a value is right, the schema says; these are what no key may have.
  private static void requireUsable(String key, JsonNode value, String where) {
    if (value.isNull() || value.valueStream().anyMatch(JsonNode::isNull)) {
      throw NexusException.invalidValue(key + " is null", where, "give it a value or leave it out");
    }
    if (value.isNumber() && !(value.isIntegralNumber() && value.canConvertToLong())) {
      throw NexusException.invalidValue(
          key + " is no whole number of 63 bits: " + Display.escape(value.toString(), 40),
          where,
          null);
    }
  }

  /// Sets a key.
  ///
  /// @param key a key of the schema
  /// @param value a String, Boolean, Integer, Long or List of String, as the schema says
  /// @return a changed copy
  /// @throws NexusException.InvalidValue when there is no such key
  public PackageMetadata with(String key, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(values);
    changed.put(MetadataSchema.requireKey(key), frozen(value));
    return new PackageMetadata(changed);
  }

  /// Sets a key from text, as it is typed: lists by commas.
  ///
  /// @param key a key of the schema
  /// @param text its value
  /// @return a changed copy
  /// @throws NexusException.InvalidValue when there is no such key or the text does not fit its
  ///   type
  public PackageMetadata withText(String key, String text) {
    return with(key, MetadataSchema.parseValue(key, text));
  }

  /// Lays other metadata over this.
  ///
  /// @param other its keys win
  /// @return a changed copy
  public PackageMetadata with(PackageMetadata other) {
    Map<String, Object> changed = new LinkedHashMap<>(values);
    changed.putAll(other.values);
    return new PackageMetadata(changed);
  }

  /// Sets the description.
  ///
  /// @param text for people
  /// @return a changed copy
  public PackageMetadata withDescription(String text) {
    return with("description", text);
  }

  /// Sets the author.
  ///
  /// @param name who made the package
  /// @return a changed copy
  public PackageMetadata withCreatedBy(String name) {
    return with("created_by", name);
  }

  /// Sets the school subjects.
  ///
  /// @param subjects their names
  /// @return a changed copy
  public PackageMetadata withSubjects(List<String> subjects) {
    return with("curriculum_subjects", List.copyOf(subjects));
  }

  /// Sets the context window.
  ///
  /// @param tokens 1 or more
  /// @return a changed copy
  public PackageMetadata withContextWindow(int tokens) {
    return with("context_window", tokens);
  }

  /// The value of a key.
  ///
  /// @param key a key of the schema
  /// @return its value, empty when it was not set
  public Optional<Object> get(String key) {
    return Optional.ofNullable(values.get(MetadataSchema.requireKey(key)));
  }

  private String text(String key) {
    return values.get(key) instanceof String s ? s : "";
  }

  private long number(String key) {
    return values.get(key) instanceof Number n ? n.longValue() : 0;
  }

  /// The package's name.
  ///
  /// @return the name, empty when not set
  public String name() {
    return text("package_name");
  }

  /// The version as text: an older package may have one that is not semantic.
  ///
  /// @return the version, empty when not set
  public String version() {
    return text("version");
  }

  /// What the publisher calls the model.
  ///
  /// @return the id, empty when not set
  public String modelId() {
    return text("model_id");
  }

  /// Size of the model file.
  ///
  /// @return bytes, 0 when not set
  public long fileSizeBytes() {
    return number("file_size_bytes");
  }

  /// Tokens the package recommends.
  ///
  /// @return the context window, 0 when not set
  public long contextWindow() {
    return number("context_window");
  }

  /// Digest of the model file.
  ///
  /// @return the digest, null when not set or not one
  public @Nullable Digest sha256() {
    String hex = text("sha256_checksum");
    return hex.matches("[0-9a-f]{64}") ? Digest.parse(hex) : null;
  }

  /// MD5 of the model file.
  ///
  /// @return hexadecimal digits, empty when not set
  public String md5Hex() {
    return text("md5_checksum");
  }

  /// When the package was made.
  ///
  /// @return ISO 8601 in UTC, empty when not set
  public String createdAt() {
    return text("created_at");
  }

  /// All that is set, in the schema's order.
  ///
  /// @return an immutable map of String, Boolean, Integer, Long and List values
  public Map<String, Object> asMap() {
    Map<String, Object> ordered = new LinkedHashMap<>();
    for (String key : MetadataSchema.keys()) {
      Object value = values.get(key);
      if (value != null) {
        ordered.put(key, value);
      }
    }
    return Collections.unmodifiableMap(ordered);
  }

  /// The schema's defaults.
  static PackageMetadata defaults() {
    return new PackageMetadata(MetadataSchema.defaults());
  }

  /// The file's bytes.
  byte[] toJson() {
    return Json.pretty(asMap());
  }

  /// What complete metadata has wrong, every fault at once; empty when it is right.
  ///
  /// @return sentences, safe for a terminal
  public List<String> faults() {
    return MetadataSchema.faults(Json.MAPPER.writeValueAsString(asMap()));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PackageMetadata m && asMap().equals(m.asMap());
  }

  @Override
  public int hashCode() {
    return asMap().hashCode();
  }

  /// As `PackageMetadata[tiny 1.0.0, openclass/tiny, 5 keys set]`.
  @Override
  public String toString() {
    return "PackageMetadata["
        + Display.escape(name(), 30)
        + " "
        + Display.escape(version(), 20)
        + ", "
        + values.size()
        + " keys set]";
  }
}
