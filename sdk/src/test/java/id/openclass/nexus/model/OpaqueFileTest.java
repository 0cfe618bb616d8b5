package id.openclass.nexus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OpaqueFileTest extends ModelFileContract {
  @Override
  byte[] valid() {
    return "not a model of any format we know".getBytes(StandardCharsets.UTF_8);
  }

  @Override
  Class<? extends ModelFile> type() {
    return OpaqueFile.class;
  }

  @Test
  void saysItsSizeAndNothingElse() {
    try (ModelFile model = ModelFile.open(file(valid()))) {
      assertThat(model).hasToString("OpaqueFile[model with any name.bin, 33 B]");
      assertThat(model.describe().format()).isEqualTo("opaque");
      assertThat(model.metadata()).isEmpty();
      assertThat(model.tensors()).isEmpty();
      assertThat(model.memoryAt(1024)).isEmpty();
    }
  }
}
