package id.openclass.nexus.tensor;

import id.openclass.nexus.model.GgufFile;
import id.openclass.nexus.model.Tensor;
import id.openclass.nexus.model.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Locale;

/// Prints what the low-rank term finds in a pair of files: `LowRankReport OLD.gguf NEW.gguf
/// [STEP]`.
final class LowRankReport {
  private LowRankReport() {}

  public static void main(String[] args) {
    double step = args.length > 2 ? Double.parseDouble(args[2]) : FactorChoice.DEFAULT_STEP;
    double[] sum = new double[4];
    try (GgufFile old = GgufFile.open(Path.of(args[0]));
        GgufFile next = GgufFile.open(Path.of(args[1]))) {
      for (Tensor tensor : next.tensors()) {
        if (tensor.shape().size() < 2) {
          continue;
        }
        Tensor from =
            old.tensors().stream().filter(t -> t.name().equals(tensor.name())).findFirst().get();
        ArrayPair pair = pair(next.data(tensor), tensor, old.data(from), from);
        report(tensor.name(), pair, step, sum);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "factors %.0f B (estimated %.0f), saving %.0f B, residual energy %.4f%n",
        sum[0] / 8,
        sum[1] / 8,
        sum[2] / 8,
        sum[3]);
  }

  private static ArrayPair pair(MemorySegment a, Tensor at, MemorySegment b, Tensor bt) {
    Grid grid =
        new Grid(
            TensorType.ofName(at.type()).get(),
            at.shape().get(0).intValue(),
            at.elements() / at.shape().get(0));
    return new ArrayPair(
        grid,
        TensorType.ofName(bt.type()).get(),
        a.toArray(ValueLayout.JAVA_BYTE),
        b.toArray(ValueLayout.JAVA_BYTE));
  }

  private static void report(String name, ArrayPair pair, double step, double[] sum) {
    long t0 = System.nanoTime();
    LowRankProbe probe = LowRankProbe.of(pair);
    long t1 = System.nanoTime();
    String line = name + " " + pair.grid() + " " + probe + " " + (t1 - t0) / 1000 + " us";
    if (probe.mayPay()) {
      for (int passes = 1; passes <= 3; passes++) {
        t0 = System.nanoTime();
        LowRankFit fit = LowRankFit.of(pair, 16, passes);
        t1 = System.nanoTime();
        double left = fit.noise(16) * pair.grid().columns() * pair.grid().rows() / fit.energy();
        line += String.format(Locale.ROOT, " p%d %.5f %d ms", passes, left, (t1 - t0) / 1000000);
      }
      for (int rank : new int[] {4, 8, 16, 32, 64}) {
        LowRankFit fit = LowRankFit.of(pair, rank, 2);
        FactorChoice choice = FactorChoice.of(fit, rank, step);
        line += "\n   " + rank + " " + choice;
        if (choice != null) {
          double[] real = measure(pair, choice);
          line += String.format(Locale.ROOT, " real %.1f kbit, left %.5f", real[0] / 1000, real[1]);
          if (rank == 16) {
            sum[0] += real[0];
            sum[1] += choice.factorBits();
            sum[2] += choice.savedBits();
            sum[3] = real[1];
          }
        }
      }
    }
    System.out.println(line);
  }

  /// Order-0 bits of the factors, and the share of energy that stays.
  private static double[] measure(ArrayPair pair, FactorChoice choice) {
    int rows = (int) pair.grid().rows();
    int columns = pair.grid().columns();
    float[] d = pair.differences();
    int[] u = pair.u(choice);
    float[] e = new float[d.length];
    choice.factors().addTo(e, u, rows);
    double all = 0;
    double left = 0;
    for (int i = 0; i < d.length; i++) {
      all += (double) d[i] * d[i];
      left += (double) (d[i] - e[i]) * (d[i] - e[i]);
    }
    double bits = 0;
    int rank = choice.factors().rank();
    for (int k = 0; k < rank; k++) {
      int[] column = new int[rows];
      for (int i = 0; i < rows; i++) {
        column[i] = u[i * rank + k];
      }
      int[] line = new int[columns];
      for (int j = 0; j < columns; j++) {
        line[j] = choice.v()[k][j];
      }
      bits += entropy(column) + entropy(line);
    }
    return new double[] {bits, left / all};
  }

  private static double entropy(int[] values) {
    int[] counts = new int[1 << 16];
    for (int value : values) {
      counts[value + 32768]++;
    }
    double bits = 0;
    for (int count : counts) {
      bits -= count == 0 ? 0 : count * Math.log((double) count / values.length) / Math.log(2);
    }
    return bits;
  }
}
