package id.openclass.nexus.bench;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The tools that deltas are compared with. Those that are programs are looked for on the `PATH`;
/// those that are Python packages in a folder that [#install] fills.
public final class DeltaPeers {
  private static final List<String> PACKAGES =
      List.of("z4ai==0.2.0", "reminis==0.34.0", "hdiffpatch==2.6.0");

  private static final long MEBI = 1 << 20;

  private static final String HDIFF_MAKE =
      """
      import sys, hdiffpatch
      old, new, delta = sys.argv[1:]
      config = hdiffpatch.ZStdConfig(level=21)
      made = hdiffpatch.diff(open(old, 'rb').read(), open(new, 'rb').read(), config, validate=False)
      open(delta, 'wb').write(made)
      """;
  private static final String HDIFF_APPLY =
      """
      import sys, hdiffpatch
      old, delta, out = sys.argv[1:]
      open(out, 'wb').write(hdiffpatch.apply(open(old, 'rb').read(), open(delta, 'rb').read()))
      """;
  private static final String Z4AI_MAKE =
      """
      import sys, z4ai
      old, new, delta = (open(sys.argv[1], 'rb').read(), open(sys.argv[2], 'rb').read(), sys.argv[3])
      made = z4ai.compress_delta(new, reference=old, dtype='float16', level=19)
      open(delta, 'wb').write(made)
      """;
  private static final String Z4AI_APPLY =
      """
      import sys, z4ai
      old, delta, out = sys.argv[1:]
      open(out, 'wb').write(
          z4ai.decompress_delta(open(delta, 'rb').read(), reference=open(old, 'rb').read()))
      """;
  private static final String REMINIS =
      """
      import os, sys, tempfile
      from reminis.cli import main
      def run(*words):
          sys.argv = ['reminis', *words]
          if main():
              raise SystemExit(1)
      verb, old, second, output = sys.argv[1:]
      with tempfile.TemporaryDirectory(dir=os.path.dirname(output)) as work:
          a, b = os.path.join(work, 'a.db'), os.path.join(work, 'b.db')
          run('convert', '-q', '-o', a, old)
          if verb == 'make':
              run('convert', '-q', '-o', b, second)
              run('diff', '-q', '-o', output, a, b)
          else:
              run('apply', '-q', '-o', b, a, second)
              run('export', '-q', '-o', output, b)
      """;

  private DeltaPeers() {}

  /// Puts the peers that are Python packages into a folder of their own. It needs Python 3 with
  /// `venv`, and its package index; nothing else on the machine changes.
  ///
  /// @param folder where to
  /// @throws NexusException.Transfer when it cannot be done
  public static void install(Path folder) {
    run("python3", "-m", "venv", "--clear", folder.toString());
    List<String> command = new ArrayList<>();
    command.add(python(folder).toString());
    command.addAll(List.of("-m", "pip", "--quiet", "--disable-pip-version-check", "install"));
    command.addAll(PACKAGES);
    run(command.toArray(String[]::new));
  }

