///usr/bin/env jbang "$0" "$@" ; exit $?
// A TUF client for the public conformance suite (theupdateframework/tuf-conformance):
// docs/trust.md section 9. The suite starts it hundreds of times, and starting is most of what it
// does, so it has a main class of its own and reads its few options itself.
//
//   ./nexus tuf --metadata-dir D init root.json
//   ./nexus tuf --metadata-dir D --metadata-url U refresh
//
//JAVA 25+
//DEPS org.slf4j:slf4j-api:2.0.20
//DEPS org.slf4j:slf4j-nop:2.0.20
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
//SOURCES ${nexus.sources:tuf.java}
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED
//MAIN TufClient
//DESCRIPTION A TUF client for the conformance suite

import module java.base;

import id.openclass.nexus.console.CommandConsole;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.store.MetadataDownload;
import id.openclass.nexus.store.MetadataFolder;
import id.openclass.nexus.trust.ClientWorkflow;
import id.openclass.nexus.trust.ContentCheck;
import id.openclass.nexus.trust.MetadataName;
import id.openclass.nexus.trust.TargetFile;

final class TufClient {
  private static final List<String> OPTIONS =
      List.of(
          "--metadata-dir", "--metadata-url", "--target-name", "--target-base-url", "--target-dir");

  private final CommandConsole console = CommandConsole.system();
  private final Map<String, List<String>> options = new HashMap<>();
  private final List<String> words = new ArrayList<>();

  /// Ends with 0 or 1: the suite knows no other.
  public static void main(String... arguments) {
    TufClient client = new TufClient();
    try {
      client.parse(arguments);
      client.run();
    } catch (NexusException e) {
      client.console.report(e);
      System.exit(1);
    }
  }

  private void parse(String... arguments) {
    Iterator<String> rest = List.of(arguments).iterator();
    while (rest.hasNext()) {
      String word = rest.next();
      if (!word.startsWith("--")) {
        words.add(word);
      } else if (OPTIONS.contains(word) && rest.hasNext()) {
        options.computeIfAbsent(word, option -> new ArrayList<>()).add(rest.next());
      } else {
        throw usage("not an option with a value: " + Display.escape(word, 40));
      }
    }
  }

  private void run() {
    switch (String.join(" ", words).replaceFirst("^init .*", "init ROOT")) {
      case "init ROOT" -> init(Path.of(words.getLast()));
      case "refresh" -> workflow().refresh();
      case "download" -> download();
      default -> throw usage("name one of init ROOT, refresh, download");
    }
  }

  private static NexusException usage(String message) {
    return NexusException.invalidValue(message, "docs/trust.md section 9 has the options");
  }

  private String option(String name) {
    return options.getOrDefault(name, List.of()).stream()
        .findFirst()
        .orElseThrow(() -> usage(name + " is missing"));
  }

  private MetadataFolder folder() {
    return new MetadataFolder(Path.of(option("--metadata-dir")));
  }

  private void init(Path root) {
    try {
      folder().write("root", Files.readAllBytes(root));
    } catch (IOException e) {
      throw NexusException.io("read", root, e);
    }
  }

  private ClientWorkflow workflow() {
    return ClientWorkflow.of(
        MetadataDownload.from(option("--metadata-url")), folder(), console.clock().instant());
  }

  private void download() {
    ClientWorkflow workflow = workflow();
    workflow.refresh();
    for (String name : options.getOrDefault("--target-name", List.of())) {
      TargetFile target =
          workflow
              .target(name)
              .orElseThrow(() ->
                  NexusException.notFound(
                      "there is no such target", Display.escape(name, 100), null));
      Path file = Path.of(option("--target-dir")).resolve(MetadataName.fileName(target.path()));
      if (!isThere(target, file)) {
        boolean consistent = workflow.refresh().root().consistentSnapshot();
        MetadataDownload.target(target, option("--target-base-url"), consistent, file);
      }
    }
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
