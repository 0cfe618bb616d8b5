package id.openclass.nexus.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.pack.SemanticVersion.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SemanticVersionTest {
  /// The valid examples that semver.org's expression links to.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.4",
        "1.2.3",
        "10.20.30",
        "1.1.2-prerelease+meta",
        "1.1.2+meta",
        "1.1.2+meta-valid",
        "1.0.0-alpha",
        "1.0.0-beta",
        "1.0.0-alpha.beta",
        "1.0.0-alpha.beta.1",
        "1.0.0-alpha.1",
        "1.0.0-alpha0.valid",
        "1.0.0-alpha.0valid",
        "1.0.0-alpha-a.b-c-somethinglong+build.1-aef.1-its-okay",
        "1.0.0-rc.1+build.1",
        "2.0.0-rc.1+build.123",
        "1.2.3-beta",
        "10.2.3-DEV-SNAPSHOT",
        "1.2.3-SNAPSHOT-123",
        "1.0.0",
        "2.0.0",
        "1.1.7",
        "2.0.0+build.1848",
        "2.0.1-alpha.1227",
        "1.0.0-alpha+beta",
        "1.2.3----RC-SNAPSHOT.12.9.1--.12+788",
        "1.2.3----R-S.12.9.1--.12+meta",
        "1.2.3----RC-SNAPSHOT.12.9.1--.12",
        "1.0.0+0.build.1-rc.10000aaa-kk-0.1",
        "99999999999999999999999.999999999999999999.99999999999999999",
        "1.0.0-0A.is.legal"
      })
  void readsAndWritesBackWhatTheSpecificationAllows(String text) {
    assertThat(SemanticVersion.parse(text)).hasToString(text);
  }

  /// The invalid examples that semver.org's expression links to, and what Java lets slip.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2",
        "1.2.3-0123",
        "1.2.3-0123.0123",
        "1.1.2+.123",
        "+invalid",
        "-invalid",
        "-invalid+invalid",
        "-invalid.01",
        "alpha",
        "alpha.beta",
        "alpha.beta.1",
        "alpha.1",
        "alpha+beta",
        "alpha_beta",
        "alpha.",
        "alpha..",
        "beta",
        "1.0.0-alpha_beta",
        "-alpha.",
        "1.0.0-alpha..",
        "1.0.0-alpha..1",
        "1.0.0-alpha...1",
        "1.0.0-alpha....1",
        "1.0.0-alpha.....1",
        "1.0.0-alpha......1",
        "1.0.0-alpha.......1",
        "01.1.1",
        "1.01.1",
        "1.1.01",
        "1.2.3.DEV",
        "1.2-SNAPSHOT",
        "1.2.31.2.3----RC-SNAPSHOT.12.09.1--..12+788",
        "1.2-RC-SNAPSHOT",
        "-1.0.3-gamma+b7718",
        "+justmeta",
        "9.8.7+meta+meta",
        "9.8.7-whatever+meta+meta",
        "1.0.0\n",
        " 1.0.0",
        "1.0.0 ",
        "١.٢.٣",
        "v1.0.0",
        "99999999999999999999999.999999999999999999.99999999999999999----RC-SNAPSHOT.12.09.1-12"
      })
  void refusesWhatTheSpecificationForbids(String text) {
    assertThatThrownBy(() -> SemanticVersion.parse(text))
        .isInstanceOf(NexusException.InvalidValue.class);
  }

  @ParameterizedTest
  @CsvSource({"v1.2.3,1.2.3", "1.2,1.2.0", "1,1.0.0", "v2,2.0.0"})
  void guessesWhatWasMeant(String text, String guess) {
    assertThatThrownBy(() -> SemanticVersion.parse(text))
        .isInstanceOfSatisfying(
            NexusException.class, e -> assertThat(e.hint()).contains("did you mean " + guess));
  }

  @Test
  void refusesMoreThan64Characters() {
    String longest = "1.0.0-" + "a".repeat(58);
    assertThat(SemanticVersion.parse(longest)).hasToString(longest);
    assertThatThrownBy(() -> SemanticVersion.parse(longest + "a"))
        .isInstanceOf(NexusException.InvalidValue.class);
  }

  @Test
  void ordersAsTheSpecificationDoes() {
    List<SemanticVersion> ordered =
        List.of(
                "0.9.9",
                "1.0.0-0",
                "1.0.0-2",
                "1.0.0-10",
                "1.0.0-99999999999999999999",
                "1.0.0-A",
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "2.0.0",
                "2.1.0",
                "2.1.1",
                "10.0.0",
                "18446744073709551616.0.0")
            .stream()
            .map(SemanticVersion::parse)
            .toList();
    List<SemanticVersion> shuffled = new ArrayList<>(ordered);
    Collections.shuffle(shuffled, new Random(1));
    Collections.sort(shuffled);
    assertThat(shuffled).isEqualTo(ordered);
  }

  @Test
  void leavesBuildMetadataOutOfTheOrderOnly() {
    SemanticVersion a = SemanticVersion.parse("1.0.0+a");
    SemanticVersion b = SemanticVersion.parse("1.0.0+b");
    assertThat(a.compareTo(b)).isZero();
    assertThat(a).isNotEqualTo(b);
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3,major,2.0.0",
    "1.2.3,MINOR,1.3.0",
    "1.2.3,patch,1.2.4",
    "1.2.3-rc.1+b,patch,1.2.4",
    "0.0.9,patch,0.0.10",
    "9.9.9,major,10.0.0"
  })
  void incrementsAndDropsThePrerelease(String from, String part, String to) {
    assertThat(SemanticVersion.parse(from).increment(Part.parse(part))).hasToString(to);
  }

  @Test
  void refusesAnUnknownPart() {
    assertThatThrownBy(() -> Part.parse("micro"))
        .isInstanceOf(NexusException.InvalidValue.class)
        .hasMessageContaining("micro");
  }

  @ParameterizedTest
  @CsvSource({
    "1.0.0,true",
    "1.0.0-rc1,true",
    "1.0.0-rc.1,false",
    "1.0.0+b,false",
    "1.0.0-a-b,false"
  })
  void knowsWhatTheOlderProgramReads(String version, boolean read) {
    assertThat(SemanticVersion.parse(version).isReadByOlderProgram()).isEqualTo(read);
  }
}
