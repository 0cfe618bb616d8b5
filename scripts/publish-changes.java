///usr/bin/env jbang "$0" "$@" ; exit $?
// Publishes packages and updates that are made already, and says which version sites shall have.
//
//   jbang publish@openclass packages/tiny-1.0.0.tar.gz --channel stable
//   ./nexus halt tiny:stable
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
//SOURCES ${nexus.sources:publish-changes.java}
//SOURCES repo-options.java announce.java
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED -Xms24m
//MAIN PublishCommand
//DESCRIPTION Publishes packages and updates in a repository

import module java.base;

import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.CommandConsole;
import id.openclass.nexus.console.CommandLines;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.keys.KeyFile;
import id.openclass.nexus.registry.PublicationEvent;
import id.openclass.nexus.repo.PublishRequest;
import id.openclass.nexus.repo.Published;
import id.openclass.nexus.repo.Release;
import id.openclass.nexus.repo.ReleaseChannel;
import id.openclass.nexus.repo.ReleaseName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which channel, and how many sites. A picocli mixin.
final class ChannelMixin {
  @Option(
      names = "--channel",
      paramLabel = "C",
      description = "lead this channel to it; without, no site moves")
  private String channel;

  @Option(
      names = "--percent",
      paramLabel = "N",
      defaultValue = "100",
      description = "how many of a hundred sites take it, by default ${DEFAULT-VALUE}")
  private int percent;

  @Option(
      names = "--allow-downgrade",
      description = "the channel may go back to a lower version")
  private boolean allowDowngrade;

  String name() {
    return channel;
  }

  int percent() {
    return percent;
  }

  boolean allowDowngrade() {
    return allowDowngrade;
  }

  /// What would fail after minutes of work fails at once.
  void require() {
    if (percent < 1 || percent > ReleaseChannel.WHOLE) {
      throw NexusException.invalidValue(
          "not a percentage of sites: " + percent, "1 to 100; to stop a version: nexus halt");
    }
    if (channel == null && percent != ReleaseChannel.WHOLE) {
      throw NexusException.invalidValue("--percent goes with --channel", "--channel stable");
    }
  }
}

/// What whoever publishes may say. A picocli mixin.
final class PublishingMixin {
  @Mixin private ChannelMixin channel;

  @Option(names = "--dry-run", description = "publish nothing; print the bill")
  private boolean dryRun;

  @Mixin private SitesMixin sites;

  @Mixin private NotifyMixin notify;

  @Mixin private RepoMixin repo;

  RepoPlace open(CommandConsole console) {
    channel.require();
    sites.require();
    notify.require();
    return repo.open(console, dryRun);
  }

  boolean isDryRun() {
    return dryRun;
  }

  boolean leadsChannel() {
    return channel.name() != null;
  }

  /// What would fail after minutes of packing fails at once.
  void requirePossible(RepoPlace place, ReleaseName id) {
    place.publisher().requirePossible(id, channel.name(), channel.allowDowngrade());
  }

  PublishRequest request(List<Path> paths) {
    return PublishRequest.of(paths)
        .withChannel(channel.name(), channel.percent(), channel.allowDowngrade());
  }

  /// As `tiny@1.1.0 is published`.
  String outcome(ReleaseName id) {
    return id + (dryRun ? " would be published" : " is published");
  }

  /// The answer with what sites download; whoever listens is told.
  Answer told(CommandConsole console, Answer answer, Published made) {
    Answer whole = sites.bill(answer, made);
    notify.post(console, whole, made, PublicationEvent.Kind.PUBLISHED);
    return whole;
  }
}

@Command(
    name = "publish",
    description = {
      "Publishes packages and updates that are made already: all of them, or none.",
      "What does not verify is not published."
    },
    footer = {
      "Examples:",
      "  nexus publish packages/tiny-1.0.0.tar.gz --channel stable",
      "  nexus publish packages/tiny-1.1.0.tar.gz updates/tiny-1.0.0-to-1.1.0.tar --dry-run",
      "JSON: s3_bucket, s3_key, s3_url, cloudfront_url, upload_time (of the first package),"
          + " repository,",
      "      dry_run, outcome, releases, channels, objects, bytes, replaced, invalidations, notes,",
      "      bill (docs/bill.md)."
    })
final class PublishCommand extends NexusCommand {
  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "a package (.tar.gz, .zip) or an update (its folder or .tar)")
  private List<Path> paths;

  @Option(
      names = "--public-key",
      paramLabel = "FILE",
      description = "who signed the packages; by default found among your keys")
  private Path publicKey;

  @Mixin private PublishingMixin publishing;

  public static void main(String... arguments) {
    CommandLines.main(new PublishCommand(), arguments);
  }

  @Override
  protected Answer answer() {
    try (RepoPlace place = publishing.open(console())) {
      PublishRequest request =
          publishing
              .request(paths)
              .withPublicKey(publicKey == null ? null : KeyFile.readVerifying(publicKey));
      Published made = place.publisher().publish(request);
      Answer answer = Answer.empty();
      for (Release release : made.releases()) {
        answer = answer.line(publishing.outcome(release.id()));
      }
      answer = publishing.told(console(), place.bill(answer, made), made);
      return publishing.leadsChannel() || made.releases().isEmpty()
          ? answer.next("nexus repo status" + place.word())
          : answer.next(
              "nexus promote "
                  + made.releases().getFirst().id()
                  + " --channel stable"
                  + place.word());
    }
  }
}

