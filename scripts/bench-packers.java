// Who packs in `nexus bench package`, and how the results are told. Part of bench.java.
//
//JAVA 25+
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}

import module java.base;

import id.openclass.nexus.bench.Contestant;
import id.openclass.nexus.bench.PackageAims;
import id.openclass.nexus.bench.PackageBench;
import id.openclass.nexus.bench.Sample;
import id.openclass.nexus.bench.Spread;
import id.openclass.nexus.bench.Surroundings;
import id.openclass.nexus.console.Table;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.lang.management.ManagementFactory;

/// Who can be measured.
enum Packer {
  OURS("nexus package", List.of()),
  STORED("nexus package --store", List.of()),
  OLDER("older program's way", List.of()),
  GZIP("tar | gzip -6", List.of("tar", "gzip")),
  PIGZ("tar | pigz -6", List.of("tar", "pigz")),
  ZIP("zip -6", List.of("zip"));

  private final String label;
  private final List<String> tools;
  private Map<String, Optional<String>> versions;

  Packer(String label, List<String> tools) {
    this.label = label;
    this.tools = tools;
  }

  static List<Packer> chosen(List<String> peers, boolean store) {
    Set<Packer> chosen = EnumSet.of(OURS);
    if (store) {
      chosen.add(STORED);
    }
    Map<String, Packer> known = Map.of("gzip", GZIP, "pigz", PIGZ, "zip", ZIP, "older", OLDER);
    for (String peer : peers) {
      if (known.containsKey(peer)) {
        chosen.add(known.get(peer));
      } else if (!peer.equals("none")) {
        throw NexusException.invalidValue(
            "no such peer: " + Display.escape(peer, 40),
            "there are gzip, pigz, zip, older; or none");
      }
    }
    return List.copyOf(chosen);
  }

  String label() {
    return label;
  }

  /// The tools it needs; their versions where they are installed.
  Map<String, Optional<String>> versions() {
    if (versions == null) {
      versions = new LinkedHashMap<>();
      tools.forEach(tool ->
          versions.put(tool, Surroundings.version(tool, tool.equals("zip") ? "-v" : "--version")));
    }
    return versions;
  }

  boolean isInstalled() {
    return versions().values().stream().allMatch(Optional::isPresent);
  }

  Contestant contestant(Path file, Path outputs) {
    Path tarGz = outputs.resolve("out.tar.gz");
    return switch (this) {
      case OURS -> ours(file, outputs, List.of());
      case STORED -> ours(file, outputs, List.of("--store"));
      case OLDER ->
          Contestant.of(label, tarGz, OwnCommand.of("OlderWay", file.toString(), tarGz.toString()));
      case GZIP -> new Contestant(label, List.of(tar(file), List.of("gzip", "-6")), tarGz, true);
      case PIGZ -> new Contestant(label, List.of(tar(file), List.of("pigz", "-6")), tarGz, true);
      case ZIP ->
          Contestant.of(
              label,
              outputs.resolve("out.zip"),
              List.of(
                  "zip", "-6", "-q", "-j", outputs.resolve("out.zip").toString(), file.toString()));
    };
  }

  private Contestant ours(Path file, Path outputs, List<String> more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                file.toString(),
                "--name",
                "out",
                "--version",
                "1.0.0",
                "--out",
                outputs.toString()));
    arguments.addAll(more);
    return Contestant.of(
        label,
        outputs.resolve("out-1.0.0.tar.gz"),
        OwnCommand.of("PackageCommand", arguments.toArray(String[]::new)));
  }

  private static List<String> tar(Path file) {
    return List.of(
        "tar", "-cf", "-", "-C", file.getParent().toString(), file.getFileName().toString());
  }
}

/// Starts this program once more, with the same Java, options and class path.
final class OwnCommand {
  private OwnCommand() {}

  static List<String> of(String mainClass, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(List.of(arguments));
    return command;
  }

  static List<String> javaOptions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments();
  }
}

/// One file's measurements as a table, as JSON fields and as CSV.
final class BenchTable {
  private static final double MEBI = 1 << 20;

  private final String type;
  private final List<Packer> packers;
  private final PackageBench.Rounds rounds;
  private final Map<String, List<Sample>> samples = new HashMap<>();
  private final List<PackageAims.Aim> aims;

