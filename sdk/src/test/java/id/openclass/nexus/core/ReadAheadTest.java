package id.openclass.nexus.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadAheadTest {
  private static final int MEBI = 1 << 20;

  private static byte[] content(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, MEBI - 1, MEBI, MEBI + 1, 2 * MEBI, 5 * MEBI + 7})
  void eachMebibyteComesInOrderAndIsDigested(int length) {
    byte[] content = content(length);
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    List<Integer> lengths = new ArrayList<>();
    Digest digest =
        Digest.of(
            ByteSource.of("x", content),
            piece -> {
              seen.write(piece.array(), 0, piece.limit());
              lengths.add(piece.limit());
            });
    assertThat(seen.toByteArray()).isEqualTo(content);
    assertThat(digest).isEqualTo(Digest.of(content));
    assertThat(lengths.subList(0, lengths.size() - 1)).allMatch(n -> n == MEBI);
  }

  /// Ends at its third MiB.
  private static final class Broken implements ByteSource {
    private final ByteSource whole = ByteSource.of("broken", content(4 * MEBI));

    @Override
    public String name() {
      return whole.name();
    }

    @Override
    public long length() {
      return whole.length();
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      if (offset >= 2 * MEBI) {
        throw NexusException.malformed("cut short", name(), offset, "copy it again");
      }
      whole.read(offset, into);
    }

    @Override
    public void close() {}
  }

  @Test
  void whatFailsOnTheReadingThreadIsToldAsItIs() {
    assertThatThrownBy(() -> Digest.of(new Broken()))
        .isInstanceOf(NexusException.Malformed.class)
        .hasMessageContaining("cut short");
  }

  @Test
  void whatTheListenerThrowsEndsIt() {
    ByteSource source = ByteSource.of("x", content(3 * MEBI));
    assertThatThrownBy(() ->
            Digest.of(
                source,
                piece -> {
                  throw new IllegalStateException("enough");
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("enough");
  }
}
