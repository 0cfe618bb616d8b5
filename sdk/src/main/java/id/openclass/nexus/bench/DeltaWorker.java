package id.openclass.nexus.bench;

import com.github.luben.zstd.Zstd;
import id.openclass.nexus.core.NexusException;
import io.sigpipe.jbsdiff.Diff;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.compressors.CompressorException;
import tools.jackson.databind.json.JsonMapper;

/// Makes or applies one delta in a process of its own, so that its memory can be measured and
/// limited: `create ENGINE OLD NEW DELTA`, `apply ENGINE OLD DELTA OUT`. [DeltaBench] starts it.
public final class DeltaWorker {
  private DeltaWorker() {}

  /// Does one thing and ends.
  ///
  /// @param arguments what to do, with which engine, and three files
  /// @throws IOException when a file cannot be read or written
  public static void main(String... arguments) throws IOException {
    if (arguments.length != 5) {
      throw NexusException.invalidValue("a verb, an engine and three files are needed", null);
    }
    DeltaWork work = DeltaWork.named(arguments[1]);
    Path old = Path.of(arguments[2]);
    Path second = Path.of(arguments[3]);
    Path output = Path.of(arguments[4]);
    if (arguments[0].equals("create")) {
      work.create(old, second, output);
    } else {
      work.apply(old, second, output);
    }
  }

  /// A tool that does its work in such processes.
  ///
  /// @param createOptions for the Java that makes deltas
  /// @param applyOptions for the Java that applies them
  static DeltaTool tool(DeltaWork work, List<String> createOptions, List<String> applyOptions) {
    return new ProcessTool(
        work.label(),
        Optional.of(work.version()),
        command(createOptions, "create", work.name(), "{old}", "{new}", "{delta}"),
        command(applyOptions, "apply", work.name(), "{old}", "{delta}", "{out}"),
        work::refusal);
  }

  /// The command that starts a Java with this program in it.
  ///
  /// @param options for Java, such as the size of its heap
  private static List<String> command(List<String> options, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xlog:disable"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), DeltaWorker.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /// Where this program's classes are. In a JShell the class path alone does not say.
  private static String classPath() {
    Set<String> places = new LinkedHashSet<>();
    for (Class<?> type :
        List.of(
            DeltaWorker.class,
            Zstd.class,
            Diff.class,
            CompressorException.class,
            JsonMapper.class)) {
      CodeSource source = type.getProtectionDomain().getCodeSource();
      if (source != null) {
        places.add(path(source));
      }
    }
    places.add(System.getProperty("java.class.path"));
    return String.join(File.pathSeparator, places);
  }

  private static String path(CodeSource source) {
    try {
      return Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class came from no place", e);
    }
  }
}
