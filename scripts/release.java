///usr/bin/env jbang "$0" "$@" ; exit $?
// Publishes models in a repository, and says which version sites shall have.
//
//   jbang release@openclass model.gguf --version 1.1.0
//   ./nexus promote tiny@1.1.0 --channel stable
//
//JAVA 25+
//DEPS org.slf4j:slf4j-api:2.0.20
//DEPS org.slf4j:slf4j-nop:2.0.20
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
//DEPS info.picocli:picocli:4.7.7
//DEPS me.tongfei:progressbar:0.10.2
//DEPS org.apache.commons:commons-lang3:3.18.0
//DEPS commons-codec:commons-codec:1.19.0
//DEPS com.fasterxml.jackson.core:jackson-annotations:2.22
//DEPS software.amazon.awssdk:s3:2.57.8
//DEPS software.amazon.awssdk:cloudfront:2.57.8
//DEPS software.amazon.awssdk:url-connection-client:2.57.8
//SOURCES ${nexus.sources:release.java}
//SOURCES repo.java package.java publish-changes.java
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED -Xms24m
//MAIN ReleaseCommand
//DESCRIPTION Packages, signs and publishes a model, with updates from the versions before

import module java.base;

import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.CommandLines;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.LineSpeed;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.delta.Delta;
import id.openclass.nexus.delta.MadeUpdate;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.PackageOptions;
import id.openclass.nexus.pack.Packing;
import id.openclass.nexus.pack.SemanticVersion;
import id.openclass.nexus.repo.PublishRequest;
import id.openclass.nexus.repo.Published;
import id.openclass.nexus.repo.Publisher;
import id.openclass.nexus.repo.Release;
import id.openclass.nexus.repo.ReleaseName;
import id.openclass.nexus.repo.ReleaseUpdate;
import id.openclass.nexus.repo.Repository;
import id.openclass.nexus.trust.SigningKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "release",
    description = {
      "Packages a model, signs it, makes the updates from the newest published versions, and"
          + " publishes it all.",
      "With nothing configured it makes keys and a repository in the folder repository first. No"
          + " site moves until a channel leads to the version: --channel, or nexus promote."
    },
    footer = {
      "Examples:",
      "  nexus release model.gguf --version 1.0.0",
      "  nexus release model.gguf --name tiny --version 1.1.0 --channel stable --percent 10",
      "  nexus release model.gguf --version 1.1.0 --repo s3://models/repository --dry-run",
      "  nexus release model.gguf --version 1.1.0 --sites 500 --price-per-gb 0.085",
      "JSON: s3_bucket, s3_key, s3_url, cloudfront_url, upload_time, repository, dry_run, outcome,",
      "      releases, channels, objects, bytes, replaced, invalidations, notes, package, updates,",
      "      bill (docs/bill.md)."
    })
final class ReleaseCommand extends NexusCommand {
  @Parameters(paramLabel = "MODEL", description = "the model file, usually a .gguf")
  private Path model;

  @Mixin private PackingMixin packing;

  @Option(
      names = "--deltas",
      paramLabel = "N",
      defaultValue = "3",
      description = "updates from so many of the newest versions, by default ${DEFAULT-VALUE}")
  private int deltas;

  @Option(
      names = "--updates",
      paramLabel = "DIR",
      defaultValue = "updates",
      description = "folder for the updates, by default ${DEFAULT-VALUE}")
  private Path updates;

  @Mixin private PublishingMixin publishing;

  public static void main(String... arguments) {
    CommandLines.main(new ReleaseCommand(), arguments);
  }

  @Override
  protected Answer answer() {
    PackageMetadata metadata = packing.metadata(model);
    try (RepoPlace place = publishing.open(console())) {
      requireVersion(place, metadata.name());
      ReleaseName id = new ReleaseName(metadata.name(), metadata.version());
      prepare(place, id.name());
      publishing.requirePossible(place, id);
      Path pack = pack(place, id, metadata);
      List<Path> made = deltas(place, id, pack);
      List<Path> all = new ArrayList<>(List.of(pack));
      all.addAll(made);
      PublishRequest request =
          publishing
              .request(all)
              .withPublicKey(place.modelKey().map(SigningKey::verifyingKey).orElse(null));
      Published published = place.publisher().publish(request);
      return told(place, id, published, pack, made);
    }
  }

  private void requireVersion(RepoPlace place, String name) {
    if (packing.version().isPresent()) {
      return;
    }
    String example = "1.0.0";
    if (place.publisher().exists()) {
      try (Repository repository = place.reading()) {
        example =
            repository.releases(name).stream()
                .findFirst()
                .map(newest -> newest.id().semantic().increment(SemanticVersion.Part.MINOR))
                .map(SemanticVersion::toString)
                .orElse(example);
      }
    }
    throw NexusException.invalidValue(
        "which version of " + name + " is this?", "for example --version " + example);
  }

