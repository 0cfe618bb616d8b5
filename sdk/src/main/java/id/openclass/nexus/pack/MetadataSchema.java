package id.openclass.nexus.pack;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The JSON Schema of `metadata.json`: which keys there are, of which types, with which defaults.
/// It is the only list of them.
final class MetadataSchema {
  private static final String RESOURCE = "package-metadata.schema.json";
  private static final String TEXT = load();
  private static final JsonNode PROPERTIES = Json.MAPPER.readTree(TEXT).get("properties");

  private MetadataSchema() {}

  /// Building it takes a tenth of a second, so only those pay who validate.
  private static final class Validator {
    static final Schema SCHEMA =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(TEXT);
  }

  private static String load() {
    try (InputStream in = MetadataSchema.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + RESOURCE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the jar is broken", e);
    }
  }

  static List<String> keys() {
    return List.copyOf(PROPERTIES.propertyNames());
  }

  static Map<String, Object> defaults() {
    Map<String, Object> defaults = new LinkedHashMap<>();
    for (String key : keys()) {
      JsonNode value = PROPERTIES.get(key).get("default");
      if (value != null) {
        defaults.put(key, Json.MAPPER.treeToValue(value, Object.class));
      }
    }
    return defaults;
  }

  /// Insists on a known key.
  static String requireKey(String key) {
    if (!PROPERTIES.has(key)) {
      throw NexusException.invalidValue(noSuchKey(key), suggestion(key));
    }
    return key;
  }

  /// Insists on a known key in a file.
  static void requireKey(String key, String where) {
    if (!PROPERTIES.has(key)) {
      throw NexusException.invalidValue(noSuchKey(key), where, suggestion(key));
    }
  }

  private static String noSuchKey(String key) {
    return "no such metadata key: " + Display.escape(key, 60);
  }

  private static String suggestion(String key) {
    return "did you mean " + nearest(key) + "? All keys: " + String.join(", ", keys());
  }

  private static String nearest(String key) {
    String start = key.substring(0, Math.min(60, key.length()));
    return keys().stream()
        .min(
            Comparator.comparingInt(
                known -> known.contains(start) ? 0 : EditDistance.between(start, known)))
        .orElseThrow();
  }

  /// Reads a value that was typed as text: lists by commas, the rest as JSON has it.
  static Object parseValue(String key, String text) {
    String type = PROPERTIES.get(requireKey(key)).get("type").asString();
    try {
      return switch (type) {
        case "integer" -> Long.parseLong(text);
        case "boolean" -> parseBoolean(text);
        case "array" -> parseList(text);
        default -> text;
      };
    } catch (IllegalArgumentException e) {
      throw NexusException.invalidValue(
          "metadata key "
              + key
              + " takes "
              + (type.equals("integer") ? "a whole number" : "true or false")
              + ", not "
              + Display.escape(text, 60),
          null);
    }
  }

  private static boolean parseBoolean(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException(text);
    }
    return text.equals("true");
  }

  private static List<String> parseList(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s*,\\s*"));
  }

  /// What a complete `metadata.json` has wrong, every fault at once.
  static List<String> faults(String json) {
    List<String> faults = new ArrayList<>();
    for (Error error : Validator.SCHEMA.validate(json, InputFormat.JSON)) {
      faults.add(Display.escape(describe(error), 300));
    }
    return List.copyOf(faults);
  }

  private static String describe(Error error) {
    String place = error.getInstanceLocation().toString();
    @Nullable String unknown = error.getProperty();
    if ("additionalProperties".equals(error.getKeyword()) && unknown != null) {
      return "unknown key " + unknown + "; did you mean " + nearest(unknown) + "?";
    }
    return (place.isEmpty() ? "" : place.substring(1) + ": ") + error.getMessage();
  }
}
