package id.openclass.nexus.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.SemanticVersion;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CataloguedModelTest {
  private static CataloguedVersion version(String number) {
    return SampleCatalogues.version(
        SampleCatalogues.metadata("tiny", number, 1000), SampleCatalogues.PUBLISHED);
  }

  /// Versions with `!` are revoked, channels with `!` are halted. `1.1.0/1.0.0` is for a part of
  /// schools, the second version for the others.
  @ParameterizedTest
  @CsvSource({
    "the newest,                        1.0.0 1.10.0 1.2.0,       ,                              1.10.0",
    "no prerelease while there is else, 1.0.0 2.0.0-rc.1,         ,                              1.0.0",
    "a prerelease where nothing is,     2.0.0-rc.1 2.0.0-rc.2,    ,                              2.0.0-rc.2",
    "what stable names,                 1.0.0 1.1.0 1.2.0,        stable=1.1.0,                  1.1.0",
    "never above stable,                1.0.0 1.1.0! 1.2.0,       stable=1.1.0 pilot=1.2.0,      1.0.0",
    "below a halted stable,             1.0.0 1.1.0 1.2.0,        stable=1.1.0!,                 1.0.0",
    "below a halted pilot,              1.0.0 1.1.0,              pilot=1.1.0!,                  1.0.0",
    "a stable that is a prerelease,     1.0.0-rc.1 1.1.0,         stable=1.0.0-rc.1,             1.0.0-rc.1",
    "none when all are revoked,         1.0.0! 1.1.0!,            stable=1.1.0,                  ",
    "none when stable is the halted,    1.0.0,                    stable=1.0.0!,                 ",
    "stable without its version,        1.0.0 1.2.0,              stable=1.1.0,                  1.0.0",
    "what most have while one is tried, 1.0.0 1.1.0,              stable=1.1.0/1.0.0,            1.0.0",
    "what is tried when that is bad,    1.0.0 1.1.0! 1.2.0,       stable=1.2.0/1.1.0,            1.2.0",
    "what is tried when that is gone,   1.0.0 1.2.0,              stable=1.2.0/1.1.0,            1.2.0",
    "the newest while a pilot is tried, 1.0.0 1.1.0,              pilot=1.1.0/1.0.0,             1.1.0",
  })
  void theRecommendedVersionIs(String why, String versions, String channels, String expected) {
    List<CataloguedVersion> all = new ArrayList<>();
    for (String number : versions.split(" ")) {
      all.add(
          number.endsWith("!")
              ? version(number.replace("!", "")).withRevoked("bad")
              : version(number));
    }
    List<CataloguedChannel> named =
        channels == null
            ? List.of()
            : Arrays.stream(channels.split(" ")).map(CataloguedModelTest::channel).toList();
    CataloguedModel model = new CataloguedModel("tiny", named, all);
    assertThat(model.recommended().map(version -> version.version().toString()).orElse(null))
        .as(why)
        .isEqualTo(expected);
  }

  private static CataloguedChannel channel(String text) {
    String[] words = text.replace("!", "").split("[=/]");
    SemanticVersion previous = words.length > 2 ? SemanticVersion.parse(words[2]) : null;
    return new CataloguedChannel(
        words[0],
        SemanticVersion.parse(words[1]),
        previous == null ? 100 : 10,
        previous,
        text.endsWith("!"));
  }

  @Test
  void versionsComeNewestFirstAndStableBeforeOtherChannels() {
    CataloguedModel model =
        new CataloguedModel(
            "tiny",
            List.of(channel("beta=1.0.0"), channel("stable=1.0.0"), channel("alpha=1.0.0")),
            List.of(version("1.0.0"), version("1.10.0"), version("1.9.0")));
    assertThat(model.versions())
        .extracting(version -> version.version().toString())
        .containsExactly("1.10.0", "1.9.0", "1.0.0");
    assertThat(model.channels())
        .extracting(CataloguedChannel::name)
        .containsExactly("stable", "alpha", "beta");
  }

  @Test
  void aVersionThatComesTwiceOrIsAnotherModelsIsRefused() {
    List<CataloguedVersion> twice = List.of(version("1.0.0"), version("1.0.0"));
    assertThatThrownBy(() -> new CataloguedModel("tiny", List.of(), twice))
        .isInstanceOf(NexusException.InvalidValue.class);
    assertThatThrownBy(() -> new CataloguedModel("other", List.of(), List.of(version("1.0.0"))))
        .isInstanceOf(NexusException.InvalidValue.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<b>", "Tiny", "targets", "a b", ""})
  void namesThatCannotBePartsOfAddressesAreRefused(String name) {
    assertThatThrownBy(() -> new CataloguedModel(name, List.of(), List.of()))
        .isInstanceOf(NexusException.InvalidValue.class);
    assertThatThrownBy(() -> CataloguedChannel.of(name.equals("targets") ? "A" : name, "1.0.0"))
        .isInstanceOf(NexusException.InvalidValue.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a b", "a'b", "a$(id)", "a;b", "a&b", "a%20b", "é", "../a", "a`b", "a\nb"})
  void pathsThatAShellTakesForMoreAreRefused(String path) {
    assertThatThrownBy(() -> CataloguedFile.of(path, 1, SampleCatalogues.digest()))
        .isInstanceOf(NexusException.InvalidValue.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://host/",
        "https://host/?a=b",
        "https://user@host/",
        "https://host/a'b",
        "javascript:alert(1)",
        "https://host/$(id)",
        "https://[::1]/",
        "//host/"
      })
  void addressesThatAShellTakesForMoreAreRefused(String address) {
    Catalogue catalogue = Catalogue.of(SampleCatalogues.PUBLISHED, List.of());
    assertThatThrownBy(() -> catalogue.withAddress(URI.create(address)))
        .isInstanceOf(NexusException.InvalidValue.class);
  }

  @Test
  void anAddressEndsInASlash() {
    Catalogue catalogue = Catalogue.of(SampleCatalogues.PUBLISHED, List.of());
    assertThat(catalogue.withAddress(URI.create("https://host:8443/a%20b")).address())
        .isEqualTo(URI.create("https://host:8443/a%20b/"));
  }

  @Test
  void aVersionNeedsSizeAndDigestOfItsModel() {
    CataloguedFile archive = CataloguedFile.of("a.tar.gz", 1, SampleCatalogues.digest());
    PackageMetadata bare = PackageMetadata.of("tiny", "1.0.0", "me/tiny");
    assertThatThrownBy(() -> CataloguedVersion.of(bare, archive, SampleCatalogues.PUBLISHED))
        .isInstanceOf(NexusException.InvalidValue.class);
  }

  @Test
  void modelsWithoutAVersionAreLeftOut() {
    CataloguedModel empty = new CataloguedModel("tiny", List.of(), List.of());
    assertThat(Catalogue.of(SampleCatalogues.PUBLISHED, List.of(empty)).models()).isEmpty();
  }

  @Test
  void everythingPrintsItselfInAHundredCharacters() {
    String longest = "1.0.0-" + "a".repeat(58);
    CataloguedModel model = new CataloguedModel("m".repeat(64), List.of(), List.of());
    CataloguedFile file =
        CataloguedFile.of("a".repeat(200), Long.MAX_VALUE, SampleCatalogues.digest());
    SemanticVersion number = SemanticVersion.parse(longest);
    assertThat(
            List.of(
                model,
                file,
                new CataloguedUpdate(number, file),
                new CataloguedChannel("c".repeat(32), number, 100, null, true),
                version(longest).withRevoked("bad"),
                new UpgradeCost(number, number, Long.MAX_VALUE, Long.MAX_VALUE, List.of()),
                SampleCatalogues.small().withAddress(URI.create("https://" + "h".repeat(200)))))
        .allMatch(value -> value.toString().length() <= 100, "is short");
  }
}
