package id.openclass.nexus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufWriterTest {
  @TempDir Path folder;

  @RepeatedTest(50)
  void whatIsWrittenIsWhatIsRead(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    Map<String, GgufValue> metadata = randomMetadata(random);
    GgufWriter writer = GgufWriter.of(metadata);
    Map<String, byte[]> contents = new LinkedHashMap<>();
    List<TensorType> types = List.of(TensorType.values());
    int tensors = random.nextInt(12);
    for (int i = 0; i < tensors; i++) {
      TensorType type = types.get(random.nextInt(types.size()));
      List<Long> shape = randomShape(random, type);
      byte[] content = new byte[(int) type.bytes(shape.stream().reduce(1L, Math::multiplyExact))];
      random.nextBytes(content);
      contents.put("tensor." + i, content);
      writer.tensor("tensor." + i, type, shape, TensorData.of(content));
    }
    Path path = folder.resolve("random.gguf");
    writer.writeTo(path, false, Progress.NONE);
    try (GgufFile file = GgufFile.open(path)) {
      assertThat(file.sizeBytes()).isEqualTo(writer.sizeBytes());
      assertThat(file.values()).isEqualTo(metadata);
      assertThat(file.values().keySet()).containsExactlyElementsOf(metadata.keySet());
      assertThat(file.tensors())
          .extracting(Tensor::name)
          .containsExactlyElementsOf(contents.keySet());
      for (Tensor tensor : file.tensors()) {
        assertThat(tensor.range().offset() % file.alignment()).isZero();
        assertThat(file.data(tensor).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))
            .isEqualTo(contents.get(tensor.name()));
      }
    }
  }

  private static List<Long> randomShape(Random random, TensorType type) {
    return LongStream.concat(
            LongStream.of((long) type.blockElements() * random.nextInt(4)),
            random.longs(random.nextInt(4), 1, 4))
        .boxed()
        .toList();
  }

  private static Map<String, GgufValue> randomMetadata(Random random) {
    Map<String, GgufValue> metadata = new LinkedHashMap<>();
    if (random.nextBoolean()) {
      metadata.put("general.alignment", GgufValue.of(GgufType.UINT32, 8L << random.nextInt(6)));
    }
    for (GgufType type : GgufType.values()) {
      if (type != GgufType.ARRAY) {
        metadata.put("one." + type, GgufValue.of(type, random(type, random)));
        List<Object> many =
            IntStream.range(0, random.nextInt(300)).mapToObj(_ -> random(type, random)).toList();
        metadata.put("many." + type, GgufValue.array(type, many));
      }
    }
    return metadata;
  }

  private static Object random(GgufType type, Random random) {
    return switch (type) {
      case UINT8 -> (long) random.nextInt(256);
      case INT8 -> (long) (byte) random.nextInt();
      case UINT16 -> (long) random.nextInt(65536);
      case INT16 -> (long) (short) random.nextInt();
      case UINT32 -> random.nextLong(1L << 32);
      case INT32 -> (long) random.nextInt();
      case UINT64 -> random.nextLong(Long.MAX_VALUE);
      case INT64 -> random.nextLong();
      case FLOAT32 -> (double) random.nextFloat();
      case FLOAT64 -> random.nextDouble();
      case BOOL -> random.nextBoolean();
      case STRING, ARRAY -> "\u00e9\u4e16\ud83d\ude00x".repeat(random.nextInt(5));
    };
  }

  @Test
  void writesTheSameFileAgainWithoutTouchingIt() {
    Path path = folder.resolve("a.gguf");
    GgufWriter writer =
        GgufWriter.of(Map.of("k", 1)).tensor("t", TensorType.I8, List.of(3L), data(3));
    assertThat(writer.writeTo(path, false, Progress.NONE)).isEqualTo(OutputFile.Outcome.WRITTEN);
    assertThat(writer.writeTo(path, false, Progress.NONE))
        .isEqualTo(OutputFile.Outcome.ALREADY_THERE);
  }

  @Test
  void padsWithZeros() throws IOException {
    Path path = folder.resolve("a.gguf");
    GgufWriter.of(Map.of())
        .tensor("t", TensorType.I8, List.of(3L), data(3))
        .writeTo(path, false, Progress.NONE);
    byte[] bytes = Files.readAllBytes(path);
    assertThat(bytes.length % 32).isZero();
    assertThat(bytes[bytes.length - 30]).isEqualTo((byte) 1);
    assertThat(bytes[bytes.length - 29]).isZero();
  }

  @Test
  void leavesNothingBehindWhenATensorGivesTooFewOrTooManyBytes() throws IOException {
    for (int given : new int[] {0, 2, 4}) {
      GgufWriter writer =
          GgufWriter.of(Map.of()).tensor("t", TensorType.I8, List.of(3L), data(given));
      assertThatThrownBy(() -> writer.writeTo(folder.resolve("a.gguf"), false, Progress.NONE))
          .isInstanceOf(NexusException.InvalidValue.class)
          .hasMessageContaining("tensor t");
    }
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  private static TensorData data(int length) {
    byte[] ones = new byte[length];
    java.util.Arrays.fill(ones, (byte) 1);
    return TensorData.of(ones);
  }

  @Test
  void refusesWhatNoReaderTakes() {
    GgufWriter writer = GgufWriter.of(Map.of()).tensor("t", TensorType.I8, List.of(3L), data(3));
    assertThatThrownBy(() -> writer.tensor("t", TensorType.I8, List.of(3L), data(3)))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> writer.tensor("u", TensorType.Q4_0, List.of(3L), data(3)))
        .hasMessageContaining("rows of 3");
    assertThatThrownBy(
            () -> writer.tensor("u", TensorType.I8, List.of(1L, 1L, 1L, 1L, 1L), data(1)))
        .hasMessageContaining("shape");
    assertThatThrownBy(() -> GgufWriter.of(Map.of("general.alignment", 24)))
        .hasMessageContaining("power of two");
    assertThatThrownBy(() -> GgufWriter.of(Map.of("k", List.of(1, "x"))))
        .hasMessageContaining("no common GGUF type");
    assertThatThrownBy(() -> GgufValue.of(GgufType.UINT8, 256)).hasMessageContaining("UINT8");
  }

  @Test
  void takesTheTypeFromTheJavaClass() {
    assertThat(GgufValue.from(7).type()).isEqualTo(GgufType.UINT32);
    assertThat(GgufValue.from(-7).type()).isEqualTo(GgufType.INT32);
    assertThat(GgufValue.from(7L).type()).isEqualTo(GgufType.UINT64);
    assertThat(GgufValue.from(List.of(1, -1)).elementType()).isEqualTo(GgufType.INT32);
    assertThat(GgufValue.from("x")).hasToString("STRING x");
  }
}
