// Who makes deltas in `nexus bench delta`, and how the results are told. Part of bench.java.
//
//JAVA 25+
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
//DEPS info.picocli:picocli:4.7.7

import module java.base;

import id.openclass.nexus.bench.ByteSize;
import id.openclass.nexus.bench.DeltaAims;
import id.openclass.nexus.bench.DeltaBench;
import id.openclass.nexus.bench.DeltaChart;
import id.openclass.nexus.bench.DeltaCsv;
import id.openclass.nexus.bench.DeltaPair;
import id.openclass.nexus.bench.DeltaPairs;
import id.openclass.nexus.bench.DeltaPeers;
import id.openclass.nexus.bench.DeltaRun;
import id.openclass.nexus.bench.DeltaTool;
import id.openclass.nexus.bench.Spread;
import id.openclass.nexus.bench.Surroundings;
import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.console.ProductVersion;
import id.openclass.nexus.console.Table;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.lang.management.ManagementFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "delta",
    description =
        "Makes deltas between pairs of files with this program and with others, in turns, applies"
            + " them, compares every result byte for byte, and tells sizes, times and memory. Without"
            + " files it uses pairs that anyone can make: a published release in six types (200 MB"
            + " to download, once), changes of type, an edit of metadata, merged LoRAs on generated"
            + " weights, files that are no models. That takes hours with all peers: --only and"
            + " --peers choose.",
    footer = {
      "Examples:",
      "  nexus bench delta v1.gguf v2.gguf",
      "  nexus bench delta --pairs models/ --csv sizes.csv --chart sizes.png",
      "  nexus bench delta --only 'release-q8_0,lora-*' --peers zstd,bsdiff",
      "  nexus bench delta --size 1.1GiB --only generated-q4_k_m --peers none",
      "  nexus bench delta old new --peer 'mine=make mydiff {old} {new} {delta}; apply mypatch {old}"
          + " {delta} {out}'",
      "Pairs of a folder: NAME-X.gguf is the new version of base-X.gguf, PREFIX-NAME-X.gguf of",
      "      PREFIX-base-X.gguf. A .tsv has a pair a line: old, tab, new, tab, name.",
      "JSON: command, date, commit, seed, repeats, machine, tools, pairs: a list of name, base_bytes,",
      "      result_bytes, limit_seconds, tools (name, problem, delta_bytes, percent, rounds,",
      "      create_seconds, apply_seconds, create_anon_bytes, apply_anon_bytes), aims (what, aim,",
      "      at_least, measured, reached). Measured values have median, lowest and highest."
    })
final class BenchDeltaCommand extends NexusCommand {
  private static final long SEED = 7;

  @Parameters(paramLabel = "OLD NEW", arity = "0..*", description = "pairs of files")
  private List<Path> files = List.of();

