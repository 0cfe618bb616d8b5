package id.openclass.nexus.tensor;

import java.util.Arrays;

/// Inner products of a block of rows with some vectors: `products[k][i]` is row `i` times vector
/// `k`. Rows are turned on their side tile by tile, so that the inner loop runs over rows. One
/// thread each.
final class RowProjection {
  /// Columns turned at once: with some hundred rows they fit the second-level cache.
  private static final int TILE = 64;

  private static final int VECTOR = 16;

  /// More than a sum of products of weights can be.
  private static final float LIMIT = 1e12f;

  /// The vectors, cut like the tiles: whole ones are apart by a power of two of bytes, and few
  /// lines of the first-level cache may hold such addresses.
  private final float[][][] factors;

  private final float[][] tile;
  private final float[][] products;
  private final int columns;

  /// Prepares for vectors of equal length and blocks of up to that many rows.
  RowProjection(float[][] vectors, int columns, int mostRows) {
    this.columns = columns;
    tile = new float[Math.min(TILE, columns)][mostRows];
    factors = new float[Math.ceilDiv(columns, tile.length)][vectors.length][];
    for (int i = 0; i < factors.length; i++) {
      for (int k = 0; k < vectors.length; k++) {
        int from = i * tile.length;
        factors[i][k] = Arrays.copyOfRange(vectors[k], from, Math.min(columns, from + tile.length));
      }
    }
    products = new float[vectors.length][mostRows];
  }

  /// Multiplies rows, after dropping from them what no weight can be. The answer is valid until the
  /// next call.
  float[][] of(float[][] rows, int count) {
    multiply(rows, count);
    if (!plausible(count)) {
      DifferenceRows.clean(rows, count);
      multiply(rows, count);
    }
    return products;
  }

  /// Whole vectors of rows: what is beyond the last one is nobody's.
  private void multiply(float[][] rows, int count) {
    int length = Math.min(Math.ceilDiv(count, VECTOR) * VECTOR, tile[0].length);
    for (float[] product : products) {
      Arrays.fill(product, 0, length, 0);
    }
    for (int from = 0; from < columns; from += tile.length) {
      int width = Math.min(tile.length, columns - from);
      turn(rows, count, from, width);
      RowProducts.add(products, products.length, length, tile, width, factors[from / tile.length]);
    }
  }

  /// Eight rows at a time, so that a cache line of the tile is written at once.
  private void turn(float[][] rows, int count, int from, int width) {
    int whole = count & ~7;
    for (int i = 0; i < whole; i += 8) {
      turnEight(rows, i, from, width);
    }
    for (int i = whole; i < count; i++) {
      for (int t = 0; t < width; t++) {
        tile[t][i] = rows[i][from + t];
      }
    }
  }

  private void turnEight(float[][] rows, int i, int from, int width) {
    float[] a = rows[i];
    float[] b = rows[i + 1];
    float[] c = rows[i + 2];
    float[] d = rows[i + 3];
    float[] e = rows[i + 4];
    float[] f = rows[i + 5];
    float[] g = rows[i + 6];
    float[] h = rows[i + 7];
    for (int t = 0; t < width; t++) {
      float[] line = tile[t];
      int at = from + t;
      line[i] = a[at];
      line[i + 1] = b[at];
      line[i + 2] = c[at];
      line[i + 3] = d[at];
      line[i + 4] = e[at];
      line[i + 5] = f[at];
      line[i + 6] = g[at];
      line[i + 7] = h[at];
    }
  }

  private boolean plausible(int count) {
    for (float[] product : products) {
      for (int i = 0; i < count; i++) {
        if (!(Math.abs(product[i]) < LIMIT)) {
          return false;
        }
      }
    }
    return true;
  }
}
