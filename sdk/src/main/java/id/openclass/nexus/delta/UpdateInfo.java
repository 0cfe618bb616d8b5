package id.openclass.nexus.delta;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.LineSpeed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/// `UPDATE_INFO.md`: what an update is and costs, for people, in English and Indonesian. What comes
/// from the publisher is data: escaped, so that it cannot become markup.
final class UpdateInfo {
  private UpdateInfo() {}

  static byte[] of(DeltaMetadata m) {
    String page =
        "# "
            + Display.markdown(m.packageName())
            + " "
            + Display.markdown(m.fromVersion())
            + " → "
            + Display.markdown(m.toVersion())
            + "\n\n"
            + paragraph(Display.markdown(m.description()))
            + "[Bahasa Indonesia](#bahasa-indonesia) below / di bawah.\n\n"
            + section(m, Language.ENGLISH)
            + "\n"
            + section(m, Language.INDONESIAN);
    return page.getBytes(StandardCharsets.UTF_8);
  }

  /// A line that begins no list, heading or block of code.
  private static String paragraph(String escaped) {
    String safe = escaped.strip().replaceFirst("^(\\d*)([-=.)])", "$1\\\\$2");
    return safe.isEmpty() ? "" : safe + "\n\n";
  }

  private static String section(DeltaMetadata m, Language language) {
    return language
        .template
        .replace("{model}", Display.markdown(m.modelId()))
        .replace("{from}", Display.markdown(m.fromVersion()))
        .replace("{to}", Display.markdown(m.toVersion()))
        .replace("{size}", language.size(m.deltaBytes()))
        .replace("{percent}", language.numbers(percent(m)))
        .replace("{whole size}", language.size(m.resultBytes()))
        .replace("{created}", Display.markdown(m.createdAt()))
        .replace("{creator}", Display.markdown(m.createdBy()))
        .replace("{from digest}", m.from().hex())
        .replace("{to digest}", m.to().hex())
        .replace("{times}", times(m, language))
        .replace("{without}", language.without(m.deltaType()))
        .replace("{id}", m.updateId());
  }

  private static String percent(DeltaMetadata m) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * m.ratio());
  }

  private static String times(DeltaMetadata m, Language language) {
    StringBuilder rows = new StringBuilder();
    for (LineSpeed line : LineSpeed.USUAL) {
      rows.append("| ").append(line);
      rows.append(" | ").append(language.duration(line.timeFor(m.deltaBytes())));
      rows.append(" | ").append(language.duration(line.timeFor(m.resultBytes())));
      rows.append(" |\n");
    }
    return rows.toString();
  }

  /// The page's two halves. Names in braces stand for values.
  private enum Language {
    ENGLISH(
        """
        ## English

        | | |
        |---|---|
        | Model | {model} |
        | To be applied to version | {from} |
        | Makes version | {to} |
        | Size of the update | {size}, {percent} of the whole file |
        | Size of the new file | {whole size} |
        | Created | {created} by {creator} |
        | SHA-256 of the file it is applied to | `{from digest}` |
        | SHA-256 of the new file | `{to digest}` |

        | line | this update | the whole file |
        |---|---|---|
        {times}
        To apply it, with the old model beside it:

            nexus delta apply OLD-MODEL.gguf {id}

        It checks everything and writes `OLD-MODEL_updated.gguf`; the old model stays as it is.{without}
        """,
        " Without Nexus: `bspatch OLD-MODEL.gguf NEW-MODEL.gguf {id}/delta.binary`.",
        " Without Nexus: `{id}/delta.file-based` is the whole new model."),
    INDONESIAN(
        """
        ## Bahasa Indonesia

        | | |
        |---|---|
        | Model | {model} |
        | Diterapkan pada versi | {from} |
        | Menghasilkan versi | {to} |
        | Ukuran pembaruan | {size}, {percent} dari seluruh berkas |
        | Ukuran berkas baru | {whole size} |
        | Dibuat | {created} oleh {creator} |
        | SHA-256 berkas lama | `{from digest}` |
        | SHA-256 berkas baru | `{to digest}` |

        | jaringan | pembaruan ini | seluruh berkas |
        |---|---|---|
        {times}
        Untuk menerapkannya, dengan model lama di sampingnya:

            nexus delta apply MODEL-LAMA.gguf {id}

        Semuanya diperiksa, lalu `MODEL-LAMA_updated.gguf` ditulis; model lama tidak diubah.{without}
        """,
        " Tanpa Nexus: `bspatch MODEL-LAMA.gguf MODEL-BARU.gguf {id}/delta.binary`.",
        " Tanpa Nexus: `{id}/delta.file-based` adalah seluruh model baru.");

    private final String template;
    private final String binary;
    private final String whole;

    Language(String template, String binary, String whole) {
      this.template = template;
      this.binary = binary;
      this.whole = whole;
    }

    String without(DeltaType type) {
      return switch (type) {
        case TENSOR -> "";
        case BINARY -> binary;
        case FILE_BASED -> whole;
      };
    }

    String size(long bytes) {
      String unit = this == ENGLISH ? " bytes" : " byte";
      return numbers(Display.bytes(bytes)) + " (" + numbers(Display.grouped(bytes)) + unit + ")";
    }

    /// Indonesian has a comma where English has a point, and the other way round.
    String numbers(String text) {
      if (this == ENGLISH) {
        return text;
      }
      StringBuilder swapped = new StringBuilder(text.length());
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        swapped.append(c == '.' ? ',' : c == ',' ? '.' : c);
      }
      return swapped.toString();
    }

    String duration(Duration time) {
      String text = numbers(Display.duration(time));
      if (this == ENGLISH) {
        return text;
      }
      return text.replaceAll("\\bmin\\b", "menit")
          .replaceAll("\\bs\\b", "detik")
          .replaceAll("\\bh\\b", "jam")
          .replaceAll("\\bd\\b", "hari");
    }
  }
}