  @Option(
      names = "--pairs",
      paramLabel = "DIR|FILE.tsv",
      description = "pairs of files in a folder, by their names, or in a list")
  private Path source;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      description =
          "two generated Q4_K_M pairs of this size: every layer changed, and a merged LoRA"
              + " (generated-q4_k_m, generated-lora-q4_k_m)")
  private String size;

  @Option(
      names = "--only",
      paramLabel = "NAMES",
      split = ",",
      description = "pairs by name, * stands for anything; several by commas")
  private List<String> only = List.of();

  @Option(
      names = "--peers",
      paramLabel = "NAMES",
      split = ",",
      description = "with whom to compare, or none; by default all of: " + PEERS)
  private List<String> peers = List.of();

  private static final String PEERS =
      "jbsdiff, bsdiff, xdelta3, zstd, zstd-jni, hdiffpatch, z4ai, reminis, chunks";

  @Option(
      names = "--peer",
      paramLabel = "COMMANDS",
      description =
          "one more: NAME=make CMD {old} {new} {delta}; apply CMD {old} {delta} {out}; may be"
              + " repeated")
  private List<String> own = List.of();

  @Option(
      names = "--install-peers",
      description =
          "first install the peers that are Python packages (z4ai, reminis, hdiffpatch) into"
              + " .tools/")
  private boolean installPeers;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "5",
      description = "rounds, by default ${DEFAULT-VALUE}")
  private int repeats;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "who has taken this long on a pair sits out its other rounds; by default"
              + " ${DEFAULT-VALUE}")
  private int patience;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "bench",
      description = "where files go while it runs, by default ${DEFAULT-VALUE}")
  private Path folder;

  @Option(names = "--csv", paramLabel = "FILE", description = "write every single measurement")
  private Path csv;

  @Option(
      names = "--chart",
      paramLabel = "FILE",
      description = "draw the sizes, as FILE.png and FILE.svg")
  private Path chart;

  @Spec private CommandSpec spec;

  @Override
  protected Answer answer() {
    List<DeltaTool> tools = tools();
    DeltaBench bench =
        DeltaBench.of(chosen(pairs()))
            .withTools(tools)
            .withFolder(folder)
            .withRepeats(repeats)
            .withPatience(Duration.ofSeconds(patience))
            .withListener(console()::note);
    makeFolder();
    Answer answer = head(tools);
    List<DeltaRun> runs = bench.run();
    if (csv != null) {
      DeltaCsv.write(runs, csv);
    }
    for (DeltaRun run : runs) {
      answer = answer.line("").lines(DeltaTable.lines(run));
    }
    List<DeltaAims.Aim> aims = DeltaAims.of(runs);
    answer = answer.line("").lines(DeltaTable.aims(aims));
    if (chart != null) {
      for (Path picture : DeltaChart.of(runs).writeTo(chart)) {
        answer = answer.line("chart: " + Display.escape(picture.toString()));
      }
    }
    return answer
        .with("pairs", runs.stream().map(DeltaTable::fields).toList())
        .with("aims", aims.stream().map(DeltaTable::fields).toList());
  }

  private void makeFolder() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw NexusException.io("write", folder, e);
    }
  }

  private List<DeltaPair> pairs() {
    List<DeltaPair> all = new ArrayList<>();
    if (files.size() % 2 != 0) {
      throw NexusException.invalidValue(
          "files come in pairs, and there are " + files.size(), "name an old and a new file");
    }
    for (int i = 0; i < files.size(); i += 2) {
      all.add(DeltaPair.of(files.get(i), files.get(i + 1)));
    }
    if (source != null) {
      all.addAll(DeltaPairs.in(source));
    }
    if (size != null) {
      Path made = folder.resolve("pairs");
      long bytes = ByteSize.parse(size);
      if (isWanted("generated-q4_k_m")) {
        all.add(DeltaPairs.generated(bytes, SEED, made, console().progress()));
      }
      if (isWanted("generated-lora-q4_k_m")) {
        all.add(DeltaPairs.generatedLora(bytes, SEED, made, console().progress()));
      }
    }
    return all;
  }

  private boolean isWanted(String name) {
    return only.isEmpty()
        || only.stream()
            .anyMatch(o -> name.matches(("\\Q" + o + "\\E").replace("*", "\\E.*\\Q")));
  }

  /// The pairs that --only names, of those that were named or of those that anyone can make.
  private List<DeltaPair> chosen(List<DeltaPair> named) {
    if (named.isEmpty()) {
      Path made = Path.of("nexus-demo", "pairs");
      return DeltaPairs.anyoneCanMake(made, this::isWanted, console().progress());
    }
    List<DeltaPair> chosen = named.stream().filter(pair -> isWanted(pair.name())).toList();
    if (chosen.isEmpty()) {
      throw NexusException.invalidValue(
          "no pair of that name",
          "there are " + String.join(", ", named.stream().map(DeltaPair::name).toList()));
    }
    return chosen;
  }

  private List<DeltaTool> tools() {
    Path python = peersFolder();
    if (installPeers) {
      console().note("installing z4ai, reminis and hdiffpatch into " + python);
      DeltaPeers.install(python);
    }
    List<DeltaTool> tools = new ArrayList<>(DeltaBench.ours());
    if (!peers.equals(List.of("none"))) {
      tools.addAll(DeltaPeers.named(peers, python));
    }
    own.forEach(text -> tools.add(DeltaPeers.parse(text)));
    return tools;
  }

  private Path peersFolder() {
    return Surroundings.checkout(program())
        .or(() -> Surroundings.checkout(Path.of("")))
        .orElse(folder)
        .resolve(".tools", "peers");
  }

  private static Path program() {
    String classPath = ManagementFactory.getRuntimeMXBean().getClassPath();
    return Path.of(classPath.split(File.pathSeparator, 2)[0]);
  }

  private Answer head(List<DeltaTool> tools) {
    Map<String, String> machine = Surroundings.machine(folder);
    Map<String, String> versions = new LinkedHashMap<>();
    tools.forEach(tool -> versions.put(tool.name(), tool.version().orElse("not installed")));
    String command =
        "nexus bench delta "
            + String.join(
                " ",
                spec.commandLine().getParseResult().originalArgs().stream()
                    .dropWhile(a -> !a.equals("delta"))
                    .skip(1)
                    .toList());
    String commit =
        Surroundings.commit(program())
            .or(() -> Surroundings.commit(Path.of("")))
            .orElse("version " + ProductVersion.current());
    String date = console().clock().instant().truncatedTo(ChronoUnit.MINUTES).toString();
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("command", command.strip());
    shown.put("date", date + ", commit " + commit + ", seed " + SEED);
    shown.putAll(machine);
    shown.put(
        "tools",
        String.join(
            ", ", versions.entrySet().stream().map(v -> v.getKey() + ": " + v.getValue()).toList()));
    shown.put("cache", "warm: both files were read before the first round");
    shown.put("figures", "median (lowest..highest); every result was compared byte for byte");
    Answer answer =
        Answer.empty()
            .with("command", command.strip())
            .with("date", date)
            .with("commit", commit)
            .with("seed", SEED)
            .with("repeats", repeats)
            .with("machine", machine)
            .with("tools", versions);
    for (var fact : shown.entrySet()) {
      String label = String.format(Locale.ROOT, "%-9s", fact.getKey());
      answer = answer.line(label + Display.escape(fact.getValue()));
    }
    return answer;
  }
}

