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
//DEPS org.apache.commons:commons-lang3:3.18.0
//DEPS commons-codec:commons-codec:1.19.0
//DEPS com.fasterxml.jackson.core:jackson-annotations:2.22
//DEPS software.amazon.awssdk:s3:2.57.8
//DEPS software.amazon.awssdk:cloudfront:2.57.8
//DEPS software.amazon.awssdk:url-connection-client:2.57.8
//SOURCES ${nexus.sources:delta.java}
//SOURCES delta-apply.java sign.java repo-options.java
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED -Xms24m
//MAIN DeltaCommand
//DESCRIPTION Makes and applies delta updates

import module java.base;

import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.CommandLines;
import id.openclass.nexus.console.GroupCommand;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.console.Table;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.LineSpeed;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.ShellWord;
import id.openclass.nexus.delta.Delta;
import id.openclass.nexus.delta.DeltaUpdate;
import id.openclass.nexus.delta.Explanation;
import id.openclass.nexus.delta.MadeUpdate;
import id.openclass.nexus.diff.DiffEstimate;
import id.openclass.nexus.diff.DiffReport;
import id.openclass.nexus.repo.ReleaseName;
import id.openclass.nexus.repo.Repository;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "delta",
    description = "Makes and applies delta updates.",
    subcommands = {
      DeltaCreateCommand.class,
      DeltaEstimateCommand.class,
      DeltaExplainCommand.class,
      DeltaApplyCommand.class,
      VerifyCommand.class,
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
  private static final LineSpeed SLOW = LineSpeed.mbit(2);

  private DeltaFields() {}

  /// Seconds by Mbit/s of 10^6 bits.
  static Map<String, Object> seconds(long bytes) {
    Map<String, Object> times = new LinkedHashMap<>();
    for (LineSpeed line : LineSpeed.USUAL) {
      times.put(line.toString().replace(" Mbit/s", "_mbit"), bytes * 8.0 / line.bitsPerSecond());
    }
    return times;
  }

  /// How to make the update: model files do not say their versions.
  static String create(Path older, Path newer) {
    boolean packages =
        Stream.of(older, newer).allMatch(path -> path.toString().matches(".*\\.(tar\\.gz|zip)"));
    return "nexus delta create "
        + ShellWord.quote(older)
        + " "
        + ShellWord.quote(newer)
        + (packages ? "" : " --from 1.0.0 --to 1.1.0");
  }

  /// As `12.0 MB, 4.8 % of 253 MB; at 2 Mbit/s 48 s instead of 16 min`.
  static String cost(DeltaUpdate update) {
    return cost(update.sizeBytes(), update.metadata().resultBytes());
  }

  static String cost(long bytes, long whole) {
    return String.format(
        Locale.ROOT,
        "%s, %s of %s; at %s %s instead of %s",
        Display.bytes(bytes),
        percent(bytes, whole),
        Display.bytes(whole),
        SLOW,
        Display.duration(SLOW.timeFor(bytes)),
        Display.duration(SLOW.timeFor(whole)));
  }

  private static String percent(long bytes, long whole) {
    double percent = 100.0 * bytes / whole;
    return String.format(Locale.ROOT, percent < 1 ? "%.2g %%" : "%.1f %%", percent);
  }
}

@Command(
    name = "create",
    description = {
      "Makes a delta update: the folder NAME-FROM-to-TO with all that turns OLD into NEW.",
      "OLD and NEW are packages, model files, or NAME@VERSION of a repository; names and versions"
          + " come from packages."
    },
    footer = {
      "Examples:",
      "  nexus delta create packages/tiny-1.0.0.tar.gz packages/tiny-1.1.0.tar.gz --archive",
      "  nexus delta create old.gguf new.gguf --from 1.0.0 --to 1.1.0 --name tiny",
      "  nexus delta create tiny@1.0.0 packages/tiny-1.1.0.tar.gz --repo s3://models/repository",
      "JSON: update, outcome (written, already_there), archive, update_size_bytes, seconds and"
          + " whole_seconds (by Mbit/s of 10^6 bits), notes, metadata."
    })
final class DeltaCreateCommand extends NexusCommand {
  @Parameters(index = "0", paramLabel = "OLD", description = "what schools have")
  private String oldName;

  @Parameters(index = "1", paramLabel = "NEW", description = "what they shall have")
  private String newName;

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

  @Mixin private RepoMixin repo;

  /// A file, or a published package, fetched and verified.
  private Path resolved(String name) {
    if (Files.exists(Path.of(name)) || !ReleaseName.isOne(name)) {
      return Path.of(name);
    }
    try (RepoPlace place = repo.open(console(), false);
        Repository repository = place.reading()) {
      return repository.fetch(ReleaseName.parse(name), place.cache());
    }
  }

  @Override
  protected Answer answer() {
    Path older = resolved(oldName);
    Path newer = resolved(newName);
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
    return Answer.empty()
        .with("update", update.path())
        .with("outcome", made.outcome().toString())
        .with("archive", made.archive())
        .with("update_size_bytes", update.sizeBytes())
        .with("seconds", DeltaFields.seconds(update.sizeBytes()))
        .with("whole_seconds", DeltaFields.seconds(update.metadata().resultBytes()))
        .with("notes", made.notes())
        .with("metadata", update.metadata().asMap())
        .line((there ? "already there: " : "") + Display.escape(result.toString()))
        .line(DeltaFields.cost(update) + ", engine " + update.metadata().deltaType().engine())
        .next(
            "nexus delta apply "
                + ShellWord.quote(older)
                + " "
                + ShellWord.quote(result));
  }
}