  private static void run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw notInstalled(said, null);
      }
    } catch (IOException e) {
      throw notInstalled(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notInstalled("interrupted", e);
    }
  }

  private static NexusException notInstalled(String said, @Nullable Exception cause) {
    return NexusException.transfer(
        "could not install the peers that are Python packages: " + Display.escape(said, 300),
        null,
        "it needs python3 with venv, and its package index",
        cause);
  }

  /// Peers by name.
  ///
  /// @param names of [#names]; all when empty
  /// @param folder where [#install] put the Python packages
  /// @return the peers, installed or not
  /// @throws NexusException.InvalidValue when there is none of a name
  public static List<DeltaTool> named(List<String> names, Path folder) {
    Map<String, Supplier<DeltaTool>> known = known(python(folder).toString());
    List<DeltaTool> tools = new ArrayList<>();
    for (String name : names.isEmpty() ? List.copyOf(known.keySet()) : names) {
      Supplier<DeltaTool> tool = known.get(name);
      if (tool == null) {
        throw NexusException.invalidValue(
            "no such peer: " + Display.escape(name, 40),
            "there are " + String.join(", ", known.keySet()) + "; or none");
      }
      tools.add(tool.get());
    }
    return List.copyOf(tools);
  }

  /// A peer of the user's own.
  ///
  /// @param text `NAME=make CMD {old} {new} {delta}; apply CMD {old} {delta} {out}`; words with
  ///   spaces stand in quotes
  /// @return the peer
  /// @throws NexusException.InvalidValue when the text is not like that
  public static DeltaTool parse(String text) {
    return PeerCommand.parse(text);
  }

  /// What peers are called.
  ///
  /// @return short names, in the order of tables
  public static List<String> names() {
    return List.copyOf(known("").keySet());
  }

  private static Map<String, Supplier<DeltaTool>> known(String python) {
    Map<String, Supplier<DeltaTool>> all = new LinkedHashMap<>();
    all.put("jbsdiff", () -> worker(DeltaWork.JBSDIFF));
    all.put("bsdiff", DeltaPeers::bsdiff);
    all.put("xdelta3", DeltaPeers::xdelta3);
    all.put("zstd", DeltaPeers::zstd);
    all.put("zstd-jni", () -> worker(DeltaWork.ZSTD));
    all.put("hdiffpatch", () -> hdiffpatch(python));
    all.put("z4ai", () -> z4ai(python));
    all.put("reminis", () -> reminis(python));
    all.put("chunks", ChunkCount::new);
    return all;
  }

  /// A peer that this program has itself, in a process that may take three quarters of the memory.
  private static DeltaTool worker(DeltaWork work) {
    List<String> heap = List.of("-XX:MaxRAMPercentage=75", "-XX:+UseSerialGC");
    return DeltaWorker.tool(work, heap, heap);
  }

  private static DeltaTool bsdiff() {
    return new ProcessTool(
        "bsdiff",
        isProgram("bsdiff") && isProgram("bspatch") ? Optional.of("4.3") : Optional.empty(),
        List.of("bsdiff", "{old}", "{new}", "{delta}"),
        List.of("bspatch", "{old}", "{out}", "{delta}"),
        upTo(256));
  }

  private static DeltaTool xdelta3() {
    List<String> make = List.of("xdelta3", "-e", "-9", "-S", "lzma", "-f", "-q");
    List<String> apply = List.of("xdelta3", "-d", "-f", "-q");
    return new ProcessTool(
        "xdelta3 -9 -S lzma",
        Surroundings.version("xdelta3", "-V"),
        joined(make, "-s", "{old}", "{new}", "{delta}"),
        joined(apply, "-s", "{old}", "{delta}", "{out}"),
        upTo(2048));
  }

  private static DeltaTool zstd() {
    List<String> zstd = List.of("zstd", "-q", "-f", "--long=31", "--patch-from={old}");
    return new ProcessTool(
        "zstd -19 --patch-from",
        Surroundings.version("zstd", "--version"),
        joined(zstd, "-19", "{new}", "-o", "{delta}"),
        joined(zstd, "-d", "{delta}", "-o", "{out}"),
        upTo(1900));
  }

  /// The program where there is one, else the Python package of the same library.
  private static DeltaTool hdiffpatch(String python) {
    if (isProgram("hdiffz") && isProgram("hpatchz")) {
      return new ProcessTool(
          "hdiffz -m -c-zstd-21",
          Surroundings.version("hdiffz", "-v"),
          List.of("hdiffz", "-m", "-c-zstd-21", "-f", "{old}", "{new}", "{delta}"),
          List.of("hpatchz", "-f", "{old}", "{delta}", "{out}"),
          upTo(1024));
    }
    return new ProcessTool(
        "HDiffPatch zstd-21",
        packageVersion(python, "hdiffpatch"),
        List.of(python, "-c", HDIFF_MAKE, "{old}", "{new}", "{delta}"),
        List.of(python, "-c", HDIFF_APPLY, "{old}", "{delta}", "{out}"),
        upTo(1024));
  }

  private static DeltaTool z4ai(String python) {
    Function<DeltaPair, Optional<String>> limit =
        pair ->
            pair.baseBytes() == pair.resultBytes()
                ? tooLarge(pair, 1024 * MEBI)
                : Optional.of("only files of the same length");
    return new ProcessTool(
        "z4ai",
        packageVersion(python, "z4ai"),
        List.of(python, "-c", Z4AI_MAKE, "{old}", "{new}", "{delta}"),
        List.of(python, "-c", Z4AI_APPLY, "{old}", "{delta}", "{out}"),
        limit);
  }

  private static DeltaTool reminis(String python) {
    Function<DeltaPair, Optional<String>> limit =
        pair ->
            pair.result().toString().matches(".*\\.(gguf|safetensors)")
                ? tooLarge(pair, 4096 * MEBI)
                : Optional.of("only GGUF and safetensors");
    return new ProcessTool(
        "reminis",
        packageVersion(python, "reminis"),
        List.of(python, "-c", REMINIS, "make", "{old}", "{new}", "{delta}"),
        List.of(python, "-c", REMINIS, "apply", "{old}", "{delta}", "{out}"),
        limit);
  }

  private static Function<DeltaPair, Optional<String>> upTo(long mebibytes) {
    return pair -> tooLarge(pair, mebibytes * MEBI);
  }

  /// Tools that keep everything in memory, or take hours, are left out on large files.
  static Optional<String> tooLarge(DeltaPair pair, long bytes) {
    return Math.max(pair.baseBytes(), pair.resultBytes()) > bytes
        ? Optional.of("files above " + bytes / MEBI + " MiB not tried")
        : Optional.empty();
  }

  private static List<String> joined(List<String> words, String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return all;
  }

  private static Path python(Path folder) {
    Path windows = folder.resolve("Scripts").resolve("python.exe");
    return (Files.exists(windows) ? windows : folder.resolve("bin").resolve("python"))
        .toAbsolutePath();
  }

  private static Optional<String> packageVersion(String python, String name) {
    if (!Files.isExecutable(Path.of(python))) {
      return Optional.empty();
    }
    String code = "import importlib.metadata as m; print(m.version('" + name + "'))";
    return Surroundings.version(python, "-c", code).filter(version -> !version.equals("?"));
  }

  /// Whether there is such a program: a path, or a name that the system finds.
  static boolean isProgram(String name) {
    if (name.contains(File.separator)) {
      return Files.isExecutable(Path.of(name));
    }
    return Surroundings.version(name, "--help").isPresent();
  }
}
