package id.openclass.nexus.diff;

import id.openclass.nexus.core.ByteRange;
import java.util.List;

/// How a range of the result is to be made: what matching found, before anything is coded.
sealed interface Span {
  /// What it covers.
  ByteRange result();

  /// Bytes that stand in the base.
  record Copied(ByteRange result, long baseOffset) implements Span {}

  /// One byte over and over.
  record Filled(ByteRange result, byte value) implements Span {}

  /// Bytes to be compressed given ranges of the base, at most a slice.
  record Coded(ByteRange result, List<ByteRange> dictionary, String owner) implements Span {}

  /// Rows of a tensor.
  record Rows(ByteRange result, RowPair pair, String owner) implements Span {}
}
