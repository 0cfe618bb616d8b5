package id.openclass.nexus.bill;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.LineSpeed;
import id.openclass.nexus.core.NexusException;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The sites that will download a version, and what their downloads cost the publisher.
///
/// @param sites how many, 1 to 1,000,000
/// @param line the speed of each one's line
/// @param pricePerGb of 10^9 bytes, in any currency, not negative; null when it is not known
public record Fleet(int sites, LineSpeed line, @Nullable BigDecimal pricePerGb) {
  private static final int MOST_SITES = 1_000_000;
  private static final LineSpeed USUAL = LineSpeed.mbit(2);
  private static final Pattern DECIMAL = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

  /// Checks the numbers.
  ///
  /// @throws NexusException.InvalidValue when one is out of bounds
  public Fleet {
    if (sites < 1 || sites > MOST_SITES) {
      throw NexusException.invalidValue(
          "no such count of sites: " + sites, "1 to " + Display.grouped(MOST_SITES));
    }
    if (pricePerGb != null && pricePerGb.signum() < 0) {
      throw NexusException.invalidValue(
          "a negative price: " + pricePerGb, "for example --price-per-gb 0.085");
    }
  }

  /// Sites with lines of 2 Mbit/s.
  ///
  /// @param sites how many, 1 to 1,000,000
  /// @return the sites
  /// @throws NexusException.InvalidValue for another count
  public static Fleet of(int sites) {
    return new Fleet(sites, USUAL, null);
  }

  /// With other lines.
  ///
  /// @param megabits in Mbit/s: `2`, `0.5`
  /// @return a copy
  /// @throws NexusException.InvalidValue when it is no decimal number above 0
  public Fleet withLine(String megabits) {
    BigDecimal bits = decimal(megabits, "line speed", "--line 2").movePointRight(6);
    return new Fleet(sites, new LineSpeed(bits.longValue()), pricePerGb);
  }

  /// With what a GB of traffic costs.
  ///
  /// @param price of 10^9 bytes: `0.085`
  /// @return a copy
  /// @throws NexusException.InvalidValue when it is no decimal number
  public Fleet withPricePerGb(String price) {
    return new Fleet(sites, line, decimal(price, "price", "--price-per-gb 0.085"));
  }

  private static BigDecimal decimal(String text, String what, String example) {
    if (!DECIMAL.matcher(text).matches()) {
      throw NexusException.invalidValue(
          "not a " + what + ": " + Display.escape(text, 40), "for example " + example);
    }
    return new BigDecimal(text);
  }

  /// As `Fleet[500 sites, 2 Mbit/s, 0.085 per GB]`.
  @Override
  public String toString() {
    String price = pricePerGb == null ? "" : ", " + pricePerGb.toPlainString() + " per GB";
    return "Fleet[" + Display.grouped(sites) + " sites, " + line + price + "]";
  }
}
