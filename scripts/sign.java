///usr/bin/env jbang "$0" "$@" ; exit $?
// Signs packages and folders of models; verifies packages, updates and folders.
//
//   jbang sign@openclass packages/tiny-1.0.0.tar.gz --signing-key model.pem
//   ./nexus verify packages/tiny-1.0.0.tar.gz --public-key model.pub
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
//SOURCES ${nexus.sources:sign.java}
//SOURCES s3-options.java
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED -Xms24m
//MAIN SignCommand
//DESCRIPTION Signs packages and folders of models

import module java.base;

import id.openclass.nexus.aws.S3Address;
import id.openclass.nexus.aws.S3Store;
import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.CommandLines;
import id.openclass.nexus.console.ExitCode;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.console.SigningKeyOption;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.NexusException.Untrusted;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.ShellWord;
import id.openclass.nexus.delta.DeltaMetadata;
import id.openclass.nexus.delta.DeltaUpdate;
import id.openclass.nexus.delta.UpdateReport;
import id.openclass.nexus.keys.KeyFile;
import id.openclass.nexus.keys.KeyRing;
import id.openclass.nexus.pack.ModelFolder;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.pack.VerifyReport;
import id.openclass.nexus.repo.Publisher;
import id.openclass.nexus.repo.ReleaseName;
import id.openclass.nexus.repo.Repository;
import id.openclass.nexus.repo.RepositoryReport;
import id.openclass.nexus.store.FolderStore;
import id.openclass.nexus.store.Store;
import id.openclass.nexus.trust.KeyPurpose;
import id.openclass.nexus.trust.SigningKey;
import id.openclass.nexus.trust.VerifyingKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "sign",
    description = {
      "Signs a package, which is written anew, or a folder, which gets a model.sig.",
      "Anyone can verify it: the form is OpenSSF Model Signing v1.0."
    },
    footer = {
      "Examples:",
      "  nexus sign packages/tiny-1.0.0.tar.gz --signing-key model.pem",
      "  nexus sign tiny-1.0.0 --signing-key env:MODEL_KEY",
      "  nexus sign packages/tiny-1.0.0.tar.gz --signing-key model.pem --repo repository",
      "JSON: package or folder, outcome (written, already_there), signed_by (the key's hint)."
    })
final class SignCommand extends NexusCommand {
  @Parameters(paramLabel = "PATH", description = "a package (.tar.gz, .zip) or a folder")
  private Path path;

  @Mixin private SigningKeyOption signingKey;

  @Option(
      names = "--repo",
      paramLabel = "STORE",
      description = "refuse a package whose version is published there: it stays as it is")
  private String repo;

  @Mixin private S3OptionsMixin s3;

  public static void main(String... arguments) {
    CommandLines.main(new SignCommand(), arguments);
  }

  private void requireNotPublished() {
    ReleaseName id;
    try (ModelPackage pack = ModelPackage.open(path)) {
      id = new ReleaseName(pack.metadata().name(), pack.metadata().version());
    }
    Store store = S3Address.isOne(repo) ? S3Store.at(repo, s3.options(console())) : Store.at(repo);
    try (Repository repository = Repository.firstUse(store, console().clock().instant())) {
      if (repository.find(id).isPresent()) {
        throw NexusException.refused(
            id + " is published, and what is published stays as it is",
            store.name(),
            "sign the package of the next version, before it is published");
      }
    }
  }

  @Override
  protected Answer answer() {
    SigningKey key =
        signingKey
            .one(console(), KeyPurpose.MODEL)
            .orElseThrow(() ->
                NexusException.invalidValue(
                    "--signing-key is missing", "nexus keys generate --for model makes a key"));
    if (DeltaUpdate.isUpdate(path)) {
      throw NexusException.invalidValue(
          "an update carries the signature of its package",
          Display.escape(path.toString()),
          "sign the package, then make the update anew: nexus delta create");
    }
    boolean isFolder = Files.isDirectory(path);
    if (repo != null && !isFolder) {
      requireNotPublished();
    }
    OutputFile.Outcome outcome =
        isFolder
            ? ModelFolder.at(path).sign(key, console().progress())
            : ModelPackage.sign(path, key, console().progress());
    String hint = key.verifyingKey().hint();
    boolean there = outcome == OutputFile.Outcome.ALREADY_THERE;
    return Answer.empty()
        .with(isFolder ? "folder" : "package", path)
        .with("outcome", outcome.toString())
        .with("signed_by", hint)
        .line(
            Display.escape(path.toString())
                + (there ? ": was signed by key " : ": signed by key ")
                + hint)
        .next(
            "nexus verify "
                + ShellWord.quote(path)
                + " --public-key "
                + signingKey.publicKeyWord());
  }
}

