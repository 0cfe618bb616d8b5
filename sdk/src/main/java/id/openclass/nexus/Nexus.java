package id.openclass.nexus;

import id.openclass.nexus.aws.S3Upload;
import id.openclass.nexus.aws.UploadedObject;
import id.openclass.nexus.console.CommandConsole;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.delta.ApplyOptions;
import id.openclass.nexus.delta.Applying;
import id.openclass.nexus.delta.Delta;
import id.openclass.nexus.delta.DeltaUpdate;
import id.openclass.nexus.keys.KeyFile;
import id.openclass.nexus.keys.KeyRing;
import id.openclass.nexus.model.ModelDescription;
import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.pack.Checksums;
import id.openclass.nexus.pack.ExtractOptions;
import id.openclass.nexus.pack.ModelFolder;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.PackageOptions;
import id.openclass.nexus.pack.VerifyReport;
import id.openclass.nexus.repo.CataloguePages;
import id.openclass.nexus.repo.Publisher;
import id.openclass.nexus.repo.Repository;
import id.openclass.nexus.store.Fetch;
import id.openclass.nexus.store.Fetched;
import id.openclass.nexus.store.FolderStore;
import id.openclass.nexus.store.HttpStore;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.ObjectSource;
import id.openclass.nexus.store.Patience;
import id.openclass.nexus.store.RetryingStore;
import id.openclass.nexus.store.Store;
import id.openclass.nexus.trust.SigningKey;
import id.openclass.nexus.weights.DemoModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

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

  /// Recomputes everything that a package says of itself, and who signed it.
  ///
  /// @param path a `.tar.gz` or `.zip`
  /// @param publicKey file of the publisher's public key
  /// @return what was found
  /// @throws id.openclass.nexus.core.NexusException.Untrusted when another key signed it, or nobody
  public static VerifyReport verify(String path, String publicKey) {
    try (ModelPackage pack = ModelPackage.open(Path.of(path))) {
      pack.requireSignedBy(KeyFile.readVerifying(Path.of(publicKey)));
      return pack.verify(Runtime.getRuntime().availableProcessors(), PROGRESS);
    }
  }

  /// Opens a repository of one's own: its first root is believed.
  ///
  /// @param address a folder, or an address that begins with `https://`
  /// @return the repository, to be closed
  /// @throws id.openclass.nexus.core.NexusException.Untrusted when its metadata is not to be
  ///   trusted, or expired
  public static Repository repository(String address) {
    Instant now = CommandConsole.system().clock().instant();
    return Repository.firstUse(Store.at(address), now).withProgress(PROGRESS);
  }

  /// What publishes into the repository of a folder.
  ///
  /// @param folder made where needed
  /// @param keys what can be signed with
  /// @return the publisher
  public static Publisher publisher(String folder, KeyRing keys) {
    return Publisher.of(FolderStore.at(Path.of(folder)), keys, CommandConsole.system().clock())
        .withPages(new CataloguePages(null))
        .withProgress(PROGRESS);
  }

  /// Signs a package, which is written anew, or a folder, which gets a `model.sig`.
  ///
  /// @param path a `.tar.gz` or `.zip`, or a folder
  /// @param signingKey file of a private key that is not encrypted
  /// @return what was signed
  public static Path sign(String path, String signingKey) {
    Path what = Path.of(path);
    SigningKey key = KeyFile.readSigning(Path.of(signingKey), null);
    if (Files.isDirectory(what)) {
      ModelFolder.at(what).sign(key, PROGRESS);
    } else {
      ModelPackage.sign(what, key, PROGRESS);
    }
    return what;
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

  /// Makes the update from one version of a model to another into the folder `updates`.
  ///
  /// @param older a package, the version that sites have
  /// @param newer a package, the version that they shall have
  /// @return the update
  /// @see Delta#between(Path, Path)
  public static DeltaUpdate delta(String older, String newer) {
    return Delta.between(older, newer).progress(PROGRESS).writeTo("updates");
  }

  /// Makes the update from one version of a model to another into the folder `updates`.
  ///
  /// @param older a package, the version that sites have
  /// @param newer a package, the version that they shall have
  /// @return the update
  public static DeltaUpdate delta(Path older, Path newer) {
    return delta(older.toString(), newer.toString());
  }

  /// Applies an update: writes `STEM_updated.EXT` beside the base.
  ///
  /// @param base the model file, or package, that the update was made for
  /// @param update the update's folder or tar
  /// @return the new model file
  public static Path apply(String base, String update) {
    return apply(Path.of(base), DeltaUpdate.open(Path.of(update)));
  }

  /// Applies an update: writes `STEM_updated.EXT` beside the base.
  ///
  /// @param base the model file, or package, that the update was made for
  /// @param update the update
  /// @return the new model file
  public static Path apply(Path base, DeltaUpdate update) {
    ApplyOptions options = ApplyOptions.defaults().withProgress(PROGRESS);
    return Applying.of(base, List.of(update), options).run().model();
  }

  /// Uploads a package to a bucket of S3, under the key `models/FILE`. Needs the optional libraries
  /// of the AWS SDK; credentials and region come from where it looks for them.
  ///
  /// @param path a `.tar.gz` or `.zip`
  /// @param bucket the bucket's name
  /// @return where it is
  /// @see S3Upload#to(String)
  public static UploadedObject upload(String path, String bucket) {
    try (ModelPackage pack = openPackage(path)) {
      return S3Upload.to(bucket).withProgress(PROGRESS).send(pack);
    }
  }

  /// Fetches one object from a web server into the folder `packages`; who published it is not
  /// verified.
  ///
  /// @param url `http://` or `https://`; its last part names the file
  /// @return the file and what it was checked by
  /// @see Fetch#of(ObjectSource)
  public static Fetched fetch(String url) {
    ObjectSource object = HttpStore.open(url);
    String name = ObjectKey.of(object.name().replaceFirst(".*/", "")).text();
    return Fetch.of(RetryingStore.of(object, Patience.standard()))
        .withProgress(PROGRESS)
        .into(Path.of("packages", name));
  }

  /// The digests of a file.
  ///
  /// @param path any file
  /// @return SHA-256 and MD5
  public static Checksums checksum(String path) {
    return Checksums.of(Path.of(path), PROGRESS);
  }
}
