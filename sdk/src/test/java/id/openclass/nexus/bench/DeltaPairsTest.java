package id.openclass.nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaPairsTest {
  @TempDir private Path folder;

  private Path file(String name) throws Exception {
    return Files.write(folder.resolve(name), new byte[10]);
  }

  @Test
  void findsTheBaseOfEachFileByItsName() throws Exception {
    Path base = file("base-q8_0.gguf");
    Path tuned = file("finetune-q8_0.gguf");
    Path other = file("base-bf16.gguf");
    Path lora = file("my-lora-bf16.gguf");
    Path llmBase = file("llm-base-q8_0.gguf");
    Path llmLora = file("llm-lora-q8_0.gguf");
    file("alone-q4_0.gguf");
    file("notes.txt");
    file("finetune-q8_0.safetensors");

    assertThat(DeltaPairs.in(folder))
        .containsExactly(
            new DeltaPair("finetune-q8_0", base, tuned),
            new DeltaPair("llm-lora-q8_0", llmBase, llmLora),
            new DeltaPair("my-lora-bf16", other, lora));
  }

  @Test
  void readsAList() throws Exception {
    Path a = file("a.bin");
    Path b = file("b.bin");
    Path list =
        Files.writeString(
            folder.resolve("l.tsv"), "# old, new\n\na.bin\tb.bin\nb.bin\ta.bin\tback\n");

    assertThat(DeltaPairs.in(list))
        .containsExactly(new DeltaPair("b", a, b), new DeltaPair("back", b, a));
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    Path list = Files.writeString(folder.resolve("l.tsv"), "a.bin\tb.bin\nb.bin\n");

    assertThatThrownBy(() -> DeltaPairs.in(list))
        .isInstanceOfSatisfying(
            NexusException.InvalidValue.class,
            e -> assertThat(e.where()).endsWith("l.tsv, line 2"));
    assertThatThrownBy(() -> DeltaPairs.in(file("x.gguf")))
        .isInstanceOf(NexusException.InvalidValue.class);
    assertThatThrownBy(() -> DeltaPairs.in(folder)).isInstanceOf(NexusException.NotFound.class);
    assertThatThrownBy(() -> DeltaPairs.in(folder.resolve("nowhere")))
        .isInstanceOf(NexusException.NotFound.class);
    assertThatThrownBy(() -> DeltaPairs.anyoneCanMake(folder, "x"::equals, Progress.NONE))
        .isInstanceOf(NexusException.NotFound.class)
        .hasFieldOrPropertyWithValue("hint", hint());
  }

  private static String hint() {
    return "there are release-bf16, release-f16, release-q8_0, release-q4_0, release-q4_k,"
        + " release-q6_k, types-q8_0-to-q4_k, types-f32-to-q4_k, metadata-q4_k, lora-640-bf16,"
        + " lora-2048-bf16, lora-640-q8_0, lora-2048-q8_0, lora-640-q4_k_m, lora-2048-q4_k_m,"
        + " tokenizer-json, onnx-int8";
  }

  @Test
  void makesAGeneratedPairOnceInWhichEveryLayerChanged() throws Exception {
    DeltaPair pair = DeltaPairs.generated(6_000_000, 3, folder, Progress.NONE);

    assertThat(pair.name()).isEqualTo("generated-q4_k_m");
    assertThat(pair.baseBytes()).isEqualTo(pair.resultBytes()).isBetween(5_800_000L, 6_000_000L);
    assertThat(Files.mismatch(pair.base(), pair.result())).isPositive();
    var time = Files.getLastModifiedTime(pair.base());
    assertThat(DeltaPairs.generated(6_000_000, 3, folder, Progress.NONE)).isEqualTo(pair);
    assertThat(Files.getLastModifiedTime(pair.base())).isEqualTo(time);
  }

  @Test
  void makesAGeneratedPairOfAMergedLoraFromTheSameBase() throws Exception {
    DeltaPair pair = DeltaPairs.generatedLora(6_000_000, 3, folder, Progress.NONE);

    assertThat(pair.name()).isEqualTo("generated-lora-q4_k_m");
    assertThat(pair.base())
        .isEqualTo(DeltaPairs.generated(6_000_000, 3, folder, Progress.NONE).base());
    assertThat(Files.mismatch(pair.base(), pair.result())).isPositive();
  }

  @Test
  void aPairIsCalledAsItsNewFile() throws Exception {
    DeltaPair pair = DeltaPair.of(file("v1.gguf"), file("v2.gguf"));

    assertThat(pair).hasToString("DeltaPair[v2, 10 B]");
    assertThat(List.of(pair.baseBytes(), pair.resultBytes())).containsOnly(10L);
  }
}
