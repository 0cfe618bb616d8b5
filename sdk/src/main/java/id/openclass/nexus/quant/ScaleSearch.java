package id.openclass.nexus.quant;

import static id.openclass.nexus.quant.BlockFormat.clamp;
import static id.openclass.nexus.quant.BlockFormat.nearest;

/// The searches by which k-quants find the scale, and where there is one the minimum, of a group of
/// 16 or 32 weights: a few candidate scales around the plain one are tried, each followed by the
/// least-squares fit for its codes, and the one with the least weighted error is kept.
///
/// Every sum runs in index order in single precision, as in ggml: another order would give other
/// bits.
final class ScaleSearch {
  /// Groups whose largest magnitude is below this are all zero.
  static final float ZERO = 1e-15f;

  private static final int LARGEST_GROUP = 32;

  private final byte[] trial = new byte[LARGEST_GROUP];
  private final float[] shifted = new float[LARGEST_GROUP];

  /// What the last [#affine] call found for the minimum, with the sign turned: never negative.
  float minimum;

  /// Which candidates [#affine] tries: scales `(first + step * i + top) / range`, `i` from 0 to
  /// `last`; whether errors count by magnitude or squared.
  record Candidates(int top, float first, float step, int last, boolean absolute) {}

  /// Fits `x = scale * code - minimum` with codes of 0 to `top`.
  ///
  /// @return the scale; the codes are in `codes[at...]`, the minimum in [#minimum]
  float affine(
      float[] x, int from, int n, float[] weights, byte[] codes, int at, Candidates candidates) {
    float min = x[from];
    float max = x[from];
    float sumW = weights[0];
    float sumX = sumW * x[from];
    for (int i = 1; i < n; i++) {
      float v = x[from + i];
      min = v < min ? v : min;
      max = v > max ? v : max;
      sumW += weights[i];
      sumX += weights[i] * v;
    }
    min = min > 0 ? 0 : min;
    if (max == min) {
      java.util.Arrays.fill(codes, at, at + n, (byte) 0);
      minimum = -min;
      return 0;
    }
    int top = candidates.top();
    float inverse = top / (max - min);
    float scale = 1 / inverse;
    for (int i = 0; i < n; i++) {
      codes[at + i] = (byte) clamp(nearest(inverse * (x[from + i] - min)), 0, top);
    }
    boolean absolute = candidates.absolute();
    float bestError = error(x, from, n, weights, codes, at, scale, min, absolute);
    for (int step = 0; step <= candidates.last(); step++) {
      inverse = (candidates.first() + candidates.step() * step + top) / (max - min);
      float sumL = 0;
      float sumL2 = 0;
      float sumXl = 0;
      for (int i = 0; i < n; i++) {
        shifted[i] = inverse * (x[from + i] - min);
      }
      for (int i = 0; i < n; i++) {
        int l = clamp(nearest(shifted[i]), 0, top);
        trial[i] = (byte) l;
        float wl = weights[i] * l;
        sumL += wl;
        sumL2 += wl * l;
        sumXl += wl * x[from + i];
      }
      float determinant = sumW * sumL2 - sumL * sumL;
      if (determinant > 0) {
        float thisScale = (sumW * sumXl - sumX * sumL) / determinant;
        float thisMin = (sumL2 * sumX - sumL * sumXl) / determinant;
        if (thisMin > 0) {
          thisMin = 0;
          thisScale = sumXl / sumL2;
        }
        float error = error(x, from, n, weights, trial, 0, thisScale, thisMin, absolute);
        if (error < bestError) {
          System.arraycopy(trial, 0, codes, at, n);
          bestError = error;
          scale = thisScale;
          min = thisMin;
        }
      }
    }
    minimum = -min;
    return scale;
  }

  private static float error(
      float[] x,
      int from,
      int n,
      float[] weights,
      byte[] codes,
      int at,
      float scale,
      float min,
      boolean absolute) {
    float sum = 0;
    for (int i = 0; i < n; i++) {
      float diff = scale * codes[at + i] + min - x[from + i];
      sum += weights[i] * (absolute ? Math.abs(diff) : diff * diff);
    }
    return sum;
  }

