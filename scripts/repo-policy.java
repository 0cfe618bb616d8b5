///usr/bin/env jbang "$0" "$@" ; exit $?
// Prints what AWS must be told so that schools can read a repository in a bucket.
//
//   ./nexus repo policy --repo s3://models-of-my-school/repository --public
//   jbang scripts/repo-policy.java --repo s3://models/repository
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
//SOURCES ${nexus.sources:repo-policy.java}
//SOURCES s3-options.java
//MAIN RepoPolicyCommand
//DESCRIPTION Prints what AWS must be told so that schools can read a repository

import module java.base;

import id.openclass.nexus.aws.AccessDocument;
import id.openclass.nexus.aws.DistributionArn;
import id.openclass.nexus.aws.ReadAccess;
import id.openclass.nexus.aws.S3Address;
import id.openclass.nexus.aws.S3Options;
import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.CommandLines;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.ShellWord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "policy",
    description = {
      "Prints what AWS must be told so that schools can read a repository in a bucket, as JSON to"
          + " paste. Nothing is changed.",
      "Without --public only CloudFront may read the bucket; AWS is asked for the distribution whose"
          + " origin it is, unless --distribution names it."
    },
    footer = {
      "Examples:",
      "  nexus repo policy --repo s3://models/repository --public",
      "  nexus repo policy --repo s3://models/repository",
      "  nexus repo policy --repo s3://models --distribution"
          + " arn:aws:cloudfront::111122223333:distribution/E2QWRUHAPOMQZL",
      "JSON: complete (false where a name has to be put in by hand), distribution, documents[]:",
      "      name (origin_access_control, public_access_block, bucket_policy, cors), file, command,",
      "      content."
    })
final class RepoPolicyCommand extends NexusCommand {
  private static final String VARIABLE = "NEXUS_REPO";

  @Option(
      names = "--repo",
      paramLabel = "STORE",
      description = "the repository, s3://BUCKET/PREFIX; by default $" + VARIABLE)
  private String repo;

  @Option(
      names = "--public",
      description = "everybody may read the bucket itself; without it only CloudFront may")
  private boolean isPublic;

  @Option(
      names = "--distribution",
      paramLabel = "ARN",
      description = "the distribution of CloudFront in front of the bucket")
  private String distribution;

  @Mixin private S3OptionsMixin s3;

  public static void main(String... arguments) {
    CommandLines.main(new RepoPolicyCommand(), arguments);
  }

  @Override
  protected Answer answer() {
    if (isPublic && distribution != null) {
      throw NexusException.invalidValue(
          "--public and --distribution exclude each other", "leave out one of them");
    }
    S3Address place = place();
    S3Options options = s3.options(console());
    if (options.endpoint() != null && !isPublic) {
      throw NexusException.invalidValue(
          "CloudFront reads buckets of AWS, not those of " + Display.escape(options.endpoint().toString(), 80),
          "add --public, or leave out --endpoint");
    }
    ReadAccess access = access(place, options);
    if (!access.isComplete()) {
      console()
          .warn(
              "put the ARN of your distribution in the place of " + ReadAccess.NO_DISTRIBUTION,
              "once the distribution is there: nexus repo policy --repo "
                  + ShellWord.quote(place.toString())
                  + s3.word()
                  + " --distribution ARN");
    }
    return told(access);
  }

  private S3Address place() {
    String given = repo != null ? repo : console().environment(VARIABLE);
    if (given == null || !S3Address.isOne(given)) {
      throw NexusException.invalidValue(
          given == null ? "no repository is named" : "only buckets have policies: " + Display.escape(given, 80),
          "add --repo s3://BUCKET/PREFIX");
    }
    return S3Address.parse(given);
  }

  private ReadAccess access(S3Address place, S3Options options) {
    if (isPublic) {
      return ReadAccess.publicRead(place, options);
    }
    if (distribution != null) {
      return ReadAccess.behind(place, new DistributionArn(distribution));
    }
    try {
      return ReadAccess.behindCloudFront(place, options);
    } catch (NexusException.Refused | NexusException.Transfer e) {
      // What is printed is of use without it, too.
      console().warn("CloudFront was not asked: " + e.getMessage(), e.hint());
      return ReadAccess.behindNone(place, options);
    }
  }

  private static Answer told(ReadAccess access) {
    Answer answer =
        Answer.empty()
            .with("complete", access.isComplete())
            .with("distribution", access.distribution().map(DistributionArn::text).orElse(null))
            .with("documents", access.documents().stream().map(RepoPolicyCommand::fields).toList());
    for (AccessDocument document : access.documents()) {
      answer =
          answer
              .line(document.fileName() + ", for: " + document.command())
              .lines(document.text().lines().map(Display::escape).toList())
              .line("");
    }
    return answer;
  }

  private static Map<String, Object> fields(AccessDocument document) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", document.name());
    fields.put("file", document.fileName());
    fields.put("command", document.command());
    fields.put("content", document.content());
    return fields;
  }
}
