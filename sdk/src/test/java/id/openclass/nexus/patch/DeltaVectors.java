package id.openclass.nexus.patch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Writes the vectors: `java DeltaVectors src/test/resources/vectors/delta`. Those that exist are
/// kept for ever.
final class DeltaVectors {
  private DeltaVectors() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Files.createDirectories(folder.resolve("attacks"));
    Files.write(folder.resolve("example.base"), RawDelta.BASE);
    Files.write(folder.resolve("example.delta"), DeltaFileTest.example().toBytes());
    Files.write(folder.resolve("example.result"), DeltaFileTest.example().result);
    for (Map.Entry<String, byte[]> attack : DeltaFileTest.attacks().entrySet()) {
      Files.write(folder.resolve("attacks/" + attack.getKey() + ".delta"), attack.getValue());
    }
  }
}
