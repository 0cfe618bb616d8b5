package id.openclass.nexus.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.model.TensorType;
import id.openclass.nexus.quant.Quantizer;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BlockLayoutTest {
  static Stream<TensorType> types() {
    return Arrays.stream(TensorType.values()).filter(type -> BlockLayout.of(type) != null);
  }

  private static QuantFields fields(TensorType type, int blocks) {
    BlockLayout layout = Objects.requireNonNull(BlockLayout.of(type));
    return new QuantFields(layout, blocks * type.blockElements());
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyByteOfABlockComesBack(TensorType type) {
    QuantFields fields = fields(type, 1);
    byte[] block = new byte[type.blockBytes()];
    byte[] out = new byte[block.length];
    SplittableRandom random = new SplittableRandom(type.id());
    for (int at = 0; at < block.length; at++) {
      random.nextBytes(block);
      for (int value = 0; value < 256; value++) {
        block[at] = (byte) value;
        fields.read(block, 0);
        fields.write(out, 0);
        assertThat(out).isEqualTo(block);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void fieldsStayInTheirRanges(TensorType type) {
    QuantFields fields = fields(type, 3);
    BlockLayout layout = fields.layout;
    byte[] row = new byte[3 * type.blockBytes()];
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 200; round++) {
      random.nextBytes(row);
      fields.read(row, 0);
      for (int word : fields.words) {
        for (int lane = 0; lane < Lanes.COUNT; lane++) {
          assertThat(word >>> (8 * lane) & 255).isBetween(0, layout.top);
        }
      }
      for (int scale : fields.scale) {
        assertThat(scale).isBetween(layout.scaleLow, layout.scaleHigh);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void bitsThatATypeHasNoRoomForAreDropped(TensorType type) {
    QuantFields fields = fields(type, 2);
    SplittableRandom random = new SplittableRandom(2);
    Arrays.setAll(fields.half, i -> random.nextInt());
    Arrays.setAll(fields.words, i -> random.nextInt());
    Arrays.setAll(fields.scale, i -> random.nextInt());
    byte[] row = new byte[2 * type.blockBytes()];
    fields.write(row, 0);
    fields.read(row, 0);
    byte[] again = new byte[row.length];
    fields.write(again, 0);
    assertThat(again).isEqualTo(row);
  }

  /// ggml's own formula, as another package has it.
  @ParameterizedTest
  @MethodSource("types")
  void weightsAreThoseOfTheQuantizer(TensorType type) {
    SplittableRandom random = new SplittableRandom(3);
    float[] weights = new float[4 * 256];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    byte[] row = Quantizer.of(type.name()).quantize(weights);
    float[] expected = Quantizer.of(type.name()).dequantize(row);
    RowValues values = new RowValues(type, weights.length);
    values.read(row, 0);
    for (int i = 0; i < expected.length; i++) {
      assertThat(values.values[i])
          .isCloseTo(expected[i], org.assertj.core.data.Offset.offset(1e-5f));
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void lanesAndWordsAreEachOthersInverse(TensorType type) {
    QuantFields fields = fields(type, 5);
    byte[] row = new byte[5 * type.blockBytes()];
    new SplittableRandom(4).nextBytes(row);
    fields.read(row, 0);
    int[] words = fields.words.clone();
    int[][] lanes = new int[Lanes.COUNT][words.length];
    Lanes.spread(words, lanes);
    Lanes.gather(lanes, fields.words);
    assertThat(fields.words).isEqualTo(words);
  }
}
