package id.openclass.nexus.registry;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.model.ModelDescription;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.PackageName;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a registry is told of one version of one model: `docs/registry.md` section 1. Immutable.
///
/// @param name the model
/// @param version its semantic version
/// @param sha256 of the model file
/// @param source where the package is: an address
/// @param description for people, perhaps empty
/// @param tags all that programs search by, `nexus.version` and `nexus.sha256` among them
/// @param channels that lead to this version
public record RegisteredVersion(
    String name,
    String version,
    Digest sha256,
    String source,
    String description,
    Map<String, String> tags,
    List<String> channels) {
  static final String VERSION = "nexus.version";
  static final String SHA256 = "nexus.sha256";

  /// The least that servers take of a tag.
  private static final int MOST_TEXT = 5_000;

  private static final Set<String> SCHEMES = Set.of("http", "https", "s3");

  private static final Pattern CHANNEL = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  /// Copies the tags and the list, and checks what goes into addresses.
  ///
  /// @throws NexusException.InvalidValue when the name, the source or a channel is not allowed
  public RegisteredVersion {
    PackageName.require(name);
    requireAddress(source);
    for (String channel : channels) {
      if (!CHANNEL.matcher(channel).matches()) {
        throw NexusException.invalidValue(
            "not a channel: " + Display.escape(channel, 40), "for example --channel stable");
      }
    }
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    channels = List.copyOf(channels);
  }

  /// Everybody who reads the registry reads its addresses: they must hold no password, and no
  /// signature, which would stop to work besides. Errors do not repeat them.
  private static void requireAddress(String address) {
    URI uri = parse(address);
    String authority = uri.getRawAuthority();
    if (!SCHEMES.contains(String.valueOf(uri.getScheme())) || authority == null) {
      throw noAddress();
    }
    if (authority.contains("@")) {
      throw NexusException.invalidValue(
          "the address holds a user name or a password", "leave out what is before '@'");
    }
    if (uri.getRawQuery() != null) {
      throw NexusException.invalidValue(
          "the address is signed, or holds something else that does not last",
          "leave out '?' and what follows it: everybody reads what is registered");
    }
  }

  private static URI parse(String address) {
    try {
      return new URI(address);
    } catch (URISyntaxException e) {
      throw noAddress();
    }
  }

  private static NexusException noAddress() {
    return NexusException.invalidValue(
        "not an address that others can read from",
        "for example --url https://models.example.org/models/tiny-1.0.0.tar.gz");
  }

  /// Of a package.
  ///
  /// @param pack the package; nothing of the model is read
  /// @param source where it is published: an address
  /// @return the version, in no channel
  /// @throws NexusException.Malformed when the package does not tell its model's digest
  /// @throws NexusException.InvalidValue when its name or the address is not allowed
  public static RegisteredVersion of(ModelPackage pack, String source) {
    Digest digest = pack.metadata().sha256();
    if (digest == null) {
      throw NexusException.malformed(
          "metadata.json has no digest", pack.path().toString(), -1, "package the model again");
    }
    String license =
        pack.manifest() == null
            ? null
            : pack.describe().map(ModelDescription::license).orElse(null);
    return of(pack.metadata(), digest, license, source);
  }

  /// Of a package's metadata, as a repository has it, too.
  ///
  /// @param metadata at least name and version
  /// @param sha256 of the model file
  /// @param license as the model file says, or null
  /// @param source where the package is: an address
  /// @return the version, in no channel
  /// @throws NexusException.InvalidValue when the name or the address is not allowed
  public static RegisteredVersion of(
      PackageMetadata metadata, Digest sha256, @Nullable String license, String source) {
    Map<String, String> tags = new TreeMap<>();
    tags.put(VERSION, metadata.version());
    tags.put(SHA256, sha256.hex());
    tags.put("nexus.model_id", metadata.modelId());
    tags.put("nexus.size_bytes", String.valueOf(metadata.fileSizeBytes()));
    tags.put("nexus.quantization", text(metadata.get("quantization")));
    tags.put("nexus.subjects", text(metadata.get("curriculum_subjects")));
    tags.put("nexus.license", license == null ? "" : license);
    tags.replaceAll((_, value) -> cut(value));
    tags.values().removeIf(String::isBlank);
    return new RegisteredVersion(
        metadata.name(),
        metadata.version(),
        sha256,
        source,
        cut(text(metadata.get("description"))),
        tags,
        List.of());
  }

  private static String text(Optional<Object> value) {
    return value
        .map(v ->
            v instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : String.valueOf(v))
        .orElse("");
  }

  private static String cut(String text) {
    return text.codePointCount(0, text.length()) <= MOST_TEXT
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MOST_TEXT));
  }

  /// With the repository that it is in.
  ///
  /// @param address for people and programs
  /// @return a copy
  /// @throws NexusException.InvalidValue when it is none, or holds what may be secret
  public RegisteredVersion withRepository(String address) {
    requireAddress(address);
    return with(Map.of("nexus.repository", address));
  }

  /// With the package as it is published.
  ///
  /// @param key its object in the repository
  /// @param sizeBytes how long it is
  /// @param digest of the package file
  /// @return a copy
  public RegisteredVersion withPackage(String key, long sizeBytes, Digest digest) {
    return with(
        Map.of(
            "nexus.package_url",
            source,
            "nexus.package_key",
            key,
            "nexus.package_size_bytes",
            String.valueOf(sizeBytes),
            "nexus.package_sha256",
            digest.hex()));
  }

  /// As a version that nobody shall run.
  ///
  /// @param reason why, for people
  /// @return a copy
  public RegisteredVersion withRevoked(String reason) {
    return with(Map.of("nexus.revoked", reason));
  }

  private RegisteredVersion with(Map<String, String> added) {
    Map<String, String> more = new TreeMap<>(tags);
    added.forEach((key, value) -> more.put(key, cut(value)));
    return new RegisteredVersion(name, version, sha256, source, description, more, channels);
  }

  /// With channels that lead to it.
  ///
  /// @param names as in the repository
  /// @return a copy
  /// @throws NexusException.InvalidValue when one is not allowed
  public RegisteredVersion withChannels(List<String> names) {
    return new RegisteredVersion(
        name, version, sha256, source, description, tags, new ArrayList<>(names));
  }

  /// As `RegisteredVersion[tiny 1.1.0, stable, pilot]`.
  @Override
  public String toString() {
    String text = name + " " + version + (channels.isEmpty() ? "" : ", ");
    return "RegisteredVersion[" + Display.escape(text + String.join(", ", channels), 80) + "]";
  }
}
