package id.openclass.nexus;

import id.openclass.nexus.bench.DemoModels;
import id.openclass.nexus.console.CommandConsole;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.model.ModelDescription;
import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.pack.Checksums;
import id.openclass.nexus.pack.ExtractOptions;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.PackageOptions;
import id.openclass.nexus.pack.VerifyReport;
import java.nio.file.Path;

/// The whole SDK for JShell, notebooks and short scripts: each method takes a path as text and does
/// one thing with the usual options. For other options use the type that the method returns or
/// names.
///
/// ```java
/// Nexus.inspect("tiny.gguf");
/// var p = Nexus.pack("tiny.gguf", "tiny", "1.0.0");
/// Nexus.verify(p.path()).valid();
/// ```
public final class Nexus {
  private static final Progress PROGRESS = CommandConsole.system().progress();

  private Nexus() {}

  /// Two published versions of one real model as GGUF, in `nexus-demo/models`: something to try the
  /// rest on. Downloads 50 MB the first time.
  ///
  /// @return the two files
  public static DemoModels demoModels() {
    return DemoModels.in(Path.of("nexus-demo", "models"), PROGRESS);
  }

  /// Opens a model file.
  ///
  /// @param path a GGUF, a safetensors or any other file
  /// @return the model, to be closed
  public static ModelFile open(String path) {
    return open(Path.of(path));
  }

  /// Opens a model file.
  ///
  /// @param path a GGUF, a safetensors or any other file
  /// @return the model, to be closed
  public static ModelFile open(Path path) {
    return ModelFile.open(path);
  }

  /// Tells what a model file is.
  ///
  /// @param path a model file
  /// @return architecture, quantization, memory and so on
  public static ModelDescription inspect(String path) {
    return inspect(Path.of(path));
  }

  /// Tells what a model file is.
  ///
  /// @param path a model file
  /// @return architecture, quantization, memory and so on
  public static ModelDescription inspect(Path path) {
    try (ModelFile model = ModelFile.open(path)) {
      return model.describe();
    }
  }

  /// Packages a model into the folder `packages`; the package's name is its model id, too.
  ///
  /// @param model a model file
  /// @param name the package's name
  /// @param version a semantic version
  /// @return the package, to be closed
  /// @see ModelPackage#create(Path, PackageMetadata)
  public static ModelPackage pack(String model, String name, String version) {
    return pack(Path.of(model), PackageMetadata.of(name, version, name));
  }

  /// Packages a model into the folder `packages`.
  ///
  /// @param model a model file
  /// @param metadata at least name, version and model id
  /// @return the package, to be closed
  public static ModelPackage pack(Path model, PackageMetadata metadata) {
    return ModelPackage.create(model, metadata, PackageOptions.defaults().withProgress(PROGRESS));
  }

  /// Opens a package.
  ///
  /// @param path a `.tar.gz` or `.zip`
  /// @return the package, to be closed
  public static ModelPackage openPackage(String path) {
    return ModelPackage.open(Path.of(path));
  }

  /// Recomputes everything that a package says of itself.
  ///
  /// @param path a `.tar.gz` or `.zip`
  /// @return what was found
  public static VerifyReport verify(String path) {
    return verify(Path.of(path));
  }

  /// Recomputes everything that a package says of itself.
  ///
  /// @param path a `.tar.gz` or `.zip`
  /// @return what was found
  public static VerifyReport verify(Path path) {
    try (ModelPackage pack = ModelPackage.open(path)) {
      return pack.verify(Runtime.getRuntime().availableProcessors(), PROGRESS);
    }
  }

  /// Unpacks a package, checking every digest.
  ///
  /// @param path a `.tar.gz` or `.zip`
  /// @param folder where the package's own folder goes
  /// @return the package's folder
  public static Path extract(String path, String folder) {
    try (ModelPackage pack = ModelPackage.open(Path.of(path))) {
      return pack.extract(Path.of(folder), ExtractOptions.defaults().withProgress(PROGRESS))
          .folder();
    }
  }

  /// The digests of a file.
  ///
  /// @param path any file
  /// @return SHA-256 and MD5
  public static Checksums checksum(String path) {
    return Checksums.of(Path.of(path), PROGRESS);
  }
}
