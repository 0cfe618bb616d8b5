package id.openclass.nexus.pack;

import id.openclass.nexus.core.Progress;
import id.openclass.nexus.model.GgufWriter;
import id.openclass.nexus.model.TensorData;
import id.openclass.nexus.model.TensorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Small model files.
final class SampleModels {
  private SampleModels() {}

  static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return bytes;
  }

  static Path bytes(Path path, int length) {
    try {
      return Files.write(path, noise(length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void cut(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(100);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A GGUF of two tensors.
  static Path gguf(Path path, int bytes) {
    long elements = bytes / 4;
    GgufWriter.of(Map.of("general.architecture", "llama", "llama.context_length", 2048L))
        .tensor("a", TensorType.F32, List.of(elements), TensorData.of(noise((int) elements * 4)))
        .tensor("b", TensorType.F32, List.of(4L), TensorData.of(new byte[16]))
        .writeTo(path, true, Progress.NONE);
    return path;
  }

  /// A GGUF with more to say than a package has room for.
  static Path talkative(Path path) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("general.architecture", "llama");
    values.put("tokenizer.chat_template", "{% x %}\u00e9\"".repeat(40_000));
    values.put("tokenizer.ggml.model", "gpt2");
    values.put(
        "tokenizer.ggml.tokens", IntStream.range(0, 150_000).mapToObj(i -> "token" + i).toList());
    GgufWriter writer = GgufWriter.of(values);
    for (int i = 0; i < 20_000; i++) {
      writer.tensor("blk." + i + ".a", TensorType.F32, List.of(1L), TensorData.of(new byte[4]));
    }
    writer.writeTo(path, true, Progress.NONE);
    return path;
  }

  /// The first part of a split model.
  static Path part(Path path) {
    GgufWriter.of(
            Map.of(
                "general.architecture", "llama",
                "split.no", 0,
                "split.count", 2,
                "split.tensors.count", 2))
        .tensor("a", TensorType.F32, List.of(4L), TensorData.of(new byte[16]))
        .writeTo(path, true, Progress.NONE);
    return path;
  }

  static Path safetensors(Path path) {
    byte[] json =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + json.length + 8).order(ByteOrder.LITTLE_ENDIAN);
    try {
      return Files.write(path, file.putLong(json.length).put(json).array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
