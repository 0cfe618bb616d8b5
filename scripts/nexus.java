///usr/bin/env jbang "$0" "$@" ; exit $?
// The whole command line: one root command with every other script's commands below it.
//
//   jbang nexus@openclass --help
//   ./nexus checksum model.gguf
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
//DEPS com.google.protobuf:protobuf-java:4.36.2
//DEPS eu.maveniverse.maven.mima:context:2.4.38
//DEPS eu.maveniverse.maven.mima.runtime:standalone-static:2.4.38
//DEPS org.codehaus.plexus:plexus-utils:3.6.0
//DEPS org.knowm.xchart:xchart:4.0.3
//DEPS de.erichseifert.vectorgraphics2d:VectorGraphics2D:0.13
//SOURCES ${nexus.sources:package.java}
//SOURCES package.java sign.java keys.java delta.java semver.java inspect.java demo.java bench.java upload.java repo.java release.java publish-changes.java registry.java tuf.java training.java class-files.java
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED -Xms24m
//MAIN NexusCommands
//DESCRIPTION Ships LLM model files to places with poor networks

import module java.base;

import id.openclass.nexus.console.CommandLines;
import id.openclass.nexus.console.GroupCommand;
import id.openclass.nexus.console.ProductVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "nexus",
    description = "Ships LLM model files to places with poor networks.",
    versionProvider = ProductVersion.class,
    footer = {
      "Examples:",
      "  nexus demo",
      "  nexus package model.gguf",
      "  nexus delta create tiny-1.0.0.tar.gz tiny-1.1.0.tar.gz",
      "  nexus release model.gguf --version 1.0.0",
      "  nexus checksum model.gguf",
      "",
      "nexus COMMAND --help says more. With NEXUS_DEBUG=1 errors show where they come from."
    })
final class NexusCommands extends GroupCommand {
  // Adding a command: write it in a script named in //SOURCES above, and list it here.
  static final List<Class<?>> COMMANDS =
      List.of(
          DemoCommand.class,
          PackageCommand.class,
          SignCommand.class,
          VerifyCommand.class,
          InspectCommand.class,
          ListCommand.class,
          ExtractCommand.class,
          DeltaCommand.class,
          ReleaseCommand.class,
          PublishCommand.class,
          PromoteCommand.class,
          HaltCommand.class,
          ResumeCommand.class,
          RevokeCommand.class,
          RepoCommand.class,
          UploadCommand.class,
          FetchCommand.class,
          RegistryCommand.class,
          ChecksumCommand.class,
          SemverCommand.class,
          ModelsCommand.class,
          MergeCommand.class,
          KeysCommand.class,
          BenchCommand.class);

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "show the version")
  private boolean version;

  public static void main(String... arguments) {
    CommandLines.main(new NexusCommands(), COMMANDS, arguments);
  }
}
