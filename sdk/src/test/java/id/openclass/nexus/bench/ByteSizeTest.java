package id.openclass.nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "4000000, 4000000",
    "7B, 7",
    "2GiB, 2147483648",
    "512 mib, 536870912",
    "1.5GB, 1500000000",
    "0.5KiB, 512",
    "8388607TiB, 9223370937343148032"
  })
  void readsANumberAndAUnit(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "GiB", "-1GiB", "1e9", "2G", "2 giga", "1.2.3MB", "8388608TiB", "1\u202eMB"})
  void refusesWhatIsNoSize(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(NexusException.InvalidValue.class);
  }

  @Test
  void theRefusalHasAnExample() {
    assertThatThrownBy(() -> ByteSize.parse("big"))
        .isInstanceOfSatisfying(NexusException.class, e -> assertThat(e.hint()).contains("256MiB"));
  }
}
