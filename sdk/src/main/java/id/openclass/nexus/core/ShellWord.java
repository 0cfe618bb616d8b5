package id.openclass.nexus.core;

import java.util.regex.Pattern;

/// Words of a command line that is shown to people for typing.
public final class ShellWord {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,\\\\-]+");

  private ShellWord() {}

  /// Any text as one word: as it is where that is safe, else in single quotes as a POSIX shell
  /// reads them. Control characters are escaped, so what has some cannot be typed back.
  ///
  /// @param word a path, a name
  /// @return the word to show
  public static String quote(Object word) {
    String text = Display.escape(word.toString());
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
