package id.openclass.nexus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SafetensorsFileTest extends ModelFileContract {
  @Override
  byte[] valid() {
    String header =
        """
        {"__metadata__":{"format":"pt","modelspec.title":"Tiny"},\
        "second":{"dtype":"F32","shape":[],"data_offsets":[12,16]},\
        "first":{"dtype":"BF16","shape":[2,3],"data_offsets":[0,12]}}  \
        """;
    return new RawGguf().string(header).bytes(new byte[16]).toBytes();
  }

  @Override
  Class<? extends ModelFile> type() {
    return SafetensorsFile.class;
  }

  @Test
  void givesTensorsByTheirPlaceInTheFile() {
    try (ModelFile model = ModelFile.open(file(valid()))) {
      assertThat(model.tensors()).extracting(Tensor::name).containsExactly("first", "second");
      assertThat(model.tensors().getLast().elements()).isEqualTo(1);
      assertThat(model.metadata()).isEqualTo(Map.of("format", "pt", "modelspec.title", "Tiny"));
      assertThat(model.describe().name()).isEqualTo("Tiny");
      assertThat(model.describe().quantization()).isEqualTo("BF16");
      assertThat(model.describe().parameters()).isEqualTo(7);
      assertThat(model)
          .hasToString("SafetensorsFile[model with any name.bin, BF16, 2 tensors, 203 B]");
    }
  }

  @Test
  void knowsTheSizeOfEveryDtype() {
    assertThat(SafetensorsType.values()).hasSize(22);
    assertThat(SafetensorsType.F6_E2M3.bits()).isEqualTo(6);
    assertThat(SafetensorsType.C64.bits()).isEqualTo(64);
  }
}
