package id.openclass.nexus.delta;

import id.openclass.nexus.core.Display;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// `UPDATE_INFO.md`: what an update is and costs, for people, in English and Indonesian. What comes
/// from the publisher is data: escaped, so that it cannot become markup.
@SuppressWarnings("InlineFormatString") // a page of text has its own place
final class UpdateInfo {
  /// Lines of today, in Mbit/s of 10^6 bits.
  static final List<Integer> LINES = List.of(1, 2, 4, 10, 100);

  private static final String TEXT =
      """
      # %1$s %2$s → %3$s

      %4$s[Bahasa Indonesia](#bahasa-indonesia) below / di bawah.

      ## English

      | | |
      |---|---|
      | Model | %5$s |
      | To be applied to version | %2$s |
      | Makes version | %3$s |
      | Size of the update | %6$s (%7$s bytes), %8$s of the whole file%9$s |
      | Size of the new file | %10$s (%11$s bytes) |
      | Created | %12$s by %13$s |
      | SHA-256 of the file it is applied to | `%14$s` |
      | SHA-256 of the new file | `%15$s` |

      | line | this update | the whole file |
      |---|---|---|
      %16$s
      To apply it, with the old model beside it:

          nexus delta apply OLD-MODEL.gguf %17$s

      ## Bahasa Indonesia

      | | |
      |---|---|
      | Model | %5$s |
      | Diterapkan pada versi | %2$s |
      | Menghasilkan versi | %3$s |
      | Ukuran pembaruan | %6$s (%7$s byte), %8$s dari seluruh berkas%18$s |
      | Ukuran berkas baru | %10$s (%11$s byte) |
      | Dibuat | %12$s oleh %13$s |
      | SHA-256 berkas lama | `%14$s` |
      | SHA-256 berkas baru | `%15$s` |

      | jaringan | pembaruan ini | seluruh berkas |
      |---|---|---|
      %19$s
      Untuk menerapkannya, dengan model lama di sampingnya:

          nexus delta apply MODEL-LAMA.gguf %17$s
      """;

  private UpdateInfo() {}

  static byte[] of(DeltaMetadata m) {
    boolean whole = m.deltaType() == DeltaType.FILE_BASED;
    String page =
        TEXT.formatted(
            Display.markdown(m.packageName()),
            Display.markdown(m.fromVersion()),
            Display.markdown(m.toVersion()),
            paragraph(Display.markdown(m.description())),
            Display.markdown(m.modelId()),
            Display.bytes(m.deltaBytes()),
            Display.grouped(m.deltaBytes()),
            percent(m),
            whole ? ": it is the whole file, since nothing smaller was made" : "",
            Display.bytes(m.resultBytes()),
            Display.grouped(m.resultBytes()),
            Display.markdown(m.createdAt()),
            Display.markdown(m.createdBy()),
            m.from().hex(),
            m.to().hex(),
            times(m, false),
            m.updateId(),
            whole ? ": seluruh berkas, karena tidak ada yang lebih kecil" : "",
            times(m, true));
    return page.getBytes(StandardCharsets.UTF_8);
  }

  private static String percent(DeltaMetadata m) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * m.ratio());
  }

  private static String times(DeltaMetadata m, boolean indonesian) {
    StringBuilder rows = new StringBuilder();
    for (int line : LINES) {
      long speed = line * 1_000_000L;
      rows.append("| ").append(line).append(" Mbit/s | ");
      rows.append(duration(m.timeAt(speed), indonesian)).append(" | ");
      rows.append(duration(DeltaMetadata.time(m.resultBytes(), speed), indonesian));
      rows.append(" |\n");
    }
    return rows.toString();
  }

  private static String duration(Duration time, boolean indonesian) {
    String text = Display.duration(time);
    if (!indonesian) {
      return text;
    }
    return text.replaceAll("\\bmin\\b", "menit")
        .replaceAll("\\bs\\b", "detik")
        .replaceAll("\\bh\\b", "jam")
        .replaceAll("\\bd\\b", "hari");
  }

  /// A line that begins no list, heading or block of code.
  private static String paragraph(String escaped) {
    String safe = escaped.strip().replaceFirst("^(\\d*)([-=.)])", "$1\\\\$2");
    return safe.isEmpty() ? "" : safe + "\n\n";
  }
}
