package id.openclass.nexus.trust;

/// TUF's PATHPATTERN: `*` is any run of characters within one part of a path, `?` one character.
/// Everything else is itself, and case counts on every system.
final class PathPattern {
  private PathPattern() {}

  /// Whether a path is one that a pattern means. Time is at most the product of their lengths.
  ///
  /// Only the last star that was met is ever tried again: since no star goes beyond a `/`, parts of
  /// pattern and path correspond, and within a part an earlier star can win nothing.
  static boolean matches(String pattern, String path) {
    int[] p = pattern.codePoints().toArray();
    int[] t = path.codePoints().toArray();
    int at = 0;
    int star = -1;
    int starEnd = 0;
    for (int i = 0; i < t.length; ) {
      if (at < p.length && p[at] == '*') {
        star = at++;
        starEnd = i;
      } else if (at < p.length && (p[at] == t[i] || (p[at] == '?' && t[i] != '/'))) {
        at++;
        i++;
      } else if (star >= 0 && t[starEnd] != '/') {
        at = star + 1;
        i = ++starEnd;
      } else {
        return false;
      }
    }
    while (at < p.length && p[at] == '*') {
      at++;
    }
    return at == p.length;
  }
}
