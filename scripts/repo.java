///usr/bin/env jbang "$0" "$@" ; exit $?
// Makes a repository and looks after it: its keys' roles, what it holds, what expires.
//
//   jbang repo@openclass init
//   ./nexus repo status --repo s3://models/repository
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
//SOURCES ${nexus.sources:repo.java}
//SOURCES repo-options.java repo-policy.java
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED -Xms24m
//MAIN RepoCommand
//DESCRIPTION Makes a signed repository and looks after it

import module java.base;

import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.CommandLines;
import id.openclass.nexus.console.ExitCode;
import id.openclass.nexus.console.GroupCommand;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.console.Table;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.keys.KeyFile;
import id.openclass.nexus.repo.Collected;
import id.openclass.nexus.repo.FirstKeys;
import id.openclass.nexus.repo.Published;
import id.openclass.nexus.repo.Refreshed;
import id.openclass.nexus.repo.Release;
import id.openclass.nexus.repo.ReleaseName;
import id.openclass.nexus.repo.Repository;
import id.openclass.nexus.repo.RepositoryReport;
import id.openclass.nexus.repo.RepositoryStatus;
import id.openclass.nexus.repo.RoleStatus;
import id.openclass.nexus.trust.KeyPurpose;
import id.openclass.nexus.trust.RoleKeys;
import id.openclass.nexus.trust.VerifyingKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "repo",
    description = "Makes a signed repository and looks after it.",
    subcommands = {
      RepoInitCommand.class,
      RepoDelegateCommand.class,
      RepoStatusCommand.class,
      RepoListCommand.class,
      RepoVerifyCommand.class,
      RepoRefreshCommand.class,
      RepoGcCommand.class,
      RepoRetireCommand.class,
      RepoPolicyCommand.class
    })
final class RepoCommand extends GroupCommand {
  public static void main(String... arguments) {
    CommandLines.main(new RepoCommand(), arguments);
  }
}

@Command(
    name = "init",
    description = {
      "Makes a repository: a folder or a place in S3 that any TUF client can read.",
      "Keys that are not named are root.pem, targets.pem, online.pem (repository) and model.pem"
          + " (packages) of your key folder; those that are missing are made."
    },
    footer = {
      "Examples:",
      "  nexus repo init",
      "  nexus repo init --repo s3://models/repository --region ap-southeast-3",
      "  nexus repo init --root a.pub --root b.pub --root c.pub --threshold 2",
      "JSON: repository, outcome (written, already_there), fingerprint, root (its object),"
          + " keys_made."
    })
final class RepoInitCommand extends NexusCommand {
  @Option(
      names = "--root",
      paramLabel = "PUB",
      description = "public key of somebody who signs the root; may repeat")
  private List<Path> root = List.of();

  @Option(names = "--threshold", paramLabel = "N", description = "how many root keys must sign")
  private Integer threshold;

  @Option(
      names = "--targets",
      paramLabel = "PUB",
      description = "public key that says who may publish which model")
  private List<Path> targets = List.of();

  @Option(
      names = "--online",
      paramLabel = "PUB",
      description = "public key that signs at each publish")
  private List<Path> online = List.of();

  @Mixin private RepoMixin repo;

  @Override
  protected Answer answer() {
    try (RepoPlace place = repo.open(console(), false)) {
      List<Path> made = new ArrayList<>();
      Outcome outcome = init(place, root, threshold, targets, online, made);
      return told(place, outcome, made);
    }
  }

  /// Makes the repository with the keys that are there, or are made.
  static Outcome init(
      RepoPlace place,
      List<Path> root,
      Integer threshold,
      List<Path> targets,
      List<Path> online,
      List<Path> made) {
    if (place.publisher().exists()) {
      return Outcome.ALREADY_THERE;
    }
    FirstKeys keys = place.firstKeys(root, threshold, targets, online, made);
    place.usual("model", KeyPurpose.MODEL, made);
    return place.publisher().init(keys);
  }

