package id.openclass.nexus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GgufFileTest extends ModelFileContract {
  @Override
  byte[] valid() {
    return RawGguf.header(3, 2, 5)
        .textKey("general.architecture", "llama")
        .textKey("general.name", "Tiny")
        .numberKey("general.file_type", 15)
        .numberKey("llama.block_count", 1)
        .string("tokenizer.ggml.tokens")
        .u32(9)
        .u32(8)
        .u64(2)
        .string("<s>")
        .string("\u00e9")
        .tensor("a", TensorType.Q4_0, 0, 32, 2)
        .tensor("b", TensorType.F32, 64, 1)
        .data(68)
        .toBytes();
  }

  @Override
  Class<? extends ModelFile> type() {
    return GgufFile.class;
  }

  @Test
  void saysWhatPeopleWantToKnow() {
    try (ModelFile model = ModelFile.open(file(valid()))) {
      ModelDescription description = model.describe();
      assertThat(description.format()).isEqualTo("GGUF v3");
      assertThat(description.name()).isEqualTo("Tiny");
      assertThat(description.quantization()).isEqualTo("Q4_K_M");
      assertThat(description.parameters()).isEqualTo(65);
      assertThat(description.layers()).isEqualTo(1);
      assertThat(description.vocabularySize()).isEqualTo(2);
      assertThat(description.types())
          .extracting(ModelDescription.TypeShare::type)
          .containsExactly("Q4_0", "F32");
      assertThat(model.metadata().get("tokenizer.ggml.tokens")).isEqualTo(List.of("<s>", "\u00e9"));
      assertThat(model.toString())
          .startsWith("GgufFile[model with any name.bin, llama, Q4_K_M, 2 ");
    }
  }

  @Test
  void namesTheMainTensorTypeWhereTheFileSaysNone() {
    byte[] bytes = RawGguf.header(3, 1, 0).tensor("a", TensorType.Q2_0, 0, 64).data(18).toBytes();
    try (ModelFile model = ModelFile.open(file(bytes))) {
      assertThat(model.describe().quantization()).isEqualTo("Q2_0");
      assertThat(model.describe().architecture()).isNull();
    }
  }

  @Test
  void givesAnyElementOfALongArray() {
    List<String> words = IntStream.range(0, 1000).mapToObj(i -> "w" + i).toList();
    List<Long> numbers = IntStream.range(0, 1000).mapToObj(i -> (long) -i).toList();
    Path path = folder.resolve("words.gguf");
    GgufWriter.of(Map.of("words", words, "numbers", GgufValue.array(GgufType.INT16, numbers)))
        .writeTo(path, false, id.openclass.nexus.core.Progress.NONE);
    try (ModelFile model = ModelFile.open(path)) {
      List<?> read = (List<?>) Objects.requireNonNull(model.metadata().get("words"));
      assertThat(read).isEqualTo(words).hasToString("[1,000 x STRING]");
      assertThat(read.get(999)).isEqualTo("w999");
      assertThat(read.get(128)).isEqualTo("w128");
      assertThat(model.metadata().get("numbers")).isEqualTo(numbers);
    }
  }

  @Test
  void opensASparseFileOf20GiB() throws IOException {
    long rows = 20L * 1024 * 1024;
    GgufWriter writer =
        GgufWriter.of(Map.of("general.architecture", "llama"))
            .tensor("big", TensorType.F16, List.of(512L, rows), _ -> {})
            .tensor("last", TensorType.F32, List.of(8L), _ -> {});
    Path path = folder.resolve("big.gguf");
    try (FileOutputStream out = new FileOutputStream(path.toFile())) {
      writer.writeHeader(out);
    }
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(writer.sizeBytes());
    }
    try (GgufFile model = GgufFile.open(path)) {
      assertThat(model.sizeBytes()).isGreaterThan(20L << 30);
      Tensor last = model.tensors().getLast();
      assertThat(last.range().offset()).isGreaterThanOrEqualTo(20L << 30);
      assertThat(model.data(last).byteSize()).isEqualTo(32);
      assertThat(model.describe().parameters()).isEqualTo(512 * rows + 8);
    }
  }
}
