package id.openclass.nexus.repo;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.trust.JsonFields;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A version that nobody shall run any more.
///
/// @param version which one
/// @param reason for people, 1 to 1,000 characters as the publisher typed them
/// @param at when it was revoked
public record Revocation(String version, String reason, Instant at) {
  private static final int MOST_CHARACTERS = 1000;

  /// Checks the reason.
  ///
  /// @throws NexusException.InvalidValue when it is empty or too long
  public Revocation {
    if (reason.isBlank() || reason.length() > MOST_CHARACTERS) {
      throw NexusException.invalidValue(
          "a reason of " + reason.length() + " characters",
          "say in 1 to 1,000 characters why: --reason 'answers in the wrong language'");
    }
  }

  static Revocation parse(JsonFields json) {
    String version = json.text("version");
    String reason = json.text("reason");
    if (!ReleaseName.isVersion(version)) {
      throw json.malformed("version", "is no version: " + Display.escape(version, 70));
    }
    if (reason.isBlank() || reason.length() > MOST_CHARACTERS) {
      throw json.malformed("reason", "has " + reason.length() + " characters");
    }
    return new Revocation(version, reason, date(json, "at"));
  }

  static Instant date(JsonFields json, String key) {
    return json.date(key).orElseThrow(() -> json.malformed(key, "is missing"));
  }

  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("version", version);
    json.put("reason", reason);
    json.put("at", JsonFields.text(at));
    return json;
  }

  /// As `Revocation[1.0.1, answers in the wrong language]`.
  @Override
  public String toString() {
    return "Revocation[" + Display.escape(version, 30) + ", " + Display.escape(reason, 40) + "]";
  }
}
