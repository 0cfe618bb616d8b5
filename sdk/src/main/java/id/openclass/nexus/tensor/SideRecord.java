package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.AdaptiveDecoder;
import id.openclass.nexus.codec.AdaptiveEncoder;
import id.openclass.nexus.codec.AdaptiveModel;
import id.openclass.nexus.codec.Token;
import id.openclass.nexus.core.NexusException;
import org.jspecify.annotations.Nullable;

/// The bytes of [RowParameters] in side records, as `docs/delta-fields.md` defines them.
final class SideRecord {
  private static final int TOKEN_BITS = 7;

  private SideRecord() {}

  /// What all tensors of a group have in common.
  static void writeShared(RowParameters parameters, AdaptiveEncoder to) {
    to.raw(parameters.requantize() ? 1 : 0, 1);
    to.raw(parameters.activity() ? 1 : 0, 1);
  }

  static RowParameters readShared(AdaptiveDecoder from) {
    boolean requantize = from.raw(1) == 1;
    boolean activity = from.raw(1) == 1;
    return new RowParameters(requantize, activity, null, null);
  }

  /// What a tensor has of its own: nothing is no bytes.
  static byte[] write(CodingChoice choice) {
    AdaptiveEncoder to = new AdaptiveEncoder();
    writeColumns(choice.rows().columns(), to);
    writeTerm(choice.term(), to);
    return to.finish();
  }

  private static void writeColumns(byte @Nullable [] columns, AdaptiveEncoder to) {
    to.raw(columns == null ? 0 : 1, 1);
    if (columns != null) {
      AdaptiveModel model = new AdaptiveModel(1 << TOKEN_BITS);
      int before = 0;
      for (byte c : columns) {
        value(to, model, 0, c - before);
        before = c;
      }
    }
  }

  private static void writeTerm(@Nullable FactorChoice term, AdaptiveEncoder to) {
    to.raw(term == null ? 0 : term.factors().rank(), TOKEN_BITS);
    if (term == null) {
      return;
    }
    int scale = Float.floatToIntBits(term.scale());
    to.raw(scale >>> 16, 16);
    to.raw(scale & 0xFFFF, 16);
    byte[] shifts = term.shifts();
    short[][] v = term.v();
    for (int k = 0; k < shifts.length; k++) {
      to.raw(shifts[k], 4);
      AdaptiveModel model = new AdaptiveModel(1 << TOKEN_BITS);
      for (short entry : v[k]) {
        value(to, model, 0, entry);
      }
    }
  }

  private static void value(AdaptiveEncoder to, AdaptiveModel model, int from, int value) {
    int token = Token.of(value);
    to.tree(model, from, TOKEN_BITS, token);
    int bits = Token.lowBits(token);
    to.raw(Math.abs(value) & (1 << bits) - 1, bits);
  }

  /// Reads what a tensor has of its own.
  ///
  /// @throws NexusException.Malformed when it cannot be
  static RowParameters read(RowParameters shared, Grid grid, byte[] record) {
    AdaptiveDecoder from = new AdaptiveDecoder(record);
    byte @Nullable [] activity = readColumns(from, grid.columns());
    Factors factors = readTerm(from, grid.columns());
    return new RowParameters(
        shared.requantize(),
        shared.activity(),
        activity,
        factors == null ? null : factors.inOrderOf(grid.type()));
  }

  private static byte @Nullable [] readColumns(AdaptiveDecoder from, int columns) {
    if (from.raw(1) == 0) {
      return null;
    }
    byte[] activity = new byte[columns];
    AdaptiveModel model = new AdaptiveModel(1 << TOKEN_BITS);
    int before = 0;
    for (int i = 0; i < columns; i++) {
      before += value(from, model, 0);
      if (before != (byte) before) {
        throw damaged("activity " + before + " of column " + i);
      }
      activity[i] = (byte) before;
    }
    return activity;
  }

  private static @Nullable Factors readTerm(AdaptiveDecoder from, int columns) {
    int rank = from.raw(TOKEN_BITS);
    if (rank == 0) {
      return null;
    }
    Factors.requireRank(rank, columns);
    int upper = from.raw(16);
    float scale = Float.intBitsToFloat(upper << 16 | from.raw(16));
    byte[] shifts = new byte[rank];
    short[][] v = new short[rank][columns];
    for (int k = 0; k < rank; k++) {
      shifts[k] = (byte) from.raw(4);
      AdaptiveModel model = new AdaptiveModel(1 << TOKEN_BITS);
      for (int j = 0; j < columns; j++) {
        v[k][j] = (short) value(from, model, 0);
      }
    }
    return new Factors(columns, scale, shifts, v);
  }

  private static int value(AdaptiveDecoder from, AdaptiveModel model, int at) {
    int token = Math.min(from.tree(model, at, TOKEN_BITS), Token.COUNT - 1);
    return Token.value(token, from.raw(Token.lowBits(token)));
  }

  private static NexusException damaged(String what) {
    return NexusException.malformed(
        "a side record is damaged: " + what, "delta", -1, "fetch the delta again");
  }
}
