package id.openclass.nexus.trust;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The fields of a JSON object, each read as what it has to be; an error names it by its path.
///
/// @param map the object, as [StrictJson] has it
/// @param path where it is in the text: `signed.roles.`, empty at the top
/// @param where what errors call the text
record JsonFields(Map<String, @Nullable Object> map, String path, String where) {
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z");

  /// The fault, as an exception to be thrown.
  NexusException malformed(String key, String fault) {
    return NexusException.malformed(Display.escape(path + key, 80) + " " + fault, where, -1, null);
  }

  boolean has(String key) {
    return map.get(key) != null;
  }

  String text(String key) {
    if (map.get(key) instanceof String text) {
      return text;
    }
    throw malformed(key, has(key) ? "is no string" : "is missing");
  }

  boolean flag(String key, boolean otherwise) {
    return switch (map.get(key)) {
      case null -> otherwise;
      case Boolean truth -> truth;
      default -> throw malformed(key, "is neither true nor false");
    };
  }

  long integer(String key, long least, long most) {
    if (map.get(key) instanceof Long number && least <= number && number <= most) {
      return number;
    }
    throw malformed(key, "is not an integer from " + least + " to " + most);
  }

  Optional<Instant> date(String key) {
    return has(key) ? Optional.of(parseDate(key)) : Optional.empty();
  }

  private Instant parseDate(String key) {
    String text = text(key);
    try {
      if (DATE.matcher(text).matches()) {
        return Instant.parse(text);
      }
    } catch (DateTimeException e) {
      // The thirtieth of February: told below.
    }
    throw malformed(key, "is no date like 2026-01-31T12:00:00Z: " + Display.escape(text, 40));
  }

  static String text(Instant date) {
    return DateTimeFormatter.ISO_INSTANT.format(date);
  }

  JsonFields object(String key) {
    return fieldsOf(map.get(key), key);
  }

  /// Each member as an object of its own, by its key.
  List<JsonFields> objects(String key) {
    if (!(map.get(key) instanceof List<?> list)) {
      throw malformed(key, has(key) ? "is no list" : "is missing");
    }
    List<JsonFields> objects = new ArrayList<>();
    for (Object element : list) {
      objects.add(fieldsOf(element, key + "[" + objects.size() + "]"));
    }
    return objects;
  }

  @SuppressWarnings("unchecked") // the keys of a JSON object are strings
  private JsonFields fieldsOf(@Nullable Object value, String key) {
    if (value instanceof Map<?, ?> object) {
      return new JsonFields((Map<String, @Nullable Object>) object, path + key + ".", where);
    }
    throw malformed(key, value == null ? "is missing" : "is no object");
  }

  List<String> texts(String key) {
    if (!(map.get(key) instanceof List<?> list)) {
      throw malformed(key, has(key) ? "is no list" : "is missing");
    }
    List<String> texts = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof String text)) {
        throw malformed(key, "holds something that is no string");
      }
      texts.add(text);
    }
    return List.copyOf(texts);
  }
}
