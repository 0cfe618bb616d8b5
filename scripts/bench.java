///usr/bin/env jbang "$0" "$@" ; exit $?
// Measures packing, deltas and uploads beside other ways to do them, and beside what the machine can
// do at best.
//
//   jbang bench@openclass package --size 64MiB
//   ./nexus bench package --size 2GiB --type Q4_K_M --store
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
//DEPS com.google.protobuf:protobuf-java:4.36.2
//DEPS eu.maveniverse.maven.mima:context:2.4.38
//DEPS eu.maveniverse.maven.mima.runtime:standalone-static:2.4.38
//DEPS org.codehaus.plexus:plexus-utils:3.6.0
//DEPS org.knowm.xchart:xchart:4.0.3
//DEPS de.erichseifert.vectorgraphics2d:VectorGraphics2D:0.13
//SOURCES ${nexus.sources:bench.java}
//SOURCES package.java bench-packers.java bench-delta.java bench-publish.java
//SOURCES upload.java s3-options.java
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED -Xms24m
//MAIN BenchCommand
//DESCRIPTION Measures packing and deltas beside other ways to do them

import module java.base;

import id.openclass.nexus.bench.ByteSize;
import id.openclass.nexus.bench.Contestant;
import id.openclass.nexus.bench.PackageBench;
import id.openclass.nexus.bench.Surroundings;
import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.CommandLines;
import id.openclass.nexus.console.GroupCommand;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.console.ProductVersion;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.weights.GeneratedModel;
import java.lang.management.ManagementFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    description = "Measures what this program does beside other ways to do it.",
    subcommands = {BenchPackageCommand.class, BenchDeltaCommand.class, BenchPublishCommand.class})
final class BenchCommand extends GroupCommand {
  public static void main(String... arguments) {
    CommandLines.main(new BenchCommand(), arguments);
  }
}

@Command(
    name = "package",
    description =
        "Packs one generated model file with this program and with others, in turns, as often as"
            + " --repeats says, and measures what the machine can do at best in the same run. Ours"
            + " also computes digests of everything and forces the package to disk; of the others"
            + " only the older program's way computes any.",
    footer = {
      "Examples:",
      "  nexus bench package",
      "  nexus bench package --size 2GiB --type Q4_K_M,BF16 --store --csv times.csv",
      "JSON: command, machine, tools, seed, commit, runs: a list of type, file_bytes, packers"
          + " (name, installed,",
      "      size_bytes, ratio, seconds, cpu_seconds, peak_anon_bytes, peak_resident_bytes,"
          + " times_gzip),",
      "      limits (name, seconds, megabytes_per_second), aims (what, aim, at_least, measured,"
          + " reached).",
      "      Measured values have median, lowest and highest."
    })
