package id.openclass.nexus.repo;

import id.openclass.nexus.trust.VerifyingKey;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What shall be published. Immutable.
///
/// @param paths packages (`.tar.gz`, `.zip`) and updates (their folder or `.tar`)
/// @param channel the channel that shall lead to the packages' versions; null for none
/// @param percent how many of a hundred sites take them, 1 to 100
/// @param allowDowngrade whether the channel may go to a lower version
/// @param publicKey of whoever signed the packages; null to find it among the publisher's keys
public record PublishRequest(
    List<Path> paths,
    @Nullable String channel,
    int percent,
    boolean allowDowngrade,
    @Nullable VerifyingKey publicKey) {
  /// Copies the list.
  public PublishRequest {
    paths = List.copyOf(paths);
  }

  /// Packages and updates, for no channel.
  ///
  /// @param paths theirs
  /// @return the request
  public static PublishRequest of(List<Path> paths) {
    return new PublishRequest(paths, null, ReleaseChannel.WHOLE, false, null);
  }

  /// For a channel, too.
  ///
  /// @param name the channel's; null for none
  /// @param sites how many of a hundred take the versions
  /// @param downgrade whether it may go to a lower version
  /// @return a changed copy
  public PublishRequest withChannel(@Nullable String name, int sites, boolean downgrade) {
    return new PublishRequest(paths, name, sites, downgrade, publicKey);
  }

  /// With the key that signed the packages.
  ///
  /// @param key a key for models
  /// @return a changed copy
  public PublishRequest withPublicKey(@Nullable VerifyingKey key) {
    return new PublishRequest(paths, channel, percent, allowDowngrade, key);
  }

  /// As `PublishRequest[2 files, stable]`.
  @Override
  public String toString() {
    return "PublishRequest["
        + paths.size()
        + (paths.size() == 1 ? " file" : " files")
        + (channel == null ? "]" : ", " + channel + "]");
  }
}
