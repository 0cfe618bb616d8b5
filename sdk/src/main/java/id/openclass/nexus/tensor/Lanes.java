package id.openclass.nexus.tensor;

import java.util.Arrays;

/// Turns the words of a row ([BlockLayout]) into an array for each of their four lanes, and back:
/// entry `w` of lane `l` belongs to weight `4 w + l`. So every loop over a lane has one step and
/// offset for each entry, no gaps, no branch and nothing but `[w]` as an index: the compiler turns
/// it into vector instructions, which it does not where an index has an offset.
final class Lanes {
  static final int COUNT = BlockLayout.LANES;

  /// Sixteenths of a cell are told apart.
  private static final int SIXTEENTH = 4;

  private static final int SIXTEENTHS = 1 << SIXTEENTH;

  /// Bits of a position, which says how a prediction lies to the codes: 16 places inside a cell, 16
  /// in the lowest cell, one below it, 16 in the highest cell, one above it. Some are never used.
  static final int POSITION_BITS = 7;

  /// What makes a prediction on the grid, in sixteenths, a position: half a cell, and one cell, so
  /// that what lies below the grid is not negative.
  static final float ORIGIN = 1.5f * SIXTEENTHS;

  private Lanes() {}

  /// The place of a weight when lanes follow each other.
  static int index(int weight, int words) {
    return (weight & 3) * words + (weight >>> 2);
  }

  /// Spreads codes over their lanes.
  static void spread(int[] words, int[][] lanes) {
    for (int l = 0; l < COUNT; l++) {
      spread(words, 8 * l, lanes[l]);
    }
  }

  private static void spread(int[] words, int shift, int[] lane) {
    for (int w = 0; w < lane.length; w++) {
      lane[w] = words[w] >>> shift & 255;
    }
  }

  /// Spreads codes over their lanes, as floats.
  static void spread(int[] words, float[][] lanes) {
    for (int l = 0; l < COUNT; l++) {
      spread(words, 8 * l, lanes[l]);
    }
  }

  private static void spread(int[] words, int shift, float[] lane) {
    for (int w = 0; w < lane.length; w++) {
      lane[w] = words[w] >>> shift & 255;
    }
  }

  /// Spreads values over their lanes.
  static void spread(float[] values, float[][] lanes) {
    float[] first = lanes[0];
    float[] second = lanes[1];
    float[] third = lanes[2];
    float[] fourth = lanes[3];
    for (int w = 0; w < first.length; w++) {
      first[w] = values[4 * w];
      second[w] = values[4 * w + 1];
      third[w] = values[4 * w + 2];
      fourth[w] = values[4 * w + 3];
    }
  }

  /// Puts codes back into words.
  static void gather(int[][] lanes, int[] words) {
    gather(lanes[0], lanes[1], lanes[2], lanes[3], words);
  }

  private static void gather(int[] a, int[] b, int[] c, int[] d, int[] words) {
    for (int w = 0; w < words.length; w++) {
      words[w] = (a[w] & 255) | (b[w] & 255) << 8 | (c[w] & 255) << 16 | d[w] << 24;
    }
  }

  /// Where predictions lie, in sixteenths of a cell from [#ORIGIN] on.
  ///
  /// @param x overwritten with `x * a + c`
  /// @param a a factor for each word
  /// @param c a summand for each word
  static void place(float[] x, float[] a, float[] c) {
    for (int w = 0; w < x.length; w++) {
      x[w] = x[w] * a[w] + c[w];
    }
  }

  /// Adds a low-rank term.
  ///
  /// @param x takes it
  /// @param sums the term's integers, from `from` on
  /// @param d a factor for each word
  static void addTerm(float[] x, int[] sums, int from, float[] d) {
    for (int w = 0; w < x.length; w++) {
      x[w] += sums[from + w] * d[w];
    }
  }

  /// Turns places into what a decoder needs.
  ///
  /// @param x places
  /// @param context a number for each word
  /// @param top the largest code
  /// @param run takes the position plus the context in its low 16 bits, the predicted code above
  static void predict(float[] x, int[] context, int top, int[] run) {
    for (int w = 0; w < run.length; w++) {
      run[w] = (int) x[w];
    }
    int above = (top + 2) << SIXTEENTH;
    for (int w = 0; w < run.length; w++) {
      int t = Math.min(Math.max(run[w], SIXTEENTHS - 1), above);
      int cell = t >> SIXTEENTH;
      // 0 inside, 1 in the lowest or highest cell, 2 beyond.
      int low = Math.max(2 - cell, 0);
      int high = Math.max(cell - top, 0);
      int edge = ((low + high) << SIXTEENTH) + (Math.min(high, 1) << 5);
      int code = Math.min(Math.max(cell - 1, 0), top);
      run[w] = (context[w] + (t & (SIXTEENTHS - 1)) + edge) | code << 16;
    }
  }

  /// Takes the predicted codes from the real ones.
  static void subtract(int[] run, int[] codes) {
    for (int w = 0; w < codes.length; w++) {
      codes[w] -= run[w] >>> 16;
    }
  }

  /// Adds to the contexts.
  static void add(int[] run, int[] context) {
    for (int w = 0; w < run.length; w++) {
      run[w] += context[w];
    }
  }

  /// Adds the magnitudes of residuals.
  static void addMagnitudes(int[] residual, int[] sums) {
    for (int w = 0; w < sums.length; w++) {
      sums[w] += Math.abs(residual[w]);
    }
  }

  /// Gives each word of each group the group's value.
  static void expand(float[] groups, int perGroup, float[] words) {
    for (int g = 0; g < groups.length; g++) {
      Arrays.fill(words, g * perGroup, (g + 1) * perGroup, groups[g]);
    }
  }
}
