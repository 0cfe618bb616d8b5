package id.openclass.nexus.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.OpenSslSha256.Functions;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Beside Java's SHA-256: the same digests, however the bytes come.
@EnabledOnOs(OS.LINUX)
final class OpenSslSha256Test {
  private static final int SEED = 20261127;

  private final MessageDigest ours = new OpenSslSha256(Functions.load(Functions.LIBRARY));
  private final MessageDigest javas = Digest.sha256();

  @Test
  void digestsAllLengthsAsJavaDoes() {
    Random random = new Random(SEED);
    for (int length = 0; length < 300; length++) {
      byte[] content = new byte[length];
      random.nextBytes(content);
      assertThat(ours.digest(content)).as("%d bytes", length).isEqualTo(javas.digest(content));
    }
  }

  @Test
  void digestsWhatComesInPieces() {
    Random random = new Random(SEED);
    byte[] content = new byte[3 << 20];
    random.nextBytes(content);
    for (int round = 0; round < 50; round++) {
      int at = 0;
      while (at < content.length) {
        int length = 1 + random.nextInt(Math.min(content.length - at, 1 << random.nextInt(1, 21)));
        ours.update(content, at, length);
        at += length;
      }
      assertThat(ours.digest()).isEqualTo(javas.digest(content));
    }
  }

  @Test
  void digestsSingleBytesAndBuffers() {
    byte[] content = new byte[10_000];
    new Random(SEED).nextBytes(content);
    ours.update(content[0]);
    ours.update(ByteBuffer.wrap(content, 1, 4999));
    ours.update(ByteBuffer.allocateDirect(5000).put(content, 5000, 5000).flip());
    assertThat(ours.digest()).isEqualTo(javas.digest(content));
  }

  @Test
  void beginsAnewAfterReset() {
    ours.update(new byte[] {1, 2, 3});
    ours.reset();
    assertThat(ours.digest()).isEqualTo(javas.digest());
  }

  @Test
  void otherLibrariesAreToldApartFromNone() {
    assertThatThrownBy(() -> Functions.load("libnone.so.3"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Functions.load("libc.so.6"))
        .isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void isTakenForMuchContentWhereTheProcessorHasNoInstructions() throws Exception {
    boolean instructions =
        Files.readString(Path.of("/proc/cpuinfo")).matches("(?s).*\\b(sha_ni|sha2)\\b.*");
    assertThat(Digest.sha256(1L << 30) instanceof OpenSslSha256).isEqualTo(!instructions);
    assertThat(Digest.sha256(1L << 20)).isNotInstanceOf(OpenSslSha256.class);
  }
}
