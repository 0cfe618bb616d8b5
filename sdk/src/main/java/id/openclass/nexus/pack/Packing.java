package id.openclass.nexus.pack;

import id.openclass.nexus.archive.ArchiveOutput;
import id.openclass.nexus.archive.ModelDigests;
import id.openclass.nexus.archive.PackageArchive;
import id.openclass.nexus.archive.PackageLayout;
import id.openclass.nexus.archive.SmallFile;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.FileSnapshot;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.model.GgufFile;
import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.model.OpaqueFile;
import id.openclass.nexus.model.SafetensorsFile;
import id.openclass.nexus.trust.KeyPurpose;
import id.openclass.nexus.trust.SignedFile;
import id.openclass.nexus.trust.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Makes one package: completes the metadata from the model, writes the archive in one pass over
/// the model, and gives it its name when the model is still the file it was at the start.
public final class Packing {
  private final Path model;
  private final PackageMetadata given;
  private final PackageOptions options;

  private Packing(Path model, PackageMetadata given, PackageOptions options) {
    this.model = model;
    this.given = given;
    this.options = options;
  }

  /// Prepares a package; nothing is read yet.
  ///
  /// @param model a model file
  /// @param metadata at least name, version and model id
  /// @param options folder, format, threads and so on
  /// @return what [#run] will make
  public static Packing of(Path model, PackageMetadata metadata, PackageOptions options) {
    return new Packing(model, metadata, options);
  }

  /// What packing did.
  ///
  /// @param archive the package
  /// @param outcome whether the same bytes were there already
  /// @param metadata the complete metadata
  /// @param archiveBytes size of the archive
  /// @param warnings what the older program would stumble over
  public record Result(
      Path archive,
      OutputFile.Outcome outcome,
      PackageMetadata metadata,
      long archiveBytes,
      List<String> warnings) {
    /// Copies the list.
    public Result {
      warnings = List.copyOf(warnings);
    }
  }

  /// Makes the package.
  ///
  /// @return where it is, and whether it was there already
  /// @throws NexusException when the model is not whole, changes while it is read, or the disk
  ///   fails
  public Result run() {
    String name = PackageName.require(given.name());
    SemanticVersion version = SemanticVersion.parse(given.version());
    if (options.signingKey() != null) {
      KeyPurpose.MODEL.require(options.signingKey(), "--signing-key");
    }
    FileSnapshot before = FileSnapshot.of(model);
    try (ModelFile file = ModelFile.open(model)) {
      ModelFolder.refusePrivateKey(model);
      PackageMetadata metadata = MetadataFromModel.complete(given, file, createdAt(before));
      requireSound(metadata);
      String stem = name + "-" + version;
      Path target = options.folder().resolve(stem + "." + options.format().extension());
      OutputFile.Outcome outcome;
      try (OutputFile out = OutputFile.create(target)) {
        metadata = write(out, stem, file, metadata, before);
        outcome = out.commit(options.overwrite());
      }
      return new Result(target, outcome, metadata, size(target), warnings(version, file));
    }
  }

  private PackageMetadata write(
      OutputFile out, String stem, ModelFile file, PackageMetadata metadata, FileSnapshot before) {
    Instant time = time(metadata.createdAt());
    String modelName = modelName(file);
    try (ByteSource source = ByteSource.of(model);
        ArchiveOutput archive = new ArchiveOutput(out, options.format(), stem, time);
        var task = options.progress().begin("packing " + stem, source.length())) {
      ModelDigests digests =
          archive.writeModel(source, modelName, options.threads(), options.store(), task);
      before.requireUnchanged(model, "the model changed while it was packed; no package was made");
      PackageMetadata complete = withDigests(metadata, digests);
      List<SmallFile> files = smallFiles(complete, file, modelName, digests, out);
      sign(stem, files, new SignedFile(modelName, digests.sha256()), out.target());
      requireRoom(files);
      archive.finish(files, digests.chunks());
      return complete;
    }
  }

