package id.openclass.nexus.repo;

import id.openclass.nexus.archive.PackageLayout;
import id.openclass.nexus.archive.SmallFile;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.trust.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What makes two packages the same release, whatever archive they are in: `docs/repository.md`
/// section 2.
final class PackageContent {
  private static final Set<String> LEFT_OUT =
      Set.of(PackageLayout.SIGNATURE, PackageLayout.CHUNKS, PackageLayout.README);

  private PackageContent() {}

  /// @param modelFile the model's name in the package
  /// @param model its digest
  /// @param files the small files, by their names in the package's folder
  static Digest of(
      String modelFile, Digest model, List<SmallFile> files, PackageMetadata metadata) {
    Map<String, Digest> digests = new TreeMap<>();
    for (SmallFile file : files) {
      if (!LEFT_OUT.contains(file.name())) {
        digests.put(file.name(), Digest.of(file.content()));
      }
    }
    digests.put(PackageLayout.METADATA, Digest.of(timeless(metadata)));
    StringBuilder lines = new StringBuilder(line(modelFile, model));
    digests.forEach((name, digest) -> lines.append(line(name, digest)));
    return Digest.of(lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] timeless(PackageMetadata metadata) {
    Map<String, @Nullable Object> keys = new LinkedHashMap<>(metadata.asMap());
    keys.remove("created_at");
    return StrictJson.print(keys);
  }

  private static String line(String name, Digest digest) {
    return digest.hex() + " " + name + "\n";
  }
}
