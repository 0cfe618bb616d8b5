package id.openclass.nexus.core;

import java.time.Duration;
import java.util.Locale;

/// Numbers and foreign text as people read them, the same in every locale: decimal units (1 MB =
/// 10^6 bytes), a point for fractions, a comma between thousands.
public final class Display {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  private static final String[] COUNTS = {"", " K", " M", " B", " T"};

  private Display() {}

  /// A size with three significant digits: `999 B`, `1.50 kB`, `253 MB`.
  ///
  /// @param bytes the size, not negative
  /// @return the text
  public static String bytes(long bytes) {
    return scaled(bytes, UNITS, " ");
  }

  /// A count with three significant digits: `999`, `33.4 M`, `1.10 B`.
  ///
  /// @param count the count, not negative
  /// @return the text
  public static String count(long count) {
    return scaled(count, COUNTS, "");
  }

  private static String scaled(long value, String[] units, String space) {
    if (value < 1000) {
      return value + space + units[0];
    }
    double scaled = value;
    int unit = 0;
    while (scaled >= 999.5 && unit < units.length - 1) {
      scaled /= 1000;
      unit++;
    }
    String format = scaled < 9.995 ? "%.2f" : scaled < 99.95 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, format, scaled) + space + units[unit];
  }

  /// Every digit, in groups of three: `412,316,160`.
  ///
  /// @param value any number
  /// @return the text
  public static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /// A duration in its two largest units: `< 0.1 s`, `0.4 s`, `12 s`, `16 min`, `5 h 24 min`, `3 d
  /// 4 h`.
  ///
  /// @param duration the duration, not negative
  /// @return the text
  public static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (duration.isPositive() && millis < 50) {
      return "< 0.1 s";
    }
    if (millis < 9_950) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    long seconds = (millis + 500) / 1000;
    long minutes = (seconds + 30) / 60;
    if (seconds < 120) {
      return seconds + " s";
    }
    if (minutes < 60) {
      return minutes + " min";
    }
    long hours = minutes / 60;
    if (hours < 48) {
      return hours + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
    }
    return hours / 24 + " d" + (hours % 24 == 0 ? "" : " " + hours % 24 + " h");
  }

  /// Foreign text made safe for one line of a terminal or a log: control characters, line and
  /// bidirectional marks and unpaired surrogates become a backslash, `u` and their number in
  /// braces.
  ///
  /// @param text text from a model, a package, a server or a file name
  /// @return the same text without anything that could move the cursor or reorder the line
  public static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          if (isUnsafe(c)) {
            out.append("\\u{").append(Integer.toHexString(c).toUpperCase(Locale.ROOT)).append('}');
          } else {
            out.appendCodePoint(c);
          }
        });
    return out.toString();
  }

  /// [#escape] cut to a number of characters, with `...` where something is missing.
  ///
  /// @param text foreign text
  /// @param most at most this many characters come back, 4 or more
  /// @return the safe text
  public static String escape(String text, int most) {
    String safe = escape(text.length() > most ? text.substring(0, most) : text);
    return safe.length() <= most && text.length() <= most ? safe : cut(safe, most - 3) + "...";
  }

  /// Foreign text as plain text on one line of Markdown: nothing in it is markup.
  ///
  /// @param text foreign text
  /// @return the safe text
  public static String markdown(String text) {
    String line = escape(text.replaceAll("\\R", " "));
    return line.replaceAll("([\\\\`*_{}\\[\\]()<>#+!|~&$])", "\\\\$1");
  }

  private static String cut(String text, int length) {
    int end = Math.min(length, text.length());
    return text.substring(
        0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
  }

  private static boolean isUnsafe(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
