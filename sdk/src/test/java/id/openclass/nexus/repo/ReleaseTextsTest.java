package id.openclass.nexus.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.store.FolderStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `release.json` and channels: what is written is read again, and what is hostile is refused.
class ReleaseTextsTest {
  @TempDir static Path folder;
  private static String release;
  private static String channel;

  @BeforeEach
  void publishOne() {
    if (release != null) {
      return;
    }
    SampleReleases sample = new SampleReleases(folder);
    FolderStore store = FolderStore.at(folder.resolve("repository"));
    Publisher publisher = sample.initialised(store);
    Path v1 = sample.pack("1.0.0");
    Path v2 = sample.pack("1.1.0");
    publisher.publish(PublishRequest.of(List.of(v1, v2, sample.update(v1, v2))));
    publisher.revoke(ReleaseName.parse("tiny@1.0.0"), "old");
    publisher.promote(ReleaseName.parse("tiny@1.1.0"), "stable", 10, false);
    Repository repository = sample.open(store);
    release = text(repository.release(ReleaseName.parse("tiny@1.1.0")).toJson());
    channel = text(repository.channels().getFirst().toJson());
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    assertThat(text(Release.parse(bytes(release), "r").toJson())).isEqualTo(release);
    assertThat(text(ReleaseChannel.parse(bytes(channel), "c").toJson())).isEqualTo(channel);
  }

  @Test
  void keysThatAreNotKnownAreIgnored() {
    String more = release.replaceFirst("\\{", "{\"new\":{\"a\":[1]},");
    assertThat(Release.parse(bytes(more), "r")).isEqualTo(Release.parse(bytes(release), "r"));
  }

  @Test
  void bothFitTheirSchemas() throws IOException {
    assertThat(faults("release", release)).isEmpty();
    assertThat(faults("channel", channel)).isEmpty();
    assertThat(faults("channel", channel.replace("\"percent\":10", "\"percent\":0"))).isNotEmpty();
  }

  private static List<?> faults(String schema, String json) throws IOException {
    String text = Files.readString(Path.of("../docs/schemas/" + schema + ".schema.json"));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(text)
        .validate(json, InputFormat.JSON);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"format_version\":1 | \"format_version\":2",
        "\"format_version\":1 | \"format_version\":0",
        "\"format_version\":1 | \"format_version\":1.5",
        "\"name\":\"tiny\" | \"name\":\"../x\"",
        "\"name\":\"tiny\" | \"name\":\"con\"",
        "\"name\":\"tiny\" | \"name\":\"other\"",
        "\"name\":\"tiny\" | \"name\":null",
        "\"version\":\"1.1.0\"} | \"version\":\"1.1.0+build\"}",
        "tiny/1.1.0/tiny-1.1.0.tar.gz | ../../etc/passwd",
        "tiny/1.1.0/tiny-1.1.0.tar.gz | other/1.1.0/tiny-1.1.0.tar.gz",
        "tiny/1.1.0/tiny-1.1.0.tar.gz | tiny/1.1.0/a/b.tar.gz",
        "tiny/1.1.0/tiny-1.1.0.tar.gz | tiny/1.1.0/..",
        "tiny/1.1.0/tiny-1.1.0.tar.gz | tiny/1.1.0/.hidden",
        "\"from\":\"1.0.0\" | \"from\":\"1.1.0\"",
        "\"from\":\"1.0.0\" | \"from\":\"1\"",
        "\"type\":\"tensor\" | \"type\":\"rm -rf\"",
        "\"updates\":[ | \"updates\":[{},",
        "\"updates\":[ | \"updates\":[1,",
        "\"memory_mib\": | \"memory_mib\":-",
        "\"size_bytes\": | \"size_bytes\":99999999999999999999",
        "\"content_sha256\":\" | \"content_sha256\":\"X",
        "BEGIN PUBLIC KEY | BEGIN PRIVATE KEY",
        "\"package_name\" | \"package_nam\"",
        "\"published_at\":\"2026 | \"published_at\":\"26",
        "\"file\":\"tiny | \"file\":\"../tiny",
        "} | ",
      })
  void hostileReleasesAreRefused(String good, String bad) {
    String edited = release.replace(good, bad == null ? "" : bad);
    assertThat(edited).isNotEqualTo(release);
    assertThatThrownBy(() -> Release.parse(bytes(edited), "r"))
        .isInstanceOf(NexusException.Malformed.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"format_version\":1 | \"format_version\":2",
        "\"channel\":\"stable\" | \"channel\":\"../stable\"",
        "\"channel\":\"stable\" | \"channel\":\"Stable\"",
        "\"channel\":\"stable\" | \"channel\":\"nul\"",
        "\"percent\":10 | \"percent\":0",
        "\"percent\":10 | \"percent\":101",
        "\"percent\":10 | \"percent\":\"10\"",
        "\"halted\":false | \"halted\":\"no\"",
        "\"reason\":\"old\" | \"reason\":\" \"",
        "\"name\":\"tiny\" | \"name\":\"a/b\"",
        "\"previous\":null | \"previous\":\"one\"",
        "\"revoked\":[ | \"revoked\":[{},",
      })
  void hostileChannelsAreRefused(String good, String bad) {
    String edited = channel.replace(good, bad);
    assertThat(edited).isNotEqualTo(channel);
    assertThatThrownBy(() -> ReleaseChannel.parse(bytes(edited), "c"))
        .isInstanceOf(NexusException.Malformed.class);
  }

  @Test
  void aVersionThatIsRevokedTwiceIsRefused() {
    String twice = channel.replaceFirst("\"revoked\":\\[(\\{.*?\\})\\]", "\"revoked\":[$1,$1]");
    assertThat(twice).isNotEqualTo(channel);
    assertThatThrownBy(() -> ReleaseChannel.parse(bytes(twice), "c"))
        .isInstanceOf(NexusException.Malformed.class);
  }

  @Test
  void whatIsTooLongIsRefusedUnread() {
    byte[] longer = new byte[RepositoryLayout.RELEASE_BYTES + 1];
    assertThatThrownBy(() -> Release.parse(longer, "r")).hasMessageContaining("longer");
    assertThatThrownBy(() -> ReleaseChannel.parse(longer, "c")).hasMessageContaining("longer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tiny", "tiny@", "@1.0.0", "tiny@1", "Tiny@1.0.0", "tiny@1.0.0+b", "a@1.0.0@2"})
  void namesOfReleasesAreStrict(String text) {
    assertThat(ReleaseName.isOne(text)).isFalse();
    assertThatThrownBy(() -> ReleaseName.parse(text))
        .isInstanceOf(NexusException.InvalidValue.class);
  }

  @Test
  void everythingPrintsItselfShortly() {
    String longName = "a".repeat(64);
    String version = "1.0.0-" + "b".repeat(58);
    ReleaseChannel wide =
        new ReleaseChannel(
            longName, "c".repeat(32), version, null, 100, true, List.of(), Instant.EPOCH);
    assertThat(wide.toString()).hasSizeLessThanOrEqualTo(100);
    assertThat(new Revocation(version, "r".repeat(1000), Instant.EPOCH).toString())
        .hasSizeLessThanOrEqualTo(100);
    assertThat(Release.parse(bytes(release), "r").toString()).hasSizeLessThanOrEqualTo(100);
  }
}
