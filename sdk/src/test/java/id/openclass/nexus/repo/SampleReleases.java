package id.openclass.nexus.repo;

import id.openclass.nexus.core.Progress;
import id.openclass.nexus.delta.Delta;
import id.openclass.nexus.keys.KeyRing;
import id.openclass.nexus.model.GgufWriter;
import id.openclass.nexus.model.TensorData;
import id.openclass.nexus.model.TensorType;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.PackageOptions;
import id.openclass.nexus.store.Store;
import id.openclass.nexus.trust.KeyPurpose;
import id.openclass.nexus.trust.RoleKeys;
import id.openclass.nexus.trust.SigningKey;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Small models in versions, the keys of a repository, and a clock that is set by hand.
final class SampleReleases {
  static final Instant START = Instant.parse("2026-06-01T08:00:00Z");

  final SigningKey root = SigningKey.generate(KeyPurpose.REPO);
  final SigningKey targets = SigningKey.generate(KeyPurpose.REPO);
  final SigningKey online = SigningKey.generate(KeyPurpose.REPO);
  final SigningKey model = SigningKey.generate(KeyPurpose.MODEL);
  private final Path folder;
  private Instant now = START;

  SampleReleases(Path folder) {
    this.folder = folder;
  }

  KeyRing keys() {
    return KeyRing.of(List.of(root, targets, online, model));
  }

  Clock clock() {
    return Clock.fixed(now, ZoneOffset.UTC);
  }

  Instant now() {
    return now;
  }

  void wait(Duration time) {
    now = now.plus(time);
  }

  static RoleKeys one(SigningKey key) {
    return RoleKeys.of(1, List.of(key.verifyingKey()));
  }

  FirstKeys firstKeys() {
    return new FirstKeys(one(root), one(targets), one(online));
  }

  Publisher publisher(Store.Writable store) {
    return Publisher.of(store, keys(), clock());
  }

  /// A repository that may publish `tiny`.
  Publisher initialised(Store.Writable store) {
    Publisher publisher = publisher(store);
    publisher.init(firstKeys());
    publisher.delegate("tiny", null);
    return publisher;
  }

  Repository open(Store store) {
    return Repository.firstUse(store, now);
  }

  /// A signed package of `tiny`, the same bytes each time.
  Path pack(String version) {
    return pack("tiny", version, version.hashCode(), "tar.gz");
  }

  Path pack(String name, String version, long seed, String format) {
    Path file = gguf(name + "-" + version + "-" + seed + ".gguf", seed);
    PackageMetadata about = PackageMetadata.of(name, version, "me/" + name);
    PackageOptions options =
        PackageOptions.defaults()
            .withFolder(folder.resolve("packages-" + seed))
            .withFormat(id.openclass.nexus.archive.ArchiveFormat.parse(format))
            .withCreatedAt(Instant.parse("2026-05-01T00:00:00Z"))
            .withOverwrite(true)
            .withSigningKey(model);
    try (ModelPackage made = ModelPackage.create(file, about, options)) {
      return made.path();
    }
  }

  private Path gguf(String name, long seed) {
    byte[] weights = new byte[64 * 64 * 4];
    new SplittableRandom(1).nextBytes(weights);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 200; i++) {
      weights[random.nextInt(weights.length)] ^= (byte) random.nextInt(1, 256);
    }
    Path path = folder.resolve(name);
    GgufWriter.of(Map.of("general.architecture", "llama", "general.license", "apache-2.0"))
        .tensor("a.weight", TensorType.F32, List.of(64L, 64L), TensorData.of(weights))
        .writeTo(path, true, Progress.NONE);
    return path;
  }

  /// The update between two packages, as a tar.
  Path update(Path older, Path newer) {
    return Delta.between(older, newer)
        .archive(true)
        .overwrite(true)
        .make(folder.resolve("updates"))
        .archive();
  }
}
