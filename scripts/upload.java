///usr/bin/env jbang "$0" "$@" ; exit $?
// Puts one package into a bucket of S3, and gets one object from there or from a web server.
//
//   jbang upload@openclass packages/tiny-1.0.0.tar.gz --bucket models-of-my-school
//   ./nexus fetch https://models.example.org/models/tiny-1.0.0.tar.gz
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
//SOURCES ${nexus.sources:upload.java}
//SOURCES s3-options.java
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED -Xms24m
//MAIN UploadCommand
//DESCRIPTION Uploads a package to S3

import module java.base;

import id.openclass.nexus.aws.S3Address;
import id.openclass.nexus.aws.S3Store;
import id.openclass.nexus.aws.S3Upload;
import id.openclass.nexus.aws.UploadedObject;
import id.openclass.nexus.aws.UrlSigner;
import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.CommandLines;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.ShellWord;
import id.openclass.nexus.delta.DeltaUpdate;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.store.Fetch;
import id.openclass.nexus.store.Fetched;
import id.openclass.nexus.store.HttpStore;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.ObjectSource;
import id.openclass.nexus.store.RetryingStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "upload",
    description = {
      "Puts one package, or the .tar of an update, into a bucket of S3. What was sent before a kill or"
          + " a cut line is not sent again: type the same command.",
      "Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, from ~/.aws, or from the"
          + " machine's role."
    },
    footer = {
      "Examples:",
      "  nexus upload packages/tiny-1.0.0.tar.gz --bucket models-of-my-school",
      "  nexus upload tiny-1.0.0.zip --bucket models --endpoint https://s3.example.org:9000",
      "  nexus upload tiny-1.0.0.zip --bucket models --cloudfront models.example.org",
      "JSON: s3_bucket, s3_key, s3_url, cloudfront_url, upload_time, signed_url, invalidation,",
      "      outcome (written, already_there), size_bytes, sha256, parts_sent, parts_kept, notes."
    })
final class UploadCommand extends NexusCommand {
  @Parameters(paramLabel = "PACKAGE", description = "a .tar.gz, .zip or update .tar")
  private Path file;

  @Option(names = "--bucket", paramLabel = "B", required = true, description = "the bucket's name")
  private String bucket;

  @Option(
      names = "--object-key",
      paramLabel = "K",
      description = "its name in the bucket, by default models/ and the file's name")
  private String objectKey;

  @Option(
      names = "--public-read",
      description = "readable for everybody by its ACL, where the bucket takes ACLs")
  private boolean publicRead;

  @Option(names = "--force", description = "replace another content of the same key")
  private boolean force;

