package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.AdaptiveDecoder;
import id.openclass.nexus.codec.AdaptiveEncoder;
import id.openclass.nexus.codec.AdaptiveModel;
import org.jspecify.annotations.Nullable;

/// The bytes of [RowParameters] in side records, as `docs/delta-fields.md` defines them.
final class SideRecord {
  private SideRecord() {}

  /// What all tensors of a group have in common.
  static void writeShared(RowParameters parameters, AdaptiveEncoder to) {
    to.raw(parameters.requantize() ? 1 : 0, 1);
    to.raw(parameters.activity() ? 1 : 0, 1);
  }

  static RowParameters readShared(AdaptiveDecoder from) {
    boolean requantize = from.raw(1) == 1;
    boolean activity = from.raw(1) == 1;
    return new RowParameters(requantize, activity, null);
  }

  /// What a tensor has of its own.
  static byte[] write(RowParameters parameters) {
    byte[] columns = parameters.columns();
    AdaptiveEncoder to = new AdaptiveEncoder();
    if (columns == null) {
      return new byte[0];
    }
    to.raw(1, 1);
    AdaptiveModel model = new AdaptiveModel(32);
    int before = 0;
    for (byte c : columns) {
      to.signed(model, 0, c - before);
      before = c;
    }
    return to.finish();
  }

  static RowParameters read(RowParameters shared, int columns, byte[] record) {
    AdaptiveDecoder from = new AdaptiveDecoder(record);
    byte @Nullable [] activity = null;
    if (from.raw(1) == 1) {
      activity = new byte[columns];
      AdaptiveModel model = new AdaptiveModel(32);
      int before = 0;
      for (int i = 0; i < columns; i++) {
        before += from.signed(model, 0);
        activity[i] = (byte) before;
      }
    }
    return new RowParameters(shared.requantize(), shared.activity(), activity);
  }
}
