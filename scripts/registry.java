///usr/bin/env jbang "$0" "$@" ; exit $?
// Tells a model registry of a version.
//
//   jbang registry@openclass push mlflow:https://mlflow.example.org tiny@1.1.0 --repo s3://models/repository
//   ./nexus registry push --help
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
//SOURCES ${nexus.sources:registry.java}
//SOURCES repo-options.java
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED
//MAIN RegistryCommand
//DESCRIPTION Tells a model registry of a version

import module java.base;

import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.CommandLines;
import id.openclass.nexus.console.GroupCommand;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.registry.MlflowRegistry;
import id.openclass.nexus.registry.RegisteredVersion;
import id.openclass.nexus.registry.RegistryCredentials;
import id.openclass.nexus.registry.RegistryPush;
import id.openclass.nexus.repo.PublishedFile;
import id.openclass.nexus.repo.Release;
import id.openclass.nexus.repo.ReleaseChannel;
import id.openclass.nexus.repo.ReleaseName;
import id.openclass.nexus.repo.Repository;
import id.openclass.nexus.repo.Revocation;
import id.openclass.nexus.store.HttpAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "registry",
    description = "Tells a model registry of versions.",
    subcommands = RegistryPushCommand.class)
final class RegistryCommand extends GroupCommand {
  public static void main(String... arguments) {
    CommandLines.main(new RegistryCommand(), arguments);
  }
}

@Command(
    name = "push",
    description = {
      "Registers a version in MLflow, with tags and, for its channels, aliases: one that is published in"
          + " a repository, or that of a package. What is registered already is left alone; what is missing"
          + " is added.",
      "Credentials come from MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or from"
          + " MLFLOW_TRACKING_TOKEN."
    },
    footer = {
      "Examples:",
      "  nexus registry push mlflow:https://mlflow.example.org tiny@1.1.0 --repo s3://models/repository",
      "  nexus registry push mlflow:https://mlflow.example.org tiny@1.1.0 --repository https://models.example.org",
      "  nexus registry push mlflow:https://mlflow.example.org packages/tiny-1.1.0.tar.gz"
          + " --url https://models.example.org/models/tiny-1.1.0.tar.gz --channel stable",
      "JSON: name, version, number (MLflow's), page, outcome (written, already_there), tags_set,",
      "      aliases_set, notes."
    })
final class RegistryPushCommand extends NexusCommand {
  @Parameters(index = "0", paramLabel = "mlflow:URL", description = "the registry")
  private String registry;

  @Parameters(
      index = "1",
      paramLabel = "NAME@V|PACKAGE",
      description = "a version of the repository, or a package (.tar.gz, .zip)")
  private String what;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "where the package is published: https://... or s3://...; by default as the repository has it")
  private String url;

  @Option(
      names = "--repository",
      paramLabel = "URL",
      description = "where others read the repository: https://... or s3://...")
  private String repository;

  @Option(
      names = "--channel",
      paramLabel = "C",
      description =
          "a channel that leads to it, repeated for more: an alias in MLflow; by default as the"
              + " repository has them")
  private List<String> channels = new ArrayList<>();

  @Mixin private RepoMixin repo;

  @Override
  protected Answer answer() {
    RegistryCredentials credentials = RegistryCredentials.ofEnvironment(console()::environment);
    try (MlflowRegistry mlflow = MlflowRegistry.at(registry, credentials)) {
      boolean isFile = what.indexOf('@') < 0 || Files.exists(Path.of(what));
      RegisteredVersion version = isFile ? ofPackage() : ofRepository(ReleaseName.parse(what));
      RegistryPush push =
          mlflow.push(repository == null ? version : version.withRepository(repository));
      push.notes().forEach(note -> console().warn(note, null));
      return told(push);
    }
  }

  private RegisteredVersion ofPackage() {
    if (url == null) {
      throw NexusException.invalidValue(
          "where is this package published?",
          "add --url URL, or name what is published: NAME@V --repo STORE");
    }
    try (ModelPackage pack = ModelPackage.open(Path.of(what))) {
      return RegisteredVersion.of(pack, url).withChannels(channels);
    }
  }

  private RegisteredVersion ofRepository(ReleaseName id) {
    try (RepoPlace place = repo.open(console(), false);
        Repository open = place.reading()) {
      Release release = open.release(id);
      PublishedFile pack = release.pack();
      List<ReleaseChannel> known = open.channels(id.name());
      RegisteredVersion version =
          RegisteredVersion.of(
                  release.metadata(), release.model().sha256(), release.license(), url(place, pack))
              .withPackage(pack.key().text(), pack.sizeBytes(), pack.sha256())
              .withChannels(channels.isEmpty() ? leading(known, id) : channels);
      String reason = reason(release, known);
      return reason == null ? version : version.withRevoked(reason);
    }
  }

  /// As it was said, else below the repository's address, else where the store says.
  private String url(RepoPlace place, PublishedFile pack) {
    if (url != null) {
      return url;
    }
    if (repository != null) {
      return repository.replaceFirst("/*$", "/") + HttpAddress.encode(pack.key().text());
    }
    String known = place.address(pack.key());
    if (known == null) {
      throw NexusException.invalidValue(
          "a folder has no address that others can read from",
          "say where it is served: --repository https://models.example.org");
    }
    return known;
  }

  /// The channels whose alias shall lead to a version: those that lead everybody there. While a part
  /// of the sites tries another one, it stays at the version that most have.
  private List<String> leading(List<ReleaseChannel> known, ReleaseName id) {
    List<String> names = new ArrayList<>();
    for (ReleaseChannel channel : known) {
      boolean isPart = channel.percent() < ReleaseChannel.WHOLE && channel.previous() != null;
      if (id.version().equals(isPart ? channel.previous() : channel.version())) {
        names.add(channel.channel());
      } else if (isPart && id.version().equals(channel.version())) {
        console()
            .note(
                "channel " + channel.channel() + " leads " + channel.percent()
                    + " % of sites to it: its alias stays where it is");
      }
    }
    return names;
  }

  private static String reason(Release release, List<ReleaseChannel> known) {
    return Stream.concat(
            Stream.ofNullable(release.revoked()),
            known.stream().flatMap(channel -> channel.revocation(release.version()).stream()))
        .map(Revocation::reason)
        .findFirst()
        .orElse(null);
  }

  private static Answer told(RegistryPush push) {
    boolean there = push.outcome() == OutputFile.Outcome.ALREADY_THERE;
    Answer answer =
        Answer.empty()
            .with("name", push.name())
            .with("version", push.version())
            .with("number", push.number())
            .with("page", push.page())
            .with("outcome", push.outcome().toString())
            .with("tags_set", push.tagsSet())
            .with("aliases_set", push.aliasesSet())
            .with("notes", push.notes())
            .line((there ? "already there: " : "") + Display.escape(push.page()))
            .line(push.name() + " " + push.version() + " is MLflow's version " + push.number());
    if (!push.tagsSet().isEmpty()) {
      answer = answer.line("tags set: " + String.join(", ", push.tagsSet()));
    }
    return push.aliasesSet().isEmpty()
        ? answer
        : answer.line("aliases set: " + String.join(", ", push.aliasesSet()));
  }
}
