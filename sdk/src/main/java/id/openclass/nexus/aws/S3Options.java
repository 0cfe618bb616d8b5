package id.openclass.nexus.aws;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.store.Patience;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/// How S3 is reached. Credentials are never part of it: they come from where the AWS SDK looks for
/// them.
///
/// @param endpoint of a server that speaks as S3 does; null for AWS, or what the SDK's own
///   configuration says
/// @param region where the bucket is; null for what the SDK's own configuration says
/// @param profile in `~/.aws`; null for what the SDK's own configuration says
/// @param pathStyle whether the bucket stands in the path; null: with an endpoint
/// @param encryption `AES256`, `aws:kms` or `aws:kms:KEY`; null: what the bucket says
/// @param connections how many parts of an object are sent at once, 1 to 16
/// @param patience how often something is tried again when the network fails
public record S3Options(
    @Nullable URI endpoint,
    @Nullable String region,
    @Nullable String profile,
    @Nullable Boolean pathStyle,
    @Nullable String encryption,
    int connections,
    Patience patience) {
  private static final int CONNECTIONS = 4;
  private static final int MOST_CONNECTIONS = 16;

  /// Checks the values.
  ///
  /// @throws NexusException.InvalidValue when one is not allowed
  public S3Options {
    if (connections < 1 || connections > MOST_CONNECTIONS) {
      throw NexusException.invalidValue(
          "no such count of connections: " + connections, "1 to " + MOST_CONNECTIONS);
    }
    if (encryption != null && !encryption.matches("AES256|aws:kms(:.{1,300})?")) {
      throw NexusException.invalidValue(
          "no such encryption: " + Display.escape(encryption, 60),
          "AES256, aws:kms or aws:kms:KEY");
    }
    if (region != null && !region.matches("[A-Za-z0-9-]{1,40}")) {
      throw NexusException.invalidValue(
          "not a region: " + Display.escape(region, 60), "for example ap-southeast-3");
    }
  }

  /// Everything as the SDK's own configuration says.
  ///
  /// @return options that set nothing
  public static S3Options defaults() {
    return new S3Options(null, null, null, null, null, CONNECTIONS, Patience.standard());
  }

  /// With another server than AWS.
  ///
  /// @param address for example `https://s3.example.org:9000`; null for AWS
  /// @return a copy
  /// @throws NexusException.InvalidValue when it is no address
  public S3Options withEndpoint(@Nullable String address) {
    return new S3Options(
        address == null ? null : parse(address),
        region,
        profile,
        pathStyle,
        encryption,
        connections,
        patience);
  }

  private static URI parse(String address) {
    try {
      URI uri = new URI(address);
      boolean right =
          String.valueOf(uri.getScheme()).matches("https?")
              && uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null;
      if (right) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Told below, without the text that the exception repeats.
    }
    throw NexusException.invalidValue(
        "not the address of a server", "for example --endpoint https://s3.example.org:9000");
  }

  /// With a region.
  ///
  /// @param name for example `ap-southeast-3`
  /// @return a copy
  /// @throws NexusException.InvalidValue when it cannot be one
  public S3Options withRegion(@Nullable String name) {
    return new S3Options(endpoint, name, profile, pathStyle, encryption, connections, patience);
  }

  /// With a profile of `~/.aws`.
  ///
  /// @param name its name
  /// @return a copy
  public S3Options withProfile(@Nullable String name) {
    return new S3Options(endpoint, region, name, pathStyle, encryption, connections, patience);
  }

  /// With the bucket in the path or before the server's name.
  ///
  /// @param inPath true for the path; null: with an endpoint
  /// @return a copy
  public S3Options withPathStyle(@Nullable Boolean inPath) {
    return new S3Options(endpoint, region, profile, inPath, encryption, connections, patience);
  }

  /// With server-side encryption.
  ///
  /// @param kind `AES256`, `aws:kms` or `aws:kms:KEY`; null: what the bucket says
  /// @return a copy
  /// @throws NexusException.InvalidValue for anything else
  public S3Options withEncryption(@Nullable String kind) {
    return new S3Options(endpoint, region, profile, pathStyle, kind, connections, patience);
  }

  /// With more or fewer connections.
  ///
  /// @param count 1 to 16
  /// @return a copy
  /// @throws NexusException.InvalidValue for another count
  public S3Options withConnections(int count) {
    return new S3Options(endpoint, region, profile, pathStyle, encryption, count, patience);
  }

  /// With more or less patience.
  ///
  /// @param more how often something is tried again
  /// @return a copy
  public S3Options withPatience(Patience more) {
    return new S3Options(endpoint, region, profile, pathStyle, encryption, connections, more);
  }

  /// As `S3Options[https://s3.example.org, ap-southeast-3, 4 connections]`.
  @Override
  public String toString() {
    return "S3Options["
        + (endpoint == null ? "AWS" : Display.escape(endpoint.toString(), 60))
        + (region == null ? "" : ", " + region)
        + ", "
        + connections
        + " connections]";
  }
}
