package id.openclass.nexus.bench;

import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Every single measurement of [DeltaBench] as comma-separated values, a line for each tool and
/// round. Empty cells were not measured.
public final class DeltaCsv {
  private static final String HEAD =
      "pair,base_bytes,result_bytes,tool,round,problem,delta_bytes,create_seconds,create_cpu_seconds,"
          + "create_anon_bytes,create_resident_bytes,apply_seconds,apply_cpu_seconds,"
          + "apply_anon_bytes,apply_resident_bytes,limit_seconds";

  private DeltaCsv() {}

  /// All lines, the head first.
  ///
  /// @param runs what was measured
  /// @return lines without ends
  public static List<String> lines(List<DeltaRun> runs) {
    List<String> lines = new ArrayList<>(List.of(HEAD));
    for (DeltaRun run : runs) {
      String pair = quoted(run.pair().name()) + "," + run.baseBytes() + "," + run.resultBytes();
      run.tools()
          .forEach((name, tool) -> {
            String front = pair + "," + quoted(name) + ",";
            for (int round = 0; round < tool.creates().size(); round++) {
              Sample created = tool.creates().get(round);
              boolean applied = round < tool.applies().size();
              lines.add(
                  front
                      + (round + 1)
                      + ","
                      + quoted(tool.problem().orElse(""))
                      + ","
                      + created.outputBytes()
                      + ","
                      + cells(created)
                      + ","
                      + (applied ? cells(tool.applies().get(round)) : ",,,")
                      + ","
                      + seconds(run.limits().get(round)));
            }
            if (tool.creates().isEmpty()) {
              lines.add(front + "," + quoted(tool.problem().orElse("")) + ",,,,,,,,,,");
            }
          });
    }
    return lines;
  }

  /// Writes them to a file; one that is there is replaced.
  ///
  /// @param runs what was measured
  /// @param file where to
  /// @throws NexusException.Storage when it cannot be written
  public static void write(List<DeltaRun> runs, Path file) {
    try {
      Files.write(file, lines(runs));
    } catch (IOException e) {
      throw NexusException.io("write", file, e);
    }
  }

  private static String cells(Sample sample) {
    String anon = sample.anonBytes().isPresent() ? "" + sample.anonBytes().getAsLong() : "";
    String all = sample.residentBytes().isPresent() ? "" + sample.residentBytes().getAsLong() : "";
    return String.join(",", seconds(sample.seconds()), seconds(sample.cpuSeconds()), anon, all);
  }

  private static String seconds(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4f", value);
  }

  private static String quoted(String text) {
    return text.isEmpty() ? "" : '"' + text.replace("\"", "\"\"") + '"';
  }
}
