package id.openclass.nexus.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How much of a publisher's text a catalogue takes: `docs/catalogue.md` section 4.
final class CatalogueLimits {
  static final int DESCRIPTION = 1000;
  static final int TEXT = 200;
  static final int ENTRY = 60;
  static final int LIST = 20;
  static final int VERSIONS = 8;
  static final int UPGRADES = 8;
  static final int MODELS = 100;

  /// Of `catalogue.json`: below what a store replaces.
  static final int JSON_BYTES = 15_000_000;

  private static final String MORE = "...";

  private CatalogueLimits() {}

  static String description(String text) {
    return cut(text, DESCRIPTION);
  }

  static String text(String text) {
    return cut(text, TEXT);
  }

  static @Nullable String optional(@Nullable String text) {
    return text == null ? null : cut(text, TEXT);
  }

  static List<String> list(List<String> texts) {
    return texts.stream().limit(LIST).map(text -> cut(text, ENTRY)).toList();
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most - MORE.length();
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
        + MORE;
  }
}