  BenchTable(String type, List<Packer> packers, PackageBench.Rounds rounds) {
    this.type = type;
    this.packers = packers;
    this.rounds = rounds;
    rounds.samples().forEach((contestant, list) -> samples.put(contestant.name(), list));
    aims =
        PackageAims.of(type, of(Packer.OURS), of(Packer.STORED), of(Packer.GZIP), rounds.limits());
  }

  private List<Sample> of(Packer packer) {
    return samples.get(packer.label());
  }

  List<String> lines() {
    Table table =
        Table.of(
            "packer",
            "bytes",
            "% of file",
            "MB/s",
            "seconds",
            "x gzip -6",
            "CPU s",
            "RssAnon MiB",
            "VmHWM MiB");
    for (Packer packer : packers) {
      if (!packer.isInstalled()) {
        table.row(packer.label() + ": not installed", "", "", "", "", "", "", "", "");
        continue;
      }
      Spread seconds = spread(packer, Sample::seconds);
      Spread bytes = spread(packer, Sample::outputBytes);
      table.row(
          packer.label(),
          Display.grouped((long) bytes.median()),
          String.format(Locale.ROOT, "%.2f", 100 * bytes.median() / rounds.fileBytes()),
          Math.round(rounds.megabytesPerSecond(seconds.median())),
          seconds,
          timesGzip(packer).map(Object::toString).orElse(""),
          spread(packer, Sample::cpuSeconds),
          mebibytes(packer, Sample::anonBytes),
          mebibytes(packer, Sample::residentBytes));
    }
    Table limits = Table.of("the machine", "MB/s", "seconds");
    rounds
        .limits()
        .forEach((limit, list) -> {
          Spread seconds = Spread.of(list);
          limits.row(
              limit.label(), Math.round(rounds.megabytesPerSecond(seconds.median())), seconds);
        });
    Table reached = Table.of("aim", "bound", "measured", "");
    for (PackageAims.Aim aim : aims) {
      reached.row(
          aim.what(),
          (aim.atLeast() ? "at least " : "at most ") + aim.aim(),
          measured(aim),
          aim.isReached() ? "reached" : "not reached");
    }
    List<String> lines =
        new ArrayList<>(
            List.of("one " + type + " file of " + Display.grouped(rounds.fileBytes()) + " bytes"));
    lines.addAll(table.lines());
    lines.add("");
    lines.addAll(limits.lines());
    lines.add("");
    lines.addAll(reached.lines());
    return lines;
  }

  /// Sizes do not differ between rounds, and are close to one another: more digits.
  private static String measured(PackageAims.Aim aim) {
    return aim.what().startsWith("size")
        ? String.format(Locale.ROOT, "%.4f", aim.measured().median())
        : aim.measured().toString();
  }

  private Spread spread(Packer packer, ToDoubleFunction<Sample> value) {
    return Spread.of(of(packer).stream().map(value::applyAsDouble).toList());
  }

  private Optional<Spread> timesGzip(Packer packer) {
    return of(Packer.GZIP) == null
        ? Optional.empty()
        : Optional.of(PackageAims.timesFaster(of(packer), of(Packer.GZIP)));
  }

  private Object mebibytes(Packer packer, Function<Sample, OptionalLong> value) {
    return peak(packer, value)
        .map(most -> (Object) most.map(bytes -> bytes / MEBI))
        .orElse("not measured");
  }

  private Optional<Spread> peak(Packer packer, Function<Sample, OptionalLong> value) {
    List<OptionalLong> all = of(packer).stream().map(value).toList();
    return all.stream().allMatch(OptionalLong::isPresent)
        ? Optional.of(Spread.of(all.stream().map(OptionalLong::getAsLong).toList()))
        : Optional.empty();
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("type", type);
    fields.put("file_bytes", rounds.fileBytes());
    fields.put("packers", packers.stream().map(this::packerFields).toList());
    List<Map<String, Object>> limits = new ArrayList<>();
    rounds
        .limits()
        .forEach((limit, list) -> {
          Spread seconds = Spread.of(list);
          limits.add(
              Map.of(
                  "name",
                  limit.label(),
                  "seconds",
                  seconds,
                  "megabytes_per_second",
                  rounds.megabytesPerSecond(seconds.median())));
        });
    fields.put("limits", limits);
    fields.put(
        "aims",
        aims.stream()
            .map(a ->
                Map.of(
                    "what",
                    a.what(),
                    "aim",
                    a.aim(),
                    "at_least",
                    a.atLeast(),
                    "measured",
                    a.measured(),
                    "reached",
                    a.isReached()))
            .toList());
    return fields;
  }

