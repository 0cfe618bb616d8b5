package id.openclass.nexus.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LineSpeedTest {
  @Test
  void aMegabitHasAMillionBits() {
    assertThat(LineSpeed.mbit(2).timeFor(250_000)).isEqualTo(Duration.ofSeconds(1));
    assertThat(LineSpeed.mbit(4).timeFor(4_900_000_000L)).isEqualTo(Duration.ofSeconds(9_800));
    assertThat(LineSpeed.mbit(1).timeFor(0)).isZero();
  }

  @Test
  void theLargestFileTakesItsTime() {
    assertThat(new LineSpeed(1).timeFor(Long.MAX_VALUE / 8).toSeconds())
        .isEqualTo(Long.MAX_VALUE / 8 * 8);
  }

  @Test
  void sayWhatPeopleSay() {
    assertThat(LineSpeed.USUAL)
        .extracting(LineSpeed::toString)
        .containsExactly("1 Mbit/s", "2 Mbit/s", "4 Mbit/s", "10 Mbit/s", "100 Mbit/s");
    assertThat(new LineSpeed(512_000)).hasToString("0.512 Mbit/s");
  }

  @Test
  void aLineMoves() {
    assertThatThrownBy(() -> new LineSpeed(0)).isInstanceOf(NexusException.InvalidValue.class);
  }
}
