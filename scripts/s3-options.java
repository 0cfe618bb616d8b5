// How S3 is reached, the same options for every command that does. Part of the scripts that name it.
//
//JAVA 25+
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.commons:commons-lang3:3.18.0
//DEPS commons-codec:commons-codec:1.19.0
//DEPS com.fasterxml.jackson.core:jackson-annotations:2.22
//DEPS software.amazon.awssdk:s3:2.57.8
//DEPS software.amazon.awssdk:cloudfront:2.57.8
//DEPS software.amazon.awssdk:url-connection-client:2.57.8

import id.openclass.nexus.aws.S3Options;
import id.openclass.nexus.console.CommandConsole;
import id.openclass.nexus.core.ShellWord;
import id.openclass.nexus.store.Patience;
import picocli.CommandLine.Option;

/// A picocli mixin. Credentials are no options: other users of the machine see command lines.
final class S3OptionsMixin {
  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "a server that speaks as S3 does; by default AWS")
  private String endpoint;

  @Option(names = "--region", paramLabel = "R", description = "where the bucket is")
  private String region;

  @Option(names = "--profile", paramLabel = "P", description = "a profile of ~/.aws")
  private String profile;

  @Option(
      names = "--path-style",
      negatable = true,
      description = "the bucket stands in the path; by default with --endpoint")
  private Boolean pathStyle;

  /// What a command that is shown for typing needs to reach the same server.
  String word() {
    return word("--endpoint", endpoint)
        + word("--region", region)
        + word("--profile", profile)
        + (pathStyle == null ? "" : pathStyle ? " --path-style" : " --no-path-style");
  }

  private static String word(String option, String value) {
    return value == null ? "" : " " + option + " " + ShellWord.quote(value);
  }

  S3Options options(CommandConsole console) {
    return S3Options.defaults()
        .withEndpoint(endpoint)
        .withRegion(region)
        .withProfile(profile)
        .withPathStyle(pathStyle)
        .withPatience(patience(console));
  }

  static Patience patience(CommandConsole console) {
    return Patience.standard().telling(said -> console.warn(said, null));
  }
}
