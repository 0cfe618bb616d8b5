package id.openclass.nexus.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BsdiffPatchTest {
  @TempDir Path folder;
  private static final Path VECTORS = Path.of("src/test/resources/vectors/delta");
  private static final byte[] BASE =
      "a base of thirty-two bytes: 0123".getBytes(StandardCharsets.US_ASCII);

  /// A patch that moves backwards, beyond the end and before the start of its base.
  static RawBsdiff good() {
    return new RawBsdiff(14)
        .triple(4, 2, -6)
        .triple(3, 0, 40)
        .triple(3, 2, 0)
        .differences(
            (byte) 1,
            (byte) 0,
            (byte) 0,
            (byte) 0,
            (byte) 0,
            (byte) 0,
            (byte) 0,
            (byte) 'x',
            (byte) 'y',
            (byte) 'z')
        .fresh((byte) '1', (byte) '2', (byte) '3', (byte) '4');
  }

  static Map<String, byte[]> attacks() {
    Map<String, byte[]> all = new TreeMap<>();
    long most = Long.MAX_VALUE;
    all.put("add-huge", new RawBsdiff(14).triple(most, 0, 0).toBytes());
    all.put("add-negative", new RawBsdiff(14).triple(-1, 15, 0).fresh(new byte[15]).toBytes());
    all.put("take-huge", new RawBsdiff(14).triple(1, most, 0).differences(new byte[1]).toBytes());
    all.put(
        "take-negative", new RawBsdiff(14).triple(15, -1, 0).differences(new byte[15]).toBytes());
    all.put("seek-overflow", seeks(most).toBytes());
    all.put("seek-underflow", seeks(-most).toBytes());
    all.put("control-cut", new RawBsdiff(14).triple(4, 0, 0).differences(new byte[4]).toBytes());
    all.put(
        "differences-cut", new RawBsdiff(14).triple(14, 0, 0).differences(new byte[3]).toBytes());
    all.put("fresh-cut", new RawBsdiff(14).triple(0, 14, 0).fresh(new byte[3]).toBytes());
    RawBsdiff idle = new RawBsdiff(14);
    for (int i = 0; i < 1000; i++) {
      idle.triple(0, 0, 1);
    }
    all.put("triples-idle", idle.toBytes());
    RawBsdiff control = good();
    control.controlSaid = most;
    all.put("control-huge", control.toBytes());
    RawBsdiff both = good();
    both.controlSaid = 60;
    both.differencesSaid = most - 10;
    all.put("differences-huge", both.toBytes());
    RawBsdiff negative = good();
    negative.differencesSaid = -5;
    negative.controlSaid = 5;
    all.put("streams-shifted", negative.toBytes());
    RawBsdiff magic = good();
    magic.magic = "BSDIFF41";
    all.put("magic", magic.toBytes());
    RawBsdiff result = good();
    result.resultSaid = most;
    all.put("result-huge", result.toBytes());
    all.put("header-cut", Arrays.copyOf(good().toBytes(), 31));
    byte[] broken = good().toBytes();
    broken[40] ^= 1;
    all.put("bzip2-broken", broken);
    return all;
  }

  private static RawBsdiff seeks(long far) {
    return new RawBsdiff(14)
        .triple(1, 0, far)
        .triple(1, 0, far)
        .triple(12, 0, 0)
        .differences(new byte[14]);
  }

  private static String apply(byte[] patch) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BsdiffPatch.open(new RawBsdiff.InMemory(patch), 14)
        .apply(
            new RawBsdiff.InMemory(BASE),
            bytes -> {
              while (bytes.hasRemaining()) {
                out.write(bytes.get());
              }
            },
            done -> {});
    return out.toString(StandardCharsets.US_ASCII);
  }

  @Test
  void bytesOutsideOfTheBaseAreZeros() {
    assertThat(apply(good().toBytes())).isEqualTo("b ba12\0\0axyz34");
  }

  @Test
  void refusesEveryAttackAndYieldsNoMoreThanItsResult() throws IOException {
    Path vectors = VECTORS.resolve("bsdiff-attacks");
    for (Map.Entry<String, byte[]> attack : attacks().entrySet()) {
      byte[] vector = Files.readAllBytes(vectors.resolve(attack.getKey() + ".bsdiff"));
      assertThat(vector).as(attack.getKey()).isEqualTo(attack.getValue());
      assertThatThrownBy(() -> apply(vector))
          .as(attack.getKey())
          .isInstanceOf(NexusException.Malformed.class);
    }
    try (var files = Files.list(vectors)) {
      assertThat(files).hasSize(attacks().size());
    }
  }

  /// Writes the vectors: `java BsdiffPatchTest src/test/resources/vectors/delta`. Those that exist
  /// are kept for ever.
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]).resolve("bsdiff-attacks"));
    for (Map.Entry<String, byte[]> attack : attacks().entrySet()) {
      Files.write(folder.resolve(attack.getKey() + ".bsdiff"), attack.getValue());
    }
  }

  @Test
  void updatesOfTheOlderProgramApply() throws IOException {
    Path older = VECTORS.resolve("older");
    for (String kind : new String[] {"binary", "file-based"}) {
      DeltaUpdate update = Delta.read(older.resolve("old-model-1.0.0-to-1.1.0-" + kind));
      assertThat(update.verify().errors()).isEmpty();
      assertThat(update.metadata().createdTime()).isNotNull();
      Path target = folder.resolve("new-" + kind);
      update.apply(older.resolve("old.gguf"), target);
      assertThat(target).hasSameBinaryContentAs(older.resolve("new.gguf"));
    }
  }

  @Test
  void streamsAreAsLongAsTheirTriplesSay() throws IOException {
    byte[] old = SampleVersions.noise(5, 5000);
    byte[] fresh = old.clone();
    fresh[100]++;
    byte[] patch = BsdiffMaker.patch(old, Arrays.copyOf(fresh, 6000));
    // With the tails of zeros that jbsdiff leaves there would be more.
    assertThat(streamBytes(patch)).isEqualTo(6000);
  }

  /// What the streams of differences and of new bytes yield together.
  private static int streamBytes(byte[] patch) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(patch).order(ByteOrder.LITTLE_ENDIAN);
    int differencesAt = 32 + (int) header.getLong(8);
    int freshAt = differencesAt + (int) header.getLong(16);
    return unzip(patch, differencesAt, freshAt) + unzip(patch, freshAt, patch.length);
  }

  private static int unzip(byte[] patch, int from, int to) throws IOException {
    InputStream stream = new ByteArrayInputStream(patch, from, to - from);
    return new BZip2CompressorInputStream(stream).readAllBytes().length;
  }
}