  /// Fits `x = scale * (code - half)` with codes of 0 to `2 * half - 1`, squares of the weights as
  /// importance. The sign of the scale is opposite to that of the largest weight or the same.
  ///
  /// @return the scale; the codes are in `codes[at...]`
  float symmetric(float[] x, int from, int n, int half, byte[] codes, int at) {
    float extreme = extreme(x, from, n);
    if (Math.abs(extreme) < ZERO) {
      java.util.Arrays.fill(codes, at, at + n, (byte) 0);
      return 0;
    }
    float inverse = -half / extreme;
    float sumLx = 0;
    float sumL2 = 0;
    for (int i = 0; i < n; i++) {
      float v = x[from + i];
      int l = clamp(nearest(inverse * v), -half, half - 1);
      codes[at + i] = (byte) (l + half);
      float w = v * v;
      sumLx += w * v * l;
      sumL2 += w * l * l;
    }
    float scale = sumL2 != 0 ? sumLx / sumL2 : 0;
    float best = scale * sumLx;
    for (int step = -9; step <= 9; step++) {
      if (step == 0) {
        continue;
      }
      inverse = -(half + 0.1f * step) / extreme;
      sumLx = 0;
      sumL2 = 0;
      for (int i = 0; i < n; i++) {
        float v = x[from + i];
        int l = clamp(nearest(inverse * v), -half, half - 1);
        trial[i] = (byte) (l + half);
        float w = v * v;
        sumLx += w * v * l;
        sumL2 += w * l * l;
      }
      if (sumL2 > 0 && sumLx * sumLx > best * sumL2) {
        System.arraycopy(trial, 0, codes, at, n);
        scale = sumLx / sumL2;
        best = scale * sumLx;
      }
    }
    return scale;
  }

  /// As [#symmetric], but improves one code at a time, in at most five rounds.
  ///
  /// @return the scale; the codes are in `codes[at...]`
  float refined(float[] x, int from, int n, int half, byte[] codes, int at) {
    float extreme = extreme(x, from, n);
    if (Math.abs(extreme) < ZERO) {
      java.util.Arrays.fill(codes, at, at + n, (byte) 0);
      return 0;
    }
    float inverse = -half / extreme;
    float sumLx = 0;
    float sumL2 = 0;
    for (int i = 0; i < n; i++) {
      float v = x[from + i];
      int l = clamp(nearest(inverse * v), -half, half - 1);
      codes[at + i] = (byte) l;
      float w = v * v;
      sumLx += w * v * l;
      sumL2 += w * l * l;
    }
    boolean changed = true;
    for (int round = 0; round < 5 && changed; round++) {
      changed = false;
      for (int i = 0; i < n; i++) {
        float v = x[from + i];
        float w = v * v;
        int old = codes[at + i];
        float lx = sumLx - w * v * old;
        if (lx > 0) {
          float l2 = sumL2 - w * old * old;
          int l = clamp(nearest(v * l2 / lx), -half, half - 1);
          lx += w * v * l;
          l2 += w * l * l;
          if (l != old && l2 > 0 && lx * lx * sumL2 > sumLx * sumLx * l2) {
            codes[at + i] = (byte) l;
            sumLx = lx;
            sumL2 = l2;
            changed = true;
          }
        }
      }
    }
    for (int i = at; i < at + n; i++) {
      codes[i] += (byte) half;
    }
    return sumL2 > 0 ? sumLx / sumL2 : 0;
  }

  /// The value of the largest magnitude, the first of equals.
  private static float extreme(float[] x, int from, int n) {
    float largest = 0;
    float extreme = 0;
    for (int i = from; i < from + n; i++) {
      float magnitude = Math.abs(x[i]);
      if (magnitude > largest) {
        largest = magnitude;
        extreme = x[i];
      }
    }
    return extreme;
  }
}
