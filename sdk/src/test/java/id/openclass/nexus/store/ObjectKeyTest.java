package id.openclass.nexus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectKeyTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "metadata/timestamp.json",
        "targets/tiny/1.0.0-rc.1/00ff.tiny-1.0.0-rc.1.tar.gz",
        "models/Kelas 10 (Fisika).tar.gz",
        "modèle/模型.gguf"
      })
  void takesWhatEverySystemCanHold(String text) {
    assertThat(ObjectKey.of(text).text()).isEqualTo(text);
    assertThat(ObjectKey.of(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/a",
        "a/",
        "a//b",
        "..",
        "a/../b",
        "./a",
        ".hidden",
        "a/.b.part",
        "a\\b",
        "c:/x",
        "a*",
        "a?b",
        "<a>",
        "a|b",
        "a\nb",
        "a\u202eb",
        "a\u0000",
        "con",
        "x/NUL.txt",
        "com1",
        "a.",
        "a ",
        "x /y"
      })
  void refusesWhatSomeSystemTakesForSomethingElse(String text) {
    assertThat(ObjectKey.isAllowed(text)).isFalse();
    assertThatThrownBy(() -> ObjectKey.of(text)).isInstanceOf(NexusException.InvalidValue.class);
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThat(ObjectKey.isAllowed("a".repeat(240))).isTrue();
    assertThat(ObjectKey.isAllowed("a".repeat(241))).isFalse();
    assertThat(ObjectKey.isAllowed("ä".repeat(121))).isFalse();
    assertThat(ObjectKey.isAllowed("a/".repeat(511) + "ab")).isTrue();
    assertThat(ObjectKey.isAllowed("a/".repeat(512) + "a")).isFalse();
  }

  @Test
  void knowsItsLastPart() {
    assertThat(ObjectKey.of("a/b/c.json").name()).isEqualTo("c.json");
    assertThat(ObjectKey.of("c").name()).isEqualTo("c");
  }
}
