package id.openclass.nexus.pack;

import id.openclass.nexus.archive.ArchiveFormat;
import id.openclass.nexus.archive.EntryNames;
import id.openclass.nexus.archive.ForeignArchive;
import id.openclass.nexus.archive.PackageArchive;
import id.openclass.nexus.archive.PackageLayout;
import id.openclass.nexus.archive.SmallFile;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.model.ModelDescription;
import id.openclass.nexus.model.Tensor;
import id.openclass.nexus.trust.ModelSignature;
import id.openclass.nexus.trust.ModelStatement;
import id.openclass.nexus.trust.SignedFile;
import id.openclass.nexus.trust.SigningKey;
import id.openclass.nexus.trust.VerifyingKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A package: one version of one model in an archive (`docs/package-format.md`). Opening one of
/// ours reads its small files and nothing of the model, at most one MiB; one of the older program
/// is read through.
///
/// ```java
/// ModelPackage p = ModelPackage.create(Path.of("tiny.gguf"), PackageMetadata.of("tiny", "1.0.0", "me/tiny"));
/// p.verify().valid();
/// ```
///
/// Threads may share it. Close it when done: it holds the file open.
public final class ModelPackage implements AutoCloseable {
  private final Path path;
  private final PackageArchive archive;
  private final PackageMetadata metadata;
  private final @Nullable PackageManifest manifest;
  private @Nullable StreamedHeader header;
  private boolean headerRead;

  private ModelPackage(
      Path path,
      PackageArchive archive,
      PackageMetadata metadata,
      @Nullable PackageManifest manifest) {
    this.path = path;
    this.archive = archive;
    this.metadata = metadata;
    this.manifest = manifest;
  }

  /// Makes a package in the folder `packages`.
  ///
  /// @param model a model file
  /// @param metadata at least name, version and model id
  /// @return the package, open
  /// @throws NexusException when the model is not whole, changes while it is read, or the disk
  ///   fails
  public static ModelPackage create(Path model, PackageMetadata metadata) {
    return create(model, metadata, PackageOptions.defaults());
  }

  /// Makes a package. The same call again finds the same bytes there and leaves them alone.
  ///
  /// @param model a model file
  /// @param metadata at least name, version and model id
  /// @param options folder, format, threads and so on
  /// @return the package, open
  /// @throws NexusException when the model is not whole, changes while it is read, or the disk
  ///   fails
  public static ModelPackage create(Path model, PackageMetadata metadata, PackageOptions options) {
    return open(Packing.of(model, metadata, options).run().archive());
  }

  /// Opens a package.
  ///
  /// @param path a tar.gz or zip
  /// @return the package
  /// @throws NexusException.Malformed when it is none
  /// @throws NexusException.NotFound when there is no such file
  public static ModelPackage open(Path path) {
    PackageArchive archive = PackageArchive.open(path);
    try {
      return of(path, archive);
    } catch (RuntimeException e) {
      archive.close();
      throw e;
    }
  }

  static ModelPackage of(Path path, PackageArchive archive) {
    List<SmallFile> files = archive.smallFiles();
    PackageMetadata metadata = metadata(metadataFile(files, archive), archive);
    byte[] json = content(files, PackageLayout.MANIFEST);
    if (json == null && !(archive instanceof ForeignArchive)) {
      throw NexusException.malformed(
          "there is no manifest.json in this package", archive.name(), -1, "get it again");
    }
    PackageManifest manifest = json == null ? null : PackageManifest.parse(json, archive.name());
    ModelPackage pack = new ModelPackage(path, archive, metadata, manifest);
    // The folder is left out of these names, and only here is the model's known.
    EntryNames names = new EntryNames(archive.name());
    names.accept(pack.modelFile());
    files.forEach(file -> names.accept(file.name()));
    return pack;
  }

  /// The one file that readers go by. The older program takes the first in the archive whose name
  /// ends so: a second one would be another package to other readers.
  private static byte[] metadataFile(List<SmallFile> files, PackageArchive archive) {
    List<SmallFile> found =
        files.stream().filter(f -> f.name().endsWith(PackageLayout.METADATA)).toList();
    boolean ours = !(archive instanceof ForeignArchive);
    if (found.size() != 1 || (ours && !found.getFirst().name().equals(PackageLayout.METADATA))) {
      throw NexusException.malformed(
          found.isEmpty()
              ? "there is no metadata.json in this archive"
              : "more than one entry ends in metadata.json, or it is in the wrong place",
          archive.name(),
          -1,
          "a package is made by: nexus package MODEL");
    }
    return found.getFirst().content();
  }

  /// Broken metadata in a package is the package's fault, not a wrong value that somebody typed.
  private static PackageMetadata metadata(byte[] json, PackageArchive archive) {
    try {
      return PackageMetadata.parse(json, "metadata.json");
    } catch (NexusException.InvalidValue e) {
      throw NexusException.malformed(
          "metadata.json in this package is broken: " + e.getMessage(),
          archive.name(),
          -1,
          "get the package again from its publisher");
    }
  }

  private static byte @Nullable [] content(List<SmallFile> files, String name) {
    for (SmallFile file : files) {
      if (file.name().equals(name)) {
        return file.content();
      }
    }
    return null;
  }

  /// The archive file.
  ///
  /// @return its path, as given
  public Path path() {
    return path;
  }

