// Uploads of `nexus bench publish`: beside the AWS command line and rclone, and under kills. Part of
// bench.java.
//
//JAVA 25+
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
//DEPS info.picocli:picocli:4.7.7

import module java.base;

import id.openclass.nexus.bench.ByteSize;
import id.openclass.nexus.bench.Contestant;
import id.openclass.nexus.bench.LocalS3;
import id.openclass.nexus.bench.PackageAims;
import id.openclass.nexus.bench.PackageBench;
import id.openclass.nexus.bench.Sample;
import id.openclass.nexus.bench.Spread;
import id.openclass.nexus.bench.Surroundings;
import id.openclass.nexus.bench.UploadAims;
import id.openclass.nexus.bench.UploadKills;
import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.ExitCode;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.console.ProductVersion;
import id.openclass.nexus.console.Table;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.PackageOptions;
import id.openclass.nexus.weights.GeneratedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "publish",
    description =
        "Uploads one generated package to an S3-compatible server on this machine, with this program,"
            + " the AWS command line and rclone, in turns; then kills uploads at random moments and"
            + " counts what is sent again. The server is versitygw: go install"
            + " github.com/versity/versitygw/cmd/versitygw@v1.8.0",
    footer = {
      "Examples:",
      "  nexus bench publish",
      "  NEXUS_JAVA_OPTIONS=-Xmx160m nexus bench publish --size 2GiB --kills 0",
      "  nexus bench publish --repeats 0 --kills 200 --size 128MiB",
      "JSON: date, commit, seed, repeats, java_options, machine, tools, file_bytes, uploaders (name,",
      "      installed, seconds, cpu_seconds, peak_anon_bytes), limits, kills (kills, uploads,",
      "      sent_bytes, resent_bytes_per_kill), aims (what, aim, at_least, measured, reached).",
      "With --strict the exit code is 3 when an aim is not reached."
    })
