package id.openclass.nexus.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What every way of coding chunks owes: any bytes come back, alone and in sequence, within the
/// bound, the same each time.
abstract class CodecContract {
  private static final int MAX = ChunkCoder.MAX_CHUNK_BYTES;
  private static final byte GUARD = 0x5A;

  private ChunkCoder coder = ChunkCoder.choosing();

  /// A new coder of the kind under test.
  abstract ChunkCoder newCoder();

  @BeforeEach
  final void openCoder() {
    coder.close();
    coder = newCoder();
  }

  @AfterEach
  final void closeCoder() {
    coder.close();
  }

  static Stream<Arguments> inputs() {
    return Stream.of(
        Arguments.of("empty", new byte[0]),
        Arguments.of("one byte", new byte[] {42}),
        Arguments.of("all equal", filled(MAX, (byte) 7)),
        Arguments.of("all zero, odd length", new byte[MAX - 3]),
        Arguments.of("two symbols", symbols(MAX, 2)),
        Arguments.of("two symbols, short", symbols(61, 2)),
        Arguments.of("128 symbols", symbols(200_000, 128)),
        Arguments.of("every symbol once", symbolsInOrder(256)),
        Arguments.of("every symbol in turn", symbolsInOrder(MAX)),
        Arguments.of("Fibonacci frequencies", SkewedBytes.fibonacci(MAX, 1)),
        Arguments.of("Fibonacci frequencies, one block", SkewedBytes.fibonacci(30_000, 2)),
        Arguments.of("powers of two", SkewedBytes.powers(MAX, 3)),
        Arguments.of("one rare symbol", SkewedBytes.oneRare(MAX)),
        Arguments.of("random", SampleBytes.random(MAX, 4)),
        Arguments.of("random, one over a stored block", SampleBytes.random(65_536, 5)),
        Arguments.of("random, one over a piece", SampleBytes.random(32_769, 6)),
        Arguments.of("text", SampleBytes.text(MAX, 7)),
        Arguments.of("F16", SampleBytes.halfFloats(MAX, 8)),
        Arguments.of("BF16", SampleBytes.brainFloats(MAX - 1, 9)),
        Arguments.of("Q8_0", SampleBytes.blocksOf8Bits(MAX, 10)),
        Arguments.of("Q4_0", SampleBytes.blocksOf4Bits(777_777, 11)),
        Arguments.of("changing kinds", changing(12)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inputs")
  void bringsBackWhatItCoded(String name, byte[] chunk) {
    for (Ending ending : Ending.values()) {
      byte[] coded = encode(coder, chunk, ending);
      assertThat(inflated(coded, chunk.length, ending)).as(name).isEqualTo(chunk);
      assertThat(decoded(coded, chunk.length, ending)).as(name).isEqualTo(chunk);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inputs")
  void givesTheSameBytesFromAUsedCoderAsFromAFreshOne(String name, byte[] chunk) {
    encode(coder, SampleBytes.text(50_000, 1), Ending.OPEN);
    encode(coder, SampleBytes.random(90_000, 2), Ending.FINAL);
    for (Ending ending : Ending.values()) {
      byte[] used = encode(coder, chunk, ending);
      try (ChunkCoder fresh = newCoder()) {
        assertThat(used).as(name).isEqualTo(encode(fresh, chunk, ending));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inputs")
  void isTheBodyOfAGzipMember(String name, byte[] chunk) throws IOException {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    member(members, chunk);
    member(members, chunk);
    byte[] twice = Arrays.copyOf(chunk, 2 * chunk.length);
    System.arraycopy(chunk, 0, twice, chunk.length, chunk.length);
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(members.toByteArray()))) {
      assertThat(in.readAllBytes()).as(name).isEqualTo(twice);
    }
  }

  @Test
  void makesOneStreamOfOpenChunksAndAFinalOne() {
    ByteArrayOutputStream coded = new ByteArrayOutputStream();
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    List<byte[]> chunks = inputs().map(a -> (byte[]) a.get()[1]).toList();
    for (byte[] chunk : chunks) {
      coded.writeBytes(encode(coder, chunk, Ending.OPEN));
      content.writeBytes(chunk);
    }
    coded.writeBytes(encode(coder, new byte[] {1, 2, 3}, Ending.FINAL));
    content.writeBytes(new byte[] {1, 2, 3});
    byte[] expected = content.toByteArray();
    assertThat(inflated(coded.toByteArray(), expected.length, Ending.FINAL)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void bringsBackEveryShortInput(Ending ending) {
    for (int length = 0; length <= 3; length++) {
      int variants = length == 0 ? 1 : length < 3 ? 1 << (8 * length) : 1 << 12;
      for (int v = 0; v < variants; v++) {
        byte[] chunk = new byte[length];
        for (int i = 0; i < length; i++) {
          chunk[i] = (byte) (length < 3 ? v >>> (8 * i) : (v >>> (4 * i) & 15) * 17);
        }
        byte[] coded = encode(coder, chunk, ending);
        assertThat(Arrays.equals(inflated(coded, length, ending), chunk)).isTrue();
      }
    }
  }

  @Test
  void bringsBackRandomMixturesOfAnyLength() {
    Random random = new Random(13);
    for (int round = 0; round < 150; round++) {
      byte[] chunk = SkewedBytes.mixture(random, 1 + random.nextInt(1 << (4 + round % 15)));
      Ending ending = random.nextBoolean() ? Ending.OPEN : Ending.FINAL;
      byte[] coded = encode(coder, chunk, ending);
      assertThat(decoded(coded, chunk.length, ending)).as("round %d", round).isEqualTo(chunk);
    }
  }

  private static byte[] changing(long seed) {
    byte[] all = new byte[MAX];
    byte[][] kinds = {
      SampleBytes.text(90_000, seed),
      SampleBytes.halfFloats(150_001, seed),
      SampleBytes.random(100_000, seed),
      new byte[70_003],
      SampleBytes.blocksOf8Bits(200_000, seed),
      SampleBytes.random(65_535, seed),
      SampleBytes.text(33_000, seed),
      SampleBytes.brainFloats(280_000, seed)
    };
    int at = 0;
    for (byte[] kind : kinds) {
      System.arraycopy(kind, 0, all, at, kind.length);
      at += kind.length;
    }
    return Arrays.copyOf(all, at);
  }

  static byte[] filled(int length, byte value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, value);
    return bytes;
  }

  private static byte[] symbols(int length, int count) {
    byte[] bytes = SampleBytes.random(length, count);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ((bytes[i] & 255) % count * (256 / count));
    }
    return bytes;
  }

  private static byte[] symbolsInOrder(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  /// Codes into the middle of a guarded array of exactly the bound.
  static byte[] encode(ChunkCoder coder, byte[] chunk, Ending ending) {
    int bound = ChunkCoder.bound(chunk.length);
    byte[] destination = filled(bound + 20, GUARD);
    Coded coded = coder.encode(chunk, chunk.length, destination, 10, ending);
    assertThat(coded.bytes()).isBetween(0, bound);
    for (int i = 0; i < 10; i++) {
      assertThat(destination[i]).isEqualTo(GUARD);
      assertThat(destination[10 + bound + i]).isEqualTo(GUARD);
    }
    return Arrays.copyOfRange(destination, 10, 10 + coded.bytes());
  }

  private static byte[] decoded(byte[] coded, int length, Ending ending) {
    byte[] chunk = new byte[length];
    try (ChunkDecoder decoder = new ChunkDecoder("test")) {
      decoder.decode(coded, 0, coded.length, 0, chunk, length, ending);
    }
    return chunk;
  }

  /// The JDK's own reading, which knows nothing of our decoder's rules.
  private static byte[] inflated(byte[] coded, int length, Ending ending) {
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(coded);
      byte[] chunk = new byte[length + 1];
      int got = 0;
      int n = -1;
      while (n != 0 && !inflater.finished()) {
        n = inflater.inflate(chunk, got, chunk.length - got);
        got += n;
      }
      assertThat(inflater.finished()).isEqualTo(ending == Ending.FINAL);
      assertThat(inflater.getRemaining()).isZero();
      return Arrays.copyOf(chunk, got);
    } catch (DataFormatException e) {
      throw new AssertionError("not DEFLATE", e);
    }
  }

  private void member(ByteArrayOutputStream out, byte[] chunk) {
    CRC32 crc = new CRC32();
    crc.update(chunk);
    try {
      out.write(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255});
      out.write(encode(coder, chunk, Ending.FINAL));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (long word : new long[] {crc.getValue(), chunk.length}) {
      for (int shift = 0; shift < 32; shift += 8) {
        out.write((int) (word >>> shift));
      }
    }
  }
}