  private Answer told(RepoPlace place, Outcome outcome, List<Path> made) {
    String fingerprint = place.publisher().status().fingerprint().text();
    boolean there = outcome == Outcome.ALREADY_THERE;
    Answer answer =
        Answer.empty()
            .with("repository", place.name())
            .with("outcome", outcome.toString())
            .with("fingerprint", fingerprint)
            .with("root", "metadata/1.root.json")
            .with("keys_made", made)
            .line((there ? "already there: " : "repository  ") + place.name())
            .line("root        metadata/1.root.json, fingerprint " + fingerprint);
    for (Path key : made) {
      answer = answer.line("key made    " + Display.escape(key.toString()));
    }
    if (!made.isEmpty()) {
      console()
          .warn(
              "who has these keys publishes in your name",
              "keep a copy of root.pem and targets.pem elsewhere; once all models are delegated,"
                  + " only online.pem and model.pem are needed here");
    }
    return answer.next("nexus release MODEL --version 1.0.0" + place.word());
  }
}

@Command(
    name = "delegate",
    description = {
      "Lets a key publish a model. Needs the targets key.",
      "By default it is the key that signs the timestamp."
    },
    footer = {
      "Examples:",
      "  nexus repo delegate tiny",
      "  nexus repo delegate tiny --release-key ci.pub --signing-key /media/stick/targets.pem",
      "JSON: repository, name, outcome (written, already_there), objects, bytes."
    })
final class RepoDelegateCommand extends NexusCommand {
  @Parameters(paramLabel = "NAME", description = "the model")
  private String name;

  @Option(
      names = "--release-key",
      paramLabel = "PUB",
      description = "public key that may publish it; may repeat: then any of them may")
  private List<Path> releaseKeys = List.of();

  @Mixin private RepoMixin repo;

  @Override
  protected Answer answer() {
    List<VerifyingKey> keys = releaseKeys.stream().map(KeyFile::readVerifying).toList();
    try (RepoPlace place = repo.open(console(), false)) {
      Published made =
          place.publisher().delegate(name, keys.isEmpty() ? null : RoleKeys.of(1, keys));
      boolean there = made.outcome() == Outcome.ALREADY_THERE;
      return Answer.empty()
          .with("repository", place.name())
          .with("name", name)
          .with("outcome", made.outcome().toString())
          .with("objects", made.objects())
          .with("bytes", made.bytes())
          .line(name + (there ? " could be published already" : " may be published now"))
          .next("nexus release MODEL --name " + name + " --version 1.0.0" + place.word());
    }
  }
}

@Command(
    name = "status",
    description = "Says when each role expires, which keys are at hand, and what channels lead to.",
    footer = {
      "Examples:",
      "  nexus repo status",
      "JSON: repository, fingerprint, stale, releases, roles (role, version, expires, key_ids,"
          + " threshold, keys_at_hand), channels."
    })
final class RepoStatusCommand extends NexusCommand {
  @Mixin private RepoMixin repo;

  @Override
  protected Answer answer() {
    try (RepoPlace place = repo.open(console(), false)) {
      RepositoryStatus status = place.publisher().status();
      Table table = Table.of("role", "version", "expires", "keys", "at hand");
      for (RoleStatus role : status.roles()) {
        table.row(
            role.role(),
            role.version(),
            role.expires() == null ? "nothing published" : expires(role.expires()),
            role.threshold() + " of " + role.keyIds().size(),
            role.atHand() ? "yes" : "no");
      }
      return Answer.empty()
          .with("repository", place.name())
          .with("fingerprint", status.fingerprint().text())
          .with("stale", status.stale())
          .with("releases", status.releases())
          .with("roles", status.roles().stream().map(RepoStatusCommand::fields).toList())
          .with("channels", status.channels().stream().map(RepoPlace::fields).toList())
          .line(place.name() + ", root " + status.fingerprint())
          .lines(table.lines())
          .lines(status.channels().stream().map(RepoPlace::line).toList())
          .next(next(status, place));
    }
  }

