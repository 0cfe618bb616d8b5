package id.openclass.nexus.core;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;

/// The speed of a line, and how long bytes take on it. A Mbit has 10^6 bits, a byte 8; delays,
/// retries and whatever else the line carries come on top.
///
/// @param bitsPerSecond 1 or more
public record LineSpeed(long bitsPerSecond) {
  private static final long MEGA = 1_000_000;
  private static final int MILLIS = 3;

  /// The lines that schools have: 1, 2, 4, 10 and 100 Mbit/s.
  public static final List<LineSpeed> USUAL =
      List.of(mbit(1), mbit(2), mbit(4), mbit(10), mbit(100));

  /// Checks the speed.
  ///
  /// @throws NexusException.InvalidValue when nothing would ever arrive
  public LineSpeed {
    if (bitsPerSecond < 1) {
      throw NexusException.invalidValue(
          "no speed: " + bitsPerSecond + " bits a second", "2 Mbit/s are 2000000");
    }
  }

  /// A speed in Mbit/s.
  ///
  /// @param megabits 1 or more
  /// @return the speed
  public static LineSpeed mbit(int megabits) {
    return new LineSpeed(megabits * MEGA);
  }

  /// How long bytes take.
  ///
  /// @param bytes not negative
  /// @return the time, to the nearest millisecond
  public Duration timeFor(long bytes) {
    BigDecimal seconds =
        BigDecimal.valueOf(bytes)
            .multiply(BigDecimal.valueOf(Byte.SIZE))
            .divide(BigDecimal.valueOf(bitsPerSecond), MILLIS, RoundingMode.HALF_UP);
    return Duration.ofSeconds(
        seconds.longValue(), seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue());
  }

  /// As `2 Mbit/s`, `0.5 Mbit/s`.
  @Override
  public String toString() {
    BigDecimal megabits = BigDecimal.valueOf(bitsPerSecond).divide(BigDecimal.valueOf(MEGA));
    return megabits.stripTrailingZeros().toPlainString() + " Mbit/s";
  }
}
