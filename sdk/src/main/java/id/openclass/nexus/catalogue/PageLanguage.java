package id.openclass.nexus.catalogue;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.store.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;

/// A language that catalogues speak, with its numbers and dates. They are its own: those of a JDK
/// change with its version.
public enum PageLanguage {
  /// In `index.html`.
  ENGLISH(
      "en",
      "English",
      "index.html",
      "January February March April May June July August September October November December"),
  /// In `index.id.html`.
  INDONESIAN(
      "id",
      "Bahasa Indonesia",
      "index.id.html",
      "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember");

  private final String tag;
  private final String ownName;
  private final String key;
  private final String months;

  PageLanguage(String tag, String ownName, String key, String months) {
    this.tag = tag;
    this.ownName = ownName;
    this.key = key;
    this.months = months;
  }

  /// Where the page is.
  ///
  /// @return `index.html` for English
  public ObjectKey key() {
    return ObjectKey.of(key);
  }

  /// As BCP 47 calls it.
  String tag() {
    return tag;
  }

  /// As its speakers call it.
  String ownName() {
    return ownName;
  }

  /// A phrase with its gaps filled, in order.
  String say(Phrase phrase, Object... values) {
    String text = phrase.in(this);
    for (Object value : values) {
      int gap = text.indexOf("{}");
      text = text.substring(0, gap) + value + text.substring(gap + 2);
    }
    return text;
  }

  /// `253 MB`, `1,50 GB`.
  String bytes(long bytes) {
    return number(Display.bytes(bytes));
  }

  /// `412,316,160`, `412.316.160`.
  String grouped(long count) {
    return number(Display.grouped(count));
  }

  /// `4.8 %`, `4,8 %`.
  String percent(double percent) {
    if (percent < 0.1) {
      return number("< 0.1 %");
    }
    return number(String.format(Locale.ROOT, percent < 10 ? "%.1f %%" : "%.0f %%", percent));
  }

  /// `5 h 24 min`, `5 jam 24 menit`.
  String duration(Duration duration) {
    String text = Display.duration(duration);
    return number(
        this == ENGLISH
            ? text
            : text.replace(" min", " menit")
                .replace(" h", " jam")
                .replace(" d", " hari")
                .replaceFirst(" s$", " detik"));
  }

  /// `26 November 2026`, of the day in UTC.
  String date(Instant time) {
    ZonedDateTime utc = time.atZone(ZoneOffset.UTC);
    return utc.getDayOfMonth()
        + " "
        + months.split(" ", -1)[utc.getMonthValue() - 1]
        + " "
        + utc.getYear();
  }

  /// Commas and points as the language's readers use them.
  private String number(String english) {
    return this == ENGLISH
        ? english
        : english.replace(',', ';').replace('.', ',').replace(';', '.');
  }
}
