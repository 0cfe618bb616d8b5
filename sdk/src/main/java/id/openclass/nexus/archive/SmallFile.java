package id.openclass.nexus.archive;

/// One of the small files of a package, in memory.
///
/// @param name path inside the package's folder: `config/inference_config.json`
/// @param content the whole file; not copied, and not to be changed
public record SmallFile(String name, byte[] content) {}
