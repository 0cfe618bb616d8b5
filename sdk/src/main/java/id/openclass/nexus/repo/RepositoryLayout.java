package id.openclass.nexus.repo;

import id.openclass.nexus.archive.ArchiveFormat;
import id.openclass.nexus.archive.EntryNames;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.trust.MetadataName;
import id.openclass.nexus.trust.TargetFile;
import java.util.regex.Pattern;

/// Which object is called how: `docs/repository.md` section 1. The only maker of names; nothing
/// takes them apart but [#isPathOf].
public final class RepositoryLayout {
  /// Most bytes of a `release.json`.
  public static final int RELEASE_BYTES = 512 << 10;

  /// Most bytes of a channel's file.
  public static final int CHANNEL_BYTES = 64 << 10;

  /// Where metadata is.
  public static final String METADATA = "metadata/";

  /// Where targets are.
  public static final String TARGETS = "targets/";

  /// What begins with these is nobody's but the repository's.
  static final ObjectKey TIMESTAMP = ObjectKey.of(METADATA + "timestamp.json");

  private static final Pattern CHANNEL = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  private RepositoryLayout() {}

  /// The object of a metadata file.
  ///
  /// @param name which file
  /// @return `metadata/3.targets.json`
  public static ObjectKey metadata(MetadataName name) {
    return ObjectKey.of(METADATA + name.urlSegment());
  }

  static ObjectKey metadata(String role, long version) {
    return metadata(new MetadataName(role, version));
  }

  /// The object of a target.
  ///
  /// @param target what is signed of it
  /// @return `targets/tiny/1.0.0/HASH.release.json`
  public static ObjectKey target(TargetFile target) {
    return ObjectKey.of(TARGETS + target.location(true));
  }

  /// The TUF target path of what is said of a version.
  ///
  /// @param name the model
  /// @param version a published version
  /// @return `tiny/1.0.0/release.json`
  public static String release(String name, String version) {
    return name + "/" + version + "/release.json";
  }

  static String pack(String name, String version, ArchiveFormat format) {
    return name + "/" + version + "/" + name + "-" + version + "." + format;
  }

  static String chunks(String name, String version) {
    return name + "/" + version + "/chunks";
  }

  static String update(String name, String id) {
    return name + "/updates/" + id + ".tar";
  }

  /// The TUF target path of a channel.
  ///
  /// @param name the model
  /// @param channel its name
  /// @return `tiny/channels/stable.json`
  public static String channel(String name, String channel) {
    return name + "/channels/" + channel + ".json";
  }

  /// The pattern that the role of a model is trusted with.
  static String pattern(String name) {
    return name + "/*/*";
  }

  /// Whether a target path belongs to a model and can be an object.
  ///
  /// @param name the model
  /// @param path any text
  /// @return true when its three parts begin with the model's name
  public static boolean isPathOf(String name, String path) {
    return path.startsWith(name + "/")
        && path.chars().filter(c -> c == '/').count() == 2
        && path.length() <= 300
        && ObjectKey.isAllowed(TARGETS + path);
  }

  /// Insists on a name that a channel may have.
  ///
  /// @param channel any text
  /// @return the name
  /// @throws NexusException.InvalidValue with the rule
  public static String requireChannel(String channel) {
    if (!isChannel(channel)) {
      throw NexusException.invalidValue(
          "not a name for a channel: " + Display.escape(channel, 60),
          "use 1 to 32 of a-z, 0-9 and -, for example stable or pilot");
    }
    return channel;
  }

  static boolean isChannel(String channel) {
    return CHANNEL.matcher(channel).matches() && !EntryNames.isWindowsDevice(channel);
  }
}
