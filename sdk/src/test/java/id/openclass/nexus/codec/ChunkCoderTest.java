package id.openclass.nexus.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.zip.Deflater;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ChunkCoderTest {
  private static final int MAX = ChunkCoder.MAX_CHUNK_BYTES;

  @Nested
  class Choosing extends CodecContract {
    @Override
    ChunkCoder newCoder() {
      return ChunkCoder.choosing();
    }
  }

  @Nested
  class Storing extends CodecContract {
    @Override
    ChunkCoder newCoder() {
      return ChunkCoder.storing();
    }
  }

  @Test
  void codesWeightsWithoutASearch() {
    assertThat(choose(SampleBytes.halfFloats(MAX, 1)).coding()).isEqualTo(Coding.HUFFMAN);
    assertThat(choose(SampleBytes.brainFloats(MAX, 2)).coding()).isEqualTo(Coding.HUFFMAN);
    assertThat(choose(SampleBytes.blocksOf8Bits(MAX, 3)).coding()).isEqualTo(Coding.HUFFMAN);
    assertThat(choose(SampleBytes.blocksOf4Bits(MAX, 4)).coding()).isEqualTo(Coding.HUFFMAN);
  }

  @Test
  void searchesWhereBytesRepeat() {
    assertThat(choose(SampleBytes.text(MAX, 1)).coding()).isEqualTo(Coding.SEARCHED);
    Coded zeros = choose(new byte[MAX]);
    assertThat(zeros.coding()).isEqualTo(Coding.SEARCHED);
    assertThat(zeros.bytes()).isLessThan(1100);
  }

  @Test
  void searchesARepetitionFarApart() {
    byte[] chunk = SampleBytes.random(MAX, 1);
    for (int i = 12_345; i < MAX; i++) {
      chunk[i] = chunk[i - 12_345];
    }
    Coded coded = choose(chunk);
    assertThat(coded.coding()).isEqualTo(Coding.SEARCHED);
    assertThat(coded.bytes()).isLessThan(MAX / 20);
  }

  @Test
  void storesWhatHuffmanCodesHardlyShrink() {
    Coded coded = choose(SampleBytes.random(MAX, 1));
    assertThat(coded.coding()).isEqualTo(Coding.STORED);
    assertThat(coded.bytes()).isLessThan(MAX + 100);
  }

  @Test
  void isNoLargerThanTheFullSearchOnFloats() {
    for (byte[] chunk :
        new byte[][] {SampleBytes.halfFloats(MAX, 5), SampleBytes.brainFloats(MAX, 6)}) {
      assertThat(choose(chunk).bytes()).isLessThanOrEqualTo(deflated(chunk));
    }
  }

  @Test
  void isAtMostOnePercentLargerThanTheFullSearchOnBlocks() {
    for (byte[] chunk :
        new byte[][] {
          SampleBytes.blocksOf8Bits(MAX, 5),
          SampleBytes.blocksOf4Bits(MAX, 6),
          SampleBytes.text(MAX, 7),
          SampleBytes.random(MAX, 8)
        }) {
      assertThat(choose(chunk).bytes()).isLessThanOrEqualTo(deflated(chunk) * 101 / 100);
    }
  }

  @Test
  void splitsBlocksWhereTheStatisticsChange() {
    byte[] chunk = new byte[MAX];
    System.arraycopy(SampleBytes.halfFloats(MAX / 2, 1), 0, chunk, 0, MAX / 2);
    System.arraycopy(SampleBytes.blocksOf8Bits(MAX / 2, 1), 0, chunk, MAX / 2, MAX / 2);
    int apart =
        choose(SampleBytes.halfFloats(MAX / 2, 1)).bytes()
            + choose(SampleBytes.blocksOf8Bits(MAX / 2, 1)).bytes();
    assertThat(choose(chunk).bytes()).isLessThanOrEqualTo(apart);
  }

  @Test
  void refusesALongerChunkAndATooSmallDestination() {
    assertThatThrownBy(() -> ChunkCoder.bound(MAX + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1048577");
    try (ChunkCoder coder = ChunkCoder.choosing()) {
      byte[] small = new byte[ChunkCoder.bound(100) - 1];
      assertThatThrownBy(() -> coder.encode(new byte[100], 100, small, 0, Ending.FINAL))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  private static Coded choose(byte[] chunk) {
    try (ChunkCoder coder = ChunkCoder.choosing()) {
      byte[] out = new byte[ChunkCoder.bound(chunk.length)];
      return coder.encode(chunk, chunk.length, out, 0, Ending.FINAL);
    }
  }

  private static int deflated(byte[] chunk) {
    try (Deflater deflater = new Deflater(6, true)) {
      deflater.setInput(chunk);
      deflater.finish();
      return deflater.deflate(new byte[2 * chunk.length]);
    }
  }
}