  private List<SmallFile> smallFiles(
      PackageMetadata metadata,
      ModelFile file,
      String modelName,
      ModelDigests digests,
      OutputFile out) {
    String archiveName = String.valueOf(out.target().getFileName());
    List<SmallFile> files = new ArrayList<>();
    files.add(new SmallFile(PackageLayout.METADATA, metadata.toJson()));
    files.add(
        new SmallFile(PackageLayout.README, PackageReadme.of(metadata, modelName, archiveName)));
    files.add(new SmallFile(PackageLayout.INFERENCE_CONFIG, InferenceConfig.of(metadata)));
    files.add(
        new SmallFile(
            PackageLayout.MANIFEST, PackageManifest.of(file, modelName, digests).toJson()));
    return files;
  }

  private void sign(String stem, List<SmallFile> files, SignedFile model, Path target) {
    SigningKey key = options.signingKey();
    if (key != null) {
      List<SmallFile> withSignatureBefore = new ArrayList<>(files);
      withSignatureBefore.addAll(signatureIn(target));
      files.add(PackageSignature.sign(stem, withSignatureBefore, model, key));
    }
  }

  /// The signature of a package that is there under the same name. Where it says what the new one
  /// would, it is used again, so that the same command gives the same bytes.
  private static List<SmallFile> signatureIn(Path target) {
    if (!Files.exists(target)) {
      return List.of();
    }
    try (PackageArchive before = PackageArchive.open(target)) {
      return before.smallFiles().stream()
          .filter(file -> file.name().equals(PackageLayout.SIGNATURE))
          .toList();
    } catch (NexusException e) {
      // Whatever it is, committing finds out that it has other content.
      return List.of();
    }
  }

  private static void requireRoom(List<SmallFile> files) {
    int bytes = files.stream().mapToInt(f -> f.content().length).sum();
    if (bytes > PackageLayout.SMALL_FILES_BYTES) {
      throw NexusException.invalidValue(
          "the metadata is too long: the small files have "
              + bytes
              + " bytes, allowed are "
              + PackageLayout.SMALL_FILES_BYTES,
          "shorten the description");
    }
  }

  private static PackageMetadata withDigests(PackageMetadata metadata, ModelDigests digests) {
    return metadata
        .with("file_size_bytes", digests.sizeBytes())
        .with("sha256_checksum", digests.sha256().hex())
        .with("md5_checksum", digests.md5Hex());
  }

  private static String extension(ModelFile file) {
    return switch (file) {
      case GgufFile _ -> ".gguf";
      case SafetensorsFile _ -> ".safetensors";
      case OpaqueFile _ -> "";
    };
  }

  private String modelName(ModelFile file) {
    String own = String.valueOf(model.getFileName());
    return ModelFileName.choose(own, given.name(), extension(file));
  }

  private String createdAt(FileSnapshot before) {
    Instant time = options.createdAt() != null ? options.createdAt() : before.modified();
    return DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.SECONDS));
  }

  private static Instant time(String createdAt) {
    try {
      return Instant.parse(createdAt);
    } catch (DateTimeParseException e) {
      throw NexusException.invalidValue(
          "metadata is not right: created_at: there is no such time: " + createdAt,
          "write it as 2026-01-31T12:00:00Z");
    }
  }

  /// Finds wrong values before gigabytes are read: what is computed later stands in.
  private static void requireSound(PackageMetadata metadata) {
    List<String> faults =
        metadata
            .with("file_size_bytes", 1)
            .with("sha256_checksum", "0".repeat(64))
            .with("md5_checksum", "0".repeat(32))
            .faults();
    if (!faults.isEmpty()) {
      throw NexusException.invalidValue(
          "metadata is not right: " + String.join("; ", faults),
          "docs/schemas/package-metadata.schema.json lists the keys and their types");
    }
  }

  private static List<String> warnings(SemanticVersion version, ModelFile file) {
    List<String> warnings = new ArrayList<>();
    if (!version.isReadByOlderProgram()) {
      warnings.add("the older program refuses version " + version);
    }
    if (!(file instanceof GgufFile)) {
      warnings.add("this is no GGUF file: the older program reads only GGUF");
    }
    return warnings;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw NexusException.io("read", file, e);
    }
  }
}
