package id.openclass.nexus.core;

/// A run of bytes in a file: `offset` inclusive, `length` bytes. Neither is negative and their sum
/// fits in 63 bits.
///
/// @param offset first byte, counted from 0
/// @param length count of bytes, may be 0
public record ByteRange(long offset, long length) {
  /// Checks the bounds.
  ///
  /// @throws IllegalArgumentException when one is negative or the end overflows
  public ByteRange {
    if (offset < 0 || length < 0 || offset > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException("no byte range: offset " + offset + ", length " + length);
    }
  }

  /// The first byte after the range.
  ///
  /// @return `offset + length`
  public long end() {
    return offset + length;
  }

  /// Whether two ranges share a byte.
  ///
  /// @param other the other range
  /// @return true when they do; an empty range shares none
  public boolean overlaps(ByteRange other) {
    return length > 0 && other.length > 0 && offset < other.end() && other.offset < end();
  }

  /// As people read it: `bytes 1,048,576 to 2,097,151`, both inclusive.
  @Override
  public String toString() {
    return length == 0
        ? "no bytes at " + Display.grouped(offset)
        : "bytes " + Display.grouped(offset) + " to " + Display.grouped(end() - 1);
  }
}
