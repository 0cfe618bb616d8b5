package id.openclass.nexus.catalogue;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the pages say of their own, in each language. `{}` are gaps, filled in order.
enum Phrase {
  TITLE("Models for schools", "Model untuk sekolah"),
  LEAD(
      "Language models that run on a school's own computers, without the internet. Download one once; later versions"
          + " come as small updates.",
      "Model bahasa yang berjalan di komputer sekolah sendiri, tanpa internet. Unduh sekali saja; versi berikutnya datang"
          + " sebagai pembaruan kecil."),
  SKIP("Skip to the models", "Langsung ke daftar model"),
  LANGUAGES_OF_THE_PAGE("Language of this page", "Bahasa halaman ini"),
  AS_OF("As of", "Per"),
  FOR_PROGRAMS("for programs", "untuk program"),
  NO_MODELS("There is no model here yet.", "Belum ada model di sini."),
  NO_MODELS_MORE(
      "This page fills itself when the first one is published.",
      "Halaman ini terisi sendiri setelah model pertama diterbitkan."),
  OVERVIEW("All models", "Semua model"),
  MODEL("Model", "Model"),
  SUBJECTS("Subjects", "Mata pelajaran"),
  SIZE("Size", "Ukuran"),
  AT("At {}", "Pada {}"),
  MORE_MODELS(
      "{} more models do not fit on this page; catalogue.json has more of them.",
      "{} model lagi tidak muat di halaman ini; catalogue.json memuat lebih banyak."),
  RECOMMENDED("recommended", "disarankan"),
  NOT_RECOMMENDED("No version of this is recommended.", "Tidak ada versi yang disarankan."),
  LANGUAGES("Languages", "Bahasa"),
  MEMORY("Memory needed", "Memori yang diperlukan"),
  ARCHITECTURE("Kind of model", "Jenis model"),
  LICENSE("Licence", "Lisensi"),
  PUBLISHED("Published", "Diterbitkan"),
  CHANNELS("Channels", "Kanal"),
  VERSION("Version {}", "Versi {}"),
  FOR_PART("for {} of schools", "untuk {} sekolah"),
  FOR_OTHERS("for the others", "untuk sekolah lainnya"),
  HALTED("halted", "dihentikan"),
  REVOKED("revoked", "ditarik"),
  DO_NOT_USE("Do not use version {}:", "Jangan gunakan versi {}:"),
  NO_REASON("no reason is given.", "tidak ada alasan yang disebutkan."),
  DOWNLOAD("Download version {}", "Unduh versi {}"),
  SIZE_AND_TIME("{}, about {} at {}", "{}, kira-kira {} pada {}"),
  HOW_LONG("How long it takes", "Berapa lama waktunya"),
  WHAT("What is fetched", "Yang diambil"),
  WHOLE("Whole package", "Paket lengkap"),
  FROM("Update from {}", "Pembaruan dari {}"),
  FROM_WHOLE("From {}: whole package", "Dari {}: paket lengkap"),
  OF_WHOLE("{} of the whole", "{} dari keseluruhan"),
  UPDATE_STEP("{} to {}", "{} ke {}"),
  MORE_UPGRADES(
      "{} older versions more do not fit on this page; catalogue.json has more of them.",
      "{} versi lama lainnya tidak muat di halaman ini; catalogue.json memuat lebih banyak."),
  COMMANDS("Commands to copy", "Perintah untuk disalin"),
  COMMANDS_HERE(
      "Type these in the folder that this page is in.",
      "Ketik perintah ini di folder tempat halaman ini berada."),
  WITH_NEXUS(
      "With Nexus: goes on after a broken line",
      "Dengan Nexus: dilanjutkan setelah sambungan terputus"),
  UPDATE_WITH_NEXUS("Update from {} with Nexus", "Pembaruan dari {} dengan Nexus"),
  WITHOUT_NEXUS("Without Nexus", "Tanpa Nexus"),
  VERSIONS("Versions and checksums ({})", "Versi dan checksum ({})"),
  MORE_VERSIONS(
      "{} more versions do not fit on this page; catalogue.json has more of them.",
      "{} versi lainnya tidak muat di halaman ini; catalogue.json memuat lebih banyak."),
  DOWNLOAD_SHORT("Download", "Unduh"),
  PACKAGE_DIGEST("SHA-256 of the package", "SHA-256 paket"),
  MODEL_DIGEST("SHA-256 of the model", "SHA-256 model"),
  SIGNED_BY("Model signed by key", "Model ditandatangani kunci"),
  NOT_SIGNED("not signed", "tidak ditandatangani"),
  GOOD_TO_KNOW("Good to know", "Perlu diketahui"),
  NOTE_TIMES(
      "Times are for a line that carries nothing else. If it breaks, run the same command again: what has arrived is kept.",
      "Waktu dihitung untuk jaringan yang tidak dipakai hal lain. Jika terputus, jalankan perintah yang sama: yang sudah"
          + " diterima tetap tersimpan."),
  NOTE_TRUST(
      "This page is not signed. A checksum shows that a file arrived whole; only a signature shows who made it.",
      "Halaman ini tidak ditandatangani. Checksum menunjukkan bahwa berkas diterima utuh; siapa pembuatnya hanya dibuktikan"
          + " oleh tanda tangan."),
  NOTE_CHANNELS(
      "A channel is another name for a version. Schools follow stable; a new version may be offered to some of them first.",
      "Kanal adalah nama lain untuk suatu versi. Sekolah mengikuti stable; versi baru dapat ditawarkan lebih dahulu kepada"
          + " sebagian sekolah."),
  BY_NEXUS("Made by OpenClass Nexus.", "Dibuat oleh OpenClass Nexus."),
  LANGUAGE_AR("Arabic", "Arab"),
  LANGUAGE_BAN("Balinese", "Bali"),
  LANGUAGE_DE("German", "Jerman"),
  LANGUAGE_EN("English", "Inggris"),
  LANGUAGE_ES("Spanish", "Spanyol"),
  LANGUAGE_FR("French", "Prancis"),
  LANGUAGE_ID("Indonesian", "Indonesia"),
  LANGUAGE_JA("Japanese", "Jepang"),
  LANGUAGE_JV("Javanese", "Jawa"),
  LANGUAGE_KO("Korean", "Korea"),
  LANGUAGE_MAD("Madurese", "Madura"),
  LANGUAGE_MIN("Minangkabau", "Minangkabau"),
  LANGUAGE_MS("Malay", "Melayu"),
  LANGUAGE_NL("Dutch", "Belanda"),
  LANGUAGE_SU("Sundanese", "Sunda"),
  LANGUAGE_ZH("Chinese", "Tionghoa");

  private static final Map<String, Phrase> BY_TAG =
      Stream.of(values())
          .filter(phrase -> phrase.name().startsWith("LANGUAGE_"))
          .collect(
              Collectors.toMap(
                  phrase -> phrase.name().substring(9).toLowerCase(Locale.ROOT),
                  Function.identity()));

  private final String english;
  private final String indonesian;

  Phrase(String english, String indonesian) {
    this.english = english;
    this.indonesian = indonesian;
  }

  /// What a language is called, by its tag of BCP 47; empty when the pages have no word for it.
  static Optional<Phrase> ofLanguage(String tag) {
    return Optional.ofNullable(BY_TAG.get(tag.toLowerCase(Locale.ROOT)));
  }

  /// The phrase with its gaps.
  String in(PageLanguage language) {
    return switch (language) {
      case ENGLISH -> english;
      case INDONESIAN -> indonesian;
    };
  }
}