final class BenchPackageCommand extends NexusCommand {
  private static final long SEED = 7;
  private static final long WARM_UP_BYTES = 16 << 20;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      defaultValue = "256MiB",
      description = "size of the file, by default ${DEFAULT-VALUE}")
  private String size;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      split = ",",
      defaultValue = "Q4_K_M",
      description =
          "type of its weights, such as Q4_K_M, Q8_0, F16, BF16; several by commas; by default"
              + " ${DEFAULT-VALUE}")
  private List<String> types;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "5",
      description = "rounds after the warm-up, by default ${DEFAULT-VALUE}")
  private int repeats;

  @Option(
      names = "--peers",
      paramLabel = "NAMES",
      split = ",",
      defaultValue = "gzip,pigz,zip,older",
      description = "with whom to compare, or none; by default ${DEFAULT-VALUE}")
  private List<String> peers;

  @Option(names = "--store", description = "measure packing with --store, too")
  private boolean store;

  @Option(names = "--keep", description = "keep the generated files; a later run uses them again")
  private boolean keep;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "bench",
      description = "where files go while it runs, by default ${DEFAULT-VALUE}")
  private Path folder;

  @Option(names = "--csv", paramLabel = "FILE", description = "write every single measurement")
  private Path csv;

  @Spec private CommandSpec spec;

  private final List<String> rows =
      new ArrayList<>(
          List.of(
              "type,round,name,seconds,cpu_seconds,peak_anon_bytes,peak_resident_bytes,size_bytes"));

  @Override
  protected Answer answer() {
    long bytes = ByteSize.parse(size);
    if (repeats < 1 || repeats > 1000) {
      throw NexusException.invalidValue(
          "no such count of rounds: " + repeats, "use --repeats 1 to 1000");
    }
    List<GeneratedModel> models =
        types.stream().map(type -> GeneratedModel.of(bytes, type, SEED)).toList();
    List<Packer> packers = Packer.chosen(peers, store);
    requireSpace(bytes);
    Map<String, String> machine = Surroundings.machine(folder);
    Map<String, String> tools = new LinkedHashMap<>();
    packers.forEach(p ->
        p.versions().forEach((tool, version) -> tools.put(tool, version.orElse("not installed"))));
    Answer answer = head(machine, tools);
    List<Map<String, Object>> runs = new ArrayList<>();
    for (GeneratedModel model : models) {
      BenchTable table = new BenchTable(model.type(), packers, measure(model, packers));
      rows.addAll(table.csv());
      runs.add(table.fields());
      answer = answer.line("").lines(table.lines());
    }
    writeCsv();
    return answer.with("runs", runs);
  }

  private Answer head(Map<String, String> machine, Map<String, String> tools) {
    String command =
        "nexus bench package "
            + String.join(
                " ",
                spec.commandLine().getParseResult().originalArgs().stream()
                    .dropWhile(a -> !a.equals("package"))
                    .skip(1)
                    .toList());
    String program =
        ManagementFactory.getRuntimeMXBean().getClassPath().split(File.pathSeparator, 2)[0];
    String commit =
        Surroundings.commit(Path.of(program))
            .or(() -> Surroundings.commit(Path.of("")))
            .orElse("version " + ProductVersion.current());
    String date = console().clock().instant().truncatedTo(ChronoUnit.MINUTES).toString();
    Answer answer =
        Answer.empty()
            .with("command", command.strip())
            .with("date", date)
            .with("commit", commit)
            .with("seed", SEED)
            .with("repeats", repeats)
            .with("java_options", OwnCommand.javaOptions())
            .with("machine", machine)
            .with("tools", tools);
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("command", command.strip());
    shown.put("date", date + ", commit " + commit + ", seed " + SEED);
    shown.putAll(machine);
    tools.forEach((tool, version) -> shown.put(tool, version));
    shown.put("java options", String.join(" ", OwnCommand.javaOptions()));
    shown.put("cache", "warm: the file was read before the first round");
    shown.put(
        "figures",
        "median (lowest..highest) of "
            + repeats
            + (repeats == 1 ? " round" : " rounds")
            + " after a warm-up");
    for (var fact : shown.entrySet()) {
      answer =
          answer.line(
              String.format(
                  Locale.ROOT, "%-14s%s", fact.getKey(), Display.escape(fact.getValue())));
    }
    return answer;
  }

  /// The file, one output at a time, and as much that is written to measure the disk.
  private void requireSpace(long bytes) {
    try {
      Files.createDirectories(folder);
      long needed = bytes * 2 + bytes / 16 + 4 * WARM_UP_BYTES;
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < needed) {
        String message =
            "needs " + Display.bytes(needed) + " of disk, there are " + Display.bytes(free);
        throw NexusException.storage(
            message,
            Display.escape(folder.toString()),
            "choose a smaller --size, or another disk with --dir",
            new IOException(message));
      }
    } catch (IOException e) {
      throw NexusException.io("write", folder, e);
    }
  }

  private PackageBench.Rounds measure(GeneratedModel model, List<Packer> packers) {
    List<Path> made = new CopyOnWriteArrayList<>();
    Thread interrupted = new Thread(() -> remove(made));
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      Path outputs = Files.createTempDirectory(folder, "run-");
      made.add(outputs);
      Path small = generated(GeneratedModel.of(WARM_UP_BYTES, model.type(), SEED), made);
      Path file = generated(model, made);
      PackageBench bench = new PackageBench(file, outputs, console()::note);
      bench.warmUp(small, contestants(packers, small, outputs));
      return bench.run(contestants(packers, file, outputs), repeats);
    } catch (IOException e) {
      throw NexusException.io("write", folder, e);
    } finally {
      if (Runtime.getRuntime().removeShutdownHook(interrupted)) {
        remove(made);
      }
    }
  }

  /// Files, and a folder with the files in it. On an interrupt what a program still writes may
  /// stay.
  private static void remove(List<Path> made) {
    for (Path path : made.reversed()) {
      try {
        if (Files.isDirectory(path)) {
          try (Stream<Path> inside = Files.list(path)) {
            remove(inside.toList());
          }
        }
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw NexusException.io("remove", path, e);
      }
    }
  }

  private Path generated(GeneratedModel model, List<Path> made) {
    Path file =
        folder.resolve(
            "generated-" + model.type() + "-" + model.sizeBytes() + "-" + model.seed() + ".gguf");
    if (!Files.exists(file)) {
      console().note("writing " + file);
      model.writeTo(file, false, console().progress());
      if (!keep) {
        made.add(file);
      }
    }
    return file;
  }

  private static List<Contestant> contestants(List<Packer> packers, Path file, Path outputs) {
    return packers.stream()
        .filter(Packer::isInstalled)
        .map(p -> p.contestant(file.toAbsolutePath(), outputs.toAbsolutePath()))
        .toList();
  }

  private void writeCsv() {
    try {
      if (csv != null) {
        Files.write(csv, rows);
      }
    } catch (IOException e) {
      throw NexusException.io("write", csv, e);
    }
  }
}
