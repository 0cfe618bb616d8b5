package id.openclass.nexus.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.model.TensorType;
import id.openclass.nexus.quant.Quantizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class LowRankTest {
  private static final int COLUMNS = 512;

  /// Normal weights, and the same with a term of a rank and noise in every weight.
  private static ArrayPair pair(TensorType type, int rows, int rank, double term, double noise) {
    double[] strengths = new double[rank];
    Arrays.fill(strengths, term);
    return pair(type, rows, strengths, noise, 1);
  }

  /// The same with components of their own strengths, and some rows of base weights so many times
  /// larger: rounding them is noise of another size.
  private static ArrayPair pair(
      TensorType type, int rows, double[] strengths, double noise, double large) {
    int rank = strengths.length;
    Random random = new Random(rows + rank);
    float[] base = new float[rows * COLUMNS];
    float[] next = new float[base.length];
    double[][] u = normal(random, rows, rank);
    double[][] v = normal(random, rank, COLUMNS);
    for (int i = 0; i < base.length; i++) {
      double scale = i / COLUMNS % 16 == 0 ? 0.02 * large : 0.02;
      base[i] = (float) (random.nextGaussian() * scale);
      double sum = 0;
      for (int k = 0; k < rank; k++) {
        sum += strengths[k] * u[i / COLUMNS][k] * v[k][i % COLUMNS];
      }
      next[i] = (float) (base[i] + sum + noise * random.nextGaussian());
    }
    Quantizer quantizer = Quantizer.of(type.name());
    return new ArrayPair(
        new Grid(type, COLUMNS, rows), type, quantizer.quantize(next), quantizer.quantize(base));
  }

  private static double[][] normal(Random random, int rows, int columns) {
    double[][] values = new double[rows][columns];
    for (double[] row : values) {
      for (int j = 0; j < columns; j++) {
        row[j] = random.nextGaussian();
      }
    }
    return values;
  }

  private static double left(ArrayPair pair, FactorChoice choice) {
    float[] differences = pair.differences();
    float[] sum = new float[differences.length];
    int rows = (int) pair.grid().rows();
    choice.factors().addTo(sum, pair.u(choice), rows);
    double all = 0;
    double left = 0;
    for (int i = 0; i < sum.length; i++) {
      all += (double) differences[i] * differences[i];
      left += Math.pow((double) differences[i] - sum[i], 2);
    }
    return left / all;
  }

  @Test
  void anExactTermIsRecovered() {
    for (int rank : new int[] {1, 3, 16}) {
      ArrayPair pair = pair(TensorType.F32, 300, rank, 0.001, 0);
      LowRankFit fit = LowRankFit.of(pair, rank, 2);
      assertEquals(rank, fit.singular().length);
      assertTrue(fit.noise(rank) * 300 * COLUMNS < fit.energy() * 1e-6, fit.toString());
      FactorChoice choice = FactorChoice.of(fit, rank, FactorChoice.DEFAULT_STEP);
      assertNotNull(choice);
      assertTrue(left(pair, choice) < 1e-5, choice.toString());
    }
  }

  @Test
  void aTermIsFoundUnderTheNoiseOfQuantizing() {
    ArrayPair pair = pair(TensorType.Q8_0, 700, 4, 0.0005, 0);
    LowRankProbe probe = LowRankProbe.of(pair);
    assertTrue(probe.mayPay(), probe.toString());
    FactorChoice choice = FactorChoice.of(LowRankFit.of(pair, 8, 2), 8, 3);
    assertNotNull(choice);
    assertEquals(4, choice.factors().rank());
    assertTrue(left(pair, choice) < 0.2, choice.toString());
    assertTrue(choice.savedBits() > choice.factorBits(), choice.toString());
  }

  @Test
  void noiseAndEqualTensorsAreLeftAlone() {
    ArrayPair noisy = pair(TensorType.F32, 400, 0, 0, 0.001);
    assertFalse(LowRankProbe.of(noisy).mayPay(), LowRankProbe.of(noisy).toString());
    assertNull(FactorChoice.of(LowRankFit.of(noisy, 8, 2), 8, 3));
    ArrayPair equal = pair(TensorType.Q4_K, 400, 0, 0, 0);
    assertFalse(LowRankProbe.of(equal).mayPay());
    assertNull(FactorChoice.of(LowRankFit.of(equal, 8, 2), 8, 3));
  }

  /// The second factor of the pair of that many rows, as an adapter has it.
  private static float[][] adapter(int rows, int rank) {
    Random random = new Random(rows + rank);
    normal(random, rows, rank);
    double[][] v = normal(random, rank, COLUMNS);
    float[][] a = new float[rank][COLUMNS];
    for (int k = 0; k < rank; k++) {
      for (int j = 0; j < COLUMNS; j++) {
        a[k][j] = (float) v[k][j];
      }
    }
    return a;
  }

  @Test
  void anAdapterGivesTheRowSpace() {
    ArrayPair pair = pair(TensorType.F32, 300, 3, 0.001, 0);
    LowRankFit fit = LowRankFit.of(pair, adapter(300, 3));
    assertTrue(fit.noise(3) * 300 * COLUMNS < fit.energy() * 1e-6, fit.toString());
  }

  @Test
  void aRightHintIsAsGoodAsASearch() {
    for (TensorType type : List.of(TensorType.BF16, TensorType.Q8_0, TensorType.Q4_K)) {
      ArrayPair pair = pair(type, 700, 4, 0.001, 0);
      int hinted = size(new Hinted(pair, adapter(700, 4)));
      assertTrue(hinted <= size(pair) * 1.001, type + ": " + hinted + " of " + size(pair));
    }
  }

  @Test
  void aWrongHintCostsNothing() {
    for (int rank : new int[] {0, 4}) {
      ArrayPair pair = pair(TensorType.Q8_0, 700, rank, 0.0005, 0.00001);
      int misled = size(new Hinted(pair, adapter(701, 6)));
      assertTrue(misled <= size(pair) * 1.001, misled + " of " + size(pair));
    }
  }

  @Test
  void aTermGetsAsManyComponentsAsItHas() {
    for (TensorType type : List.of(TensorType.BF16, TensorType.F16, TensorType.Q8_0)) {
      for (int rank : new int[] {3, 16}) {
        double[] strengths = new double[rank];
        Arrays.fill(strengths, 0.001);
        ArrayPair pair = pair(type, 640, strengths, 0, 20);
        FactorChoice term = ParameterSearch.of(List.of(pair)).getFirst().term();
        assertNotNull(term, type + ", rank " + rank);
        int found = term.factors().rank();
        assertTrue(found >= rank && found <= rank + 4, type + ": " + found + " of " + rank);
      }
    }
  }

  @Test
  void aSteepFallAmongTheFirstComponentsIsNotWhereNoiseBegins() {
    double[] strengths = new double[40];
    for (int k = 0; k < strengths.length; k++) {
      strengths[k] = k < 3 ? 0.016 / (1 << k) : 0.001;
    }
    FactorChoice term =
        ParameterSearch.of(List.of(pair(TensorType.BF16, 640, strengths, 0.00001, 1)))
            .getFirst()
            .term();
    assertNotNull(term);
    assertEquals(strengths.length, term.factors().rank());
  }

  private static int size(TensorPair pair) {
    TensorPlan plan = TensorPlan.of(List.of(pair));
    byte[] rows = new byte[(int) pair.grid().rows() * pair.grid().rowBytes()];
    pair.read(0, (int) pair.grid().rows(), rows);
    return plan.tables().length
        + plan.side(0).length
        + plan.encode(0, 0, (int) pair.grid().rows(), rows).length;
  }

  private record Hinted(ArrayPair pair, float[][] rows) implements HintedPair {
    @Override
    public Optional<float[][]> addedRows() {
      return Optional.of(rows);
    }

    @Override
    public Grid grid() {
      return pair.grid();
    }

    @Override
    public TensorType baseType() {
      return pair.baseType();
    }

    @Override
    public void read(long row, int count, byte[] into) {
      pair.read(row, count, into);
    }

    @Override
    public void readBase(long row, int count, byte[] into) {
      pair.readBase(row, count, into);
    }
  }

  @Test
  void threadsLeaveNoTrace() {
    ArrayPair pair = pair(TensorType.Q4_K, 3000, 4, 0.001, 0);
    LowRankFit one = fitOn(pair, 1);
    LowRankFit many = fitOn(pair, 5);
    assertArrayEquals(one.singular(), many.singular());
    assertEquals(one.energy(), many.energy());
    for (int k = 0; k < one.v().length; k++) {
      assertArrayEquals(one.v()[k], many.v()[k]);
    }
  }

  private static LowRankFit fitOn(ArrayPair pair, int threads) {
    try (ForkJoinPool pool = new ForkJoinPool(threads)) {
      return pool.submit(() -> LowRankFit.of(pair, 4, 2)).join();
    }
  }

  @Test
  void infiniteWeightsDoNotSpoilTheFit() {
    ArrayPair pair = pair(TensorType.F32, 300, 2, 0.001, 0);
    for (int at : new int[] {17, 4000, 70_001}) {
      pair.next()[4 * at + 3] = 0x7f;
      pair.next()[4 * at + 2] = (byte) (at % 2 == 0 ? 0x80 : 0xc0);
    }
    LowRankFit fit = LowRankFit.of(pair, 2, 2);
    assertEquals(2, fit.singular().length);
    assertTrue(fit.noise(2) * 300 * COLUMNS < fit.energy() * 0.05, fit.toString());
  }

  @Test
  void factorsFollowTheirFormulaWhateverTheyAre() {
    Random random = new Random(5);
    for (int trial = 0; trial < 50; trial++) {
      int columns = 1 + random.nextInt(70);
      int rank = 1 + random.nextInt(Math.min(64, columns));
      int rows = 1 + random.nextInt(20);
      byte[] shifts = new byte[rank];
      short[][] v = new short[rank][columns];
      int[] u = random.ints((long) rows * rank).toArray();
      for (int k = 0; k < rank; k++) {
        shifts[k] = (byte) random.nextInt(16);
        for (int j = 0; j < columns; j++) {
          v[k][j] = (short) random.nextInt();
        }
      }
      float[] values = new float[rows * columns];
      new Factors(columns, 0.37f, shifts, v).addTo(values, u, rows);
      for (int i = 0; i < values.length; i++) {
        int sum = 0;
        for (int k = 0; k < rank; k++) {
          sum += u[i / columns * rank + k] * (v[k][i % columns] << shifts[k]);
        }
        assertEquals(0.37f * (float) sum, values[i]);
      }
    }
  }

  @Test
  void factorsOutOfBoundsAreRefused() {
    short[][] v = new short[2][32];
    refused(32, Float.NaN, new byte[2], v);
    refused(32, Float.POSITIVE_INFINITY, new byte[2], v);
    refused(32, 1, new byte[] {0, 16}, v);
    refused(32, 1, new byte[] {-1, 0}, v);
    refused(33, 1, new byte[2], v);
    refused(32, 1, new byte[0], new short[0][]);
    refused(128, 1, new byte[65], new short[65][128]);
    refused(32, 1, new byte[33], new short[33][32]);
    refused(1 << 18, 1, new byte[9], new short[9][0]);
  }

  private static void refused(int columns, float scale, byte[] shifts, short[][] v) {
    assertThrows(NexusException.Malformed.class, () -> new Factors(columns, scale, shifts, v));
  }

  @Test
  void theLargestEigenvalueIsFoundAlone() {
    Random random = new Random(10);
    for (int size : new int[] {1, 2, 15, 32, 128}) {
      for (double spike : new double[] {0, 2, 100}) {
        double[][] rows = normal(random, size, 768);
        double[][] gram = new double[size][size];
        for (int i = 0; i < size; i++) {
          for (int j = 0; j < size; j++) {
            gram[i][j] = spike * rows[0][i] * rows[0][j];
            for (int x = 0; x < 768; x++) {
              gram[i][j] += rows[i][x] * rows[j][x] / 768;
            }
          }
        }
        double found = SymmetricEigen.largest(gram);
        double largest = new SymmetricEigen(gram, false).values()[0];
        assertTrue(found <= largest * (1 + 1e-9), found + " of " + largest);
        assertTrue(found >= largest * (spike == 0 ? 0.97 : 1 - 1e-6), found + " of " + largest);
      }
    }
  }

  @Test
  void eigenvectorsDiagonalize() {
    Random random = new Random(9);
    for (int size : new int[] {1, 2, 3, 24, 72}) {
      double[][] a = normal(random, size, size);
      double[][] matrix = new double[size][size];
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          matrix[i][j] = a[i][j] + a[j][i];
        }
      }
      double[][] copy = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
      SymmetricEigen eigen = new SymmetricEigen(copy, true);
      for (int k = 0; k < size; k++) {
        for (int i = 0; i < size; i++) {
          double sum = 0;
          for (int j = 0; j < size; j++) {
            sum += matrix[i][j] * eigen.vectors()[k][j];
          }
          assertEquals(eigen.values()[k] * eigen.vectors()[k][i], sum, 1e-9 * size);
        }
      }
    }
  }
}
