package id.openclass.nexus.weights;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.quant.Quantizer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Needs 50 MB from a Maven repository, once: afterwards the local one has it. Never skipped by
/// itself: without a network it fails and says so. To leave it out: `-DexcludedGroups=network`.
@Tag("network")
class PublishedWeightsNetworkTest {
  @TempDir Path folder;

  @Test
  void makesTwoVersionsOfTheDemoModelTheSameOnEveryMachine() throws Exception {
    DemoModels models = DemoModels.in(folder, Progress.NONE);

    assertThat(Digest.of(Files.readAllBytes(models.older())))
        .hasToString("3c73ed6dbd81a757c057fca3653613db5fd61f6d0104cea2784f337918e17c08");
    assertThat(Digest.of(Files.readAllBytes(models.newer())))
        .hasToString("994b0cde9c28738a724b06edc3ce9880ddb04a1114c8d152846caeb2fe0aaf03");
    assertThat(DemoModels.in(folder, Progress.NONE)).isEqualTo(models);
  }

  @Test
  void laysMatricesOutWiderForTypesWithBlocksOf256() throws Exception {
    Path file = folder.resolve("q4_k.gguf");

    EmbeddingModel.write(PublishedWeights.V1_INT8, Quantizer.Q4_K, file, false, Progress.NONE);

    // 33.2 M weights in matrices at 144 bytes for 256, the rest as floats, and the vocabulary.
    assertThat(Files.size(file)).isBetween(19_000_000L, 21_500_000L);
  }

  @Test
  void findsEveryVersionUnderItsPinnedDigest() {
    assertThat(PublishedWeights.V15_INT8.fetch(Progress.NONE)).isRegularFile();
    assertThat(PublishedWeights.V15_INT8.version()).isEqualTo("1.5.0");
  }
}
