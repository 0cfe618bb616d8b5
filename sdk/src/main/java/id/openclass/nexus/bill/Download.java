package id.openclass.nexus.bill;

import id.openclass.nexus.core.Display;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The same bytes on every site of a fleet.
///
/// @param fleet the sites
/// @param bytes that each of them downloads
record Download(Fleet fleet, long bytes) {
  private static final int GB_DIGITS = 9;
  private static final int MONEY_DIGITS = 2;
  private static final double HOUR_SECONDS = 3600;

  /// @throws ArithmeticException beyond 2^63 bytes
  long totalBytes() {
    return Math.multiplyExact(bytes, (long) fleet.sites());
  }

  Duration siteTime() {
    return fleet.line().timeFor(bytes);
  }

  /// In one unit, to be compared with another: `16 min`, `5.4 h`.
  String siteTimeText() {
    Duration time = siteTime();
    double hours = time.toMillis() / 1000.0 / HOUR_SECONDS;
    if (hours < 1) {
      return Display.duration(time);
    }
    return hours < 48
        ? String.format(Locale.ROOT, "%.1f h", hours)
        : String.format(Locale.ROOT, "%.1f d", hours / 24);
  }

  /// @param price of 10^9 bytes
  BigDecimal cost(BigDecimal price) {
    return exactCost(price).setScale(MONEY_DIGITS, RoundingMode.HALF_UP);
  }

  private BigDecimal exactCost(BigDecimal price) {
    return BigDecimal.valueOf(totalBytes()).multiply(price).movePointLeft(GB_DIGITS);
  }

  /// `10.03`, `1,234.50`, `< 0.01`.
  String costText(BigDecimal price) {
    BigDecimal cost = cost(price);
    return cost.signum() == 0 && exactCost(price).signum() > 0
        ? "< 0.01"
        : String.format(Locale.ROOT, "%,.2f", cost);
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("total_bytes", totalBytes());
    fields.put("site_seconds", siteTime().toMillis() / 1000.0);
    if (fleet.pricePerGb() != null) {
      fields.put("cost", cost(fleet.pricePerGb()));
    }
    return fields;
  }
}
