package id.openclass.nexus.repo;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.pack.PackageName;
import id.openclass.nexus.trust.JsonFields;
import id.openclass.nexus.trust.StrictJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A channel: a name such as `stable` that says which version of a model sites shall have.
/// `docs/repository.md` section 3. Immutable.
///
/// @param name the model
/// @param channel the channel's name
/// @param version the version that it leads to
/// @param previous what sites outside the percentage stay at, and new ones among them install; null
///   when there was none
/// @param percent how many of a hundred sites take the version, 1 to 100
/// @param halted whether no site shall move, in either direction
/// @param revoked versions of the model that nobody shall run, whatever channel they came by
/// @param changedAt when this was said
public record ReleaseChannel(
    String name,
    String channel,
    String version,
    @Nullable String previous,
    int percent,
    boolean halted,
    List<Revocation> revoked,
    Instant changedAt) {
  /// Everybody.
  public static final int WHOLE = 100;

  private static final int MOST_REVOKED = 500;

  /// Copies the list and checks the percentage.
  ///
  /// @throws NexusException.InvalidValue for one that is not from 1 to 100
  public ReleaseChannel {
    revoked = List.copyOf(revoked);
    if (percent < 1 || percent > WHOLE) {
      throw NexusException.invalidValue(
          "not a percentage of sites: " + percent, "1 to 100; to stop a version: nexus halt");
    }
  }

  /// Reads a channel's file.
  ///
  /// @param bytes the file; whoever got it has verified it
  /// @param where what errors call it
  /// @return the channel
  /// @throws NexusException.Malformed when it is none, or one of a newer format
  public static ReleaseChannel parse(byte[] bytes, String where) {
    if (bytes.length > RepositoryLayout.CHANNEL_BYTES) {
      throw NexusException.malformed(
          "longer than a channel may be: " + Display.grouped(bytes.length) + " bytes",
          where,
          -1,
          null);
    }
    JsonFields json = StrictJson.parse(bytes, where);
    Release.requireFormat(json);
    return new ReleaseChannel(
        allowed(json, "name", PackageName.isAllowed(json.text("name"))),
        allowed(json, "channel", RepositoryLayout.isChannel(json.text("channel"))),
        allowed(json, "version", ReleaseName.isVersion(json.text("version"))),
        json.has("previous")
            ? allowed(json, "previous", ReleaseName.isVersion(json.text("previous")))
            : null,
        (int) json.integer("percent", 1, WHOLE),
        json.flag("halted", false),
        revoked(json),
        Revocation.date(json, "changed_at"));
  }

  private static String allowed(JsonFields json, String key, boolean isAllowed) {
    if (!isAllowed) {
      throw json.malformed(key, "is not allowed: " + Display.escape(json.text(key), 70));
    }
    return json.text(key);
  }

  private static List<Revocation> revoked(JsonFields json) {
    List<Revocation> revoked = new ArrayList<>();
    Set<String> versions = new HashSet<>();
    for (JsonFields one : json.objects("revoked")) {
      Revocation parsed = Revocation.parse(one);
      if (!versions.add(parsed.version()) || revoked.size() >= MOST_REVOKED) {
        throw one.malformed("version", "is there twice, or one of too many");
      }
      revoked.add(parsed);
    }
    return revoked;
  }

  /// The file's bytes.
  ///
  /// @return one line of JSON
  public byte[] toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("format_version", (long) Release.FORMAT_VERSION);
    json.put("name", name);
    json.put("channel", channel);
    json.put("version", version);
    json.put("previous", previous);
    json.put("percent", (long) percent);
    json.put("halted", halted);
    json.put("revoked", revoked.stream().map(Revocation::toJson).toList());
    json.put("changed_at", JsonFields.text(changedAt));
    return StrictJson.print(json);
  }

  /// The same at another percentage, stopped or not.
  ReleaseChannel with(int sites, boolean stopped, Instant time) {
    return new ReleaseChannel(name, channel, version, previous, sites, stopped, revoked, time);
  }

  /// The same with other revoked versions.
  ReleaseChannel withRevoked(List<Revocation> all, Instant time) {
    return new ReleaseChannel(name, channel, version, previous, percent, halted, all, time);
  }

  /// Whether a version is revoked.
  ///
  /// @param any a version of the model
  /// @return why, or empty
  public Optional<Revocation> revocation(String any) {
    return revoked.stream().filter(one -> one.version().equals(any)).findFirst();
  }

  /// As `ReleaseChannel[tiny:stable, 1.1.0, 10 %]`.
  @Override
  public String toString() {
    return "ReleaseChannel["
        + Display.escape(name, 20)
        + ":"
        + Display.escape(channel, 12)
        + ", "
        + Display.escape(version, 14)
        + ", "
        + percent
        + (halted ? " %, halted]" : " %]");
  }
}
