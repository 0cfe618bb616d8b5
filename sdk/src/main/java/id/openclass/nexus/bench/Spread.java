package id.openclass.nexus.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/// The middle and the ends of a few measurements of one thing.
///
/// @param median the middle one, or the mean of the two middle ones
/// @param lowest the smallest
/// @param highest the largest
public record Spread(double median, double lowest, double highest) {
  /// Sorts measurements.
  ///
  /// @param values at least one
  /// @return their middle and ends
  public static Spread of(Collection<? extends Number> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no measurements");
    }
    double[] sorted = values.stream().mapToDouble(Number::doubleValue).sorted().toArray();
    int upper = sorted.length / 2;
    int lower = (sorted.length - 1) / 2;
    double median = (sorted[lower] + sorted[upper]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /// The spread of something computed from each measurement.
  ///
  /// @param change rises or falls everywhere
  /// @return its middle and ends
  public Spread map(DoubleUnaryOperator change) {
    double[] ends = {change.applyAsDouble(lowest), change.applyAsDouble(highest)};
    Arrays.sort(ends);
    return new Spread(change.applyAsDouble(median), ends[0], ends[1]);
  }

  /// Median and ends with three significant digits: `7.31 (7.02..7.40)`; the median alone when all
  /// are the same.
  @Override
  public String toString() {
    String middle = digits(median);
    String low = digits(lowest);
    String high = digits(highest);
    return low.equals(high) ? middle : middle + " (" + low + ".." + high + ")";
  }

  private static String digits(double value) {
    if (Double.isNaN(value)) {
      return "not measured";
    }
    String form = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, form, value);
  }
}