@Command(
    name = "promote",
    description = "Leads a channel to a published version: sites of that channel take it.",
    footer = {
      "Examples:",
      "  nexus promote tiny@1.1.0 --channel pilot",
      "  nexus promote tiny@1.1.0 --channel stable --percent 10",
      "JSON: as publish."
    })
final class PromoteCommand extends NexusCommand {
  @Parameters(paramLabel = "NAME@V", description = "the version")
  private String release;

  @Mixin private ChannelMixin channel;

  @Mixin private NotifyMixin notify;

  @Mixin private RepoMixin repo;

  public static void main(String... arguments) {
    CommandLines.main(new PromoteCommand(), arguments);
  }

  @Override
  protected Answer answer() {
    ReleaseName id = ReleaseName.parse(release);
    if (channel.name() == null) {
      throw NexusException.invalidValue("--channel is missing", "for example --channel stable");
    }
    channel.require();
    notify.require();
    try (RepoPlace place = repo.open(console(), false)) {
      Published made =
          place
              .publisher()
              .promote(id, channel.name(), channel.percent(), channel.allowDowngrade());
      Answer answer = place.bill(Answer.empty(), made);
      notify.post(console(), answer, made, PublicationEvent.Kind.PROMOTED);
      return answer.next("nexus repo status" + place.word());
    }
  }
}

/// A channel as it is typed: `NAME:CHANNEL`.
record TypedChannel(String name, String channel) {
  static TypedChannel parse(String text) {
    String[] parts = text.split(":", 2);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw NexusException.invalidValue(
          "not NAME:CHANNEL: " + Display.escape(text, 60), "for example tiny:stable");
    }
    return new TypedChannel(parts[0], parts[1]);
  }
}

@Command(
    name = "halt",
    description = "Stops a channel: no site moves, in either direction.",
    footer = {"Examples:", "  nexus halt tiny:stable", "JSON: as publish."})
final class HaltCommand extends NexusCommand {
  @Parameters(paramLabel = "NAME:CHANNEL", description = "the channel")
  private String channel;

  @Mixin private NotifyMixin notify;

  @Mixin private RepoMixin repo;

  public static void main(String... arguments) {
    CommandLines.main(new HaltCommand(), arguments);
  }

  @Override
  protected Answer answer() {
    TypedChannel typed = TypedChannel.parse(channel);
    notify.require();
    try (RepoPlace place = repo.open(console(), false)) {
      Published made = place.publisher().halt(typed.name(), typed.channel());
      Answer answer = place.bill(Answer.empty(), made);
      notify.post(console(), answer, made, PublicationEvent.Kind.HALTED);
      return answer.next("nexus resume " + channel + place.word());
    }
  }
}

@Command(
    name = "resume",
    description = "Lets a stopped channel go on.",
    footer = {"Examples:", "  nexus resume tiny:stable", "JSON: as publish."})
final class ResumeCommand extends NexusCommand {
  @Parameters(paramLabel = "NAME:CHANNEL", description = "the channel")
  private String channel;

  @Mixin private NotifyMixin notify;

  @Mixin private RepoMixin repo;

  public static void main(String... arguments) {
    CommandLines.main(new ResumeCommand(), arguments);
  }

  @Override
  protected Answer answer() {
    TypedChannel typed = TypedChannel.parse(channel);
    notify.require();
    try (RepoPlace place = repo.open(console(), false)) {
      Published made = place.publisher().resume(typed.name(), typed.channel());
      Answer answer = place.bill(Answer.empty(), made);
      notify.post(console(), answer, made, PublicationEvent.Kind.RESUMED);
      return answer.next("nexus repo status" + place.word());
    }
  }
}

@Command(
    name = "revoke",
    description = {
      "Says that nobody shall run a version. Sites that have it go to what their channel leads to.",
      "It cannot be taken back."
    },
    footer = {
      "Examples:",
      "  nexus revoke tiny@1.0.1 --reason 'answers in the wrong language'",
      "JSON: as publish."
    })
final class RevokeCommand extends NexusCommand {
  @Parameters(paramLabel = "NAME@V", description = "the version")
  private String release;

  @Option(names = "--reason", paramLabel = "T", required = true, description = "why, for people")
  private String reason;

  @Mixin private NotifyMixin notify;

  @Mixin private RepoMixin repo;

  public static void main(String... arguments) {
    CommandLines.main(new RevokeCommand(), arguments);
  }

  @Override
  protected Answer answer() {
    ReleaseName id = ReleaseName.parse(release);
    notify.require();
    try (RepoPlace place = repo.open(console(), false)) {
      Published made = place.publisher().revoke(id, reason);
      Answer answer = place.bill(Answer.empty().line(id + " is revoked"), made);
      notify.postRevoked(console(), answer, made, id);
      String channel =
          made.channels().stream()
              .filter(one -> one.version().equals(id.version()))
              .map(ReleaseChannel::channel)
              .findFirst()
              .orElse(null);
      return channel == null
          ? answer.next("nexus repo list" + place.word())
          : answer.next(
              "nexus promote " + id.name() + "@V --channel " + channel + place.word());
    }
  }
}
