package id.openclass.nexus.bench;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs programs that feed one another (`tar | gzip`) and measures them together. Only one at a
/// time: CPU seconds are told by the system for all children that have ended.
final class MeasuredProcess {
  private static final long LOOK_EVERY_MILLIS = 50;

  /// Ticks in a second in `/proc/PID/stat`: the same on all of Linux's common machines.
  private static final double TICKS = 100;

  private MeasuredProcess() {}

  /// Runs a contestant once. What was at its output's place is removed first.
  ///
  /// @param log takes what the programs say
  static Sample run(Contestant contestant, Path log) {
    Path output = contestant.output();
    try {
      Files.deleteIfExists(output);
      Files.deleteIfExists(log);
      double cpuBefore = cpuOfEndedChildren();
      long start = System.nanoTime();
      List<Process> processes = ProcessBuilder.startPipeline(builders(contestant, log));
      ProcessMemory memory = new ProcessMemory(processes);
      for (Process process : processes) {
        do {
          memory.look();
        } while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS));
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      requireSuccess(contestant, processes, log);
      return new Sample(
          seconds,
          cpuOfEndedChildren() - cpuBefore,
          memory.anonBytes(),
          memory.residentBytes(),
          Files.size(output));
    } catch (IOException e) {
      throw NexusException.io("write", output, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw NexusException.refused("interrupted", contestant.name(), "run this again");
    }
  }

  private static List<ProcessBuilder> builders(Contestant contestant, Path log) {
    List<ProcessBuilder> builders = new ArrayList<>();
    for (List<String> command : contestant.pipeline()) {
      builders.add(
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())));
    }
    File last = contestant.writesToStandardOutput() ? contestant.output().toFile() : log.toFile();
    builders.getLast().redirectOutput(ProcessBuilder.Redirect.appendTo(last));
    return builders;
  }

  private static void requireSuccess(Contestant contestant, List<Process> processes, Path log)
      throws IOException {
    for (Process process : processes) {
      if (process.exitValue() != 0) {
        String said = Files.readString(log, StandardCharsets.ISO_8859_1).strip();
        throw NexusException.storage(
            contestant.name() + " failed with exit code " + process.exitValue(),
            Display.escape(said, 300),
            "leave it out with --peers, or see why it failed",
            new IOException("exit code " + process.exitValue()));
      }
    }
  }

  /// User and system time of children that were waited for, and of theirs (`cutime` and `cstime`,
  /// fields 16 and 17 of proc_pid_stat(5)); NaN where there is no such file.
  private static double cpuOfEndedChildren() {
    try {
      return childSeconds(Files.readString(Path.of("/proc/self/stat")));
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  static double childSeconds(String stat) {
    // The second field is the program's name in parentheses and may hold spaces.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS;
  }
}
