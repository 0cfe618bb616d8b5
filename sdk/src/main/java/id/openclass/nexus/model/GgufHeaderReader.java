package id.openclass.nexus.model;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads a GGUF header: magic, version, counts, key-values, tensor list, in file order, as ggml's
/// `docs/gguf.md` lays it out. One pass; nothing is allocated for a count before the file was seen
/// to be long enough for it.
final class GgufHeaderReader {
  static final int MAGIC = 0x46554747;
  private static final int MAGIC_SWAPPED = Integer.reverseBytes(MAGIC);
  private static final long DEFAULT_ALIGNMENT = 32;

  private final GgufCursor in;

  private GgufHeaderReader(GgufCursor in) {
    this.in = in;
  }

  /// Whether a file starts as GGUF files do, in either byte order.
  static boolean recognises(MemorySegment bytes) {
    if (bytes.byteSize() < 4) {
      return false;
    }
    int magic = bytes.get(GgufCursor.INT, 0);
    return magic == MAGIC || magic == MAGIC_SWAPPED;
  }

  static GgufHeader read(MemorySegment bytes, String file) {
    try {
      return new GgufHeaderReader(new GgufCursor(bytes, file)).read();
    } catch (InternalError e) {
      // What the JVM makes of a page that is gone: the file became shorter after it was mapped.
      NexusException.Malformed changed =
          NexusException.malformed(
              "the file changed while it was read", file, -1, "run this again");
      changed.addSuppressed(e);
      throw changed;
    }
  }

  private GgufHeader read() {
    int version = version();
    // Name length, dimension count, type and offset: 24 bytes a tensor at the very least.
    long tensors = count("tensors", 24, GgufLimits.TENSORS, 8);
    // Key length, one character, type, one byte of value.
    long keys = count("metadata keys", 14, GgufLimits.KEYS, 0);
    Map<String, GgufValue> values = values(keys);
    long alignment = alignment(values);
    List<Tensor> list = new GgufTensorsReader(in, alignment).read((int) tensors);
    long end = Math.ceilDiv(in.position(), alignment) * alignment;
    long data = Math.min(end, in.bytes().byteSize());
    return new GgufHeader(version, alignment, Collections.unmodifiableMap(values), list, data);
  }

  private int version() {
    long magic = in.u32("the magic number");
    long version = in.u32("the version");
    // A version has few digits: where its low half is empty, the bytes are the other way round.
    if (magic != MAGIC || (version != 0 && (version & 0xFFFF) == 0)) {
      throw in.malformed(
          "a big-endian GGUF file: only little-endian ones are read",
          magic != MAGIC ? 0 : 4,
          "convert it with gguf_convert_endian.py of llama.cpp");
    }
    if (version < 2) {
      throw in.malformed(
          "GGUF version " + version + ": versions 2 and 3 are read",
          4,
          version == 1 ? "make it again with a converter of today" : null);
    }
    if (version > 3) {
      throw in.malformed(
          "GGUF version " + version + ": versions 2 and 3 are read",
          4,
          "it was made for newer programs; update this one");
    }
    return (int) version;
  }

  private long count(String what, int leastBytes, long most, int reserved) {
    long at = in.position();
    long count = in.u63("the count of " + what);
    if (count > Math.max(0, in.left() - reserved) / leastBytes) {
      throw in.malformed(
          "the header promises "
              + Display.grouped(count)
              + " "
              + what
              + ", more than fit in the "
              + Display.grouped(in.left())
              + " bytes that follow",
          at,
          GgufCursor.CUT_SHORT);
    }
    if (count > most) {
      throw in.malformed(
          Display.grouped(count)
              + " "
              + what
              + " are too many: "
              + Display.grouped(most)
              + " is the most",
          at);
    }
    return count;
  }

  private Map<String, GgufValue> values(long keys) {
    Map<String, GgufValue> values = new LinkedHashMap<>();
    GgufValueReader reader = new GgufValueReader(in);
    for (long i = 0; i < keys; i++) {
      long at = in.position();
      String key = in.name("metadata key " + Display.grouped(i + 1), GgufLimits.KEY_BYTES);
      if (key.isEmpty()) {
        throw in.malformed("metadata key " + Display.grouped(i + 1) + " is empty", at);
      }
      GgufValue value = reader.read("metadata " + Display.escape(key, 60));
      if (values.put(key, value) != null) {
        throw in.malformed("metadata key " + Display.escape(key, 60) + " is there twice", at);
      }
    }
    return values;
  }

  private long alignment(Map<String, GgufValue> values) {
    GgufValue value = values.get("general.alignment");
    if (value == null) {
      return DEFAULT_ALIGNMENT;
    }
    if (value.type() != GgufType.UINT32
        || !(value.value() instanceof Long alignment)
        || alignment < 8
        || Long.bitCount(alignment) != 1) {
      throw in.malformed(
          "general.alignment must be a UINT32 power of two from 8 on, but is " + value,
          in.position());
    }
    return alignment;
  }
}
