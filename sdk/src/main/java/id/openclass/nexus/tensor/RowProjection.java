package id.openclass.nexus.tensor;

import java.util.Arrays;

/// Inner products of a block of rows with some vectors: `products[k][i]` is row `i` times vector
/// `k`. Rows are turned on their side tile by tile, so that the inner loop runs over rows. One
/// thread each.
final class RowProjection {
  /// Columns turned at once: with some hundred rows they fit the second-level cache.
  private static final int TILE = 64;

  /// More than a sum of products of weights can be.
  private static final float LIMIT = 1e12f;

  private final float[][] vectors;
  private final float[][] tile;
  private final float[][] products;
  private final int columns;

  /// Prepares for vectors of equal length and blocks of up to that many rows.
  RowProjection(float[][] vectors, int columns, int mostRows) {
    this.vectors = vectors;
    this.columns = columns;
    tile = new float[Math.min(TILE, columns)][mostRows];
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

  private void multiply(float[][] rows, int count) {
    for (float[] product : products) {
      Arrays.fill(product, 0);
    }
    for (int from = 0; from < columns; from += tile.length) {
      int width = Math.min(tile.length, columns - from);
      for (int i = 0; i < count; i++) {
        float[] row = rows[i];
        for (int t = 0; t < width; t++) {
          tile[t][i] = row[from + t];
        }
      }
      RowProducts.add(products, products.length, tile, width, vectors, from);
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
