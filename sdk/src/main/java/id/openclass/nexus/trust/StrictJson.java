package id.openclass.nexus.trust;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// JSON that is signed: what two readers could understand in two ways is refused (`docs/trust.md`
/// section 2). A value is a `Map<String, Object>` in the text's order, a `List`, a `String`, a
/// `Long`, a `Boolean` or null.
public final class StrictJson {
  private static final int MOST_DEPTH = 32;

  /// As many as a 64-bit integer with its sign.
  private static final int MOST_DIGITS = 20;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MOST_DEPTH)
                  .maxNumberLength(MOST_DIGITS)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private StrictJson() {}

  /// Reads one object.
  ///
  /// @param bytes the whole text, its length checked by the caller
  /// @param where what errors call it
  /// @return its fields
  /// @throws NexusException.Malformed when it is anything else
  public static JsonFields parse(byte[] bytes, String where) {
    try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), text(bytes, where))) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("this is no JSON object", where);
      }
      Map<String, @Nullable Object> object = object(in, where);
      if (in.nextToken() != null) {
        throw malformed("something follows the JSON object", where);
      }
      return new JsonFields(object, "", where);
    } catch (JacksonException e) {
      throw malformed(
          "the JSON is broken: " + Display.escape(String.valueOf(e.getOriginalMessage()), 120),
          where);
    }
  }

  private static String text(byte[] bytes, String where) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("the text is not in UTF-8", where);
    }
  }

  private static Map<String, @Nullable Object> object(JsonParser in, String where) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String key = in.currentName();
      in.nextToken();
      object.put(key, value(in, where));
    }
    return Collections.unmodifiableMap(object);
  }

  private static List<@Nullable Object> list(JsonParser in, String where) {
    List<@Nullable Object> list = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(in, where));
    }
    return Collections.unmodifiableList(list);
  }

  private static @Nullable Object value(JsonParser in, String where) {
    return switch (in.currentToken()) {
      case START_OBJECT -> object(in, where);
      case START_ARRAY -> list(in, where);
      case VALUE_STRING -> in.getString();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT -> integer(in, where);
      default ->
          throw malformed("a number with a fraction or an exponent: signed JSON has none", where);
    };
  }

  private static long integer(JsonParser in, String where) {
    if (in.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw malformed("a number of more than 64 bits: " + in.getString(), where);
    }
    return in.getLongValue();
  }

  private static NexusException malformed(String message, String where) {
    return NexusException.malformed(message, where, -1, null);
  }

  /// Prints one line of JSON, keys sorted by code point, plain ASCII: the same object gives the
  /// same bytes.
  ///
  /// @param object maps, lists, texts, integers, truths and nulls
  /// @return the line with its end
  public static byte[] print(Map<String, @Nullable Object> object) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      write(out, object);
    }
    return text.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void write(JsonGenerator out, @Nullable Object value) {
    switch (value) {
      case null -> out.writeNull();
      case Map<?, ?> object -> {
        out.writeStartObject();
        CanonicalJson.sorted(object)
            .forEach((key, member) -> {
              out.writeName(key);
              write(out, member);
            });
        out.writeEndObject();
      }
      case List<?> list -> {
        out.writeStartArray();
        list.forEach(element -> write(out, element));
        out.writeEndArray();
      }
      case String text -> out.writeString(text);
      case Boolean truth -> out.writeBoolean(truth);
      case Number number -> out.writeNumber(number.longValue());
      default -> throw new IllegalArgumentException("no JSON value: " + value.getClass());
    }
  }
}
