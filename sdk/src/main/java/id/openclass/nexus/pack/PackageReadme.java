package id.openclass.nexus.pack;

import id.openclass.nexus.core.Display;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The `README.md` of a package, for people, in English and Indonesian. What comes from the
/// metadata is data: escaped, so that it cannot become markup.
@SuppressWarnings("InlineFormatString") // a page of text has its own place
final class PackageReadme {
  private static final String TEXT =
      """
      # %1$s %2$s

      %3$s[Bahasa Indonesia](#bahasa-indonesia) below / di bawah.

      ## English

      | | |
      |---|---|
      | Model | %4$s |
      | Type | %5$s |
      | Quantization | %6$s |
      | Size | %7$s (%8$s bytes) |
      | Context window | %9$s tokens |
      | Indonesian | %10$s |
      | Made for education | %11$s |
      | Subjects | %12$s |
      | Memory needed | %13$s MiB |
      | Processor threads | %14$s |
      | Storage needed | %15$s: the package, and the model beside it |
      | Created | %16$s by %17$s |
      | SHA-256 of the model | `%18$s` |
      | MD5 of the model | `%19$s` |

      To install, unpack this archive with any tool, or check it and unpack it in one step:

          nexus extract %20$s

      Then open `%21$s` in llama.cpp, Ollama, LM Studio or another program that reads such files.

      ## Bahasa Indonesia

      | | |
      |---|---|
      | Model | %4$s |
      | Jenis | %5$s |
      | Kuantisasi | %6$s |
      | Ukuran | %7$s (%8$s byte) |
      | Panjang konteks | %9$s token |
      | Berbahasa Indonesia | %22$s |
      | Dibuat untuk pendidikan | %23$s |
      | Mata pelajaran | %12$s |
      | Memori yang diperlukan | %13$s MiB |
      | Utas prosesor | %14$s |
      | Ruang penyimpanan | %15$s: paket ini beserta modelnya |
      | Dibuat | %16$s oleh %17$s |
      | SHA-256 model | `%18$s` |
      | MD5 model | `%19$s` |

      Untuk memasang, buka arsip ini dengan program apa pun, atau periksa dan buka sekaligus:

          nexus extract %20$s

      Lalu buka `%21$s` di llama.cpp, Ollama, LM Studio, atau program lain yang membaca berkas seperti itu.
      """;

  private PackageReadme() {}

  static byte[] of(PackageMetadata metadata, String modelFile, String archiveName) {
    Map<String, Object> all = metadata.asMap();
    long bytes = metadata.fileSizeBytes();
    Object[] values = {
      cell(all, "package_name"),
      cell(all, "version"),
      paragraph(cell(all, "description")),
      cell(all, "model_id"),
      cell(all, "model_type"),
      cell(all, "quantization"),
      Display.bytes(bytes),
      Display.grouped(bytes),
      cell(all, "context_window"),
      isTrue(all, "supports_indonesian") ? "yes" : "no",
      isTrue(all, "educational_optimized") ? "yes" : "no",
      subjects(all),
      cell(all, "memory_requirements_mb"),
      cell(all, "cpu_threads_recommended"),
      Display.bytes(2 * bytes),
      cell(all, "created_at"),
      cell(all, "created_by"),
      cell(all, "sha256_checksum"),
      cell(all, "md5_checksum"),
      archiveName,
      modelFile,
      isTrue(all, "supports_indonesian") ? "ya" : "tidak",
      isTrue(all, "educational_optimized") ? "ya" : "tidak"
    };
    return TEXT.formatted(values).getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isTrue(Map<String, Object> all, String key) {
    return Boolean.TRUE.equals(all.get(key));
  }

  private static String subjects(Map<String, Object> all) {
    return all.get("curriculum_subjects") instanceof List<?> list
        ? list.stream()
            .map(s -> Display.markdown(String.valueOf(s)))
            .collect(Collectors.joining(", "))
        : "";
  }

  private static String cell(Map<String, Object> all, String key) {
    return Display.markdown(String.valueOf(all.getOrDefault(key, "")));
  }

  /// A line that begins no list, heading or block of code.
  private static String paragraph(String escaped) {
    String safe = escaped.strip().replaceFirst("^(\\d*)([-=.)])", "$1\\\\$2");
    return safe.isEmpty() ? "" : safe + "\n\n";
  }
}