final class BenchPublishCommand extends NexusCommand {
  private static final long SEED = 7;
  private static final int CONNECTIONS = 4;
  private static final long PART_BYTES = 8 << 20;
  private static final String OURS = "nexus upload";
  private static final String COLLECTOR = "-XX:+UseSerialGC";

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      defaultValue = "256MiB",
      description = "size of the model, by default ${DEFAULT-VALUE}")
  private String size;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "5",
      description = "rounds after the warm-up; 0 leaves the times out; by default ${DEFAULT-VALUE}")
  private int repeats;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "20",
      description = "how many uploads to kill, by default ${DEFAULT-VALUE}")
  private int kills;

  @Option(
      names = "--server",
      paramLabel = "FILE",
      description = "the program versitygw, by default from PATH or ~/go/bin")
  private Path server;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "bench",
      description = "where files go while it runs, by default ${DEFAULT-VALUE}")
  private Path folder;

  @Option(names = "--strict", description = "fail when an aim is not reached")
  private boolean strict;

  private long fileBytes;

  @Override
  protected Answer answer() {
    if (repeats < 0 || repeats > 1000 || kills < 0 || kills > 10_000) {
      throw NexusException.invalidValue(
          "no such count: --repeats " + repeats + " --kills " + kills, "0 to 1000, 0 to 10000");
    }
    String program =
        LocalS3.program(server)
            .orElseThrow(
                () ->
                    NexusException.notFound(
                        "the server versitygw is not installed",
                        server == null ? null : Display.escape(server.toString()),
                        "run: go install github.com/versity/versitygw/cmd/versitygw@v1.8.0"));
    try {
      Path work = Files.createTempDirectory(Files.createDirectories(folder), "publish-");
      Thread cleaner = new Thread(() -> remove(work));
      Runtime.getRuntime().addShutdownHook(cleaner);
      try (LocalS3 running = LocalS3.start(program, work.toAbsolutePath().resolve("s3"))) {
        return measured(running, work, program);
      } finally {
        if (Runtime.getRuntime().removeShutdownHook(cleaner)) {
          remove(work);
        }
      }
    } catch (IOException e) {
      throw NexusException.io("write", folder, e);
    }
  }

  private Answer measured(LocalS3 running, Path work, String program) throws IOException {
    Path file = packed(work, ByteSize.parse(size), "big");
    Path small = packed(work, 16 << 20, "small");
    fileBytes = Files.size(file);
    Answer answer = head(program).with("file_bytes", fileBytes);
    List<PackageAims.Aim> aims = new ArrayList<>();
    if (repeats > 0) {
      PackageBench bench = new PackageBench(file, work, console()::note);
      bench.warmUp(small, contestants(running, small, work));
      PackageBench.Rounds rounds = bench.run(contestants(running, file, work), repeats);
      answer = speed(answer, rounds, aims);
    }
    UploadKills.Result killed =
        new UploadKills(
                file, running, "killed", port -> ours(file, port, "killed", work), console()::note)
            .run(kills, SEED);
    UploadAims.ofKills(killed, CONNECTIONS, PART_BYTES).ifPresent(aims::add);
    return aims(kills(answer, killed), aims);
  }

  private Path packed(Path work, long bytes, String name) throws IOException {
    Path model = work.resolve(name + ".gguf");
    console().note("writing a package of " + Display.bytes(bytes));
    GeneratedModel.of(bytes, "Q4_K_M", SEED).writeTo(model, false, console().progress());
    PackageOptions options =
        PackageOptions.defaults().withFolder(work).withStore(true).withProgress(console().progress());
    try (ModelPackage made =
        ModelPackage.create(model, PackageMetadata.of(name, "1.0.0", name), options)) {
      return made.path();
    } finally {
      Files.delete(model);
    }
  }

  private static List<String> ours(Path file, int port, String key, Path work) {
    List<String> command =
        OwnCommand.of(
            "UploadCommand",
            file.toString(),
            "--bucket",
            LocalS3.BUCKET,
            "--object-key",
            key,
            "--endpoint",
            LocalS3.endpoint(port),
            "--journal",
            work.toString(),
            "--connections",
            String.valueOf(CONNECTIONS));
    // As the launcher starts it.
    command.add(1, COLLECTOR);
    return LocalS3.withCredentials(command);
  }

  private static List<String> javaOptions() {
    return Stream.concat(Stream.of(COLLECTOR), OwnCommand.javaOptions().stream()).toList();
  }

  private List<Contestant> contestants(LocalS3 running, Path file, Path work) {
    List<Contestant> all = new ArrayList<>();
    all.add(
        Contestant.of(OURS, running.file("nexus"), ours(file, running.port(), "nexus", work)));
    if (isInstalled("aws")) {
      List<String> aws =
          List.of(
              "aws", "s3", "cp", file.toString(), "s3://" + LocalS3.BUCKET + "/aws",
              "--no-progress", "--endpoint-url", running.endpoint());
      all.add(Contestant.of("aws s3 cp", running.file("aws"), LocalS3.withCredentials(aws)));
    }
    if (isInstalled("rclone")) {
      List<String> rclone =
          List.of(
              "rclone", "copyto", "--config", "/dev/null", file.toString(),
              ":s3:" + LocalS3.BUCKET + "/rclone", "--s3-provider", "Other", "--s3-env-auth",
              // Else it makes the bucket anew and waits long when that is refused.
              "--s3-no-check-bucket", "--s3-endpoint", running.endpoint());
      all.add(
          Contestant.of("rclone copyto", running.file("rclone"), LocalS3.withCredentials(rclone)));
    }
    return all;
  }

  private static boolean isInstalled(String tool) {
    return Surroundings.version(tool, tool.equals("aws") ? "--version" : "version").isPresent();
  }

  private Answer head(String program) {
    Map<String, String> machine = Surroundings.machine(folder);
    Map<String, String> tools = new LinkedHashMap<>();
    tools.put("versitygw", Surroundings.version(program, "--version").orElse("?"));
    tools.put("aws", Surroundings.version("aws", "--version").orElse("not installed"));
    tools.put("rclone", Surroundings.version("rclone", "version").orElse("not installed"));
    String commit =
        Surroundings.commit(Path.of("")).orElse("version " + ProductVersion.current());
    String date = console().clock().instant().truncatedTo(ChronoUnit.MINUTES).toString();
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("date", date + ", commit " + commit + ", seed " + SEED);
    shown.putAll(machine);
    shown.putAll(tools);
    shown.put("java options", String.join(" ", javaOptions()));
    Answer answer =
        Answer.empty()
            .with("date", date)
            .with("commit", commit)
            .with("seed", SEED)
            .with("repeats", repeats)
            .with("java_options", javaOptions())
            .with("machine", machine)
            .with("tools", tools);
    for (var fact : shown.entrySet()) {
      answer =
          answer.line(
              String.format(
                  Locale.ROOT, "%-14s%s", fact.getKey(), Display.escape(fact.getValue())));
    }
    return answer.line("");
  }

  private Answer speed(Answer before, PackageBench.Rounds rounds, List<PackageAims.Aim> aims) {
    Table table = Table.of("uploader", "MB/s", "seconds", "CPU s", "RssAnon MiB");
    List<Map<String, Object>> fields = new ArrayList<>();
    Map<String, List<Sample>> peers = new LinkedHashMap<>();
    List<Sample> ours = List.of();
    for (var entry : rounds.samples().entrySet()) {
      String name = entry.getKey().name();
      List<Sample> samples = entry.getValue();
      Spread seconds = Spread.of(samples.stream().map(Sample::seconds).toList());
      Spread cpu = Spread.of(samples.stream().map(Sample::cpuSeconds).toList());
      Spread anon = Spread.of(samples.stream().map(s -> s.anonBytes().orElse(0)).toList());
      table.row(
          name,
          Math.round(rounds.megabytesPerSecond(seconds.median())),
          seconds,
          cpu,
          anon.map(bytes -> bytes / (1 << 20)));
      fields.add(
          Map.of("name", name, "seconds", seconds, "cpu_seconds", cpu, "peak_anon_bytes", anon));
      if (name.equals(OURS)) {
        ours = samples;
      } else {
        peers.put(name, samples);
      }
    }
    aims.addAll(UploadAims.ofSpeed(ours, peers));
    Table limits = Table.of("the machine", "MB/s", "seconds");
    rounds
        .limits()
        .forEach((limit, list) -> {
          Spread seconds = Spread.of(list);
          limits.row(
              limit.label(), Math.round(rounds.megabytesPerSecond(seconds.median())), seconds);
        });
    return before
        .with("uploaders", fields)
        .line("a package of " + Display.grouped(fileBytes) + " bytes, " + repeats + " rounds")
        .lines(table.lines())
        .line("")
        .lines(limits.lines())
        .line("");
  }

  private static Answer kills(Answer answer, UploadKills.Result killed) {
    return killed.kills() == 0
        ? answer
        : answer
            .with(
                "kills",
                Map.of(
                    "kills", killed.kills(),
                    "uploads", killed.uploads(),
                    "sent_bytes", killed.sentBytes(),
                    "resent_bytes_per_kill", killed.resentBytesPerKill()))
            .line(
                killed.kills()
                    + " uploads killed, "
                    + killed.uploads()
                    + " brought to their end, each byte for byte; "
                    + Display.bytes(killed.resentBytesPerKill())
                    + " sent again for each kill")
            .line("");
  }

  private Answer aims(Answer answer, List<PackageAims.Aim> aims) {
    Table reached = Table.of("aim", "bound", "measured", "");
    for (PackageAims.Aim aim : aims) {
      reached.row(
          aim.what(),
          (aim.atLeast() ? "at least " : "at most ") + aim.aim(),
          aim.measured(),
          aim.isReached() ? "reached" : "not reached");
    }
    Answer told =
        answer
            .with(
                "aims",
                aims.stream()
                    .map(a ->
                        Map.of(
                            "what", a.what(),
                            "aim", a.aim(),
                            "at_least", a.atLeast(),
                            "measured", a.measured(),
                            "reached", a.isReached()))
                    .toList())
            .lines(reached.lines());
    boolean all = aims.stream().allMatch(PackageAims.Aim::isReached);
    return strict && !all ? told.exit(ExitCode.CONTENT) : told;
  }

  private static void remove(Path path) {
    try {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        try (Stream<Path> inside = Files.list(path)) {
          inside.toList().forEach(BenchPublishCommand::remove);
        }
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw NexusException.io("remove", path, e);
    }
  }
}