  private Map<String, Object> packerFields(Packer packer) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", packer.label());
    fields.put("installed", packer.isInstalled());
    if (packer.isInstalled()) {
      double bytes = spread(packer, Sample::outputBytes).median();
      fields.put("size_bytes", (long) bytes);
      fields.put("ratio", bytes / rounds.fileBytes());
      fields.put("seconds", spread(packer, Sample::seconds));
      fields.put("cpu_seconds", spread(packer, Sample::cpuSeconds));
      fields.put("peak_anon_bytes", peak(packer, Sample::anonBytes).orElse(null));
      fields.put("peak_resident_bytes", peak(packer, Sample::residentBytes).orElse(null));
      fields.put("times_gzip", timesGzip(packer).orElse(null));
    }
    return fields;
  }

  List<String> csv() {
    List<String> lines = new ArrayList<>();
    rounds
        .samples()
        .forEach((contestant, list) -> {
          for (int round = 0; round < list.size(); round++) {
            Sample s = list.get(round);
            lines.add(
                String.join(
                    ",",
                    type,
                    String.valueOf(round + 1),
                    contestant.name(),
                    String.valueOf(s.seconds()),
                    String.valueOf(s.cpuSeconds()),
                    text(s.anonBytes()),
                    text(s.residentBytes()),
                    String.valueOf(s.outputBytes())));
          }
        });
    rounds
        .limits()
        .forEach((limit, list) -> {
          for (int round = 0; round < list.size(); round++) {
            lines.add(
                type
                    + ","
                    + (round + 1)
                    + ",\""
                    + limit.label()
                    + "\","
                    + list.get(round)
                    + ",,,,");
          }
        });
    return lines;
  }

  private static String text(OptionalLong value) {
    return value.isPresent() ? String.valueOf(value.getAsLong()) : "";
  }
}

/// How the older program packs: MD5 and SHA-256 each in a pass of its own over reads of 4 KiB, then
/// a tar in one gzip stream of level 9, on one thread.
final class OlderWay {
  private static final int READ_BYTES = 4096;
  private static final int TAR_BLOCK = 512;

  private OlderWay() {}

  public static void main(String... arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    for (String algorithm : List.of("MD5", "SHA-256")) {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      each(file, digest::update);
      digest.digest();
    }
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(Path.of(arguments[1])), 1 << 16) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      long size = Files.size(file);
      out.write(header(file.getFileName().toString(), size));
      each(file, (bytes, from, length) -> out.write(bytes, from, length));
      out.write(new byte[(int) (-size & (TAR_BLOCK - 1)) + 2 * TAR_BLOCK]);
    }
  }

  private interface Sink {
    void take(byte[] bytes, int from, int length) throws IOException;
  }

  private static void each(Path file, Sink sink) throws IOException {
    byte[] buffer = new byte[READ_BYTES];
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sink.take(buffer, 0, n);
      }
    }
  }

  /// A ustar header; sizes from 8 GiB on in base 256, as GNU tar writes them.
  private static byte[] header(String name, long size) {
    ByteBuffer header = ByteBuffer.allocate(TAR_BLOCK);
    byte[] bytes = header.array();
    put(bytes, 0, name.length() > 99 ? name.substring(0, 99) : name);
    put(bytes, 100, "0000644\0000000000\0000000000\000");
    if (size < 1L << 33) {
      put(bytes, 124, String.format(Locale.ROOT, "%011o", size));
    } else {
      header.put(124, (byte) 0x80).putLong(128, size);
    }
    put(bytes, 136, "00000000000");
    put(bytes, 148, "        0");
    put(bytes, 257, "ustar\00000");
    int sum = 0;
    for (byte b : bytes) {
      sum += b & 0xff;
    }
    put(bytes, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    return bytes;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