  private String next(RepositoryStatus status, RepoPlace place) {
    RoleStatus root = status.roles().getFirst();
    if (isDue(root)) {
      // Only its own keys can sign the next one: a refresh cannot.
      return ("nexus keys rotate %d.root.json --signing-key ROOT_KEY --out DIR,"
                  + " then nexus repo refresh --root DIR/%d.root.json")
              .formatted(root.version(), root.version() + 1)
          + place.word();
    }
    return (status.stale() || isDue(status.next()) ? "nexus repo refresh" : "nexus repo list")
        + place.word();
  }

  private boolean isDue(RoleStatus role) {
    return role.expires().isBefore(console().clock().instant().plus(Duration.ofDays(30)));
  }

  private String expires(Instant when) {
    long days = Duration.between(console().clock().instant(), when).toDays();
    String day = when.toString().substring(0, 10);
    return day + (when.isBefore(console().clock().instant()) ? ", expired" : ", " + days + " days");
  }

  private static Map<String, Object> fields(RoleStatus role) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("role", role.role());
    fields.put("version", role.version());
    fields.put("expires", role.expires() == null ? null : role.expires().toString());
    fields.put("key_ids", role.keyIds());
    fields.put("threshold", role.threshold());
    fields.put("keys_at_hand", role.atHand());
    return fields;
  }
}

@Command(
    name = "list",
    description = "Lists what is published: versions, updates to them, channels.",
    footer = {
      "Examples:",
      "  nexus repo list",
      "JSON: repository, releases (name, version, package, size_bytes, sha256, model_size_bytes,"
          + " model_sha256, signed, revoked, updates), channels."
    })
final class RepoListCommand extends NexusCommand {
  @Mixin private RepoMixin repo;

  @Override
  protected Answer answer() {
    try (RepoPlace place = repo.open(console(), false);
        Repository repository = place.reading()) {
      List<Release> releases = repository.releases();
      Table table = Table.of("model", "version", "package", "updates from", "");
      for (Release release : releases) {
        table.row(
            release.name(),
            release.version(),
            Display.bytes(release.pack().sizeBytes()),
            release.updates().stream()
                .map(u -> u.from() + " (" + Display.bytes(u.file().sizeBytes()) + ")")
                .collect(Collectors.joining(", ")),
            release.revoked() == null ? "" : "revoked: " + Display.escape(release.revoked().reason(), 60));
      }
      Answer answer =
          Answer.empty()
              .with("repository", place.name())
              .with("releases", releases.stream().map(RepoPlace::fields).toList())
              .with("channels", repository.channels().stream().map(RepoPlace::fields).toList());
      return releases.isEmpty()
          ? answer
              .line("nothing is published in " + place.name())
              .next("nexus release MODEL --version 1.0.0" + place.word())
          : answer
              .lines(table.lines())
              .lines(repository.channels().stream().map(RepoPlace::line).toList())
              .next(next(releases) + place.word());
    }
  }

  private static String next(List<Release> releases) {
    return releases.stream()
        .filter(release -> release.revoked() == null)
        .findFirst()
        .map(release -> "nexus promote " + release.id() + " --channel stable")
        .orElse("nexus release MODEL --version V");
  }
}

@Command(
    name = "verify",
    description = {
      "Looks whether readers get all that the signed metadata promises.",
      "With --deep every byte is read back and compared."
    },
    footer = {
      "Examples:",
      "  nexus repo verify --deep",
      "JSON: repository, valid, deep, errors, warnings, objects, bytes, releases."
    })
final class RepoVerifyCommand extends NexusCommand {
  @Option(names = "--deep", description = "read every file, too")
  private boolean deep;

  @Mixin private RepoMixin repo;

  @Override
  protected Answer answer() {
    try (RepoPlace place = repo.open(console(), false)) {
      RepositoryReport report = place.publisher().verify(deep);
      report.warnings().forEach(warning -> console().warn(warning, null));
      Answer answer =
          Answer.empty()
              .with("repository", place.name())
              .with("valid", report.valid())
              .with("deep", deep)
              .with("errors", report.errors())
              .with("warnings", report.warnings())
              .with("objects", report.objects())
              .with("bytes", report.bytes())
              .with("releases", report.releases())
              .lines(report.errors());
      String what = report.releases() + " releases, " + Display.bytes(report.bytes());
      return report.valid()
          ? answer.line((deep ? "intact: " : "complete: ") + what)
          : answer.line("damaged: " + what).exit(ExitCode.CONTENT);
    }
  }
}

