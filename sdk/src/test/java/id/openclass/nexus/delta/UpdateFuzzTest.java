package id.openclass.nexus.delta;

import com.code_intelligence.jazzer.junit.FuzzTest;
import id.openclass.nexus.archive.PlainTar;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// With `JAZZER_FUZZ=1` looks for updates that end in anything but a result or an error of ours.
class UpdateFuzzTest {
  private static final Path OLDER =
      Path.of("src/test/resources/vectors/delta/older/old-model-1.0.0-to-1.1.0-binary");
  private static final int RESULT_BYTES = 14;
  private static final RawBsdiff.InMemory BASE =
      new RawBsdiff.InMemory(
          "a base of thirty-two bytes: 0123".getBytes(StandardCharsets.US_ASCII));

  static Stream<byte[]> patches() {
    return Stream.concat(
        Stream.of(BsdiffPatchTest.good().toBytes()), BsdiffPatchTest.attacks().values().stream());
  }

  @MethodSource("patches")
  @FuzzTest(maxDuration = "30s")
  void anyPatchIsAppliedOrRefused(byte[] patch) {
    apply(patch);
  }

  static Stream<byte[]> controls() {
    return Stream.of(BsdiffPatchTest.good().control());
  }

  /// The checksums of bzip2 keep a fuzzer out; here it changes the triples inside.
  @MethodSource("controls")
  @FuzzTest(maxDuration = "30s")
  void anyTriplesAreAppliedOrRefused(byte[] control) {
    RawBsdiff patch = new RawBsdiff(RESULT_BYTES).control(control);
    apply(patch.differences(new byte[20]).fresh(new byte[20]).toBytes());
  }

  private static void apply(byte[] patch) {
    int[] left = {RESULT_BYTES};
    try {
      BsdiffPatch.open(new RawBsdiff.InMemory(patch), RESULT_BYTES)
          .apply(
              BASE,
              bytes -> {
                left[0] -= bytes.remaining();
                if (left[0] < 0) {
                  throw new AssertionError("more than the result: " + -left[0]);
                }
              },
              done -> {});
    } catch (NexusException e) {
      // Refused by name: as it should be.
    }
  }

  static Stream<byte[]> metadata() throws IOException {
    return Stream.of(Files.readAllBytes(OLDER.resolve("delta_metadata.json")));
  }

  @MethodSource("metadata")
  @FuzzTest(maxDuration = "30s")
  void anyMetadataIsReadOrRefused(byte[] json) {
    try {
      DeltaMetadata metadata = DeltaMetadata.parse(json, "fuzz");
      if (metadata.toString().length() > 100) {
        throw new AssertionError(metadata.toString());
      }
      UpdateInfo.of(metadata);
      if (!DeltaMetadata.parse(metadata.toJson(), "again").equals(metadata)) {
        throw new AssertionError("reads otherwise than it writes");
      }
    } catch (NexusException e) {
      // Refused by name: as it should be.
    }
  }

  static Stream<byte[]> tars() throws IOException {
    Path folder = Files.createTempDirectory("tars");
    Path older = Files.writeString(folder.resolve("a"), "old");
    Path newer = Files.writeString(folder.resolve("b"), "newer");
    Delta delta = Delta.between(older, newer).name("tiny").versions("1.0.0", "1.1.0");
    return Stream.of(Files.readAllBytes(delta.archive(true).make(folder).archive()));
  }

  @MethodSource("tars")
  @FuzzTest(maxDuration = "30s")
  void anyTarIsListedOrRefused(byte[] tar) {
    RawBsdiff.InMemory source = new RawBsdiff.InMemory(tar);
    try {
      if (PlainTar.recognises(source)) {
        PlainTar.list(source).forEach(entry -> source.read(entry.range()));
      }
    } catch (NexusException e) {
      // Refused by name: as it should be.
    }
  }
}
