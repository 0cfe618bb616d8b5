package id.openclass.nexus.bench;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.quant.Quantizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/// A GGUF v3 file to be: keys, and tensors whose bytes are made when they are written. Source:
/// ggml's `docs/gguf.md`. Tensors are written slice by slice on all threads of the common pool,
/// each slice at its own place, so the order in which threads finish leaves no trace.
final class GgufRecipe {
  private static final int ALIGNMENT = 32;
  private static final int UINT32 = 4;
  private static final int INT32 = 5;
  private static final int FLOAT32 = 6;
  private static final int BOOL = 7;
  private static final int STRING = 8;
  private static final int ARRAY = 9;

  /// What one thread makes at a time, rounded down to whole blocks.
  private static final long SLICE_BYTES = 1 << 20;

  /// ggml's numbers of the types, by [Quantizer].
  private static final Map<Quantizer, Integer> TYPE_NUMBERS =
      Map.ofEntries(
          Map.entry(Quantizer.F32, 0),
          Map.entry(Quantizer.F16, 1),
          Map.entry(Quantizer.Q4_0, 2),
          Map.entry(Quantizer.Q4_1, 3),
          Map.entry(Quantizer.Q5_0, 6),
          Map.entry(Quantizer.Q5_1, 7),
          Map.entry(Quantizer.Q8_0, 8),
          Map.entry(Quantizer.Q2_K, 10),
          Map.entry(Quantizer.Q3_K, 11),
          Map.entry(Quantizer.Q4_K, 12),
          Map.entry(Quantizer.Q5_K, 13),
          Map.entry(Quantizer.Q6_K, 14),
          Map.entry(Quantizer.BF16, 30));

  private final Map<String, Object> keys = new LinkedHashMap<>();
  private final List<Entry> tensors = new ArrayList<>();

  /// The bytes of a tensor, asked for by any number of threads at once.
  interface Content {
    /// Writes the weights from `element` on, as many as fill `out`.
    void fill(long element, MemorySegment out);
  }

  private record Entry(
      String name, Quantizer type, List<Long> shape, Supplier<Content> content, long bytes) {}

  /// Adds a key. Values: String, Integer (as uint32), Float, Boolean, List of String, int[],
  /// float[].
  GgufRecipe key(String name, Object value) {
    keys.put(name, value);
    return this;
  }

  /// Adds a tensor, its dimensions in the file's order (fastest first). The content is opened when
  /// its turn comes and dropped after it.
  GgufRecipe tensor(String name, Quantizer type, List<Long> shape, Supplier<Content> content) {
    long elements = 1;
    for (long dim : shape) {
      elements = Math.multiplyExact(elements, dim);
    }
    tensors.add(new Entry(name, type, List.copyOf(shape), content, type.sizeBytes(elements)));
    return this;
  }

  /// Writes the file.
  OutputFile.Outcome write(Path target, boolean overwrite, Progress progress) {
    byte[] header = header();
    long total = header.length + tensors.stream().mapToLong(e -> padded(e.bytes)).sum();
    try (OutputFile file = OutputFile.create(target)) {
      try (Progress.Task task = progress.begin("writing " + target.getFileName(), total)) {
        writeAt(file.channel(), ByteBuffer.wrap(header), 0);
        long at = header.length;
        for (Entry entry : tensors) {
          writeTensor(file, entry, at, task);
          at += padded(entry.bytes);
        }
        long padding = total - file.channel().size();
        writeAt(file.channel(), ByteBuffer.allocate((int) padding), total - padding);
      } catch (IOException e) {
        throw NexusException.io("write", target, e);
      }
      return file.commit(overwrite);
    }
  }

  private static void writeTensor(OutputFile file, Entry entry, long at, Progress.Task task) {
    Content content = entry.content.get();
    long slice = Math.max(1, SLICE_BYTES / entry.type.blockBytes()) * entry.type.blockBytes();
    LongStream.range(0, Math.ceilDiv(entry.bytes, slice))
        .parallel()
        .forEach(i -> {
          long from = i * slice;
          byte[] bytes = new byte[(int) Math.min(slice, entry.bytes - from)];
          long element = from / entry.type.blockBytes() * entry.type.blockElements();
          content.fill(element, MemorySegment.ofArray(bytes));
          try {
            writeAt(file.channel(), ByteBuffer.wrap(bytes), at + from);
          } catch (IOException e) {
            throw NexusException.io("write", file.target(), e);
          }
          synchronized (task) {
            task.advance(bytes.length);
          }
        });
  }

  private static void writeAt(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
    long position = at;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  private static long padded(long bytes) {
    return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
  }

  private byte[] header() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    put32(out, 3);
    put64(out, tensors.size());
    put64(out, keys.size());
    keys.forEach((name, value) -> {
      putString(out, name);
      putValue(out, value);
    });
    long offset = 0;
    for (Entry entry : tensors) {
      putString(out, entry.name);
      put32(out, entry.shape.size());
      for (long dim : entry.shape) {
        put64(out, dim);
      }
      put32(out, java.util.Objects.requireNonNull(TYPE_NUMBERS.get(entry.type)));
      put64(out, offset);
      offset += padded(entry.bytes);
    }
    out.writeBytes(new byte[(int) (padded(out.size()) - out.size())]);
    return out.toByteArray();
  }

  private static void putValue(ByteArrayOutputStream out, Object value) {
    switch (value) {
      case String text -> {
        put32(out, STRING);
        putString(out, text);
      }
      case Integer number -> {
        put32(out, UINT32);
        put32(out, number);
      }
      case Float number -> {
        put32(out, FLOAT32);
        put32(out, Float.floatToRawIntBits(number));
      }
      case Boolean flag -> {
        put32(out, BOOL);
        out.write(flag ? 1 : 0);
      }
      case List<?> texts -> {
        array(out, STRING, texts.size());
        texts.forEach(text -> putString(out, (String) text));
      }
      case int[] numbers -> {
        array(out, INT32, numbers.length);
        for (int number : numbers) {
          put32(out, number);
        }
      }
      case float[] numbers -> {
        array(out, FLOAT32, numbers.length);
        for (float number : numbers) {
          put32(out, Float.floatToRawIntBits(number));
        }
      }
      default -> throw new IllegalArgumentException("no GGUF value: " + value.getClass());
    }
  }

  private static void array(ByteArrayOutputStream out, int type, int count) {
    put32(out, ARRAY);
    put32(out, type);
    put64(out, count);
  }

  private static void putString(ByteArrayOutputStream out, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    put64(out, utf8.length);
    out.writeBytes(utf8);
  }

  private static void put32(ByteArrayOutputStream out, int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  private static void put64(ByteArrayOutputStream out, long value) {
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }
}
