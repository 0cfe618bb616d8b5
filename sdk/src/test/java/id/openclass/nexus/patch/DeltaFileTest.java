package id.openclass.nexus.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaFileTest {
  private static final Path VECTORS = Path.of("src/test/resources/vectors/delta");
  private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;

  /// The worked example of the specification: a copy, a fill, bytes.
  static RawDelta example() {
    return new RawDelta()
        .record(ABC)
        .piece(0, 7, 2 * 7)
        .piece(3, 4, '-')
        .piece(2, 3, 0, 0)
        .slice(ABC)
        .result("of thir----abc".getBytes(StandardCharsets.US_ASCII));
  }

  static Map<String, byte[]> attacks() {
    Map<String, byte[]> all = new TreeMap<>();
    byte[] ten = new byte[10];
    long most = Long.MAX_VALUE;
    all.put("base-range-after-end", raw(ten).piece(0, 10, 2 * 23).toBytes());
    all.put("base-range-negative", raw(ten).piece(0, 10, 1).toBytes());
    all.put("base-range-overflow", raw(ten).piece(0, 10, most - 1).toBytes());
    all.put("codec-unknown", raw(ten).piece(7, 10, 0).toBytes());
    all.put("columns-huge", raw(ten).piece(1, 0, 1L << 40, 1, 0, 0, 0, 0).toBytes());
    all.put("columns-zero", raw(ten).piece(1, 0, 0, 1, 0, 0, 0, 0).toBytes());
    all.put("columns-in-block", raw(ten).piece(1, 2, 33, 1, 0, 0, 0, 0).toBytes());
    all.put("dictionary-huge", raw(ten).piece(2, 10, 1, 0, most, 0).toBytes());
    all.put("length-zero", raw(ten).piece(0, 0, 0).toBytes());
    all.put("pieces-too-long", raw(ten).piece(0, 11, 0).toBytes());
    all.put("pieces-too-short", raw(ten).piece(0, 9, 0).toBytes());
    all.put("ranges-too-many", raw(ten).piece(2, 10, 17, 0, 0, 0).toBytes());
    all.put("record-missing", raw(ten).piece(2, 10, 0, 0).toBytes());
    all.put("record-negative", raw(ten).record(ABC).piece(2, 10, 0, 1).slice(ten).toBytes());
    all.put("rows-huge", raw(ten).piece(1, 24, 1, most, 0, 0, 0, 0).toBytes());
    all.put(
        "segment-longer-than-slice", raw(ABC).record(ten).piece(2, 3, 0, 0).slice(ABC).toBytes());
    all.put("side-missing", raw(ten).piece(1, 24, 10, 1, 0, 5, 0, 0).toBytes());
    all.put("type-unknown", raw(ten).piece(1, 99, 10, 1, 0, 0, 0, 0).toBytes());
    RawDelta counts = raw(ten).piece(0, 10, 0);
    counts.recordCount = most;
    all.put("records-huge", counts.toBytes());
    RawDelta many = raw(ten).piece(0, 10, 0);
    many.piecesSaid = 1L << 50;
    all.put("pieces-huge", many.toBytes());
    all.put("trailing", example().file(Arrays.copyOf(example().index(), 300)));
    byte[] newer = example().toBytes();
    newer[8] = 2;
    all.put("version-2", newer);
    byte[] index = example().toBytes();
    Arrays.fill(index, index.length - DeltaFile.FOOTER_BYTES, index.length - 36, (byte) 0x7F);
    all.put("index-huge", index);
    return all;
  }

  private static RawDelta raw(byte[] result) {
    return new RawDelta().result(result);
  }

  @Test
  void yieldsTheWorkedExample() throws IOException {
    byte[] vector = Files.readAllBytes(VECTORS.resolve("example.delta"));
    assertThat(vector).isEqualTo(example().toBytes());
    Path base = Files.write(folder.resolve("base"), RawDelta.BASE);
    Path result = folder.resolve("result");
    try (DeltaFile delta = DeltaFile.open(VECTORS.resolve("example.delta"));
        Patcher patcher = Patcher.of(delta, base)) {
      patcher.writeTo(result, PatchOptions.defaults());
      assertThat(patcher.chunk(0)).isEqualTo(example().result);
      assertThatThrownBy(() -> patcher.chunk(1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThat(result).hasContent("of thir----abc");
  }

  @Test
  void refusesEveryAttack() throws IOException {
    Path attacks = VECTORS.resolve("attacks");
    for (Map.Entry<String, byte[]> attack : attacks().entrySet()) {
      byte[] vector = Files.readAllBytes(attacks.resolve(attack.getKey() + ".delta"));
      assertThat(vector).as(attack.getKey()).isEqualTo(attack.getValue());
      assertThatThrownBy(() -> DeltaFile.open(new RawDelta.InMemory(vector)))
          .as(attack.getKey())
          .isInstanceOf(NexusException.Malformed.class);
    }
    try (var files = Files.list(attacks)) {
      assertThat(files).hasSize(attacks().size());
    }
  }

  @Test
  void namesVersionsAndIdsThatItDoesNotHave() {
    assertThatThrownBy(() -> open("version-2"))
        .hasMessageContaining("format version 2")
        .hasMessageContaining("reads version 1");
    assertThatThrownBy(() -> open("codec-unknown"))
        .hasMessageContaining("codec id 7 is not in format version 1");
    assertThatThrownBy(() -> open("type-unknown"))
        .hasMessageContaining("tensor type 99 is not in format version 1");
  }

  private static DeltaFile open(String attack) {
    return DeltaFile.open(VECTORS.resolve("attacks/" + attack + ".delta"));
  }

  @Test
  void everyFlippedByteAndEveryCutIsRefused() throws IOException {
    byte[] good = example().toBytes();
    Path base = Files.write(folder.resolve("base"), RawDelta.BASE);
    Path target = folder.resolve("out/result");
    for (int i = 0; i < good.length; i++) {
      byte[] flipped = good.clone();
      flipped[i] ^= (byte) 0x10;
      byte[] cut = Arrays.copyOf(good, i);
      for (byte[] bad : List.of(flipped, cut)) {
        assertThatThrownBy(() -> apply(bad, base, target))
            .isInstanceOf(NexusException.Malformed.class);
      }
    }
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private static void apply(byte[] delta, Path base, Path target) {
    try (DeltaFile opened = DeltaFile.open(new RawDelta.InMemory(delta));
        Patcher patcher = Patcher.of(opened, base)) {
      patcher.writeTo(target, PatchOptions.defaults().withThreads(1));
    }
  }

  @Test
  void namesEveryDamagedRecord() {
    RawDelta two =
        new RawDelta()
            .record(ABC)
            .record(ABC)
            .piece(2, 3, 0, 0)
            .piece(2, 3, 0, 0)
            .slice(ABC)
            .slice(ABC)
            .result("abcabc".getBytes(StandardCharsets.US_ASCII));
    byte[] bytes = two.toBytes();
    bytes[12]++;
    bytes[15]++;
    try (DeltaFile delta = DeltaFile.open(new RawDelta.InMemory(bytes))) {
      assertThat(delta.damages()).extracting(Damage::record).containsExactly(0, 1);
    }
  }
}
