package id.openclass.nexus.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCodingTest {
  @Test
  void everyTokenComesBack() {
    int[] edges = {
      0, 1, -1, 15, 16, -16, 17, 31, 32, 1023, 1024, -1024, 1 << 30, Integer.MAX_VALUE
    };
    for (int value : edges) {
      assertTokenOf(value);
    }
    assertTokenOf(Integer.MIN_VALUE);
    assertThat(Token.of(Integer.MIN_VALUE)).isEqualTo(Token.COUNT - 1);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      assertTokenOf(random.nextInt() >> random.nextInt(32));
    }
  }

  private static void assertTokenOf(int value) {
    int token = Token.of(value);
    int low = Math.abs(value) & (int) ((1L << Token.lowBits(token)) - 1);
    assertThat(token).isBetween(0, Token.COUNT - 1);
    assertThat(Token.value(token, low)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 63, 1000, 100_001})
  void valuesComeBack(int n) {
    SplittableRandom random = new SplittableRandom(n);
    int[] contexts = new int[n];
    int[] values = new int[n];
    for (int i = 0; i < n; i++) {
      contexts[i] = random.nextInt(300) | random.nextInt(100) << 16;
      values[i] = value(random, contexts[i] & 0xFFFF);
    }
    TokenCounts counts = new TokenCounts(300);
    // Counts of a part only: the rest must still be coded, by escapes.
    counts.run(contexts, values, n / 2);
    TokenTables tables = TableBuilder.build(counts, 20);
    AdaptiveEncoder side = new AdaptiveEncoder();
    tables.write(side);
    TokenTables read = TokenTables.read(new AdaptiveDecoder(side.finish()), 300);
    assertThat(read.sameAs(tables)).isTrue();
    SegmentWriter writer = new SegmentWriter(new RansTables(tables));
    for (int round = 0; round < 2; round++) {
      writer.run(contexts, values, n);
      for (int i = 0; i < Math.min(n, 7); i++) {
        writer.add(contexts[i] & 0xFFFF, values[i]);
      }
      writer.run(contexts, values, n);
      decode(read, writer.finish(), contexts, values);
    }
  }

  private static void decode(TokenTables tables, byte[] segment, int[] contexts, int[] values) {
    int n = values.length;
    RansDecoder decoder = new RansDecoder(tables, segment, 0, segment.length);
    int[] decoded = new int[n];
    decoder.run(contexts, decoded, n);
    assertThat(decoded).isEqualTo(values);
    for (int i = 0; i < Math.min(n, 7); i++) {
      assertThat(decoder.next(contexts[i] & 0xFFFF)).isEqualTo(values[i]);
    }
    int[] run = contexts.clone();
    decoder.addTo(run, n);
    for (int i = 0; i < n; i++) {
      assertThat(run[i]).isEqualTo(values[i] + (contexts[i] >>> 16));
    }
    decoder.finish();
  }

  private static int value(SplittableRandom random, int context) {
    return switch (context % 4) {
      case 0 -> random.nextInt(1000) == 0 ? 1 : 0;
      case 1 -> random.nextInt() >> random.nextInt(32);
      case 2 -> random.nextInt(-3, 4) * random.nextInt(context + 1);
      default -> 0;
    };
  }

  @Test
  void adaptiveCodesComeBack() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 200; round++) {
      long seed = random.nextLong();
      AdaptiveEncoder encoder = new AdaptiveEncoder();
      AdaptiveModel model = new AdaptiveModel(64);
      SplittableRandom numbers = new SplittableRandom(seed);
      int n = numbers.nextInt(300);
      for (int i = 0; i < n; i++) {
        encoder.number(model, 0, numbers.nextInt(1 << numbers.nextInt(1, 30)));
        encoder.signed(model, 32, numbers.nextInt(-2000, 2000));
        encoder.raw(numbers.nextInt(1 << 11), 11);
      }
      AdaptiveDecoder decoder = new AdaptiveDecoder(encoder.finish());
      AdaptiveModel learned = new AdaptiveModel(64);
      numbers = new SplittableRandom(seed);
      assertThat(numbers.nextInt(300)).isEqualTo(n);
      for (int i = 0; i < n; i++) {
        assertThat(decoder.number(learned, 0))
            .isEqualTo(numbers.nextInt(1 << numbers.nextInt(1, 30)));
        assertThat(decoder.signed(learned, 32)).isEqualTo(numbers.nextInt(-2000, 2000));
        assertThat(decoder.raw(11)).isEqualTo(numbers.nextInt(1 << 11));
      }
    }
  }

  @Test
  void contextsThatAreAlikeShareTables() {
    TokenCounts counts = new TokenCounts(100);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 100_000; i++) {
      int context = random.nextInt(100);
      counts.add(context, context < 50 ? random.nextInt(2) : -random.nextInt(9));
    }
    TokenTables tables = TableBuilder.build(counts, 32);
    assertThat(tables.tables()).isEqualTo(2);
    assertThat(tables).hasToString("TokenTables[100 contexts, 2 tables]");
  }

  @Test
  void randomSegmentsAndRecordsAreRefusedOrRead() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (bytes.length > 4) {
        Arrays.fill(bytes, 0, 4, (byte) 0);
        bytes[0] = (byte) random.nextInt(16, 64);
      }
      try {
        TokenTables tables = TokenTables.read(new AdaptiveDecoder(bytes), 40);
        RansDecoder decoder = new RansDecoder(tables, bytes, 0, bytes.length);
        decoder.run(new int[64], new int[64], 64);
        decoder.finish();
      } catch (NexusException.Malformed e) {
        assertThat(e).hasMessageContaining("damaged");
      }
    }
  }

  @Test
  void shortSegmentsAreRefused() {
    TokenTables tables = TableBuilder.build(new TokenCounts(1), 4);
    assertThatThrownBy(() -> new RansDecoder(tables, new byte[19], 0, 19))
        .isInstanceOf(NexusException.Malformed.class);
  }
}