  /// Makes what is missing: the repository, its keys, the model's place in it.
  private void prepare(RepoPlace place, String name) {
    Publisher publisher = place.publisher();
    if (!publisher.exists()) {
      List<Path> keys = new ArrayList<>();
      RepoInitCommand.init(place, List.of(), null, List.of(), List.of(), keys);
      console()
          .note((publishing.isDryRun() ? "would make" : "made") + " a repository in " + place.name());
      keys.forEach(key -> console().note("made a key: " + Display.escape(key.toString())));
    }
    if (!place.publisher().isDelegated(name)) {
      place.publisher().delegate(name, null);
      console()
          .note(
              name
                  + (publishing.isDryRun() ? " could" : " may")
                  + " be published there from now on");
    }
  }

  private Path pack(RepoPlace place, ReleaseName id, PackageMetadata metadata) {
    SigningKey key = place.modelKey().orElse(null);
    if (key == null) {
      console()
          .warn(
              "the package is not signed: there is no key for models",
              "nexus keys generate --for model makes one");
    }
    PackageOptions options = options(place, id).withSigningKey(key);
    Packing.Result made = packed(metadata, options);
    made.warnings().forEach(warning -> console().warn(warning, null));
    return made.archive();
  }

  private Packing.Result packed(PackageMetadata metadata, PackageOptions options) {
    try {
      return Packing.of(model, metadata, options).run();
    } catch (NexusException.Refused e) {
      boolean kept = packing.options(console()).overwrite() && !options.overwrite();
      throw kept
          ? NexusException.refused(
              e.getMessage(),
              e.where(),
              "this version is published, so --force does not replace its package: name another"
                  + " --version")
          : e;
    }
  }

  /// A dry run leaves nothing in the folders of packages and updates. The package of what is
  /// published is not replaced: it could not be made again.
  private PackageOptions options(RepoPlace place, ReleaseName id) {
    PackageOptions options = packing.options(console());
    return publishing.isDryRun()
        ? options.withFolder(place.cache().resolve("dry-run")).withOverwrite(true)
        : options.withOverwrite(options.overwrite() && !place.publisher().isPublished(id));
  }

  /// Updates from the newest versions below this one, where they are smaller than the package.
  private List<Path> deltas(RepoPlace place, ReleaseName id, Path pack) {
    List<Path> made = new ArrayList<>();
    if (deltas <= 0 || (publishing.isDryRun() && place.isNew())) {
      return made;
    }
    try (Repository repository = place.reading()) {
      List<Release> bases =
          repository.releases(id.name()).stream()
              .filter(base -> base.id().semantic().compareTo(id.semantic()) < 0)
              .filter(base -> base.revoked() == null)
              .limit(deltas)
              .toList();
      Release there = repository.find(id).orElse(null);
      for (Release base : bases) {
        if (there == null || there.updateFrom(base.version()).isEmpty()) {
          Path older = repository.fetch(base.id(), place.cache());
          delta(place, older, pack).ifPresent(made::add);
        }
      }
    }
    return made;
  }


  private Optional<Path> delta(RepoPlace place, Path older, Path pack) {
    MadeUpdate made =
        Delta.between(older, pack)
            .archive(true)
            .overwrite(true)
            .createdAt(console().sourceDateEpoch().orElse(null))
            .progress(console().progress())
            .make(publishing.isDryRun() ? place.cache().resolve("dry-run") : updates);
    made.notes().forEach(note -> console().warn(note, null));
    boolean pays = made.update().sizeBytes() < pack.toFile().length();
    if (!pays) {
      console()
          .note(
              "no update from "
                  + made.update().metadata().fromVersion()
                  + ": it would be as large as the package");
    }
    return pays ? Optional.of(made.archive()) : Optional.empty();
  }

  private Answer told(
      RepoPlace place, ReleaseName id, Published published, Path pack, List<Path> made) {
    Answer answer = Answer.empty().line(publishing.outcome(id));
    for (Release release : published.releases()) {
      answer = answer.line("package " + Display.bytes(release.pack().sizeBytes()));
      for (ReleaseUpdate update : release.updates()) {
        answer = answer.line("update from " + update.from() + " " + cost(update, release));
      }
    }
    answer = place.bill(answer, published).with("package", pack).with("updates", made);
    answer = publishing.told(console(), answer, published);
    if (publishing.isDryRun() && place.isNew()) {
      return answer;
    }
    return publishing.isDryRun() || publishing.leadsChannel()
        ? answer.next("nexus repo status" + place.word())
        : answer.next("nexus promote " + id + " --channel stable" + place.word());
  }

  /// As `12.0 MB; at 2 Mbit/s 48 s instead of 16 min`.
  private static String cost(ReleaseUpdate update, Release release) {
    LineSpeed slow = LineSpeed.mbit(2);
    return Display.bytes(update.file().sizeBytes())
        + "; at "
        + slow
        + " "
        + Display.duration(slow.timeFor(update.file().sizeBytes()))
        + " instead of "
        + Display.duration(slow.timeFor(release.pack().sizeBytes()));
  }
}
