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
public record JsonFields(Map<String, @Nullable Object> map, String path, String where) {
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z");

  /// The fault of a field.
  ///
  /// @param key which field
  /// @param fault what follows its name: `is missing`
  /// @return the exception, to be thrown
  public NexusException malformed(String key, String fault) {
    return NexusException.malformed(Display.escape(path + key, 80) + " " + fault, where, -1, null);
  }

  /// Whether there is a field that is not null.
  ///
  /// @param key its name
  /// @return true when there is
  public boolean has(String key) {
    return map.get(key) != null;
  }

  /// A text.
  ///
  /// @param key the field's name
  /// @return its value
  /// @throws NexusException.Malformed when it is none
  public String text(String key) {
    if (map.get(key) instanceof String text) {
      return text;
    }
    throw malformed(key, has(key) ? "is no string" : "is missing");
  }

  /// True or false.
  ///
  /// @param key the field's name
  /// @param otherwise what it is where it is missing
  /// @return its value
  /// @throws NexusException.Malformed when it is neither
  public boolean flag(String key, boolean otherwise) {
    return switch (map.get(key)) {
      case null -> otherwise;
      case Boolean truth -> truth;
      default -> throw malformed(key, "is neither true nor false");
    };
  }

  /// An integer.
  ///
  /// @param key the field's name
  /// @param least the least that it may be
  /// @param most the most that it may be
  /// @return its value
  /// @throws NexusException.Malformed when it is none, or another
  public long integer(String key, long least, long most) {
    if (map.get(key) instanceof Long number && least <= number && number <= most) {
      return number;
    }
    throw malformed(key, "is not an integer from " + least + " to " + most);
  }

  /// A date in whole seconds.
  ///
  /// @param key the field's name
  /// @return its value; empty when it is missing
  /// @throws NexusException.Malformed when it is none
  public Optional<Instant> date(String key) {
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

  /// A date as text.
  ///
  /// @param date in whole seconds
  /// @return as `2026-01-31T12:00:00Z`
  public static String text(Instant date) {
    return DateTimeFormatter.ISO_INSTANT.format(date);
  }

  /// An object.
  ///
  /// @param key the field's name
  /// @return its fields
  /// @throws NexusException.Malformed when it is none
  public JsonFields object(String key) {
    return fieldsOf(map.get(key), key);
  }

  /// A list of objects.
  ///
  /// @param key the field's name
  /// @return the fields of each
  /// @throws NexusException.Malformed when it is none
  public List<JsonFields> objects(String key) {
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

  /// A list of texts.
  ///
  /// @param key the field's name
  /// @return its values
  /// @throws NexusException.Malformed when it is none
  public List<String> texts(String key) {
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

  /// As `JsonFields[signed., 7 fields]`.
  @Override
  public String toString() {
    return "JsonFields[" + Display.escape(path, 60) + ", " + map.size() + " fields]";
  }
}