  /// tar.gz or zip.
  ///
  /// @return the format
  public ArchiveFormat format() {
    return archive.format();
  }

  /// Size of the archive.
  ///
  /// @return bytes
  public long sizeBytes() {
    return archive.sizeBytes();
  }

  /// What `metadata.json` says. Not checked against the schema: [#verify] does.
  ///
  /// @return the metadata
  public PackageMetadata metadata() {
    return metadata;
  }

  /// What `manifest.json` says.
  ///
  /// @return the manifest, or null for a package of the older program
  public @Nullable PackageManifest manifest() {
    return manifest;
  }

  /// What is known of the model without unpacking it. A package of the older program is read
  /// through when first asked.
  ///
  /// @return the description; empty when the model in an older package breaks its format's rules
  public Optional<ModelDescription> describe() {
    return manifest != null
        ? Optional.of(manifest.description())
        : streamedHeader().map(StreamedHeader::description);
  }

  /// The model's tensors, as the manifest or, in a package of the older program, the model lists
  /// them.
  ///
  /// @return the tensors; empty where there are none, and for extremely long lists
  public List<Tensor> tensors() {
    if (manifest == null) {
      return streamedHeader().map(StreamedHeader::tensors).orElse(List.of());
    }
    List<PackageManifest.TensorRow> rows = manifest.tensors();
    return rows == null
        ? List.of()
        : rows.stream().map(PackageManifest.TensorRow::toTensor).toList();
  }

  private synchronized Optional<StreamedHeader> streamedHeader() {
    if (!headerRead && archive instanceof ForeignArchive foreign) {
      header = StreamedHeader.of(foreign).orElse(null);
    }
    headerRead = true;
    return Optional.ofNullable(header);
  }

  /// The model's file name in the package.
  ///
  /// @return a name without a folder
  public String modelFile() {
    return manifest != null
        ? manifest.model().file()
        : archive instanceof ForeignArchive foreign ? foreign.modelFile() : "";
  }

  /// The package's signature, by whomever.
  ///
  /// @return empty when it is not signed
  /// @throws NexusException.Malformed when its `model.sig` is no signature
  public Optional<ModelSignature> signature() {
    return PackageSignature.of(archive.smallFiles(), archive.name());
  }

  /// Verifies who signed the package, and that its small files and the model's digest are those
  /// that were signed. Of the model nothing is read: that it has this digest, [#verify] finds out.
  ///
  /// @param key the publisher's public key
  /// @return what the publisher signed
  /// @throws NexusException.Untrusted when it is not signed, by another key, or differs
  public ModelStatement requireSignedBy(VerifyingKey key) {
    return PackageSignature.require(archive.smallFiles(), signedModel(), key, archive.name());
  }

  SignedFile signedModel() {
    Digest digest = manifest != null ? Digest.parse(manifest.model().sha256()) : metadata.sha256();
    if (digest == null) {
      throw NexusException.malformed("metadata.json has no digest", archive.name(), -1, null);
    }
    return new SignedFile(modelFile(), digest);
  }

  /// Signs a package: writes it anew beside itself, the coded model copied as it is, and renames
  /// it. A signature that the same key made over the same content stays.
  ///
  /// @param path a package of ours
  /// @param key a key for models
  /// @param progress hears of the bytes that are copied
  /// @return whether a signature was made
  /// @throws NexusException.InvalidValue when the package is one of the older program, or the key
  ///   is not for models
  public static OutputFile.Outcome sign(Path path, SigningKey key, Progress progress) {
    return new PackageSigning(path, key).run(progress);
  }

  /// Recomputes every digest. Goes on after a fault, so as to tell them all.
  ///
  /// @return what was found
  public VerifyReport verify() {
    return verify(Runtime.getRuntime().availableProcessors(), Progress.NONE);
  }

  /// Recomputes every digest.
  ///
  /// @param threads how many chunks are decoded at once, 1 or more
  /// @param progress hears of the model's bytes
  /// @return what was found
  public VerifyReport verify(int threads, Progress progress) {
    return new Verification(this).run(threads, progress);
  }

  /// Unpacks into `folder/NAME-VERSION`, checking every digest on the way. What is there already
  /// with the same bytes is left alone.
  ///
  /// @param folder made where needed
  /// @return the new folder
  /// @throws NexusException.DigestMismatch when a chunk is damaged; nothing is left behind
  /// @throws NexusException.Refused when a folder with other content has that name
  public Path extract(Path folder) {
    return extract(folder, ExtractOptions.defaults()).folder();
  }

  /// Unpacks into `folder/NAME-VERSION`.
  ///
  /// @param folder made where needed
  /// @param options threads, overwriting, progress
  /// @return the new folder, and whether it was there already
  public Extraction.Result extract(Path folder, ExtractOptions options) {
    return new Extraction(this, options).into(folder);
  }

  PackageArchive archive() {
    return archive;
  }

  /// `NAME-VERSION`, for people.
  String label() {
    return Display.escape(metadata.name() + "-" + metadata.version(), 60);
  }

  @Override
  public void close() {
    archive.close();
  }

  /// As `ModelPackage[tiny 1.0.0, tar.gz, 231 MB]`.
  @Override
  public String toString() {
    return "ModelPackage["
        + Display.escape(metadata.name(), 40)
        + " "
        + Display.escape(metadata.version(), 20)
        + ", "
        + format()
        + ", "
        + Display.bytes(sizeBytes())
        + "]";
  }
}
