package id.openclass.nexus.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import id.openclass.nexus.core.NexusException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChunkDecoderTest {
  private static final byte[] CHUNK = SampleBytes.blocksOf8Bits(40_000, 1);

  @ParameterizedTest
  @EnumSource
  void refusesEveryCutOffRange(Ending ending) {
    byte[] coded = coded(ending);
    for (int length = 0; length < coded.length; length += 1 + length / 7) {
      assertMalformed(Arrays.copyOf(coded, length), CHUNK.length, ending);
    }
    assertMalformed(Arrays.copyOf(coded, coded.length - 1), CHUNK.length, ending);
  }

  @ParameterizedTest
  @EnumSource
  void refusesBytesLeftOver(Ending ending) {
    byte[] coded = coded(ending);
    assertMalformed(Arrays.copyOf(coded, coded.length + 1), CHUNK.length, ending);
  }

  @ParameterizedTest
  @EnumSource
  void refusesAnotherLength(Ending ending) {
    assertMalformed(coded(ending), CHUNK.length - 1, ending);
    assertMalformed(coded(ending), CHUNK.length + 1, ending);
    assertMalformed(coded(ending), 0, ending);
  }

  @Test
  void refusesTheOtherEnding() {
    assertMalformed(coded(Ending.OPEN), CHUNK.length, Ending.FINAL);
    assertMalformed(coded(Ending.FINAL), CHUNK.length, Ending.OPEN);
  }

  @Test
  void stopsAtTheExpectedLengthOfABomb() {
    byte[] zeros = new byte[ChunkCoder.MAX_CHUNK_BYTES];
    try (ChunkCoder coder = ChunkCoder.choosing()) {
      assertMalformed(CodecContract.encode(coder, zeros, Ending.FINAL), 1000, Ending.FINAL);
    }
  }

  @Test
  void saysWhichFileAndByteAndStaysUsable() {
    byte[] bad = {(byte) 0xFF, 0, 0};
    try (ChunkDecoder decoder = new ChunkDecoder("model.tar.gz")) {
      byte[] chunk = new byte[CHUNK.length];
      assertThatThrownBy(
              () -> decoder.decode(bad, 0, 3, 5_000_000, chunk, chunk.length, Ending.FINAL))
          .isInstanceOfSatisfying(
              NexusException.Malformed.class,
              e -> assertThat(e.where()).startsWith("model.tar.gz, byte 5,000,00"));
      byte[] coded = coded(Ending.FINAL);
      decoder.decode(coded, 0, coded.length, 0, chunk, chunk.length, Ending.FINAL);
      assertThat(chunk).isEqualTo(CHUNK);
    }
  }

  /// Whatever the bytes: decoded or refused as malformed, and nothing written past the length.
  @FuzzTest(maxDuration = "30s")
  void decodesOrRefusesAnyBytes(byte[] coded) {
    byte[] chunk = new byte[300];
    int length = coded.length == 0 ? 0 : coded[0] & 255;
    for (Ending ending : Ending.values()) {
      Arrays.fill(chunk, (byte) 0x5A);
      try (ChunkDecoder decoder = new ChunkDecoder("fuzz")) {
        decoder.decode(coded, 0, coded.length, 0, chunk, length, ending);
      } catch (NexusException.Malformed _) {
        // The only error there may be.
      }
      for (int i = length; i < chunk.length; i++) {
        assertThat(chunk[i]).isEqualTo((byte) 0x5A);
      }
    }
  }

  private static byte[] coded(Ending ending) {
    try (ChunkCoder coder = ChunkCoder.choosing()) {
      return CodecContract.encode(coder, CHUNK, ending);
    }
  }

  private static void assertMalformed(byte[] coded, int length, Ending ending) {
    try (ChunkDecoder decoder = new ChunkDecoder("test")) {
      assertThatThrownBy(
              () -> decoder.decode(coded, 0, coded.length, 0, new byte[length], length, ending))
          .isInstanceOf(NexusException.Malformed.class);
    }
  }
}
