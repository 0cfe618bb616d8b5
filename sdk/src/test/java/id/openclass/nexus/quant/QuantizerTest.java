package id.openclass.nexus.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import id.openclass.nexus.core.NexusException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class QuantizerTest {
  private static byte[] resource(String name) throws Exception {
    try (InputStream in = QuantizerTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static float[] gaussian(int count) {
    Random random = new Random(42);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian() * 0.02f;
    }
    return values;
  }

  /// The vectors were written by ggml's own code: `.ci/check_quantizers.py --vectors`.
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "F32")
  void writesTheBytesThatGgmlWrites(Quantizer type) throws Exception {
    float[] values = Quantizer.F32.dequantize(resource("values.f32"));

    assertThat(type.quantize(values)).isEqualTo(resource(type + ".blocks"));
  }

  /// Half a step of the coarsest code, and what the scales' own rounding adds: as multiples of the
  /// deviation.
  @ParameterizedTest
  @EnumSource
  void staysNearTheWeights(Quantizer type) {
    float[] values = gaussian(1 << 14);
    float[] back = type.dequantize(type.quantize(values));

    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += Math.pow(values[i] - back[i], 2);
    }
    double relative = Math.sqrt(sum / values.length) / 0.02;
    double bound =
        switch (type) {
          case F32 -> 0;
          case F16 -> 1e-3;
          case BF16, Q8_0 -> 1e-2;
          case Q6_K -> 0.03;
          case Q5_0, Q5_1, Q5_K -> 0.06;
          case Q4_0, Q4_1, Q4_K -> 0.12;
          case Q3_K -> 0.2;
          case Q2_K -> 0.4;
        };
    assertThat(relative).isCloseTo(0, within(bound));
  }

  @ParameterizedTest
  @EnumSource
  void givesTheSameBytesWithOneAndWithSixteenThreads(Quantizer type) throws Exception {
    float[] values = gaussian(5 << 16);

    byte[] alone = quantizeOn(1, type, values);

    assertThat(quantizeOn(16, type, values)).isEqualTo(alone);
  }

  private static byte[] quantizeOn(int threads, Quantizer type, float[] values) throws Exception {
    try (ForkJoinPool pool = new ForkJoinPool(threads)) {
      return pool.submit(() -> type.quantize(values)).get();
    }
  }

  @ParameterizedTest
  @EnumSource
  void turnsZeroesIntoZeroes(Quantizer type) {
    for (float value : type.dequantize(type.quantize(new float[512]))) {
      assertThat(Math.abs(value)).isZero(); // some types give -0
    }
  }

  @Test
  void refusesWeightsThatDoNotFillABlock() {
    assertThatThrownBy(() -> Quantizer.Q4_K.quantize(new float[384]))
        .isInstanceOf(NexusException.InvalidValue.class)
        .hasMessageContaining("multiple of 256");
    assertThatThrownBy(() -> Quantizer.Q8_0.dequantize(new byte[33]))
        .isInstanceOf(NexusException.InvalidValue.class);
  }

  @Test
  void refusesATypeThatItDoesNotKnow() {
    assertThat(Quantizer.of("q4_k")).isEqualTo(Quantizer.Q4_K);
    assertThatThrownBy(() -> Quantizer.of("IQ2_XXS"))
        .isInstanceOf(NexusException.InvalidValue.class);
  }

  @Test
  void keepsNotANumberInBf16() {
    float[] back = Quantizer.BF16.dequantize(Quantizer.BF16.quantize(new float[] {Float.NaN}));

    assertThat(back[0]).isNaN();
  }
}