@Command(
    name = "refresh",
    description = {
      "Signs anew what expires, with the keys that are at hand: type it every week, or let CI.",
      "With --root it publishes the next root, which nexus keys rotate made."
    },
    footer = {
      "Examples:",
      "  nexus repo refresh --signing-key env:ONLINE_KEY",
      "  nexus repo refresh --root 2.root.json",
      "JSON: repository, roles (signed anew), left (their keys are not at hand), root_version."
    })
final class RepoRefreshCommand extends NexusCommand {
  @Option(names = "--root", paramLabel = "FILE", description = "the next root")
  private Path root;

  @Mixin private RepoMixin repo;

  @Override
  protected Answer answer() {
    try (RepoPlace place = repo.open(console(), false)) {
      Refreshed made = place.publisher().refresh(root == null ? null : bytes());
      for (String left : made.left()) {
        console()
            .warn(
                left + " was not signed: its key is not at hand",
                "whoever has it types: nexus repo refresh" + place.word());
      }
      return Answer.empty()
          .with("repository", place.name())
          .with("roles", made.roles())
          .with("left", made.left())
          .with("root_version", made.rootVersion())
          .line("signed anew: " + String.join(", ", made.roles()))
          .line("root " + made.rootVersion() + " counts")
          .next("nexus repo status" + place.word());
    }
  }

  private byte[] bytes() {
    try {
      return Files.readAllBytes(root);
    } catch (IOException e) {
      throw NexusException.io("read", root, e);
    }
  }
}

@Command(
    name = "gc",
    description = {
      "Removes what no reader asks for: files of publishing that was torn, of retired versions,"
          + " and of updates beyond the newest.",
      "Updates to versions that a channel leads to always stay."
    },
    footer = {
      "Examples:",
      "  nexus repo gc",
      "JSON: repository, updates_dropped, objects_removed, bytes, unfinished."
    })
final class RepoGcCommand extends NexusCommand {
  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "5",
      description = "updates that stay of each model, by default ${DEFAULT-VALUE}")
  private int keep;

  @Mixin private RepoMixin repo;

  @Override
  protected Answer answer() {
    if (keep < 0) {
      throw NexusException.invalidValue("--keep " + keep, "a count from 0 on");
    }
    try (RepoPlace place = repo.open(console(), false)) {
      Collected made = place.publisher().collect(keep);
      return Answer.empty()
          .with("repository", place.name())
          .with("updates_dropped", made.updates())
          .with("objects_removed", made.objects().stream().map(Object::toString).toList())
          .with("bytes", made.bytes())
          .with("unfinished", made.unfinished())
          .lines(made.updates().stream().map(id -> "no longer offered: " + Display.escape(id)).toList())
          .line(
              "removed "
                  + made.objects().size()
                  + " objects, "
                  + Display.bytes(made.bytes()))
          .next("nexus repo verify" + place.word());
    }
  }
}

@Command(
    name = "retire",
    description = "Takes a version that no channel names out of the repository.",
    footer = {
      "Examples:",
      "  nexus repo retire tiny@1.0.0",
      "JSON: repository, release, objects, bytes."
    })
final class RepoRetireCommand extends NexusCommand {
  @Parameters(paramLabel = "NAME@V", description = "the version")
  private String release;

  @Mixin private RepoMixin repo;

  @Override
  protected Answer answer() {
    ReleaseName id = ReleaseName.parse(release);
    try (RepoPlace place = repo.open(console(), false)) {
      Published made = place.publisher().retire(id);
      return Answer.empty()
          .with("repository", place.name())
          .with("release", id.toString())
          .with("objects", made.objects())
          .with("bytes", made.bytes())
          .line(id + " is offered no more")
          .next("nexus repo gc" + place.word());
    }
  }
}