@Command(
    name = "verify",
    description = {
      "Recomputes every digest of a package, a delta update, a signed folder or a repository's folder,"
          + " and tells what is damaged.",
      "With --public-key it also tells whether the holder of that key signed it."
    },
    footer = {
      "Examples:",
      "  nexus verify packages/tiny-1.0.0.tar.gz",
      "  nexus verify packages/tiny-1.0.0.tar.gz --public-key model.pub",
      "  nexus verify updates/tiny-1.0.0-to-1.1.0",
      "  nexus verify updates/tiny-1.0.0-to-1.1.0 --base tiny.gguf",
      "  nexus verify repository",
      "JSON: package, update, folder or repository, valid, errors, warnings, signature (not_checked, valid,"
          + " not_trusted),",
      "      signed_by, damaged (of a package: chunk, content, coded, reason), metadata, files;",
      "      of a repository fingerprint (of its root), objects, bytes, releases."
    })
final class VerifyCommand extends NexusCommand {
  @Parameters(
      paramLabel = "PATH",
      description =
          "a package (.tar.gz, .zip), an update (its folder or .tar), a signed folder or a repository")
  private Path path;

  @Option(
      names = "--public-key",
      paramLabel = "FILE",
      description = "the publisher's public key; then what it did not sign is not trusted")
  private Path publicKey;

  @Option(
      names = "--base",
      paramLabel = "FILE",
      description =
          "of an update: the model file, or package, that it was made for; its result is then made,"
              + " compared, and written nowhere")
  private Path base;

  private VerifyingKey key;

  @Override
  protected Answer answer() {
    if (publicKey != null) {
      VerifyingKey read = KeyFile.readVerifying(publicKey);
      key = KeyPurpose.MODEL.require(read, publicKey.toString());
    }
    if (DeltaUpdate.isUpdate(path)) {
      return update();
    }
    if (base != null) {
      throw NexusException.invalidValue(
          "--base goes with an update only",
          Display.escape(path.toString()),
          "nexus verify " + ShellWord.quote(path));
    }
    if (Files.exists(path.resolve("metadata").resolve("timestamp.json"))) {
      return repository();
    }
    return Files.isDirectory(path) ? folder() : pack();
  }

  private Answer update() {
    DeltaUpdate update = DeltaUpdate.open(path);
    DeltaMetadata m = update.metadata();
    Answer answer = Answer.empty().with("update", path);
    Untrusted untrusted = signatureFault(() -> update.requireSignedBy(key));
    if (untrusted != null) {
      return untrusted(answer, untrusted);
    }
    UpdateReport report =
        base == null
            ? update.verify(console().progress())
            : update.verify(base, console().progress());
    answer =
        findings(answer, report.errors(), report.warnings())
            .with("metadata", m.asMap())
            .with("files", report.files());
    return report.valid()
        ? intact(answer, base == null ? "intact" : "intact, and makes the right result")
            .line(
                Display.escape(m.packageName() + " " + m.fromVersion() + " to " + m.toVersion())
                    + ", makes model "
                    + m.to())
            .next(
                "nexus delta apply "
                    + (base == null ? "MODEL" : ShellWord.quote(base))
                    + " "
                    + ShellWord.quote(path))
        : damaged(answer, report.errors(), "update");
  }

  private Answer pack() {
    try (ModelPackage pack = ModelPackage.open(path)) {
      Answer answer = Answer.empty().with("package", path);
      // First, since it reads nothing of the model.
      Untrusted untrusted = signatureFault(() -> pack.requireSignedBy(key));
      if (untrusted != null) {
        return untrusted(answer, untrusted);
      }
      VerifyReport report =
          pack.verify(Runtime.getRuntime().availableProcessors(), console().progress());
      answer =
          findings(answer, report.errors(), report.warnings())
              .with("damaged", report.damaged())
              .with("metadata", report.metadata() == null ? null : report.metadata().asMap())
              .with("files", report.files());
      return report.valid()
          ? intact(answer, "intact")
              .line(
                  Display.escape(pack.metadata().name() + " " + pack.metadata().version())
                      + ", model "
                      + pack.metadata().sha256())
              .next("nexus extract " + ShellWord.quote(path))
          : damaged(answer, report.errors(), "package");
    }
  }

