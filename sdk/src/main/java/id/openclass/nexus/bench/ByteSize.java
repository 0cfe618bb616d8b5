package id.openclass.nexus.bench;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A size as people write it: `2GiB`, `512 MiB`, `1.5GB`, `4000000`. kB, MB, GB and TB are powers
/// of 1,000, KiB, MiB, GiB and TiB powers of 1,024 (IEC 80000-13); the case of letters does not
/// matter.
public final class ByteSize {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?) ?([a-z]*)");

  private static final Map<String, Long> UNITS =
      Map.of(
          "", 1L,
          "b", 1L,
          "kb", 1_000L,
          "mb", 1_000_000L,
          "gb", 1_000_000_000L,
          "tb", 1_000_000_000_000L,
          "kib", 1L << 10,
          "mib", 1L << 20,
          "gib", 1L << 30,
          "tib", 1L << 40);

  private ByteSize() {}

  /// Reads a size.
  ///
  /// @param text a number and a unit
  /// @return bytes, rounded down
  /// @throws NexusException.InvalidValue when it is not a size, or 2^63 bytes and more
  public static long parse(String text) {
    Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    Long unit = form.matches() ? UNITS.get(form.group(2)) : null;
    if (unit == null) {
      throw refused(text);
    }
    BigDecimal bytes = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unit));
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw refused(text);
    }
    return bytes.longValue();
  }

  private static NexusException refused(String text) {
    return NexusException.invalidValue(
        "not a size: " + Display.escape(text, 40), "for example 256MiB, 2GiB or 4000000");
  }
}
