package id.openclass.nexus.patch;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// With `JAZZER_FUZZ=1` looks for deltas that end in anything but a result or an error of ours.
class DeltaFuzzTest {
  private static final Path VECTORS = Path.of("src/test/resources/vectors/delta");
  private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);

  /// The most that is decoded of a result: a copied byte can be a petabyte of result.
  private static final int MOST_CHUNKS = 4;

  private static final Path BASE = base();

  private static Path base() {
    try {
      Path file = Files.createTempFile("base", ".bin");
      file.toFile().deleteOnExit();
      return Files.write(file, RawDelta.BASE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<byte[]> deltas() throws IOException {
    try (Stream<Path> files = Files.walk(VECTORS, 2)) {
      return files.filter(file -> file.toString().endsWith(".delta")).sorted().toList().stream()
          .map(DeltaFuzzTest::read);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @MethodSource("deltas")
  @FuzzTest(maxDuration = "30s")
  void anyDeltaIsReadOrRefused(byte[] bytes) {
    apply(bytes);
  }

  static Stream<byte[]> indexes() {
    RawDelta rows =
        new RawDelta()
            .record(new byte[40])
            .piece(1, 24, 10, 4, 25, 0, 0, 0, 0)
            .slice(new byte[40])
            .result(new byte[40]);
    return Stream.of(DeltaFileTest.example().index(), rows.index());
  }

  /// The digest keeps a fuzzer out; here it changes the index inside.
  @MethodSource("indexes")
  @FuzzTest(maxDuration = "30s")
  void anyIndexIsReadOrRefused(byte[] index) {
    apply(new RawDelta().record(ABC).file(index));
  }

  /// Pieces of any numbers, in an index that is right around them.
  @FuzzTest(maxDuration = "30s")
  void anyPiecesAreReadOrRefused(FuzzedDataProvider data) {
    RawDelta delta = new RawDelta();
    for (int records = data.consumeInt(0, 4); records > 0; records--) {
      delta.record(data.consumeBytes(data.consumeInt(0, 40)));
    }
    int length = 0;
    for (int pieces = data.consumeInt(1, 5); pieces > 0; pieces--) {
      int codec = data.consumeInt(0, 4);
      int bytes = data.consumeInt(0, 64);
      length += bytes;
      switch (codec) {
        case 0 -> delta.piece(0, bytes, number(data));
        case 1 ->
            delta.piece(
                1,
                number(data),
                number(data),
                number(data),
                number(data),
                number(data),
                number(data),
                number(data),
                number(data));
        case 2 -> delta.piece(2, bytes, 1, number(data), number(data), number(data));
        case 3 -> delta.piece(3, bytes, data.consumeByte());
        default -> delta.piece(number(data), bytes);
      }
      if (codec == 1 || codec == 2) {
        delta.slice(data.consumeBytes(bytes));
      }
    }
    apply(delta.result(new byte[length]).toBytes());
  }

  /// Small ones more often than any.
  private static long number(FuzzedDataProvider data) {
    return data.consumeBoolean() ? data.consumeInt(0, 64) : data.consumeLong(0, Long.MAX_VALUE);
  }

  private static void apply(byte[] bytes) {
    try (DeltaFile delta = DeltaFile.open(new RawDelta.InMemory(bytes));
        Patcher patcher = Patcher.of(delta, BASE)) {
      delta.damages();
      for (int i = 0; i < MOST_CHUNKS && i * 1L << 20 < delta.resultSize(); i++) {
        patcher.chunk(i);
      }
    } catch (NexusException e) {
      // Refused by name: as it should be.
    }
  }
}
