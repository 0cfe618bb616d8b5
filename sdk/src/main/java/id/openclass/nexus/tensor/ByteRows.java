package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.RansDecoder;
import id.openclass.nexus.codec.TokenSink;
import id.openclass.nexus.model.TensorType;
import org.jspecify.annotations.Nullable;

/// Rows of types whose fields are not known here (codebooks, integers): each byte as the difference
/// to the byte of the base, or to 0 without one, given its place in the block and how the same
/// place of the block before changed. Bytes are taken whole, or as two halves of four bits, which
/// suits types that pack two weights into a byte.
final class ByteRows extends RowCodec {
  /// Places of a block that are told apart.
  private static final int PLACES = 128;

  /// What the difference before was: none, one of magnitude 1, any other.
  private static final int CLASSES = 3;

  private static final int CONTEXTS = 2 * PLACES * CLASSES;

  private final boolean paired;
  private final boolean halves;
  private final int period;
  private final byte[] classes;

  /// Whether bytes are taken as halves stands where others say whether they quantize anew.
  ByteRows(TensorType type, int columns, @Nullable TensorType baseType, RowParameters parameters) {
    super(type, columns, baseType, parameters);
    paired = baseType == type;
    halves = parameters.requantize();
    period = type.blockBytes();
    classes = new byte[2 * period];
  }

  @Override
  int ownContexts() {
    return CONTEXTS;
  }

  @Override
  void start() {
    java.util.Arrays.fill(classes, (byte) 0);
  }

  @Override
  void encode(
      byte[] baseRows, int baseAt, int @Nullable [] term, byte[] rows, int at, TokenSink to) {
    int place = 0;
    for (int i = 0; i < rowBytes; i++) {
      int old = paired ? baseRows[baseAt + i] : 0;
      int fresh = rows[at + i];
      if (halves) {
        put(2 * place, half(fresh - old), to);
        put(2 * place + 1, half((fresh >> 4) - (old >> 4)), to);
      } else {
        put(2 * place, (byte) (fresh - old), to);
      }
      place = place + 1 == period ? 0 : place + 1;
    }
  }

  private void put(int place, int difference, TokenSink to) {
    to.add(context(place), difference);
    seen(place, difference);
  }

  @Override
  void decode(
      RansDecoder from, byte[] baseRows, int baseAt, int @Nullable [] term, byte[] rows, int at) {
    int place = 0;
    for (int i = 0; i < rowBytes; i++) {
      int old = paired ? baseRows[baseAt + i] : 0;
      if (halves) {
        int low = old + take(2 * place, from);
        int high = (old >> 4) + take(2 * place + 1, from);
        rows[at + i] = (byte) ((low & 15) | high << 4);
      } else {
        rows[at + i] = (byte) (old + take(2 * place, from));
      }
      place = place + 1 == period ? 0 : place + 1;
    }
  }

  private int take(int place, RansDecoder from) {
    int difference = from.next(context(place));
    seen(place, difference);
    return difference;
  }

  /// Bytes have no columns whose activity could be told.
  @Override
  void addColumnChange(double[] columnSums) {}

  /// -8 to 7.
  private static int half(int difference) {
    return ((difference & 15) ^ 8) - 8;
  }

  private int context(int place) {
    int known = period <= PLACES ? place : place * PLACES / period;
    return known * CLASSES + classes[place];
  }

  private void seen(int place, int difference) {
    classes[place] = (byte) Math.min(Math.abs((long) difference), CLASSES - 1);
  }
}
