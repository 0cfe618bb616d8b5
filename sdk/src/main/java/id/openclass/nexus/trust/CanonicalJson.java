package id.openclass.nexus.trust;

import id.openclass.nexus.core.NexusException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The form of JSON that is signed and digested: OLPC's Canonical JSON (`docs/trust.md` section 2).
/// It is for signatures only: with a line feed in a string it is no JSON.
final class CanonicalJson {
  /// As a list of code points, which is another order than that of UTF-16 for characters beyond it.
  static final Comparator<String> BY_CODE_POINT =
      (a, b) -> {
        int i = 0;
        while (i < a.length() && i < b.length() && a.charAt(i) == b.charAt(i)) {
          i++;
        }
        if (i == a.length() || i == b.length()) {
          return Integer.compare(a.length(), b.length());
        }
        char x = a.charAt(i);
        char y = b.charAt(i);
        boolean mixed = Character.isSurrogate(x) != Character.isSurrogate(y);
        return mixed ? Boolean.compare(Character.isSurrogate(x), Character.isSurrogate(y)) : x - y;
      };

  private CanonicalJson() {}

  /// The canonical bytes of a value of [StrictJson].
  ///
  /// @param where what errors call the text that the value is from
  /// @throws NexusException.Malformed when it has none
  static byte[] encode(@Nullable Object value, String where) {
    StringBuilder out = new StringBuilder();
    write(out, value);
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(out));
      byte[] encoded = new byte[bytes.remaining()];
      bytes.get(encoded);
      return encoded;
    } catch (CharacterCodingException e) {
      throw NexusException.malformed("half a surrogate pair in a string", where, -1, null);
    }
  }

  private static void write(StringBuilder out, @Nullable Object value) {
    switch (value) {
      case Map<?, ?> object -> {
        String comma = "{";
        for (Map.Entry<String, @Nullable Object> member : sorted(object).entrySet()) {
          out.append(comma);
          write(out, member.getKey());
          out.append(':');
          write(out, member.getValue());
          comma = ",";
        }
        out.append(object.isEmpty() ? "{}" : "}");
      }
      case List<?> list -> {
        String comma = "[";
        for (Object element : list) {
          out.append(comma);
          write(out, element);
          comma = ",";
        }
        out.append(list.isEmpty() ? "[]" : "]");
      }
      case String text ->
          out.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
      case null, default -> out.append(value);
    }
  }

  /// The members of an object in the order of their keys.
  static Map<String, @Nullable Object> sorted(Map<?, ?> object) {
    Map<String, @Nullable Object> sorted = new TreeMap<>(BY_CODE_POINT);
    object.forEach((key, member) -> sorted.put((String) key, member));
    return sorted;
  }
}
