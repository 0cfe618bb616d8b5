// Applying, verifying, listing and cleaning of delta updates: what a site does. Part of delta.java.
//
//JAVA 25+
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
//DEPS info.picocli:picocli:4.7.7

import module java.base;

import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.console.Table;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.LineSpeed;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.ShellWord;
import id.openclass.nexus.delta.ApplyOptions;
import id.openclass.nexus.delta.Applying;
import id.openclass.nexus.delta.DeltaMetadata;
import id.openclass.nexus.delta.DeltaUpdate;
import id.openclass.nexus.delta.UpdateList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "apply",
    description = {
      "Applies one or several updates to the model file, or package, they were made for.",
      "CURRENT is never changed; the result appears whole and checked, or not at all."
    },
    footer = {
      "Examples:",
      "  nexus delta apply tiny.gguf updates/tiny-1.0.0-to-1.1.0",
      "  nexus delta apply tiny.gguf u/tiny-1.0.0-to-1.1.0.tar u/tiny-1.1.0-to-1.2.0.tar --out"
          + " models",
      "JSON: model, folder, outcome (written, already_there), version, sha256, reverse."
    })
final class DeltaApplyCommand extends NexusCommand {
  @Parameters(index = "0", paramLabel = "CURRENT", description = "the model you have")
  private Path current;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "UPDATE",
      description = "update folders or their .tar, in order")
  private List<Path> updates;

  @Option(
      names = "-o",
      paramLabel = "FILE",
      description = "the new model, by default STEM_updated.EXT beside CURRENT")
  private Path file;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "write the new version's whole package folder into DIR")
  private Path out;

  @Option(
      names = "--keep-reverse",
      description = "make the update that goes back, too: NAME-TO-to-FROM beside the result")
  private boolean keepReverse;

  @Option(names = "--force", description = "replace another file or folder of the same name")
  private boolean force;

  @Override
  protected Answer answer() {
    if (file != null && out != null) {
      throw NexusException.invalidValue(
          "-o and --out exclude each other", "-o FILE for the model alone, --out DIR for all");
    }
    List<DeltaUpdate> chain = updates.stream().map(DeltaUpdate::open).toList();
    Applying.Result made =
        Applying.of(
                current,
                chain,
                ApplyOptions.defaults()
                    .withFile(file)
                    .withFolder(out)
                    .withKeepReverse(keepReverse)
                    .withOverwrite(force)
                    .withProgress(console().progress()))
            .run();
    boolean there = made.outcome() == OutputFile.Outcome.ALREADY_THERE;
    Path result = made.folder() == null ? made.model() : made.folder();
    DeltaMetadata m = made.metadata();
    Answer answer =
        Answer.empty()
            .with("model", made.model())
            .with("folder", made.folder())
            .with("outcome", made.outcome().toString())
            .with("version", m.toVersion())
            .with("sha256", m.to())
            .with("reverse", made.reverse() == null ? null : made.reverse().path())
            .line((there ? "already there: " : "") + Display.escape(result.toString()))
            .line(Display.escape(m.packageName() + " " + m.toVersion()) + ", SHA-256 " + m.to());
    DeltaUpdate reverse = made.reverse();
    if (reverse != null) {
      answer =
          answer.line(
              "to go back: "
                  + Display.escape(reverse.path().toString())
                  + ", "
                  + Display.bytes(reverse.sizeBytes()));
    }
    return answer.next("nexus inspect " + ShellWord.quote(made.model()));
  }
}

@Command(
    name = "list",
    description = "Lists the updates in a folder, newest first.",
    footer = {
      "Examples:",
      "  nexus delta list",
      "JSON: folder, updates (path, size_bytes, metadata, fault)."
    })
final class DeltaListCommand extends NexusCommand {
  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      defaultValue = "updates",
      description = "a folder, by default ${DEFAULT-VALUE}")
  private Path folder;

  @Override
  protected Answer answer() {
    List<UpdateList.Item> items = UpdateList.of(folder);
    Table table = Table.of("package", "from", "to", "engine", "size", "2 Mbit/s", "created", "name");
    List<Map<String, Object>> rows = new ArrayList<>();
    for (UpdateList.Item item : items) {
      DeltaMetadata m = item.metadata();
      table.row(
          m == null ? "unreadable" : m.packageName(),
          m == null ? "" : m.fromVersion(),
          m == null ? "" : m.toVersion(),
          m == null ? item.fault() : m.deltaType().engine(),
          Display.bytes(item.sizeBytes()),
          Display.duration(LineSpeed.mbit(2).timeFor(item.sizeBytes())),
          m == null ? "" : m.createdAt(),
          String.valueOf(item.path().getFileName()));
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("path", item.path());
      row.put("size_bytes", item.sizeBytes());
      row.put("metadata", m == null ? null : m.asMap());
      row.put("fault", item.fault());
      rows.add(row);
    }
    Answer answer = Answer.empty().with("folder", folder).with("updates", rows);
    return items.isEmpty()
        ? answer
            .line("no updates in " + Display.escape(folder.toString()))
            .next("nexus delta create OLD NEW --out " + ShellWord.quote(folder))
        : answer
            .lines(table.lines())
            .next("nexus verify " + ShellWord.quote(items.getFirst().path()));
  }
}

@Command(
    name = "clean",
    description = {
      "Removes all but the newest updates of each package from a folder.",
      "What is no update, and folders with other files in them, are left alone."
    },
    footer = {
      "Examples:",
      "  nexus delta clean --keep 3",
      "JSON: folder, kept, removed (paths)."
    })
final class DeltaCleanCommand extends NexusCommand {
  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      defaultValue = "updates",
      description = "a folder, by default ${DEFAULT-VALUE}")
  private Path folder;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "5",
      description = "how many of each package stay, by default ${DEFAULT-VALUE}")
  private int keep;

  @Override
  protected Answer answer() {
    UpdateList.Cleaned cleaned = UpdateList.clean(folder, keep);
    Answer answer =
        Answer.empty()
            .with("folder", folder)
            .with("kept", cleaned.kept())
            .with("removed", cleaned.removed());
    for (Path path : cleaned.removed()) {
      answer = answer.line("removed " + Display.escape(path.toString()));
    }
    return answer
        .line(cleaned.kept().size() + " kept, " + cleaned.removed().size() + " removed")
        .next("nexus delta list " + ShellWord.quote(folder));
  }
}
