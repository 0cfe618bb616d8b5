package id.openclass.nexus.catalogue;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.SemanticVersion;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Catalogues that tests and browsers look at.
final class SampleCatalogues {
  static final Instant PUBLISHED = Instant.parse("2026-11-26T14:03:07Z");
  static final URI ADDRESS = URI.create("https://models.example.org/schools/");

  /// Markup, scripts, ends of strings, what turns text around, and what no terminal likes.
  static final String HOSTILE =
      "</p></bdi></title></style><script>alert(1)</script><img src=x onerror=alert(2)>"
          + "\" onmouseover=\"alert(3)' &amp; javascript:alert(4) \u202Egnp.exe\u2066 \u0000\u0007\u001b[2J\u200B\uFEFF";

  private SampleCatalogues() {}

  static SemanticVersion version(String text) {
    return SemanticVersion.parse(text);
  }

  static Digest digest(Object... words) {
    return Digest.of(List.of(words).toString().getBytes(StandardCharsets.UTF_8));
  }

  static PackageMetadata metadata(String name, String version, long bytes) {
    return PackageMetadata.of(name, version, "openclass/" + name)
        .with("file_size_bytes", bytes)
        .with("sha256_checksum", digest(name, version, "model").hex())
        .with("model_type", "gemma3")
        .with("quantization", "Q4_K_M")
        .with("context_window", 4096)
        .with("memory_requirements_mb", bytes / 1_000_000 + 700)
        .with("supports_indonesian", true);
  }

  static CataloguedVersion version(PackageMetadata about, Instant published) {
    String name = about.name();
    Digest digest = digest(name, about.version(), "package");
    String key = "targets/" + name + "/" + about.version() + "/" + digest + "." + name + "-";
    return CataloguedVersion.of(
        about,
        CataloguedFile.of(
            key + about.version() + ".tar.gz", about.fileSizeBytes() * 95 / 100, digest),
        published);
  }

  static CataloguedUpdate update(String name, String from, String to, long bytes) {
    Digest digest = digest(name, from, to);
    String file = digest + "." + name + "-" + from + "-to-" + to + ".tar";
    return new CataloguedUpdate(
        version(from), CataloguedFile.of("targets/" + name + "/updates/" + file, bytes, digest));
  }

  /// What the first school sees.
  static Catalogue small() {
    return Catalogue.of(PUBLISHED, List.of(tutor(), small("bge-small-en"), sundanese()))
        .withAddress(ADDRESS);
  }

  static Catalogue ofOne() {
    return Catalogue.of(PUBLISHED, List.of(tutor()));
  }

  /// Four versions, a halted pilot, a revoked one, chains of updates.
  static CataloguedModel tutor() {
    String name = "tutor-sma";
    List<CataloguedVersion> versions = new ArrayList<>();
    String[] numbers = {"0.9.0", "1.0.0", "1.1.0", "1.2.0", "1.3.0-rc.1"};
    for (int i = 0; i < numbers.length; i++) {
      PackageMetadata about =
          metadata(name, numbers[i], 806_000_000L + i * 1_000_000L)
              .withDescription(
                  "Menjawab pertanyaan pelajaran SMA dalam bahasa Indonesia, dengan langkah-langkah.\n\n"
                      + "Answers questions of upper secondary school, step by step. Made for computers with 4 GB of memory and no graphics card.")
              .withSubjects(
                  List.of(
                      "Matematika",
                      "Fisika",
                      "Kimia",
                      "Biologi",
                      "Bahasa Indonesia",
                      "Informatika"));
      CataloguedVersion version =
          version(about, PUBLISHED.minus(Duration.ofDays(200L - 40 * i)))
              .withLicense("Apache-2.0")
              .withLanguages(List.of("id", "en", "jv"))
              .withSignedBy(digest("key").hex());
      for (int from = Math.max(1, i - 1); from < i; from++) {
        version =
            version.withUpdate(update(name, numbers[from], numbers[i], 21_300_000L * (i - from)));
      }
      versions.add(
          i == 1
              ? version.withRevoked("Salah menghitung pecahan; wrong answers to fractions.")
              : version);
    }
    return new CataloguedModel(
        name,
        List.of(
            new CataloguedChannel("pilot", version("1.3.0-rc.1"), 10, null, true),
            CataloguedChannel.of("stable", "1.2.0")),
        versions);
  }

