package id.openclass.nexus.repo;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.trust.JsonFields;
import id.openclass.nexus.trust.StrictJson;
import id.openclass.nexus.trust.VerifyingKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One published version of one model, as its `release.json` says: `docs/repository.md` section 2.
/// Immutable.
///
/// @param id model and version
/// @param pack the package
/// @param model the model file in it
/// @param chunks the package's chunk table; null for a package of the older program
/// @param content what makes two packages the same release: section 2
/// @param updates that lead to it, the newest base first
/// @param memoryMib what running the model takes
/// @param client the oldest program that can install it
/// @param publicKey who signed the package, as PEM; null when it is not signed
/// @param metadata the package's `metadata.json`
/// @param license as the model file says; null when it does not
/// @param sourceUrl where the model came from, as the model file says: any text; null when it does
///   not
/// @param publishedAt when it was first published
/// @param revoked null while it may be used
public record Release(
    ReleaseName id,
    PublishedFile pack,
    Model model,
    @Nullable PublishedFile chunks,
    Digest content,
    List<ReleaseUpdate> updates,
    long memoryMib,
    String client,
    @Nullable String publicKey,
    PackageMetadata metadata,
    @Nullable String license,
    @Nullable String sourceUrl,
    Instant publishedAt,
    @Nullable Revocation revoked) {
  /// The version of the format that this program writes, and the highest that it reads.
  public static final int FORMAT_VERSION = 1;

  private static final int MOST_UPDATES = 1000;
  private static final int MOST_TEXT = 4096;

  /// Sorts the updates.
  public Release {
    updates =
        updates.stream()
            .sorted(
                Comparator.comparing(
                        (ReleaseUpdate u) -> new ReleaseName(id.name(), u.from()).semantic())
                    .reversed())
            .toList();
  }

  /// The model file of a release.
  ///
  /// @param file its name in the package
  /// @param sizeBytes its size
  /// @param sha256 its digest
  public record Model(String file, long sizeBytes, Digest sha256) {
    /// As `Model[tiny.gguf, 253 MB]`.
    @Override
    public String toString() {
      return "Model[" + Display.escape(file, 60) + ", " + Display.bytes(sizeBytes) + "]";
    }
  }

  /// Reads a `release.json`.
  ///
  /// @param bytes the file; whoever got it has verified it
  /// @param where what errors call it
  /// @return the release
  /// @throws NexusException.Malformed when it is none, or one of a newer format
  public static Release parse(byte[] bytes, String where) {
    if (bytes.length > RepositoryLayout.RELEASE_BYTES) {
      throw NexusException.malformed(
          "longer than a release may be: " + Display.grouped(bytes.length) + " bytes",
          where,
          -1,
          null);
    }
    JsonFields json = StrictJson.parse(bytes, where);
    requireFormat(json);
    ReleaseName id = id(json);
    return new Release(
        id,
        PublishedFile.parse(json.object("package"), id.name()),
        model(json.object("model")),
        json.has("chunks") ? PublishedFile.parse(json.object("chunks"), id.name()) : null,
        PublishedFile.digest(json, "content_sha256"),
        updates(json, id),
        json.object("needs").integer("memory_mib", 0, Integer.MAX_VALUE),
        version(json.object("needs"), "client"),
        json.has("public_key") ? key(json, where) : null,
        metadata(json, where),
        json.has("license") ? text(json, "license") : null,
        json.has("source_url") ? text(json, "source_url") : null,
        Revocation.date(json, "published_at"),
        json.has("revoked") ? revoked(json, id) : null);
  }

  static void requireFormat(JsonFields json) {
    long format = json.integer("format_version", 1, Integer.MAX_VALUE);
    if (format > FORMAT_VERSION) {
      throw NexusException.malformed(
          "this is of format " + format + "; this program reads " + FORMAT_VERSION,
          json.where(),
          -1,
          "update Nexus, then try again");
    }
  }

  private static ReleaseName id(JsonFields json) {
    try {
      return new ReleaseName(json.text("name"), json.text("version"));
    } catch (NexusException.InvalidValue e) {
      throw json.malformed("name", "and version: " + e.getMessage());
    }
  }

  private static Model model(JsonFields json) {
    String file = json.text("file");
    boolean isName =
        file.length() <= 255 && !file.isEmpty() && file.chars().noneMatch(Release::isOdd);
    if (!isName) {
      throw json.malformed("file", "is no file name: " + Display.escape(file, 80));
    }
    return new Model(
        file, json.integer("size_bytes", 0, Long.MAX_VALUE), PublishedFile.digest(json, "sha256"));
  }

  private static boolean isOdd(int c) {
    return c == '/' || c == '\\' || Character.isISOControl(c);
  }

  private static List<ReleaseUpdate> updates(JsonFields json, ReleaseName id) {
    List<ReleaseUpdate> updates = new ArrayList<>();
    Set<String> bases = new HashSet<>();
    for (JsonFields update : json.objects("updates")) {
      ReleaseUpdate parsed = ReleaseUpdate.parse(update, id.name());
      boolean leadsHere = parsed.from().equals(id.version());
      if (leadsHere || !bases.add(parsed.from()) || updates.size() >= MOST_UPDATES) {
        throw update.malformed("from", "is there twice, or is the version itself");
      }
      updates.add(parsed);
    }
    return updates;
  }

  private static String version(JsonFields json, String key) {
    String version = json.text(key);
    if (!ReleaseName.isVersion(version)) {
      throw json.malformed(key, "is no version: " + Display.escape(version, 70));
    }
    return version;
  }

  private static String key(JsonFields json, String where) {
    String pem = json.text("public_key");
    try {
      VerifyingKey.parsePem(pem, where);
    } catch (NexusException.InvalidValue e) {
      throw json.malformed("public_key", "is no public key: " + e.getMessage());
    }
    return pem;
  }

  private static PackageMetadata metadata(JsonFields json, String where) {
    try {
      return PackageMetadata.parse(StrictJson.print(json.object("metadata").map()), where);
    } catch (NexusException.InvalidValue e) {
      throw json.malformed("metadata", "is broken: " + e.getMessage());
    }
  }

  private static String text(JsonFields json, String key) {
    String text = json.text(key);
    if (text.length() > MOST_TEXT) {
      throw json.malformed(key, "has " + text.length() + " characters");
    }
    return text;
  }

  private static Revocation revoked(JsonFields json, ReleaseName id) {
    Revocation revoked = Revocation.parse(json.object("revoked"));
    if (!revoked.version().equals(id.version())) {
      throw json.malformed("revoked", "names another version");
    }
    return revoked;
  }

  /// The file's bytes.
  ///
  /// @return one line of JSON
  public byte[] toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("format_version", (long) FORMAT_VERSION);
    json.put("name", id.name());
    json.put("version", id.version());
    json.put("package", pack.toJson());
    json.put(
        "model",
        Map.of("file", model.file, "size_bytes", model.sizeBytes, "sha256", model.sha256.hex()));
    json.put("chunks", chunks == null ? null : chunks.toJson());
    json.put("content_sha256", content.hex());
    json.put("updates", updates.stream().map(ReleaseUpdate::toJson).toList());
    json.put("needs", Map.of("memory_mib", memoryMib, "client", client));
    json.put("public_key", publicKey);
    json.put("metadata", metadata.asMap());
    json.put("license", license);
    json.put("source_url", sourceUrl);
    json.put("published_at", JsonFields.text(publishedAt));
    json.put("revoked", revoked == null ? null : revoked.toJson());
    return StrictJson.print(json);
  }

  /// Names other updates.
  ///
  /// @param others all that lead to this release
  /// @return a changed copy
  public Release withUpdates(List<ReleaseUpdate> others) {
    return new Release(
        id,
        pack,
        model,
        chunks,
        content,
        others,
        memoryMib,
        client,
        publicKey,
        metadata,
        license,
        sourceUrl,
        publishedAt,
        revoked);
  }

  /// Revokes it.
  ///
  /// @param revocation why and when
  /// @return a changed copy
  public Release withRevocation(Revocation revocation) {
    return new Release(
        id,
        pack,
        model,
        chunks,
        content,
        updates,
        memoryMib,
        client,
        publicKey,
        metadata,
        license,
        sourceUrl,
        publishedAt,
        revocation);
  }

  /// The model's name.
  ///
  /// @return the name
  public String name() {
    return id.name();
  }

  /// The version.
  ///
  /// @return a semantic version as text
  public String version() {
    return id.version();
  }

  /// The update from a version.
  ///
  /// @param from a version
  /// @return the update, or empty
  public Optional<ReleaseUpdate> updateFrom(String from) {
    return updates.stream().filter(update -> update.from().equals(from)).findFirst();
  }

  /// As `Release[tiny@1.1.0, 231 MB, 3 updates]`.
  @Override
  public String toString() {
    return "Release["
        + Display.escape(id.toString(), 60)
        + ", "
        + Display.bytes(pack.sizeBytes())
        + ", "
        + updates.size()
        + (updates.size() == 1 ? " update" : " updates")
        + (revoked == null ? "]" : ", revoked]");
  }
}