  private Answer folder() {
    ModelFolder folder = ModelFolder.at(path);
    Answer answer = Answer.empty().with("folder", path);
    if (key == null && !folder.isSigned()) {
      throw NexusException.invalidValue(
          "a folder without model.sig: nothing says what should be in it",
          Display.escape(path.toString()),
          "verify the package that it came from");
    }
    Untrusted untrusted = signatureFault(() -> folder.verify(key, console().progress()));
    if (untrusted != null) {
      return untrusted(answer, untrusted);
    }
    List<String> errors = key == null ? folder.differences(console().progress()) : List.of();
    answer = findings(answer, errors, List.of());
    return errors.isEmpty() ? intact(answer, "intact") : damaged(answer, errors, "folder");
  }

  /// As `nexus repo verify --deep --repo` does.
  private Answer repository() {
    if (key != null) {
      throw NexusException.invalidValue(
          "a repository is signed with keys that its root names, not with one for models",
          Display.escape(path.toString()),
          "nexus verify " + ShellWord.quote(path));
    }
    Publisher reader =
        Publisher.of(FolderStore.at(path), KeyRing.of(List.of()), console().clock())
            .withProgress(console().progress());
    RepositoryReport report = reader.verify(true);
    String fingerprint = reader.status().fingerprint().text();
    Answer answer =
        findings(Answer.empty().with("repository", path), report.errors(), report.warnings())
            .with("signature", report.valid() ? "valid" : "not_trusted")
            .with("fingerprint", fingerprint)
            .with("objects", report.objects())
            .with("bytes", report.bytes())
            .with("releases", report.releases());
    return report.valid()
        ? answer
            .line(
                Display.escape(path.toString())
                    + ": intact, "
                    + report.releases()
                    + " releases, "
                    + Display.bytes(report.bytes()))
            .line("signed under the root " + fingerprint + ": is it the publisher's?")
            .next("nexus repo list --repo " + ShellWord.quote(path))
        : damaged(answer, report.errors(), "repository");
  }

  private Untrusted signatureFault(Runnable check) {
    try {
      if (key != null) {
        check.run();
      }
      return null;
    } catch (Untrusted e) {
      return e;
    }
  }

  private Answer findings(Answer answer, List<String> errors, List<String> warnings) {
    warnings.forEach(warning -> console().warn(warning, null));
    return answer
        .with("valid", errors.isEmpty())
        .with("errors", errors)
        .with("warnings", warnings)
        .with("signature", key == null ? "not_checked" : errors.isEmpty() ? "valid" : "not_trusted")
        .with("signed_by", key == null ? null : key.hint());
  }

  private Answer intact(Answer answer, String found) {
    return answer.line(
        Display.escape(path.toString())
            + ": "
            + found
            + (key == null ? ", signature not checked" : ", signed by key " + key.hint()));
  }

  private Answer untrusted(Answer answer, Untrusted fault) {
    console().report(fault);
    return answer
        .with("valid", false)
        .with("errors", List.of(fault.getMessage()))
        .with("warnings", List.of())
        .with("signature", "not_trusted")
        .with("signed_by", null)
        .exit(ExitCode.UNTRUSTED);
  }

  private Answer damaged(Answer answer, List<String> errors, String what) {
    for (String error : errors) {
      answer = answer.line(error);
    }
    String count = errors.size() + (errors.size() == 1 ? " fault" : " faults");
    String where = Display.escape(path.toString());
    String hint = "get it again, then run: nexus verify " + ShellWord.quote(path);
    NexusException failure =
        key == null
            ? NexusException.digestMismatch(
                "the " + what + " is not what it says it is: " + count, where, hint)
            : NexusException.untrusted(
                Untrusted.Reason.MISMATCH,
                "the " + what + " is not what was signed: " + count,
                path.toString(),
                hint);
    return answer.exit(console().report(failure));
  }
}