  @Option(
      names = "--encryption",
      paramLabel = "KIND",
      description = "AES256, aws:kms or aws:kms:KEY; by default what the bucket says")
  private String encryption;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "4",
      description = "parts sent at once, by default ${DEFAULT-VALUE}")
  private int connections;

  @Option(
      names = "--journal",
      paramLabel = "DIR",
      description = "where it remembers what is sent, by default the package's folder")
  private Path journals;

  @Option(
      names = "--cloudfront",
      paramLabel = "DOMAIN",
      description = "the domain in front of the bucket, or none; by default AWS is asked for it")
  private String cloudFront;

  @Option(
      names = "--url-key",
      paramLabel = "FILE",
      description = "private key (.pem) to sign the CloudFront address with")
  private Path urlKey;

  @Option(names = "--url-key-id", paramLabel = "ID", description = "CloudFront's id of that key")
  private String urlKeyId;

  @Option(
      names = "--url-days",
      paramLabel = "N",
      defaultValue = "7",
      description = "how long the signed address works, by default ${DEFAULT-VALUE} days")
  private int urlDays;

  @Mixin private S3OptionsMixin s3;

  public static void main(String... arguments) {
    CommandLines.main(new UploadCommand(), arguments);
  }

  @Override
  protected Answer answer() {
    UrlSigner signer = signer();
    UploadedObject made =
        S3Upload.to(bucket)
            .with(
                s3.options(console()).withEncryption(encryption).withConnections(connections))
            .withKey(objectKey)
            .withPublicRead(publicRead)
            .withOverwrite(force)
            .withCloudFront(cloudFront)
            .withJournals(journals)
            .withCheck(UploadCommand::requirePackage)
            .withProgress(console().progress())
            .send(file);
    made.notes().forEach(note -> console().warn(note, null));
    return told(made, signedUrl(signer, made));
  }

  private UrlSigner signer() {
    if ((urlKey == null) != (urlKeyId == null)) {
      throw NexusException.invalidValue(
          "--url-key and --url-key-id belong together", "name both, or neither");
    }
    if (urlDays < 1 || urlDays > 3650) {
      throw NexusException.invalidValue("no such count of days: " + urlDays, "1 to 3650");
    }
    return urlKey == null ? null : UrlSigner.of(urlKeyId, urlKey);
  }

  /// What is not a package is probably a mistake, found before anything is sent.
  private static void requirePackage(Path file) {
    if (!DeltaUpdate.isUpdate(file) || Files.isDirectory(file)) {
      ModelPackage.open(file).close();
    }
  }

  private String signedUrl(UrlSigner signer, UploadedObject made) {
    if (signer == null) {
      return null;
    }
    if (made.cloudfrontUrl() == null) {
      throw NexusException.invalidValue(
          "there is no CloudFront address to sign", "name the domain with --cloudfront");
    }
    return signer.sign(
        made.cloudfrontUrl(), console().clock().instant().plus(Duration.ofDays(urlDays)));
  }

  private Answer told(UploadedObject made, String signed) {
    boolean there = made.outcome() == OutputFile.Outcome.ALREADY_THERE;
    Answer answer =
        Answer.empty()
            .with("s3_bucket", made.bucket())
            .with("s3_key", made.key())
            .with("s3_url", made.s3Url())
            .with("cloudfront_url", made.cloudfrontUrl())
            .with("upload_time", made.uploadTime() == null ? null : made.uploadTime().toString())
            .with("signed_url", signed)
            .with("invalidation", made.invalidation())
            .with("outcome", made.outcome().toString())
            .with("size_bytes", made.sizeBytes())
            .with("sha256", made.sha256())
            .with("parts_sent", made.sentParts())
            .with("parts_kept", made.keptParts())
            .with("notes", made.notes())
            .line((there ? "already there: " : "") + Display.escape(made.s3Url()))
            .line(Display.bytes(made.sizeBytes()) + ", SHA-256 of the file: " + made.sha256());
    if (made.keptParts() > 0) {
      answer =
          answer.line(
              made.keptParts()
                  + " of "
                  + (made.keptParts() + made.sentParts())
                  + " parts were there from a run before");
    }
    if (made.cloudfrontUrl() != null) {
      answer = answer.line("CloudFront: " + Display.escape(made.cloudfrontUrl()));
    }
    if (signed != null) {
      answer = answer.line("signed, for " + urlDays + " days: " + Display.escape(signed));
    }
    return answer.next("nexus fetch " + place(made, signed) + " --expect " + made.sha256());
  }

  /// From where it can be fetched: who may not read the bucket as the web may do so by credentials.
  private String place(UploadedObject made, String signed) {
    if (signed != null || made.cloudfrontUrl() != null) {
      return ShellWord.quote(signed != null ? signed : made.cloudfrontUrl());
    }
    return publicRead
        ? ShellWord.quote(made.s3Url())
        : ShellWord.quote("s3://" + made.bucket() + "/" + made.key()) + s3.word();
  }
}

@Command(
    name = "fetch",
    description = {
      "Gets one object from a web server or from S3. What came before a kill or a cut line is not"
          + " fetched again: type the same command. A package is checked chunk by chunk as it comes.",
      "Who published it is not verified."
    },
    footer = {
      "Examples:",
      "  nexus fetch https://models.example.org/models/tiny-1.0.0.tar.gz",
      "  nexus fetch s3://models/models/tiny-1.0.0.tar.gz -o tiny.tar.gz",
      "JSON: file, outcome (written, already_there), size_bytes, sha256, checked (expected, chunks,",
      "      recorded, length), resumed_at_bytes, received_bytes, publisher_verified."
    })
