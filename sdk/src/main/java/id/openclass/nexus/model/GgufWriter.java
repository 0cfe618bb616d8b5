package id.openclass.nexus.model;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes GGUF version 3 (ggml's `docs/gguf.md`), little-endian: key-values and tensors in the
/// order they were given, every tensor padded with zeros to the alignment, which is
/// `general.alignment` where the metadata has it and 32 bytes otherwise. Any size, in bounded
/// memory. What it accepts, [ModelFile#open] reads. One thread at a time.
///
/// ```java
/// GgufWriter.of(Map.of("general.architecture", "llama"))
///     .tensor("token_embd.weight", TensorType.F32, List.of(2L, 2L), TensorData.of(bytes))
///     .writeTo(Path.of("tiny.gguf"), false, Progress.NONE);
/// ```
public final class GgufWriter {
  private static final int VERSION = 3;
  private static final long DEFAULT_ALIGNMENT = 32;

  private final Map<String, GgufValue> values = new LinkedHashMap<>();
  private final List<Entry> tensors = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final long alignment;
  private long dataBytes;

  private record Entry(
      String name, TensorType type, List<Long> shape, long offset, long bytes, TensorData data) {}

  private GgufWriter(Map<String, ?> metadata) {
    metadata.forEach(this::put);
    this.alignment = readAlignment();
  }

  /// Starts a file.
  ///
  /// @param metadata its key-values, as [GgufValue#from] takes them; the map's order is the file's
  /// @return a writer without tensors
  /// @throws NexusException.InvalidValue when a key or a value cannot be written
  public static GgufWriter of(Map<String, ?> metadata) {
    return new GgufWriter(metadata);
  }

  private void put(String key, Object value) {
    int length = key.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > GgufLimits.KEY_BYTES) {
      throw NexusException.invalidValue("a metadata key of " + length + " bytes", null);
    }
    values.put(key, GgufValue.from(value));
  }

  private long readAlignment() {
    GgufValue value = values.get("general.alignment");
    if (value == null) {
      return DEFAULT_ALIGNMENT;
    }
    boolean number = value.type() == GgufType.UINT32 && value.value() instanceof Number;
    long alignment = number ? ((Number) value.value()).longValue() : 0;
    if (alignment < 8 || Long.bitCount(alignment) != 1) {
      throw NexusException.invalidValue(
          "general.alignment must be a UINT32 power of two from 8 on, but is " + value, null);
    }
    return alignment;
  }

  /// Adds a tensor.
  ///
  /// @param name not used yet in this file
  /// @param type its type
  /// @param shape elements along each dimension, fastest first; at most 4
  /// @param data its bytes, asked for when the file is written
  /// @return this writer
  /// @throws NexusException.InvalidValue when there can be no such tensor
  public GgufWriter tensor(String name, TensorType type, List<Long> shape, TensorData data) {
    String what = "tensor " + Display.escape(name, 60);
    long row = shape.isEmpty() ? 1 : shape.getFirst();
    if (name.getBytes(StandardCharsets.UTF_8).length > GgufLimits.NAME_BYTES) {
      throw NexusException.invalidValue(what + " has too long a name", null);
    }
    if (shape.size() > GgufLimits.DIMENSIONS || shape.stream().anyMatch(size -> size < 0)) {
      throw NexusException.invalidValue(what + " has the shape " + shape, null);
    }
    if (row % type.blockElements() != 0) {
      throw NexusException.invalidValue(
          what + " has rows of " + row + " elements",
          type + " needs a multiple of " + type.blockElements());
    }
    if (!names.add(name)) {
      throw NexusException.invalidValue(what + " is there twice", null);
    }
    try {
      long bytes = type.bytes(shape.contains(0L) ? 0 : product(shape));
      tensors.add(new Entry(name, type, List.copyOf(shape), dataBytes, bytes, data));
      dataBytes = Math.addExact(dataBytes, padded(bytes));
    } catch (ArithmeticException e) {
      throw NexusException.invalidValue(what + " is larger than any file", null);
    }
    return this;
  }

  private static long product(List<Long> shape) {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  private long padded(long bytes) {
    return Math.multiplyExact(Math.ceilDiv(bytes, alignment), alignment);
  }

  /// Size of the file that [#writeTo] makes.
  ///
  /// @return bytes
  public long sizeBytes() {
    try {
      return Math.addExact(writeHeader(OutputStream.nullOutputStream()), dataBytes);
    } catch (IOException e) {
      throw new IllegalStateException("a stream that drops all cannot fail", e);
    }
  }

  /// Writes the file whole or not at all.
  ///
  /// @param path its name
  /// @param overwrite whether other bytes under that name may be replaced
  /// @param progress hears of the bytes
  /// @return whether it was written, or was there already
  /// @throws NexusException.Refused when other bytes are there and may not be replaced
  /// @throws NexusException.Storage when the disk fails
  public OutputFile.Outcome writeTo(Path path, boolean overwrite, Progress progress) {
    try (OutputFile file = OutputFile.create(path);
        Progress.Task task = progress.begin("writing " + path.getFileName(), sizeBytes())) {
      writeTo(file.channel(), task);
      return file.commit(overwrite);
    } catch (IOException e) {
      throw NexusException.io("write", path, e);
    }
  }

  /// Writes the file to where a channel stands.
  ///
  /// @param channel takes the bytes; stays open
  /// @param task hears of the bytes
  /// @throws IOException when the channel fails
  /// @throws NexusException.InvalidValue when a tensor's data has another length than it should
  public void writeTo(WritableByteChannel channel, Progress.Task task) throws IOException {
    OutputStream stream = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    task.advance(writeHeader(stream));
    stream.flush();
    for (Entry tensor : tensors) {
      ExactChannel exact = new ExactChannel(channel, tensor, task);
      tensor.data().writeTo(exact);
      exact.finish(padded(tensor.bytes()));
    }
  }

  /// Everything in front of tensor data, padding included.
  long writeHeader(OutputStream stream) throws IOException {
    GgufOutput out = new GgufOutput(stream);
    out.u32(GgufHeaderReader.MAGIC);
    out.u32(VERSION);
    out.u64(tensors.size());
    out.u64(values.size());
    for (Map.Entry<String, GgufValue> value : values.entrySet()) {
      out.string(value.getKey());
      out.value(value.getValue());
    }
    for (Entry tensor : tensors) {
      out.string(tensor.name());
      out.u32(tensor.shape().size());
      for (long size : tensor.shape()) {
        out.u64(size);
      }
      out.u32(tensor.type().id());
      out.u64(tensor.offset());
    }
    out.zeros(padded(out.written()) - out.written());
    return out.written();
  }

  /// Takes the bytes of one tensor, and no more.
  private static final class ExactChannel implements WritableByteChannel {
    private final WritableByteChannel out;
    private final Entry tensor;
    private final Progress.Task task;
    private long written;

    ExactChannel(WritableByteChannel out, Entry tensor, Progress.Task task) {
      this.out = out;
      this.tensor = tensor;
      this.task = task;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      if (bytes.remaining() > tensor.bytes() - written) {
        throw wrongLength("more than " + tensor.bytes());
      }
      int count = out.write(bytes);
      written += count;
      task.advance(count);
      return count;
    }

    void finish(long padded) throws IOException {
      if (written != tensor.bytes()) {
        throw wrongLength(written + " of " + tensor.bytes());
      }
      ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(padded - written, 1 << 16));
      while (written < padded) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), padded - written));
        int count = out.write(zeros);
        written += count;
        task.advance(count);
      }
    }

    private NexusException wrongLength(String what) {
      return NexusException.invalidValue(
          "the data of tensor " + Display.escape(tensor.name(), 60) + " has " + what + " bytes",
          null);
    }

    @Override
    public boolean isOpen() {
      return out.isOpen();
    }

    @Override
    public void close() {}
  }

  /// As `GgufWriter[7 keys, 236 tensors, 253 MB]`.
  @Override
  public String toString() {
    return "GgufWriter["
        + values.size()
        + " keys, "
        + Display.grouped(tensors.size())
        + " tensors, "
        + Display.bytes(dataBytes)
        + "]";
  }
}
