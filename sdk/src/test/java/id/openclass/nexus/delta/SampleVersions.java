package id.openclass.nexus.delta;

import id.openclass.nexus.core.Progress;
import id.openclass.nexus.model.GgufWriter;
import id.openclass.nexus.model.TensorData;
import id.openclass.nexus.model.TensorType;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.PackageOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Small model files that differ a little.
final class SampleVersions {
  private SampleVersions() {}

  static byte[] noise(long seed, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  /// A GGUF of two tensors; each version changes some of the weights of one.
  static Path gguf(Path path, int version) {
    byte[] weights = noise(1, 64 * 256);
    SplittableRandom random = new SplittableRandom(version);
    for (int i = 0; i < 200 * version; i++) {
      weights[random.nextInt(weights.length)] ^= (byte) random.nextInt(256);
    }
    GgufWriter.of(Map.of("general.architecture", "llama", "general.name", "Tiny v" + version))
        .tensor("blk.0.a.weight", TensorType.F32, List.of(64L, 64L), TensorData.of(weights))
        .tensor("b.weight", TensorType.F32, List.of(4L), TensorData.of(new byte[16]))
        .writeTo(path, true, Progress.NONE);
    return aged(path);
  }

  static Path bytes(Path path, byte[] content) {
    try {
      return aged(Files.write(path, content));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path aged(Path path) {
    try {
      Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path pack(Path model, String version) {
    PackageMetadata about = PackageMetadata.of("tiny", version, "me/tiny");
    Path folder = model.resolveSibling("packages");
    try (ModelPackage made =
        ModelPackage.create(model, about, PackageOptions.defaults().withFolder(folder))) {
      return made.path();
    }
  }

  static byte[] read(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All names in a folder, hidden ones too.
  static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
