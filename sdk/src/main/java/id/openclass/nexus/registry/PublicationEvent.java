package id.openclass.nexus.registry;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What happened to a version in a repository: `docs/registry.md` section 2. Immutable.
///
/// ```java
/// PublicationEvent.of(Kind.PUBLISHED, "tiny", "1.1.0", "s3://models/repository", now)
///     .withModel(sha256, sizeBytes)
///     .withUrl("https://models.example.org/targets/tiny/1.1.0/...")
///     .withUpdatesFrom(List.of("1.0.0"));
/// ```
///
/// @param kind what was done
/// @param name the model
/// @param version of it
/// @param channel that was changed, or null
/// @param repository the store as the publisher names it
/// @param url where the package is, or null
/// @param sha256 of the model file, or null
/// @param sizeBytes of the model file; 0 when it is not known
/// @param updatesFrom versions that there is an update from
/// @param at when
public record PublicationEvent(
    Kind kind,
    String name,
    String version,
    @Nullable String channel,
    String repository,
    @Nullable String url,
    @Nullable Digest sha256,
    long sizeBytes,
    List<String> updatesFrom,
    Instant at) {
  private static final int FORMAT_VERSION = 1;

  /// Copies the list.
  public PublicationEvent {
    updatesFrom = List.copyOf(updatesFrom);
  }

  /// What was done.
  public enum Kind {
    /// A version is there, or more updates to it.
    PUBLISHED,
    /// A channel leads to the version.
    PROMOTED,
    /// No site moves to the version any more.
    HALTED,
    /// Sites move again.
    RESUMED,
    /// Nobody shall run the version.
    REVOKED;

    /// As in JSON: `published`.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// An event of which nothing else is known.
  ///
  /// @param kind what was done
  /// @param name the model
  /// @param version of it
  /// @param repository the store as the publisher names it
  /// @param at when
  /// @return the event
  public static PublicationEvent of(
      Kind kind, String name, String version, String repository, Instant at) {
    return new PublicationEvent(
        kind, name, version, null, repository, null, null, 0, List.of(), at);
  }

  /// With the channel that was changed.
  ///
  /// @param changed its name, or null
  /// @return a copy
  public PublicationEvent withChannel(@Nullable String changed) {
    return new PublicationEvent(
        kind, name, version, changed, repository, url, sha256, sizeBytes, updatesFrom, at);
  }

  /// With the model file.
  ///
  /// @param digest of it
  /// @param bytes its size
  /// @return a copy
  public PublicationEvent withModel(Digest digest, long bytes) {
    return new PublicationEvent(
        kind, name, version, channel, repository, url, digest, bytes, updatesFrom, at);
  }

  /// With the package's address.
  ///
  /// @param address where it is read, or null
  /// @return a copy
  public PublicationEvent withUrl(@Nullable String address) {
    return new PublicationEvent(
        kind, name, version, channel, repository, address, sha256, sizeBytes, updatesFrom, at);
  }

  /// With the updates.
  ///
  /// @param versions that there is an update from
  /// @return a copy
  public PublicationEvent withUpdatesFrom(List<String> versions) {
    return new PublicationEvent(
        kind, name, version, channel, repository, url, sha256, sizeBytes, versions, at);
  }

  /// The event as it is posted.
  ///
  /// @return the fields in order
  public Map<String, @Nullable Object> fields() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("format_version", FORMAT_VERSION);
    fields.put("event", kind.toString());
    fields.put("name", name);
    fields.put("version", version);
    fields.put("channel", channel);
    fields.put("repository", repository);
    fields.put("url", url);
    fields.put("sha256", sha256 == null ? null : sha256.hex());
    fields.put("size_bytes", sizeBytes == 0 ? null : sizeBytes);
    fields.put("updates_from", updatesFrom);
    fields.put("at", at.truncatedTo(ChronoUnit.SECONDS).toString());
    return fields;
  }

  /// As `PublicationEvent[promoted, tiny 1.1.0, stable]`.
  @Override
  public String toString() {
    String text = kind + ", " + name + " " + version + (channel == null ? "" : ", " + channel);
    return "PublicationEvent[" + Display.escape(text, 80) + "]";
  }
}
