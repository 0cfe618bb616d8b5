package id.openclass.nexus.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {
  private static String canonical(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    Map<String, ?> value = StrictJson.parse(bytes, "test").map();
    return new String(CanonicalJson.encode(value, "test"), StandardCharsets.UTF_8);
  }

  /// The right sides are what securesystemslib's `encode_canonical` makes of the left ones.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{} | {}",
        "{ \"b\" : 1 , \"a\" : [ ] } | {\"a\":[],\"b\":1}",
        "{\"a\":[1,-2,true,false,null,{\"c\":{}}]} | {\"a\":[1,-2,true,false,null,{\"c\":{}}]}",
        "{\"B\":1,\"a\":2,\"A\":3} | {\"A\":3,\"B\":1,\"a\":2}",
        "{\"a\":\"\\u0041\\/\\u00e9\"} | {\"a\":\"A/\u00e9\"}",
        "{\"a\":\"\\\"\\\\\"} | {\"a\":\"\\\"\\\\\"}",
        "{\"\\ud83d\\ude00\":1,\"\\uffee\":2} | {\"\uffee\":2,\"\ud83d\ude00\":1}",
        "{\"a\":9223372036854775807} | {\"a\":9223372036854775807}"
      })
  void isTheFormOfOtherImplementations(String json, String expected) {
    assertThat(canonical(json)).isEqualTo(expected);
  }

  @Test
  void controlCharactersStandAsTheyAre() {
    assertThat(canonical("{\"a\":\"\\n\\u0000\\t\"}")).isEqualTo("{\"a\":\"\n\u0000\t\"}");
  }

  @RepeatedTest(50)
  void whatIsPrintedIsReadAsTheSameValue(RepetitionInfo info) {
    SplittableRandom random = new SplittableRandom(info.getCurrentRepetition());
    Map<String, Object> value = object(random, 0);
    byte[] printed = StrictJson.print(value);
    assertThat(new String(printed, StandardCharsets.ISO_8859_1)).matches("[ -\u007f]*\n");
    Map<String, ?> read = StrictJson.parse(printed, "printed").map();
    assertThat(read).isEqualTo(value);
    assertThat(CanonicalJson.encode(read, "read")).isEqualTo(CanonicalJson.encode(value, "value"));
  }

  private static Map<String, Object> object(SplittableRandom random, int depth) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      object.put(text(random), value(random, depth + 1));
    }
    return object;
  }

  private static Object value(SplittableRandom random, int depth) {
    return switch (random.nextInt(depth > 5 ? 3 : 5)) {
      case 0 -> text(random);
      case 1 -> random.nextLong();
      case 2 -> random.nextBoolean();
      case 3 -> object(random, depth);
      default -> {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(random, depth + 1));
        }
        yield list;
      }
    };
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      int c = random.nextBoolean() ? random.nextInt(0x80) : random.nextInt(0x110000);
      text.appendCodePoint(c >= 0xd800 && c < 0xe000 ? '"' : c);
    }
    return text.toString();
  }

  @RepeatedTest(50)
  void keysAreSortedByTheirCodePoints(RepetitionInfo info) {
    SplittableRandom random = new SplittableRandom(info.getCurrentRepetition());
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      texts.add(text(random));
    }
    // UTF-8 bytes are in the order of code points.
    List<String> expected =
        texts.stream()
            .sorted(
                Comparator.comparing(
                    (String text) -> text.getBytes(StandardCharsets.UTF_8),
                    java.util.Arrays::compareUnsigned))
            .toList();
    assertThat(texts.stream().sorted(CanonicalJson.BY_CODE_POINT)).isEqualTo(expected);
  }
}
