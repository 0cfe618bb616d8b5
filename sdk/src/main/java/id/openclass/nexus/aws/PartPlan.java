package id.openclass.nexus.aws;

import id.openclass.nexus.core.ByteRange;

/// How an object is cut into parts: `docs/stores.md` section 5.
///
/// @param sizeBytes of the object
/// @param partBytes of each part but the last
record PartPlan(long sizeBytes, long partBytes) {
  /// What is sent again after a cut, and how long a bar stands still on a slow line, speak for
  /// small parts; S3 allows none below 5 MiB.
  static final long USUAL_BYTES = 8L << 20;

  /// S3's limit.
  static final int MOST_PARTS = 10_000;

  private static final long MEBI = 1L << 20;

  static PartPlan of(long sizeBytes) {
    long least = (sizeBytes + MOST_PARTS - 1) / MOST_PARTS;
    long inMebi = (least + MEBI - 1) / MEBI * MEBI;
    return new PartPlan(sizeBytes, Math.max(USUAL_BYTES, inMebi));
  }

  /// All in one request.
  static PartPlan single(long sizeBytes) {
    return new PartPlan(sizeBytes, Math.max(USUAL_BYTES, sizeBytes));
  }

  /// Whether one request carries it all.
  boolean isSingle() {
    return sizeBytes <= partBytes;
  }

  int count() {
    return (int) Math.max(1, (sizeBytes + partBytes - 1) / partBytes);
  }

  /// @param number counted from 1, as S3 does
  ByteRange range(int number) {
    long start = (number - 1) * partBytes;
    return new ByteRange(start, Math.min(partBytes, sizeBytes - start));
  }
}
