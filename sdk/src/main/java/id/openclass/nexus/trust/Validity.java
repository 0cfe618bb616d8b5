package id.openclass.nexus.trust;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// From when and until when metadata holds, in whole seconds.
///
/// @param signed when it was signed; null in metadata of others
/// @param expires from then on it is not trusted
/// @param stale from then on clients warn; null when they do not
public record Validity(@Nullable Instant signed, Instant expires, @Nullable Instant stale) {
  static final String SIGNED = "x-nexus-signed";
  static final String STALE = "x-nexus-stale";
  static final String EXPIRES = "expires";

  /// Cuts fractions of seconds off.
  public Validity {
    expires = expires.truncatedTo(ChronoUnit.SECONDS);
    signed = signed == null ? null : signed.truncatedTo(ChronoUnit.SECONDS);
    stale = stale == null ? null : stale.truncatedTo(ChronoUnit.SECONDS);
  }

  static Validity of(JsonFields metadata) {
    Optional<Instant> expires = metadata.date(EXPIRES);
    if (expires.isEmpty()) {
      throw metadata.malformed(EXPIRES, "is missing");
    }
    return new Validity(
        metadata.date(SIGNED).orElse(null), expires.get(), metadata.date(STALE).orElse(null));
  }

  void putInto(Map<String, @Nullable Object> metadata) {
    metadata.put(EXPIRES, JsonFields.text(expires));
    put(metadata, SIGNED, signed);
    put(metadata, STALE, stale);
  }

  private static void put(
      Map<String, @Nullable Object> metadata, String key, @Nullable Instant date) {
    if (date == null) {
      metadata.remove(key);
    } else {
      metadata.put(key, JsonFields.text(date));
    }
  }

  /// Whether the time is over.
  ///
  /// @param now the time of an update
  /// @return true from [#expires] on
  public boolean isExpired(Instant now) {
    return !expires.isAfter(now);
  }

  /// Whether people should be warned.
  ///
  /// @param now the time of an update
  /// @return true from [#stale] on
  public boolean isStale(Instant now) {
    return stale != null && !stale.isAfter(now);
  }
}