/// One pair's measurements as a table and as JSON fields.
final class DeltaTable {
  private static final double MEBI = 1 << 20;

  private DeltaTable() {}

  static List<String> lines(DeltaRun run) {
    Table table =
        Table.of(
            "tool",
            "delta bytes",
            "% of new",
            "runs",
            "create s",
            "apply s",
            "create MiB",
            "apply MiB");
    run.tools()
        .forEach((name, tool) -> {
          if (tool.problem().isPresent()) {
            String problem = Display.escape(tool.problem().get(), 60);
            table.row(name + ": " + problem, "", "", "", "", "", "", "");
            return;
          }
          table.row(
              name,
              Display.grouped(tool.deltaBytes().orElse(0)),
              String.format(Locale.ROOT, "%.3f", run.percent(name).orElse(0)),
              tool.creates().size(),
              text(tool.createSeconds(), 1),
              text(tool.applySeconds(), 1),
              text(tool.createMemory(), MEBI),
              text(tool.applyMemory(), MEBI));
        });
    List<String> lines = new ArrayList<>();
    lines.add(
        Display.escape(run.pair().name())
            + ": "
            + Display.grouped(run.baseBytes())
            + " to "
            + Display.grouped(run.resultBytes())
            + " bytes; read base, force result, SHA-256 of both: "
            + Spread.of(run.limits())
            + " s");
    lines.addAll(table.lines());
    return lines;
  }

  private static String text(Optional<Spread> spread, double unit) {
    return spread.map(s -> s.map(value -> value / unit).toString()).orElse("");
  }

  static List<String> aims(List<DeltaAims.Aim> aims) {
    Table table = Table.of("pair", "aim", "bound", "measured", "");
    for (DeltaAims.Aim aim : aims) {
      table.row(
          aim.pair(),
          aim.what(),
          (aim.atLeast() ? "at least " : "at most ") + number(aim.bound()),
          number(aim.measured()),
          aim.isReached() ? "reached" : "not reached");
    }
    return aims.isEmpty() ? List.of("no aims for these pairs and tools") : table.lines();
  }

  private static String number(double value) {
    return value >= 1000 ? Display.grouped(Math.round(value)) : String.format(Locale.ROOT, "%.3g", value);
  }

  static Map<String, Object> fields(DeltaAims.Aim aim) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("pair", aim.pair());
    fields.put("what", aim.what());
    fields.put("bound", aim.bound());
    fields.put("at_least", aim.atLeast());
    fields.put("measured", aim.measured());
    fields.put("reached", aim.isReached());
    return fields;
  }

  static Map<String, Object> fields(DeltaRun run) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", run.pair().name());
    fields.put("base_bytes", run.baseBytes());
    fields.put("result_bytes", run.resultBytes());
    fields.put("limit_seconds", Spread.of(run.limits()));
    List<Map<String, Object>> tools = new ArrayList<>();
    run.tools().forEach((name, tool) -> tools.add(fields(run, name, tool)));
    fields.put("tools", tools);
    return fields;
  }

  private static Map<String, Object> fields(DeltaRun run, String name, DeltaRun.ToolRun tool) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("problem", tool.problem().orElse(null));
    if (tool.problem().isEmpty()) {
      fields.put("delta_bytes", tool.deltaBytes().orElse(0));
      fields.put("percent", run.percent(name).orElse(0));
      fields.put("rounds", tool.creates().size());
      fields.put("create_seconds", tool.createSeconds().orElse(null));
      fields.put("apply_seconds", tool.applySeconds().orElse(null));
      fields.put("create_anon_bytes", tool.createMemory().orElse(null));
      fields.put("apply_anon_bytes", tool.applyMemory().orElse(null));
    }
    return fields;
  }
}
