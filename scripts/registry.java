///usr/bin/env jbang "$0" "$@" ; exit $?
// Tells a model registry of a version.
//
//   jbang registry@openclass push mlflow:https://mlflow.example.org packages/tiny-1.1.0.tar.gz --url https://...
//   ./nexus registry push --help
//
//JAVA 25+
//DEPS org.slf4j:slf4j-api:2.0.20
//DEPS org.slf4j:slf4j-nop:2.0.20
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
//DEPS info.picocli:picocli:4.7.7
//DEPS me.tongfei:progressbar:0.10.2
//SOURCES ${nexus.sources:registry.java}
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED
//MAIN RegistryCommand
//DESCRIPTION Tells a model registry of a version

import module java.base;

import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.CommandLines;
import id.openclass.nexus.console.GroupCommand;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.registry.MlflowRegistry;
import id.openclass.nexus.registry.RegisteredVersion;
import id.openclass.nexus.registry.RegistryCredentials;
import id.openclass.nexus.registry.RegistryPush;
import picocli.CommandLine.Command;
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
      "Registers a package's version in MLflow, with tags and, for its channels, aliases. What is"
          + " registered already is left alone; what is missing is added.",
      "Credentials come from MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or from"
          + " MLFLOW_TRACKING_TOKEN."
    },
    footer = {
      "Examples:",
      "  nexus registry push mlflow:https://mlflow.example.org packages/tiny-1.1.0.tar.gz"
          + " --url https://models.example.org/models/tiny-1.1.0.tar.gz --channel stable",
      "JSON: name, version, number (MLflow's), page, outcome (written, already_there), tags_set,",
      "      aliases_set, notes."
    })
final class RegistryPushCommand extends NexusCommand {
  @Parameters(index = "0", paramLabel = "mlflow:URL", description = "the registry")
  private String registry;

  @Parameters(index = "1", paramLabel = "PACKAGE", description = "a .tar.gz or .zip")
  private Path file;

  @Option(
      names = "--url",
      paramLabel = "URL",
      required = true,
      description = "where the package is published: https://... or s3://...")
  private String url;

  @Option(
      names = "--repository",
      paramLabel = "URL",
      description = "the repository that it is in, for people")
  private String repository;

  @Option(
      names = "--channel",
      paramLabel = "C",
      description = "a channel that leads to it, repeated for more: an alias in MLflow")
  private List<String> channels = new ArrayList<>();

  @Override
  protected Answer answer() {
    RegistryCredentials credentials = RegistryCredentials.ofEnvironment(console()::environment);
    try (MlflowRegistry mlflow = MlflowRegistry.at(registry, credentials)) {
      RegistryPush push = mlflow.push(version());
      push.notes().forEach(note -> console().warn(note, null));
      return told(push);
    }
  }

  private RegisteredVersion version() {
    try (ModelPackage pack = ModelPackage.open(file)) {
      RegisteredVersion version = RegisteredVersion.of(pack, url).withChannels(channels);
      return repository == null ? version : version.withRepository(repository);
    }
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