  static CataloguedModel small(String name) {
    return new CataloguedModel(
        name,
        List.of(new CataloguedChannel("stable", version("1.5.0"), 25, version("1.0.0"), false)),
        List.of(
            version(metadata(name, "1.0.0", 33_400_000), PUBLISHED.minus(Duration.ofDays(90))),
            version(
                    metadata(name, "1.5.0", 33_500_000)
                        .withDescription(
                            "Finds the paragraph of a schoolbook that answers a question.")
                        .withSubjects(List.of("Bahasa Inggris")),
                    PUBLISHED)
                .withLicense("MIT")
                .withLanguages(List.of("en"))
                .withUpdate(update(name, "1.0.0", "1.5.0", 1_640_000))));
  }

  private static CataloguedModel sundanese() {
    return new CataloguedModel(
        "sunda-270m",
        List.of(),
        List.of(
            version(
                    metadata("sunda-270m", "0.1.0", 253_000_000)
                        .withDescription("Carita jeung sajak dina basa Sunda."),
                    PUBLISHED)
                .withLanguages(List.of("su", "id", "x-kuring"))));
  }

  /// Models with versions that each have updates from the three before.
  static Catalogue large(int models, int versions) {
    return Catalogue.of(
            PUBLISHED,
            IntStream.range(0, models).mapToObj(i -> large("model-" + i, versions)).toList())
        .withAddress(ADDRESS);
  }

  private static CataloguedModel large(String name, int versions) {
    List<CataloguedVersion> all = new ArrayList<>();
    for (int i = 0; i < versions; i++) {
      CataloguedVersion version =
          version(
                  metadata(name, "1." + i + ".0", 800_000_000L + i)
                      .withDescription(
                          "A model for grade "
                              + i % 12
                              + ". ".repeat(2)
                              + "It explains.".repeat(12))
                      .withSubjects(List.of("Matematika", "Fisika", "Kimia", "Biologi")),
                  PUBLISHED.minus(Duration.ofDays(versions - i)))
              .withLicense("Apache-2.0")
              .withSignedBy(digest("key").hex());
      for (int from = Math.max(0, i - 3); from < i; from++) {
        version =
            version.withUpdate(
                update(name, "1." + from + ".0", "1." + i + ".0", 9_000_000L * (i - from)));
      }
      all.add(version);
    }
    return new CataloguedModel(
        name, List.of(CataloguedChannel.of("stable", "1." + (versions - 1) + ".0")), all);
  }

  /// A model all of whose texts are markup, of any length.
  static CataloguedModel hostile(String name, String text) {
    List<CataloguedVersion> versions = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      versions.add(
          version(
                  metadata(name, "1." + i + ".0", 1_000_000)
                      .with("model_id", text)
                      .with("model_type", text)
                      .with("quantization", text)
                      .with("created_by", text)
                      .withDescription(text)
                      .withSubjects(IntStream.range(0, 30).mapToObj(n -> text).toList()),
                  PUBLISHED)
              .withLicense(text)
              .withLanguages(IntStream.range(0, 30).mapToObj(n -> text).toList())
              .withSignedBy(text)
              .withRevoked(i < 15 ? text : null));
    }
    List<CataloguedChannel> channels =
        IntStream.range(0, 30)
            .mapToObj(i -> CataloguedChannel.of("channel-" + i, "1." + i % 20 + ".0"))
            .toList();
    return new CataloguedModel(name, channels, versions);
  }
}
