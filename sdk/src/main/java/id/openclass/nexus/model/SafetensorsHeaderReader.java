package id.openclass.nexus.model;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Reads a safetensors header: a length, a JSON object of that length, and the rules of the
/// reference implementation's `validate`: known types, sizes that are what the shapes say, byte
/// ranges that touch end to end from the first byte of data to the last of the file.
final class SafetensorsHeaderReader {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String DAMAGED = "copy or download it again";

  private final MemorySegment bytes;
  private final String file;
  private final Map<String, Object> metadata = new LinkedHashMap<>();
  private final List<Entry> entries = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  /// A tensor whose range still counts from the start of tensor data.
  private record Entry(
      String name, SafetensorsType type, List<Long> shape, long begin, long end, long at) {}

  private SafetensorsHeaderReader(MemorySegment bytes, String file) {
    this.bytes = bytes;
    this.file = file;
  }

  static SafetensorsHeader read(MemorySegment bytes, String file) {
    try {
      return new SafetensorsHeaderReader(bytes, file).read();
    } catch (InternalError e) {
      // What the JVM makes of a page that is gone: the file became shorter after it was mapped.
      NexusException.Malformed changed =
          NexusException.malformed(
              "the file changed while it was read", file, -1, "run this again");
      changed.addSuppressed(e);
      throw changed;
    }
  }

  private SafetensorsHeader read() {
    long length = bytes.get(GgufCursor.LONG, 0);
    if (length < 0 || length > SafetensorsHeader.MOST_BYTES) {
      throw malformed(
          "the header is said to have "
              + Long.toUnsignedString(length)
              + " bytes: "
              + Display.grouped(SafetensorsHeader.MOST_BYTES)
              + " is the most",
          0,
          null);
    }
    if (length > bytes.byteSize() - SafetensorsHeader.JSON) {
      throw malformed(
          "the header is said to have "
              + Display.grouped(length)
              + " bytes, "
              + Display.grouped(bytes.byteSize() - SafetensorsHeader.JSON)
              + " are left in the file",
          0,
          GgufCursor.CUT_SHORT);
    }
    parse(bytes.asSlice(SafetensorsHeader.JSON, length));
    long data = SafetensorsHeader.JSON + length;
    return new SafetensorsHeader(Collections.unmodifiableMap(metadata), tensors(data), data);
  }

