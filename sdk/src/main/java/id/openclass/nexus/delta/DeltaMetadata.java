package id.openclass.nexus.delta;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.LineSpeed;
import id.openclass.nexus.core.NexusException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What `delta_metadata.json` says of an update: the keys that the older program reads, all of them
/// and no others.
///
/// @param updateId `NAME-FROM-to-TO`; for people, never a path
/// @param fromVersion version of the base
/// @param toVersion version of the result
/// @param modelId what the publisher calls the model
/// @param packageName the package's name
/// @param deltaType what the delta file is
/// @param resultBytes size of the result
/// @param deltaBytes size of the delta file
/// @param from digest of the base
/// @param to digest of the result
/// @param delta digest of the delta file
/// @param createdAt ISO 8601 in UTC
/// @param createdBy who made it
/// @param description for people
public record DeltaMetadata(
    String updateId,
    String fromVersion,
    String toVersion,
    String modelId,
    String packageName,
    DeltaType deltaType,
    long resultBytes,
    long deltaBytes,
    Digest from,
    Digest to,
    Digest delta,
    String createdAt,
    String createdBy,
    String description) {
  /// The longest `delta_metadata.json`, in bytes.
  static final int MOST_BYTES = 64 << 10;

  /// The longest name, version or id, in characters.
  private static final int MOST_NAME = 300;

  /// The older program's lines, in its own unit of 1024 * 1024 bits a second.
  private static final Map<String, Double> OLDER_LINES = olderLines();

  private static Map<String, Double> olderLines() {
    Map<String, Double> lines = new LinkedHashMap<>();
    lines.put("dial-up", 0.056);
    lines.put("dsl", 1.0);
    lines.put("broadband", 10.0);
    lines.put("fiber", 100.0);
    return lines;
  }

  /// Size of the delta file as a share of the result's.
  ///
  /// @return 0 and more; above 1 for a delta that does not pay
  public double ratio() {
    return (double) deltaBytes / resultBytes;
  }

  /// What the delta saves of the download.
  ///
  /// @return per cent of the result's size; below 0 for a delta that does not pay
  public double savingsPercent() {
    return 100 * (1 - ratio());
  }

  /// How long the delta file takes on a line.
  ///
  /// @param bitsPerSecond the line's speed, 1 or more: 2 Mbit/s are 2_000_000
  /// @return the time, without any delay or retry
  public Duration timeAt(long bitsPerSecond) {
    return new LineSpeed(bitsPerSecond).timeFor(deltaBytes);
  }

  byte[] toJson() {
    return DeltaJson.pretty(asMap());
  }

  /// The keys of the file with their values, in its order.
  ///
  /// @return texts, numbers and one map
  public Map<String, Object> asMap() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("update_id", updateId);
    all.put("from_version", fromVersion);
    all.put("to_version", toVersion);
    all.put("model_id", modelId);
    all.put("package_name", packageName);
    all.put("delta_type", deltaType.toString());
    all.put("compression_ratio", ratio());
    all.put("original_size_bytes", resultBytes);
    all.put("delta_size_bytes", deltaBytes);
    all.put("from_checksum", from.hex());
    all.put("to_checksum", to.hex());
    all.put("delta_checksum", delta.hex());
    all.put("created_at", createdAt);
    all.put("created_by", createdBy);
    all.put("description", description);
    all.put("bandwidth_savings_percent", savingsPercent());
    Map<String, Object> times = new LinkedHashMap<>();
    OLDER_LINES.forEach((line, speed) -> times.put(line, deltaBytes * 8.0 / (speed * 1024 * 1024)));
    all.put("estimated_download_time_seconds", times);
    return all;
  }

  /// Reads the file.
  ///
  /// @param json its bytes
  /// @param where what errors call the update
  /// @return the metadata; sizes and digests are plausible, not checked
  /// @throws NexusException.Malformed when a key is missing or cannot be
  static DeltaMetadata parse(byte[] json, String where) {
    try {
      Keys keys = new Keys(DeltaJson.MAPPER.readTree(DeltaJson.text(json, MOST_BYTES)), where);
      return new DeltaMetadata(
          keys.name("update_id"),
          keys.name("from_version"),
          keys.name("to_version"),
          keys.text("model_id"),
          keys.name("package_name"),
          keys.type(),
          keys.size("original_size_bytes"),
          keys.size("delta_size_bytes"),
          keys.digest("from_checksum"),
          keys.digest("to_checksum"),
          keys.digest("delta_checksum"),
          keys.text("created_at"),
          keys.text("created_by"),
          keys.text("description"));
    } catch (JacksonException e) {
      throw malformed("is broken: " + Display.escape(e.getOriginalMessage(), 120), where);
    }
  }

  /// The values of a file from anywhere.
  private record Keys(JsonNode tree, String where) {
    String text(String key) {
      JsonNode value = tree.path(key);
      if (!value.isString()) {
        throw malformed("has no text " + key, where);
      }
      return value.stringValue();
    }

    String name(String key) {
      String text = text(key);
      if (text.isBlank() || text.length() > MOST_NAME) {
        throw malformed("has a " + key + " of " + text.length() + " characters", where);
      }
      return text;
    }

    DeltaType type() {
      String text = text("delta_type");
      return DeltaType.find(text)
          .orElseThrow(() ->
              NexusException.malformed(
                  "this update is of type "
                      + Display.escape(text, 40)
                      + "; this program reads tensor, binary and file-based",
                  where,
                  -1,
                  "update Nexus, then try again"));
    }

    long size(String key) {
      JsonNode value = tree.path(key);
      if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() <= 0) {
        throw malformed(
            "has no size " + key + ", but " + Display.escape(value.toString(), 40), where);
      }
      return value.longValue();
    }

    Digest digest(String key) {
      String hex = text(key);
      if (!hex.matches("[0-9a-f]{64}")) {
        throw malformed("has no SHA-256 in " + key + ": " + Display.escape(hex, 70), where);
      }
      return Digest.parse(hex);
    }
  }

  private static NexusException malformed(String what, String where) {
    return NexusException.malformed(
        "delta_metadata.json " + what, where, -1, "get the update again from its publisher");
  }

  /// The time that it says it was made at, null when it is none.
  @Nullable Instant createdTime() {
    try {
      return Instant.parse(createdAt);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /// As `tiny 1.0.0 to 1.1.0`, for people.
  String label() {
    return Display.escape(packageName, 40)
        + " "
        + Display.escape(fromVersion, 20)
        + " to "
        + Display.escape(toVersion, 20);
  }

  /// As `DeltaMetadata[tiny 1.0.0 to 1.1.0, tensor, 12.0 MB]`.
  @Override
  public String toString() {
    String what = deltaType + ", " + Display.bytes(deltaBytes);
    return "DeltaMetadata[" + Display.escape(label(), 50) + ", " + what + "]";
  }
}
