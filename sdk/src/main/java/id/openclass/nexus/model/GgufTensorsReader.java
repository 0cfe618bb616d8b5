package id.openclass.nexus.model;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Display;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads the list of tensors and checks that their data is where it can be: aligned, inside the
/// file, without overlaps. Gaps and any order are allowed.
final class GgufTensorsReader {
  private final GgufCursor in;
  private final long alignment;

  /// A tensor whose offset still counts from the start of tensor data.
  private record Entry(
      String name, TensorType type, List<Long> shape, long offset, long bytes, long at) {
    long end() {
      return offset + bytes;
    }
  }

  GgufTensorsReader(GgufCursor in, long alignment) {
    this.in = in;
    this.alignment = alignment;
  }

  List<Tensor> read(int count) {
    List<Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      Entry entry = entry(i + 1);
      if (!names.add(entry.name())) {
        throw in.malformed("tensor " + shown(entry.name()) + " is there twice", entry.at());
      }
      entries.add(entry);
    }
    checkOverlaps(entries);
    long padded = Math.ceilDiv(in.position(), alignment) * alignment;
    long data = Math.min(padded, in.bytes().byteSize());
    entries.forEach(entry -> checkEnd(entry, data));
    return entries.stream()
        .map(e ->
            new Tensor(
                e.name(), e.type().name(), e.shape(), new ByteRange(data + e.offset(), e.bytes())))
        .toList();
  }

  private Entry entry(int number) {
    long start = in.position();
    String name = in.name("the name of tensor " + number, GgufLimits.NAME_BYTES);
    String what = "tensor " + shown(name);
    List<Long> shape = shape(what);
    TensorType type = type(what);
    long elements = elements(what, shape, start);
    long row = shape.isEmpty() ? 1 : shape.getFirst();
    if (row % type.blockElements() != 0) {
      throw in.malformed(
          what
              + " has rows of "
              + Display.grouped(row)
              + " elements, not a multiple of the "
              + type.blockElements()
              + " in a block of "
              + type,
          start);
    }
    long at = in.position();
    long offset = in.u63("the offset of " + what);
    if (offset % alignment != 0) {
      throw in.malformed(
          what
              + " starts at offset "
              + Display.grouped(offset)
              + ", not a multiple of "
              + alignment,
          at);
    }
    long bytes = bytes(what, type, elements, start);
    if (offset > Long.MAX_VALUE - bytes) {
      throw in.malformed(what + " ends above 2^63 - 1", at);
    }
    return new Entry(name, type, shape, offset, bytes, start);
  }

  private List<Long> shape(String what) {
    long at = in.position();
    long dimensions = in.u32("the dimension count of " + what);
    if (dimensions > GgufLimits.DIMENSIONS) {
      throw in.malformed(
          what
              + " has "
              + Display.grouped(dimensions)
              + " dimensions: "
              + GgufLimits.DIMENSIONS
              + " is the most",
          at);
    }
    List<Long> shape = new ArrayList<>();
    for (int i = 0; i < dimensions; i++) {
      shape.add(in.u63("a dimension of " + what));
    }
    return shape;
  }

  private TensorType type(String what) {
    long at = in.position();
    long id = in.u32("the type of " + what);
    return TensorType.ofId(id)
        .orElseThrow(() -> {
          String removed = TensorType.removedName(id);
          return removed == null
              ? in.malformed(
                  what + " has the unknown type " + id,
                  at,
                  "it may be newer than this program, or of a fork of ggml")
              : in.malformed(
                  what + " has the type " + removed + ", which ggml reads no more",
                  at,
                  "make the file again with a type of today");
        });
  }

  private long elements(String what, List<Long> shape, long at) {
    if (shape.contains(0L)) {
      return 0;
    }
    long elements = 1;
    for (long size : shape) {
      if (elements > Long.MAX_VALUE / size) {
        throw in.malformed(what + " of shape " + shape + " has more than 2^63 - 1 elements", at);
      }
      elements *= size;
    }
    return elements;
  }

  private long bytes(String what, TensorType type, long elements, long at) {
    try {
      return type.bytes(elements);
    } catch (ArithmeticException e) {
      throw in.malformed(
          what + " of " + Display.grouped(elements) + " elements has more than 2^63 - 1 bytes", at);
    }
  }

  private void checkOverlaps(List<Entry> entries) {
    List<Entry> sorted =
        entries.stream()
            .filter(entry -> entry.bytes() > 0)
            .sorted(Comparator.comparingLong(Entry::offset))
            .toList();
    for (int i = 1; i < sorted.size(); i++) {
      Entry before = sorted.get(i - 1);
      Entry after = sorted.get(i);
      if (after.offset() < before.end()) {
        throw in.malformed(
            "tensors "
                + shown(before.name())
                + " and "
                + shown(after.name())
                + " overlap: one ends at "
                + Display.grouped(before.end())
                + ", the other starts at "
                + Display.grouped(after.offset())
                + " of the tensor data",
            after.at());
      }
    }
  }

  private void checkEnd(Entry entry, long data) {
    long dataBytes = Math.max(0, in.bytes().byteSize() - data);
    if (entry.offset() > dataBytes || entry.bytes() > dataBytes - entry.offset()) {
      long left = Math.max(0, dataBytes - entry.offset());
      throw in.malformed(
          "tensor data ends before the header says it does: tensor "
              + shown(entry.name())
              + " needs "
              + Display.grouped(entry.bytes())
              + " bytes, "
              + Display.grouped(left)
              + " left",
          entry.offset() > dataBytes ? in.bytes().byteSize() : data + entry.offset(),
          GgufCursor.CUT_SHORT);
    }
  }

  private static String shown(String name) {
    return Display.escape(name, 60);
  }
}
