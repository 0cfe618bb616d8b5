///usr/bin/env jbang "$0" "$@" ; exit $?
// Makes and applies delta updates: what a site needs to come from one version of a model to the
// next.
//
//   jbang delta@openclass create tiny-1.0.0.tar.gz tiny-1.1.0.tar.gz
//   ./nexus delta apply tiny.gguf updates/tiny-1.0.0-to-1.1.0
//
//JAVA 25+
//DEPS org.slf4j:slf4j-api:2.0.20
//DEPS org.slf4j:slf4j-nop:2.0.20
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
//DEPS info.picocli:picocli:4.7.7
//DEPS me.tongfei:progressbar:0.10.2
//SOURCES ${nexus.sources:delta.java}
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED -Xms24m
//MAIN DeltaCommand
//DESCRIPTION Makes and applies delta updates

import module java.base;

import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.CommandLines;
import id.openclass.nexus.console.GroupCommand;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.console.ShellWord;
import id.openclass.nexus.console.Table;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.delta.ApplyOptions;
import id.openclass.nexus.delta.Applying;
import id.openclass.nexus.delta.Delta;
import id.openclass.nexus.delta.DeltaMetadata;
import id.openclass.nexus.delta.DeltaUpdate;
import id.openclass.nexus.delta.MadeUpdate;
import id.openclass.nexus.delta.UpdateList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "delta",
    description = "Makes and applies delta updates.",
    subcommands = {
      DeltaCreateCommand.class,
      DeltaApplyCommand.class,
      DeltaListCommand.class,
      DeltaCleanCommand.class
    })
final class DeltaCommand extends GroupCommand {
  public static void main(String... arguments) {
    CommandLines.main(new DeltaCommand(), arguments);
  }
}

/// What commands say of an update.
final class DeltaFields {
  private static final List<Integer> LINES = List.of(1, 2, 4, 10, 100);

  private DeltaFields() {}

  /// Seconds by Mbit/s of 10^6 bits.
  static Map<String, Object> seconds(long bytes) {
    Map<String, Object> times = new LinkedHashMap<>();
    for (int line : LINES) {
      times.put(line + "_mbit", bytes * 8 / (line * 1e6));
    }
    return times;
  }

  static Answer with(Answer answer, DeltaUpdate update) {
    return answer
        .with("update", update.path())
        .with("update_size_bytes", update.sizeBytes())
        .with("seconds", seconds(update.sizeBytes()))
        .with("whole_seconds", seconds(update.metadata().resultBytes()))
        .with("metadata", update.metadata().asMap());
  }

  /// As `12.0 MB, 4.8 % of 253 MB; at 2 Mbit/s 48 s instead of 16 min`.
  static String cost(DeltaUpdate update) {
    return cost(update.sizeBytes(), update.metadata().resultBytes());
  }

  static String cost(long bytes, long whole) {
    return String.format(
        Locale.ROOT,
        "%s, %.1f %% of %s; at 2 Mbit/s %s instead of %s",
        Display.bytes(bytes),
        100.0 * bytes / whole,
        Display.bytes(whole),
        Display.duration(Duration.ofMillis(bytes * 4 / 1000)),
        Display.duration(Duration.ofMillis(whole * 4 / 1000)));
  }
}

@Command(
    name = "create",
    description = {
      "Makes a delta update: the folder NAME-FROM-to-TO with all that turns OLD into NEW.",
      "OLD and NEW are packages or model files; names and versions come from packages."
    },
    footer = {
      "Examples:",
      "  nexus delta create packages/tiny-1.0.0.tar.gz packages/tiny-1.1.0.tar.gz --archive",
      "  nexus delta create old.gguf new.gguf --from 1.0.0 --to 1.1.0 --name tiny",
      "JSON: update, outcome (written, already_there), archive, update_size_bytes, seconds and"
          + " whole_seconds (by Mbit/s of 10^6 bits), notes, metadata."
    })
final class DeltaCreateCommand extends NexusCommand {
  @Parameters(index = "0", paramLabel = "OLD", description = "what schools have")
  private Path older;

  @Parameters(index = "1", paramLabel = "NEW", description = "what they shall have")
  private Path newer;

  @Option(names = "--from", paramLabel = "V", description = "version of OLD")
  private String from;

  @Option(names = "--to", paramLabel = "V", description = "version of NEW")
  private String to;

  @Option(names = "--name", paramLabel = "NAME", description = "the package's name")
  private String name;

  @Option(names = "--model-id", paramLabel = "ID", description = "what you call the model")
  private String modelId;

  @Option(names = "--description", paramLabel = "TEXT", description = "what is new")
  private String description;

  @Option(
      names = "--engine",
      paramLabel = "auto|tensor|bsdiff|whole",
      defaultValue = "auto",
      description = "how, by default ${DEFAULT-VALUE}; the older program reads bsdiff and whole")
  private String engine;

  @Option(
      names = "--adapter",
      paramLabel = "FILE",
      description = "the LoRA that was merged into NEW, as a hint")
  private Path adapter;

  @Option(names = "--archive", description = "write the update as one file, too: ID.tar")
  private boolean archive;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "updates",
      description = "folder for the update, by default ${DEFAULT-VALUE}")
  private Path out;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "by default one per processor; the bytes do not depend on it")
  private Integer threads;

  @Option(names = "--force", description = "replace another update of the same name")
  private boolean force;

  @Override
  protected Answer answer() {
    MadeUpdate made =
        Delta.between(older, newer)
            .versions(from, to)
            .name(name)
            .modelId(modelId)
            .description(description)
            .engine(engine)
            .adapter(adapter)
            .archive(archive)
            .overwrite(force)
            .createdAt(console().sourceDateEpoch().orElse(null))
            .threads(threads == null ? Runtime.getRuntime().availableProcessors() : threads)
            .progress(console().progress())
            .make(out);
    made.notes().forEach(note -> console().warn(note, null));
    DeltaUpdate update = made.update();
    boolean there = made.outcome() == OutputFile.Outcome.ALREADY_THERE;
    Path result = made.archive() == null ? update.path() : made.archive();
    return DeltaFields.with(Answer.empty(), update)
        .with("outcome", made.outcome().toString())
        .with("archive", made.archive())
        .with("notes", made.notes())
        .line((there ? "already there: " : "") + Display.escape(result.toString()))
        .line(DeltaFields.cost(update) + ", engine " + update.metadata().deltaType())
        .next(
            "nexus delta apply "
                + ShellWord.quote(older)
                + " "
                + ShellWord.quote(result));
  }
}

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
    Table table = Table.of("package", "from", "to", "type", "size", "2 Mbit/s", "created", "name");
    List<Map<String, Object>> rows = new ArrayList<>();
    for (UpdateList.Item item : items) {
      DeltaMetadata m = item.metadata();
      table.row(
          m == null ? "unreadable" : m.packageName(),
          m == null ? "" : m.fromVersion(),
          m == null ? "" : m.toVersion(),
          m == null ? item.fault() : m.deltaType(),
          Display.bytes(item.sizeBytes()),
          Display.duration(Duration.ofMillis(item.sizeBytes() * 4 / 1000)),
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
