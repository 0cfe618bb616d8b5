///usr/bin/env jbang "$0" "$@" ; exit $?
// Reads, compares and raises semantic versions.
//
//   jbang semver@openclass compare 1.4.0-rc.1 1.4.0
//   ./nexus semver increment 1.4.2 minor
//
//JAVA 25+
//DEPS org.slf4j:slf4j-api:2.0.20
//DEPS org.slf4j:slf4j-nop:2.0.20
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
//DEPS info.picocli:picocli:4.7.7
//DEPS me.tongfei:progressbar:0.10.2
//SOURCES ${nexus.sources:semver.java}
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED -Xms24m
//MAIN SemverCommand
//DESCRIPTION Reads, compares and raises semantic versions

import module java.base;

import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.CommandLines;
import id.openclass.nexus.console.GroupCommand;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.pack.SemanticVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "semver",
    description = "Reads, compares and raises semantic versions.",
    subcommands = {
      SemverParseCommand.class,
      SemverCompareCommand.class,
      SemverIncrementCommand.class
    })
final class SemverCommand extends GroupCommand {
  public static void main(String... arguments) {
    CommandLines.main(new SemverCommand(), arguments);
  }
}

@Command(
    name = "parse",
    description = "Takes a version apart.",
    footer = {
      "Examples:",
      "  nexus semver parse 1.4.0-rc.1",
      "JSON: version, major, minor, patch, prerelease, build, read_by_older_program."
    })
final class SemverParseCommand extends NexusCommand {
  @Parameters(paramLabel = "VERSION", description = "for example 1.4.0-rc.1")
  private String version;

  @Override
  protected Answer answer() {
    SemanticVersion v = SemanticVersion.parse(version);
    if (!v.isReadByOlderProgram()) {
      console().warn("the older program refuses this version", null);
    }
    return Answer.empty()
        .with("version", v.toString())
        .with("major", v.major())
        .with("minor", v.minor())
        .with("patch", v.patch())
        .with("prerelease", v.prerelease())
        .with("build", v.build())
        .with("read_by_older_program", v.isReadByOlderProgram())
        .line("major " + v.major() + ", minor " + v.minor() + ", patch " + v.patch())
        .line(
            "prerelease "
                + (v.prerelease().isEmpty() ? "none" : v.prerelease())
                + ", build "
                + (v.build().isEmpty() ? "none" : v.build()));
  }
}

@Command(
    name = "compare",
    description = "Prints -1, 0 or 1: the first is below, equal to or above the second.",
    footer = {"Examples:", "  nexus semver compare 1.4.0-rc.1 1.4.0", "JSON: a, b, order."})
final class SemverCompareCommand extends NexusCommand {
  @Parameters(index = "0", paramLabel = "A", description = "a version")
  private String a;

  @Parameters(index = "1", paramLabel = "B", description = "another")
  private String b;

  @Override
  protected Answer answer() {
    int order = Integer.signum(SemanticVersion.parse(a).compareTo(SemanticVersion.parse(b)));
    return Answer.empty()
        .with("a", a)
        .with("b", b)
        .with("order", order)
        .line(String.valueOf(order));
  }
}

@Command(
    name = "increment",
    description = "Prints the next version; a prerelease is dropped.",
    footer = {"Examples:", "  nexus semver increment 1.4.2 minor", "JSON: version, next."})
final class SemverIncrementCommand extends NexusCommand {
  @Parameters(index = "0", paramLabel = "VERSION", description = "a version")
  private String version;

  @Parameters(index = "1", paramLabel = "major|minor|patch", description = "what to raise")
  private String part;

  @Override
  protected Answer answer() {
    SemanticVersion next =
        SemanticVersion.parse(version).increment(SemanticVersion.Part.parse(part));
    return Answer.empty()
        .with("version", version)
        .with("next", next.toString())
        .line(next.toString());
  }
}
