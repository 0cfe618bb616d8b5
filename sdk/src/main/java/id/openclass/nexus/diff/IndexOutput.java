package id.openclass.nexus.diff;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.model.TensorType;
import id.openclass.nexus.patch.Piece;
import java.io.ByteArrayOutputStream;

/// Puts the raw index of a delta together; `docs/delta-format.md` says how.
final class IndexOutput {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long baseNext;
  private long recordNext;

  void varint(long value) {
    long left = value;
    while (left >= 0x80) {
      out.write((int) ((left & 0x7F) | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }

  void signed(long value) {
    varint((value << 1) ^ (value >> 63));
  }

  void u32(int value) {
    for (int shift = 0; shift < 32; shift += 8) {
      out.write(value >>> shift);
    }
  }

  void bytes(byte[] bytes) {
    out.writeBytes(bytes);
  }

  void piece(Piece piece) {
    switch (piece) {
      case Piece.Copy copy -> {
        varint(0);
        varint(copy.result().length());
        baseOffset(copy.baseOffset(), copy.result().length());
      }
      case Piece.Fields fields -> fields(fields);
      case Piece.Bytes coded -> {
        varint(2);
        varint(coded.result().length());
        varint(coded.dictionary().size());
        for (ByteRange range : coded.dictionary()) {
          baseOffset(range.offset(), range.length());
          varint(range.length());
        }
        records(coded.record(), 1);
      }
      case Piece.Fill fill -> {
        varint(3);
        varint(fill.result().length());
        out.write(fill.value());
      }
    }
  }

  private void fields(Piece.Fields piece) {
    TensorType baseType = piece.baseType();
    varint(1);
    varint(piece.grid().type().id());
    varint(piece.grid().columns());
    varint(piece.grid().rows());
    varint(baseType == null ? 0 : baseType.id() + 1);
    if (baseType != null) {
      baseOffset(piece.baseOffset(), piece.grid().rows() * piece.baseRowBytes());
    }
    varint(piece.tables() + 1);
    varint(piece.side() + 1);
    records(piece.record(), piece.slices());
  }

  private void baseOffset(long offset, long length) {
    signed(offset - baseNext);
    baseNext = offset + length;
  }

  private void records(int first, int count) {
    signed(first - recordNext);
    recordNext = (long) first + count;
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
