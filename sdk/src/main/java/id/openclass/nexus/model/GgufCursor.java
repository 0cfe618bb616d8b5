package id.openclass.nexus.model;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A place in a GGUF header that moves forward, never past the end of the header limit or of the
/// file, and whose errors say where it stands.
final class GgufCursor {
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  static final String CUT_SHORT = "the copy was probably cut short: copy or download it again";

  private final MemorySegment bytes;
  private final String file;
  private long position;
  private long textBytes;

  GgufCursor(MemorySegment bytes, String file) {
    this.bytes = bytes;
    this.file = file;
  }

  MemorySegment bytes() {
    return bytes;
  }

  long position() {
    return position;
  }

  long left() {
    return bytes.byteSize() - position;
  }

  /// Goes past bytes that are not looked at.
  void skip(long count, String what) {
    need(count, what);
    position += count;
  }

  int u8(String what) {
    need(1, what);
    return bytes.get(ValueLayout.JAVA_BYTE, position++) & 0xFF;
  }

  long u32(String what) {
    need(4, what);
    long value = Integer.toUnsignedLong(bytes.get(INT, position));
    position += 4;
    return value;
  }

  /// A count, length or offset: 64 bits without sign, of which this program reads 63.
  long u63(String what) {
    need(8, what);
    long value = bytes.get(LONG, position);
    if (value < 0) {
      throw malformed(what + " is " + Long.toUnsignedString(value) + ", above 2^63 - 1", position);
    }
    position += 8;
    return value;
  }

  /// The length of a string, checked against what is left of the file.
  long stringLength(String what) {
    long at = position;
    long length = u63("the length of " + what);
    if (length > left()) {
      throw malformed(
          what
              + " is said to have "
              + Display.grouped(length)
              + " bytes, "
              + Display.grouped(left())
              + " are left in the file",
          at,
          CUT_SHORT);
    }
    return length;
  }

  /// A string that names something: valid UTF-8, at most so many bytes.
  String name(String what, long mostBytes) {
    long at = position;
    byte[] text = text(what, mostBytes);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(text))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed(what + " is not valid UTF-8", at, null);
    }
  }

  /// A string that is only shown: bytes that are not UTF-8 become U+FFFD.
  String text(String what) {
    return new String(text(what, GgufLimits.TEXT_BYTES), StandardCharsets.UTF_8);
  }

  private byte[] text(String what, long mostBytes) {
    long at = position;
    long length = stringLength(what);
    textBytes += length;
    if (length > mostBytes || textBytes > GgufLimits.TEXT_BYTES) {
      long most = Math.min(mostBytes, GgufLimits.TEXT_BYTES);
      throw malformed(
          what
              + " has "
              + Display.grouped(length)
              + " bytes: too long, "
              + Display.grouped(most)
              + " is the most",
          at,
          null);
    }
    byte[] text = bytes.asSlice(position, length).toArray(ValueLayout.JAVA_BYTE);
    position += length;
    return text;
  }

  void need(long count, String what) {
    if (count > left()) {
      throw malformed(
          "the file ends in the middle of "
              + what
              + ": "
              + Display.grouped(count)
              + " bytes needed, "
              + Display.grouped(left())
              + " left",
          position,
          CUT_SHORT);
    }
    if (position + count > GgufLimits.HEADER_BYTES) {
      throw malformed(
          "the header is longer than " + Display.grouped(GgufLimits.HEADER_BYTES) + " bytes",
          position,
          null);
    }
  }

  NexusException.Malformed malformed(String message, long offset) {
    return malformed(message, offset, null);
  }

  NexusException.Malformed malformed(String message, long offset, @Nullable String hint) {
    return NexusException.malformed(message, file, offset, hint);
  }
}
