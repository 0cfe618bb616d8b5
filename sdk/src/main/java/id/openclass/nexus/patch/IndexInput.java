package id.openclass.nexus.patch;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import java.util.Arrays;

/// Reads numbers from the raw index.
final class IndexInput {
  private static final int MOST_VARINT_BYTES = 9;

  private final byte[] bytes;
  private final String file;
  private int at;

  IndexInput(byte[] bytes, String file) {
    this.bytes = bytes;
    this.file = file;
  }

  NexusException wrong(String what) {
    return NexusException.malformed(
        "the index of the delta is wrong at its byte " + at + ": " + what,
        file,
        -1,
        "fetch the update again");
  }

  int left() {
    return bytes.length - at;
  }

  int u8() {
    if (at == bytes.length) {
      throw wrong("it ends here");
    }
    return bytes[at++] & 0xFF;
  }

  long varint() {
    long value = 0;
    for (int i = 0; i < MOST_VARINT_BYTES; i++) {
      int next = u8();
      value |= (next & 0x7FL) << (7 * i);
      if (next < 0x80) {
        return value;
      }
    }
    throw wrong("a number has more than 9 bytes");
  }

  long signed() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  /// A number that is at most `most`.
  long varint(String what, long most) {
    long value = varint();
    if (value > most) {
      throw wrong(what + " " + value + ", at most " + most + " allowed");
    }
    return value;
  }

  /// A number of 1 to `most`.
  long positive(String what, long most) {
    long value = varint(what, most);
    if (value == 0) {
      throw wrong(what + " 0");
    }
    return value;
  }

  Digest digest() {
    if (left() < Digest.BYTES) {
      throw wrong("it ends in a digest");
    }
    at += Digest.BYTES;
    return Digest.ofBytes(Arrays.copyOfRange(bytes, at - Digest.BYTES, at));
  }

  int[] checksums(int count) {
    if (left() < 4L * count) {
      throw wrong("it ends in the checksums");
    }
    int[] all = new int[count];
    for (int i = 0; i < count; i++) {
      all[i] = u8() | u8() << 8 | u8() << 16 | u8() << 24;
    }
    return all;
  }
}