final class FetchCommand extends NexusCommand {
  @Parameters(paramLabel = "URL", description = "http(s)://... or s3://BUCKET/KEY")
  private String url;

  @Option(
      names = "--expect",
      paramLabel = "HEX",
      description = "the SHA-256 that the file must have, as it is stored")
  private Digest expected;

  @Option(
      names = "-o",
      paramLabel = "FILE",
      description = "the file to write, by default packages/ and the last part of the address")
  private Path out;

  @Option(names = "--force", description = "replace another file of the same name")
  private boolean force;

  @Mixin private S3OptionsMixin s3;

  public static void main(String... arguments) {
    CommandLines.main(new FetchCommand(), arguments);
  }

  @Override
  protected Answer answer() {
    return S3Address.isOne(url) ? fromS3() : told(fetch(onTheWeb(), "packages"));
  }

  private Answer fromS3() {
    S3Address address = S3Address.parse(url);
    if (address.prefix().isEmpty()) {
      throw NexusException.invalidValue(
          "this names a bucket, not an object in it: " + Display.escape(url, 80),
          "add its key: s3://" + address.bucket() + "/KEY");
    }
    try (S3Store store = S3Store.at("s3://" + address.bucket(), s3.options(console()))) {
      return told(fetch(store.open(ObjectKey.of(address.prefix())), "packages"));
    }
  }

  private ObjectSource onTheWeb() {
    var patience = S3OptionsMixin.patience(console());
    return RetryingStore.of(patience.briefly().call(() -> HttpStore.open(url)), patience);
  }

  private Fetched fetch(ObjectSource object, String folder) {
    Path target = out != null ? out : Path.of(folder, nameOf(object));
    Fetch fetch =
        Fetch.of(object).withOverwrite(force).withProgress(console().progress());
    return (expected == null ? fetch : fetch.expecting(expected)).into(target);
  }

  /// The last part of the address, if a file may be called so.
  private static String nameOf(ObjectSource object) {
    String path = object.name().split("[?]", 2)[0];
    String last = path.substring(path.lastIndexOf('/') + 1);
    String name = URLDecoder.decode(last.replace("+", "%2B"), StandardCharsets.UTF_8);
    if (!ObjectKey.isAllowed(name) || name.contains("/")) {
      throw NexusException.invalidValue(
          "the address says no name for the file: " + Display.escape(last, 60),
          "name it with -o FILE");
    }
    return name;
  }

  private Answer told(Fetched got) {
    boolean there = got.outcome() == OutputFile.Outcome.ALREADY_THERE;
    console()
        .warn(
            "who published this was not verified",
            expected != null
                ? "it is as you expect; that is as good as the place that you have the SHA-256 from"
                : "compare its SHA-256 with one that the publisher told you: --expect HEX");
    Answer answer =
        Answer.empty()
            .with("file", got.file())
            .with("outcome", got.outcome().toString())
            .with("size_bytes", got.sizeBytes())
            .with("sha256", got.sha256())
            .with("checked", got.checked().toString())
            .with("resumed_at_bytes", got.resumedAt())
            .with("received_bytes", got.receivedBytes())
            .with("publisher_verified", false)
            .line((there ? "already there: " : "") + Display.escape(got.file().toString()))
            .line(Display.bytes(got.sizeBytes()) + ", " + checked(got.checked()))
            .line("SHA-256 of the file: " + got.sha256());
    String path = got.file().toString();
    return path.endsWith(".tar.gz") || path.endsWith(".zip") || path.endsWith(".tar")
        ? answer.next("nexus verify " + ShellWord.quote(path))
        : answer;
  }

  private static String checked(Fetched.Checked checked) {
    return switch (checked) {
      case EXPECTED -> "as expected";
      case CHUNKS -> "each chunk as the package's own table says";
      case RECORDED -> "as was recorded when it was written there";
      case LENGTH -> "nothing to check it by but its length";
    };
  }
}
