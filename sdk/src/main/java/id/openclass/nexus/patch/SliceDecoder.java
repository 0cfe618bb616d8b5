package id.openclass.nexus.patch;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.tensor.TensorDecoder;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes slices of the result. Any thread may use it; it keeps the decoders of the last few
/// tensors.
final class SliceDecoder {
  /// Enough for two tensors at the seam of whose slices two threads work, and one more.
  private static final int DECODERS = 3;

  private final DeltaFile delta;
  private final ByteSource base;
  private final Map<Piece.Fields, TensorDecoder> decoders =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Piece.Fields, TensorDecoder> eldest) {
          return size() > DECODERS;
        }
      };

  /// What one thread needs to decode.
  static final class Buffers {
    private byte[] base = {};

    byte[] base(int length) {
      if (base.length < length) {
        base = new byte[length];
      }
      return base;
    }
  }

  SliceDecoder(DeltaFile delta, ByteSource base) {
    this.delta = delta;
    this.base = base;
  }

  /// Makes a slice.
  ///
  /// @param into takes it, from its start
  /// @throws NexusException.Malformed when it does not decode, naming the segment
  void decode(Slice slice, byte[] into, Buffers buffers) {
    int length = (int) slice.result().length();
    switch (slice.piece()) {
      case Piece.Copy copy -> {
        long offset = copy.baseOffset() + slice.result().offset() - copy.result().offset();
        base.read(offset, ByteBuffer.wrap(into, 0, length));
      }
      case Piece.Fill fill -> Arrays.fill(into, 0, length, fill.value());
      case Piece.Bytes bytes -> decode(bytes, slice, into);
      case Piece.Fields fields -> decode(fields, slice, into, buffers);
    }
    if (slice.number() >= 0 && !isRight(slice, into)) {
      throw damaged(slice, "what it yields has a wrong checksum");
    }
  }

  /// Whether bytes are those of a slice, as far as its checksum tells.
  boolean isRight(Slice slice, byte[] content) {
    return slice.number() >= 0
        && DeltaFile.checksum(content, (int) slice.result().length())
            == delta.index().sliceChecksums()[slice.number()];
  }

  private NexusException damaged(Slice slice, String what) {
    return Damage.refusal(List.of(delta.damage(record(slice), what)), delta.name());
  }

  static int record(Slice slice) {
    return switch (slice.piece()) {
      case Piece.Bytes bytes -> bytes.record();
      case Piece.Fields fields -> fields.record() + slice.part();
      case Piece.Copy _, Piece.Fill _ -> -1;
    };
  }

  private void decode(Piece.Bytes piece, Slice slice, byte[] into) {
    byte[] segment = delta.record(piece.record());
    int length = (int) slice.result().length();
    if (segment.length == length) {
      System.arraycopy(segment, 0, into, 0, length);
      return;
    }
    byte[] dictionary = ByteCodec.dictionary(base, piece.dictionary());
    if (!ByteCodec.decode(segment, dictionary, into, length)) {
      throw damaged(slice, "it does not decompress");
    }
  }

  private void decode(Piece.Fields piece, Slice slice, byte[] into, Buffers buffers) {
    byte[] segment = delta.record(piece.record() + slice.part());
    int length = (int) slice.result().length();
    if (segment.length == length) {
      System.arraycopy(segment, 0, into, 0, length);
      return;
    }
    int rows = length / piece.grid().rowBytes();
    int baseBytes = rows * piece.baseRowBytes();
    byte[] baseRows = buffers.base(baseBytes);
    if (baseBytes > 0) {
      long row = (long) slice.part() * piece.sliceRows();
      base.read(
          piece.baseOffset() + row * piece.baseRowBytes(), ByteBuffer.wrap(baseRows, 0, baseBytes));
    }
    decoder(piece).decode(segment, baseRows, rows, into, 0);
  }

  private TensorDecoder decoder(Piece.Fields piece) {
    synchronized (decoders) {
      TensorDecoder known = decoders.get(piece);
      if (known == null) {
        known =
            new TensorDecoder(
                piece.grid(), piece.baseType(), side(piece.tables()), side(piece.side()));
        decoders.put(piece, known);
      }
      return known;
    }
  }

  private byte[] side(int record) {
    return record < 0 ? new byte[0] : delta.record(record);
  }
}
