package id.openclass.nexus.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrefixCodeTest {
  private final PrefixCode prefix = new PrefixCode();

  @Test
  void isCompleteAndWithinTheLimit() {
    Random random = new Random(1);
    for (int round = 0; round < 2000; round++) {
      int symbols = 2 + random.nextInt(PrefixCode.MAX_SYMBOLS - 1);
      int limit = Math.max(32 - Integer.numberOfLeadingZeros(symbols - 1), 1 + random.nextInt(15));
      int[] counts = counts(random, symbols);
      byte[] lengths = new byte[symbols];
      prefix.lengths(counts, symbols, limit, lengths);
      long kraft = 0;
      for (int s = 0; s < symbols; s++) {
        assertThat(lengths[s] == 0).isEqualTo(counts[s] == 0);
        assertThat((int) lengths[s]).isLessThanOrEqualTo(limit);
        kraft += lengths[s] == 0 ? 0 : 1L << (15 - lengths[s]);
      }
      assertThat(kraft).isEqualTo(1L << 15);
    }
  }

  @Test
  void isAsShortAsHuffmansWhereTheLimitDoesNotBind() {
    Random random = new Random(2);
    for (int round = 0; round < 300; round++) {
      int symbols = 2 + random.nextInt(200);
      int[] counts = new int[symbols];
      for (int s = 0; s < symbols; s++) {
        counts[s] = 1 + random.nextInt(20);
      }
      byte[] lengths = new byte[symbols];
      prefix.lengths(counts, symbols, 15, lengths);
      long cost = 0;
      for (int s = 0; s < symbols; s++) {
        cost += (long) counts[s] * lengths[s];
      }
      assertThat(cost).isEqualTo(huffmanCost(counts));
    }
  }

  @Test
  void refusesLessThanTwoSymbols() {
    assertThatThrownBy(() -> prefix.lengths(new int[] {0, 5}, 2, 15, new byte[2]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static int[] counts(Random random, int symbols) {
    int[] counts = new int[symbols];
    for (int s = 0; s < symbols; s++) {
      counts[s] = random.nextInt(3) == 0 ? 0 : random.nextInt(1 << (1 + random.nextInt(20)));
    }
    counts[0] = 1;
    counts[symbols - 1] = 1;
    return counts;
  }

  private static long huffmanCost(int[] counts) {
    PriorityQueue<Long> queue = new PriorityQueue<>();
    for (int count : counts) {
      queue.add((long) count);
    }
    long cost = 0;
    while (queue.size() > 1) {
      long pair = queue.remove() + queue.remove();
      cost += pair;
      queue.add(pair);
    }
    return cost;
  }
}