@Command(
    name = "estimate",
    description = {
      "Tells about how large an update would be, from a sample of the tensors, in seconds.",
      "OLD and NEW are packages or model files; nothing is written."
    },
    footer = {
      "Examples:",
      "  nexus delta estimate old.gguf new.gguf",
      "JSON: delta_size_bytes (of the tensor engine's delta.tensor), result_size_bytes, ratio,"
          + " savings_percent, sampled_bytes, seconds and whole_seconds (by Mbit/s of 10^6 bits)."
    })
final class DeltaEstimateCommand extends NexusCommand {
  @Parameters(index = "0", paramLabel = "OLD", description = "a model file or package")
  private Path older;

  @Parameters(index = "1", paramLabel = "NEW", description = "a model file or package")
  private Path newer;

  @Option(
      names = "--adapter",
      paramLabel = "FILE",
      description = "the LoRA that was merged into NEW, as a hint")
  private Path adapter;

  @Override
  protected Answer answer() {
    DiffEstimate found =
        Delta.between(older, newer).adapter(adapter).progress(console().progress()).estimate();
    return Answer.empty()
        .with("delta_size_bytes", found.deltaBytes())
        .with("result_size_bytes", found.resultBytes())
        .with("ratio", found.ratio())
        .with("savings_percent", found.savingsPercent())
        .with("sampled_bytes", found.sampledBytes())
        .with("seconds", DeltaFields.seconds(found.deltaBytes()))
        .with("whole_seconds", DeltaFields.seconds(found.resultBytes()))
        .line("about " + DeltaFields.cost(found.deltaBytes(), found.resultBytes()))
        .next(DeltaFields.create(older, newer));
  }
}

@Command(
    name = "explain",
    description = {
      "Tells where the bytes of a delta go: by tensor type, codec and layer.",
      "Of OLD and NEW it makes the tensor engine's delta in the temporary folder and leaves nothing"
          + " there. Of an UPDATE that exists it reads the index, which knows no layers."
    },
    synopsisHeading = "Usage: ",
    customSynopsis = {
      "nexus delta explain [--json] [--adapter=FILE] OLD NEW",
      "       nexus delta explain [--json] UPDATE"
    },
    footer = {
      "Examples:",
      "  nexus delta explain packages/tiny-1.0.0.tar.gz packages/tiny-1.1.0.tar.gz",
      "  nexus delta explain updates/tiny-1.0.0-to-1.1.0",
      "Codecs: copy is what did not change; fields are rows of tensors, coded given the old ones;",
      "      bytes are compressed given the old file; fill is one byte over and over.",
      "JSON: delta_size_bytes, result_size_bytes, index_bytes, by_type, by_codec and by_layer (name,"
          + " tensors, bytes, coded), tensors (name, type, base_type, codec, bytes, coded)."
    })
final class DeltaExplainCommand extends NexusCommand {
  @Parameters(
      index = "0",
      paramLabel = "OLD | UPDATE",
      description = "a model file or package; or an update")
  private Path first;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NEW",
      description = "a model file or package")
  private Path newer;

  @Option(
      names = "--adapter",
      paramLabel = "FILE",
      description = "the LoRA that was merged into NEW, as a hint")
  private Path adapter;

  @Override
  protected Answer answer() {
    if (newer == null) {
      if (Files.exists(first) && !DeltaUpdate.isUpdate(first)) {
        throw NexusException.invalidValue(
            "this is no update, so NEW is missing",
            Display.escape(first.toString()),
            "nexus delta explain OLD NEW");
      }
      return answer(DeltaUpdate.open(first).explain())
          .next("nexus delta apply MODEL " + ShellWord.quote(first));
    }
    Delta delta = Delta.between(first, newer).adapter(adapter).progress(console().progress());
    return answer(delta.explain())
        .next(DeltaFields.create(first, newer));
  }

  private static Answer answer(Explanation found) {
    Answer answer =
        Answer.empty()
            .with("delta_size_bytes", found.deltaBytes())
            .with("result_size_bytes", found.resultBytes())
            .with("index_bytes", found.indexBytes())
            .with("by_type", rows(found.byType()))
            .with("by_codec", rows(found.byCodec()))
            .with("by_layer", found.hasNames() ? rows(found.byLayer()) : List.of())
            .with("tensors", found.tensors().stream().map(DeltaExplainCommand::row).toList())
            .line(
                DeltaFields.cost(found.deltaBytes(), found.resultBytes())
                    + "; index "
                    + Display.bytes(found.indexBytes()))
            .line("")
            .lines(table("type", found.byType()))
            .line("")
            .lines(table("codec", found.byCodec()));
    return found.hasNames() ? answer.line("").lines(table("layer", found.byLayer())) : answer;
  }

  private static List<Map<String, Object>> rows(List<Explanation.Share> shares) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Explanation.Share share : shares) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("name", share.name());
      row.put("tensors", share.tensors());
      row.put("bytes", share.bytes());
      row.put("coded", share.coded());
      rows.add(row);
    }
    return rows;
  }

  private static Map<String, Object> row(DiffReport.Cost cost) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", cost.name());
    row.put("type", cost.type());
    row.put("base_type", cost.baseType());
    row.put("codec", cost.codec());
    row.put("bytes", cost.bytes());
    row.put("coded", cost.coded());
    return row;
  }

  private static List<String> table(String what, List<Explanation.Share> shares) {
    Table table = Table.of(what, "tensors", "in the file", "in the delta", "share");
    for (Explanation.Share share : shares) {
      table.row(
          share.name(),
          share.tensors(),
          Display.bytes(share.bytes()),
          Display.bytes(share.coded()),
          String.format(Locale.ROOT, "%.2f %%", 100 * share.ratio()));
    }
    return table.lines();
  }
}
