///usr/bin/env jbang "$0" "$@" ; exit $?
// A TUF client for the public conformance suite (theupdateframework/tuf-conformance), which starts
// it hundreds of times: docs/trust.md section 9.
//
//   ./nexus tuf --metadata-dir D init root.json
//   ./nexus tuf --metadata-dir D --metadata-url U refresh
//
//JAVA 25+
//DEPS org.slf4j:slf4j-api:2.0.20
//DEPS org.slf4j:slf4j-nop:2.0.20
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
//DEPS info.picocli:picocli:4.7.7
//SOURCES ${nexus.sources:tuf.java}
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED
//MAIN TufCommand
//DESCRIPTION A TUF client for the conformance suite

import module java.base;

import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.CommandLines;
import id.openclass.nexus.console.ExitCode;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.store.MetadataDownload;
import id.openclass.nexus.store.MetadataFolder;
import id.openclass.nexus.trust.ClientWorkflow;
import id.openclass.nexus.trust.ContentCheck;
import id.openclass.nexus.trust.MetadataName;
import id.openclass.nexus.trust.TargetFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "tuf",
    hidden = true,
    description = "A TUF client for the conformance suite: init ROOT, refresh, download.",
    footer = {"JSON: trusted (versions by role), downloaded (paths)."})
final class TufCommand extends NexusCommand {
  @Parameters(index = "0", paramLabel = "init|refresh|download")
  private String action;

  @Parameters(index = "1", arity = "0..1", paramLabel = "ROOT")
  private Path root;

  @Option(names = "--metadata-dir", required = true, paramLabel = "DIR")
  private Path metadataDir;

  @Option(names = "--metadata-url", paramLabel = "URL")
  private String metadataUrl;

  @Option(names = "--target-name", paramLabel = "PATH")
  private List<String> targetNames = List.of();

  @Option(names = "--target-base-url", paramLabel = "URL")
  private String targetBaseUrl;

  @Option(names = "--target-dir", paramLabel = "DIR")
  private Path targetDir;

  public static void main(String... arguments) {
    CommandLines.main(new TufCommand(), arguments);
  }

  /// The suite knows two ends: 0 and 1.
  @Override
  protected Answer answer() {
    try {
      return switch (action) {
        case "init" -> init();
        case "refresh" -> refresh();
        case "download" -> download();
        default ->
            throw NexusException.invalidValue(
                "no such action: " + Display.escape(action, 40), "init, refresh or download");
      };
    } catch (NexusException e) {
      console().report(e);
      return Answer.empty().exit(ExitCode.UNEXPECTED);
    }
  }

  private static <T> T required(T value, String option) {
    if (value == null) {
      throw NexusException.invalidValue(option + " is missing", "see nexus tuf --help");
    }
    return value;
  }

  private Answer init() {
    Path file = required(root, "ROOT");
    try {
      new MetadataFolder(metadataDir).write("root", Files.readAllBytes(file));
    } catch (IOException e) {
      throw NexusException.io("read", file, e);
    }
    return Answer.empty();
  }

  private ClientWorkflow workflow() {
    return ClientWorkflow.of(
        MetadataDownload.from(required(metadataUrl, "--metadata-url")),
        new MetadataFolder(metadataDir),
        console().clock().instant());
  }

  private Answer refresh() {
    return trusted(workflow());
  }

  private static Answer trusted(ClientWorkflow workflow) {
    var trusted = workflow.refresh();
    Map<String, Long> versions = new TreeMap<>();
    for (var role :
        List.of(trusted.root(), trusted.timestamp(), trusted.snapshot())) {
      versions.put(role.type().toString(), role.version());
    }
    return Answer.empty().with("trusted", versions);
  }

  private Answer download() {
    ClientWorkflow workflow = workflow();
    workflow.refresh();
    List<Path> downloaded = new ArrayList<>();
    for (String name : targetNames) {
      TargetFile target =
          workflow
              .target(name)
              .orElseThrow(() ->
                  NexusException.notFound(
                      "no role that is trusted with it has this target",
                      Display.escape(name, 100),
                      null));
      downloaded.add(fetch(workflow, target));
    }
    return trusted(workflow).with("downloaded", downloaded);
  }

  private Path fetch(ClientWorkflow workflow, TargetFile target) {
    Path file =
        required(targetDir, "--target-dir").resolve(MetadataName.fileName(target.path()));
    if (!isThere(target, file)) {
      MetadataDownload.target(
          target,
          required(targetBaseUrl, "--target-base-url"),
          workflow.refresh().root().consistentSnapshot(),
          file);
    }
    return file;
  }

  private static boolean isThere(TargetFile target, Path file) {
    try {
      ContentCheck check = target.check(file.toString());
      check.update(ByteBuffer.wrap(Files.readAllBytes(file)));
      check.finish();
      return true;
    } catch (IOException | NexusException.Untrusted e) {
      return false;
    }
  }
}
