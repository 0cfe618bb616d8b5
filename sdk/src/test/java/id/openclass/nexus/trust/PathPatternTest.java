package id.openclass.nexus.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {
  @ParameterizedTest
  @CsvSource({
    "tiny/*/*, tiny/1.0.0/release.json, true",
    "tiny/*/*, tiny/release.json, false",
    "tiny/*/*, tiny/1.0.0/sub/release.json, false",
    "tiny/*/*, tiny2/1.0.0/release.json, false",
    "tiny/*/*, Tiny/1.0.0/release.json, false",
    "tiny/*/*, /tiny/1.0.0/release.json, false",
    "targets/*.tgz, targets/foo.tgz, true",
    "targets/*.tgz, targets/foo.txt, false",
    "foo-version-?.tgz, foo-version-a.tgz, true",
    "foo-version-?.tgz, foo-version-alpha.tgz, false",
    "*.tgz, foo.tgz, true",
    "*.tgz, targets/foo.tgz, false",
    "foo.tgz, foo.tgz, true",
    "f[o]o, foo, false",
    "f[o]o, f[o]o, true",
    "?, /, false",
    "*, '', true",
    "?, '', false",
    "a?c, a\ud83d\ude00c, true"
  })
  void matchesAsTheSpecificationSays(String pattern, String path, boolean matches) {
    assertThat(PathPattern.matches(pattern, path)).isEqualTo(matches);
  }

  @RepeatedTest(2000)
  void isTheRegularExpressionThatItMeans(RepetitionInfo info) {
    SplittableRandom random = new SplittableRandom(info.getCurrentRepetition());
    String pattern = text(random, "aab/*?");
    String path = text(random, "aab/");
    String expression =
        pattern
            .chars()
            .mapToObj(c -> c == '*' ? "[^/]*" : c == '?' ? "[^/]" : String.valueOf((char) c))
            .collect(Collectors.joining());
    assertThat(PathPattern.matches(pattern, path))
        .as(pattern + " on " + path)
        .isEqualTo(Pattern.matches(expression, path));
  }

  private static String text(SplittableRandom random, String alphabet) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(9); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  @Test
  void prefixesAreThoseOfTheHashOfThePath() {
    RoleKeys none = new RoleKeys(List.of(), Map.of(), 1);
    String hash =
        id.openclass.nexus.core.Digest.of("a/b".getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .hex();
    assertThat(
            new Delegation("r", none, List.of(), List.of("zz", hash.substring(0, 2)), true)
                .covers("a/b"))
        .isTrue();
    assertThat(new Delegation("r", none, List.of(), List.of("zz"), true).covers("a/b")).isFalse();
  }
}