  private void parse(MemorySegment header) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), SegmentInput.of(header))) {
      expect(json, json.nextToken(), JsonToken.START_OBJECT, "the header");
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        long at = offset(json);
        if (!names.add(name)) {
          throw malformed(shown(name) + " is there twice", at, null);
        }
        if (name.equals("__metadata__")) {
          readMetadata(json);
        } else {
          entries.add(entry(json, name, at));
        }
        checkCount(at);
      }
      if (json.nextToken() != null) {
        throw malformed("the header goes on after its JSON object", offset(json), null);
      }
    } catch (JacksonException e) {
      throw malformed(
          "the header is not valid JSON: " + Display.escape(e.getOriginalMessage(), 120),
          e.getLocation() == null
              ? SafetensorsHeader.JSON
              : SafetensorsHeader.JSON + Math.max(0, e.getLocation().getByteOffset()),
          DAMAGED);
    }
  }

  private void checkCount(long at) {
    if (entries.size() > GgufLimits.TENSORS || metadata.size() > GgufLimits.KEYS) {
      throw malformed(
          "more than "
              + Display.grouped(GgufLimits.TENSORS)
              + " tensors or "
              + Display.grouped(GgufLimits.KEYS)
              + " metadata keys",
          at,
          null);
    }
  }

  private void readMetadata(JsonParser json) {
    JsonToken start = json.nextToken();
    if (start == JsonToken.VALUE_NULL) {
      return;
    }
    expect(json, start, JsonToken.START_OBJECT, "__metadata__");
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = json.currentName();
      long at = offset(json);
      expect(json, json.nextToken(), JsonToken.VALUE_STRING, "metadata " + shown(key));
      if (metadata.put(key, json.getString()) != null) {
        throw malformed("metadata key " + shown(key) + " is there twice", at, null);
      }
      checkCount(at);
    }
  }

  private Entry entry(JsonParser json, String name, long at) {
    String what = "tensor " + shown(name);
    expect(json, json.nextToken(), JsonToken.START_OBJECT, what);
    Set<String> fields = new HashSet<>();
    SafetensorsType type = null;
    List<Long> shape = null;
    List<Long> range = null;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = json.currentName();
      if (!fields.add(field)) {
        throw malformed(what + " has " + shown(field) + " twice", offset(json), null);
      }
      json.nextToken();
      switch (field) {
        case "dtype" -> type = type(json, what);
        case "shape" -> shape = numbers(json, "the shape of " + what);
        case "data_offsets" -> range = numbers(json, "the range of " + what);
        default -> json.skipChildren();
      }
    }
    if (type == null || shape == null || range == null || range.size() != 2) {
      throw malformed(what + " lacks dtype, shape or its two data_offsets", at, null);
    }
    return new Entry(name, type, shape, range.getFirst(), range.getLast(), at);
  }

  private SafetensorsType type(JsonParser json, String what) {
    expect(json, json.currentToken(), JsonToken.VALUE_STRING, "the dtype of " + what);
    String name = json.getString();
    return SafetensorsType.ofName(name)
        .orElseThrow(() ->
            malformed(
                what + " has the unknown dtype " + Display.escape(name, 20),
                offset(json),
                "it may be newer than this program"));
  }

  private List<Long> numbers(JsonParser json, String what) {
    expect(json, json.currentToken(), JsonToken.START_ARRAY, what);
    List<Long> numbers = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json, json.currentToken(), JsonToken.VALUE_NUMBER_INT, what);
      if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER || json.getLongValue() < 0) {
        throw malformed(what + " has a number below 0 or above 2^63 - 1", offset(json), null);
      }
      numbers.add(json.getLongValue());
      if (numbers.size() > 64) {
        throw malformed(what + " has more than 64 numbers", offset(json), null);
      }
    }
    return numbers;
  }

  /// Checks sizes and that ranges touch end to end.
  private List<Tensor> tensors(long data) {
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long at = 0;
    List<Tensor> tensors = new ArrayList<>();
    long size = bytes.byteSize() - data;
    for (Entry entry : entries) {
      checkRange(entry, at, size, data);
      at = entry.end();
      tensors.add(
          new Tensor(
              entry.name(),
              entry.type().name(),
              entry.shape(),
              new ByteRange(data + entry.begin(), entry.end() - entry.begin())));
    }
    if (at != size) {
      throw malformed(
          Display.grouped(size - at) + " bytes after the last tensor belong to none",
          data + at,
          DAMAGED);
    }
    return Collections.unmodifiableList(tensors);
  }

  private void checkRange(Entry entry, long expected, long size, long data) {
    String what = "tensor " + shown(entry.name());
    if (entry.begin() != expected || entry.end() < entry.begin()) {
      throw malformed(
          what
              + " has the range "
              + Display.grouped(entry.begin())
              + " to "
              + Display.grouped(entry.end())
              + ", but the one before it ends at "
              + Display.grouped(expected),
          entry.at(),
          DAMAGED);
    }
    long needed = neededBytes(entry, what);
    if (needed != entry.end() - entry.begin()) {
      throw malformed(
          what
              + " of shape "
              + entry.shape()
              + " and type "
              + entry.type()
              + " takes "
              + Display.grouped(needed)
              + " bytes, its range has "
              + Display.grouped(entry.end() - entry.begin()),
          entry.at(),
          DAMAGED);
    }
    if (entry.end() > size) {
      throw malformed(
          "tensor data ends before the header says it does: "
              + what
              + " needs "
              + Display.grouped(needed)
              + " bytes, "
              + Display.grouped(size - entry.begin())
              + " left",
          data + entry.begin(),
          GgufCursor.CUT_SHORT);
    }
  }

  private long neededBytes(Entry entry, String what) {
    try {
      long elements = 1;
      for (long dimension : entry.shape()) {
        elements = Math.multiplyExact(elements, dimension);
      }
      long bits = Math.multiplyExact(elements, entry.type().bits());
      if (bits % 8 != 0) {
        throw malformed(what + " does not end at a whole byte", entry.at(), null);
      }
      return bits / 8;
    } catch (ArithmeticException e) {
      throw malformed(
          what + " of shape " + entry.shape() + " has more than 2^63 - 1 bits", entry.at(), null);
    }
  }

  private void expect(JsonParser json, @Nullable JsonToken token, JsonToken expected, String what) {
    if (token != expected) {
      throw malformed(
          what
              + " must be a JSON "
              + said(expected)
              + ", but is "
              + (token == null ? "missing" : "a " + said(token)),
          offset(json),
          null);
    }
  }

  private static String said(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "object";
      case START_ARRAY -> "array";
      case VALUE_STRING -> "string";
      case VALUE_NUMBER_INT -> "whole number";
      default -> "value of another kind";
    };
  }

  private static long offset(JsonParser json) {
    return SafetensorsHeader.JSON + Math.max(0, json.currentTokenLocation().getByteOffset());
  }

  private static String shown(String name) {
    return Display.escape(name, 60);
  }

  private NexusException.Malformed malformed(String message, long offset, @Nullable String hint) {
    return NexusException.malformed(message, file, offset, hint);
  }
}
