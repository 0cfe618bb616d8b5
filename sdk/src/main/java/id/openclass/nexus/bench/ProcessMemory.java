package id.openclass.nexus.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// The memory of some processes and their children, from Linux's `/proc/PID/status` (proc(5)).
/// Elsewhere it finds nothing. One thread.
final class ProcessMemory {
  private final List<ProcessHandle> roots;
  private final Map<Long, Long> resident = new HashMap<>();
  private long anon;

  ProcessMemory(List<Process> roots) {
    this.roots = roots.stream().map(Process::toHandle).toList();
  }

  /// Looks once.
  void look() {
    List<ProcessHandle> all = new ArrayList<>(roots);
    roots.forEach(root -> root.descendants().forEach(all::add));
    long sum = 0;
    for (ProcessHandle process : all) {
      List<String> status = status(process.pid());
      sum += bytes(status, "RssAnon:");
      resident.merge(process.pid(), bytes(status, "VmHWM:"), Math::max);
    }
    anon = Math.max(anon, sum);
  }

  OptionalLong anonBytes() {
    return found(anon);
  }

  OptionalLong residentBytes() {
    return found(resident.values().stream().mapToLong(Long::longValue).sum());
  }

  private static OptionalLong found(long bytes) {
    return bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  /// Nothing for a process that has ended meanwhile.
  private static List<String> status(long pid) {
    try {
      return Files.readAllLines(
          Path.of("/proc", String.valueOf(pid), "status"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }

  /// The value of a line like `RssAnon: 1234 kB`, in bytes; 0 where there is none.
  static long bytes(List<String> status, String label) {
    for (String line : status) {
      if (line.startsWith(label)) {
        String[] words = line.substring(label.length()).strip().split(" ", 2);
        return Long.parseLong(words[0]) * 1024;
      }
    }
    return 0;
  }
}
