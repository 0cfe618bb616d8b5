package id.openclass.nexus.archive;

/// Names and limits of `docs/package-format.md` sections 2, 3 and 8.
public final class PackageLayout {
  /// The chunk table.
  public static final String CHUNKS = "chunks";

  /// All that `inspect` says comes from this file.
  public static final String MANIFEST = "manifest.json";

  /// What the older program reads.
  public static final String METADATA = "metadata.json";

  /// The same for people.
  public static final String README = "README.md";

  /// Settings for an inference program.
  public static final String INFERENCE_CONFIG = "config/inference_config.json";

  /// The signature of the folder.
  public static final String SIGNATURE = "model.sig";

  /// All small files together, before coding, so that `inspect` reads 1 MiB at most.
  public static final int SMALL_FILES_BYTES = 896 << 10;

  /// All small files of an archive that is not ours.
  static final int FOREIGN_SMALL_BYTES = 16 << 20;

  /// Entries of an archive that is not ours.
  static final int FOREIGN_ENTRIES = 64;

  private PackageLayout() {}
}
