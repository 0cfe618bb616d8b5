package id.openclass.nexus.pack;

import id.openclass.nexus.archive.ForeignArchive;
import id.openclass.nexus.archive.ModelSink;
import id.openclass.nexus.archive.PackageArchive;
import id.openclass.nexus.archive.PackageLayout;
import id.openclass.nexus.archive.SeekableArchive;
import id.openclass.nexus.archive.SmallFile;
import id.openclass.nexus.archive.UnpackOptions;
import id.openclass.nexus.archive.Unpacked;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Recomputes everything that a package says of itself, and goes on after a fault so as to tell
/// them all.
final class Verification {
  private final ModelPackage pack;
  private final PackageArchive archive;
  private final List<String> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  Verification(ModelPackage pack) {
    this.pack = pack;
    this.archive = pack.archive();
  }

  VerifyReport run(int threads, Progress progress) {
    PackageMetadata metadata = pack.metadata();
    metadata.faults().forEach(fault -> errors.add("metadata.json: " + fault));
    checkNames(metadata);
    PackageManifest manifest = pack.manifest();
    if (manifest != null && !isSound(manifest, metadata)) {
      return report(List.of());
    }
    Unpacked model = unpack(threads, progress);
    if (model == null) {
      return report(List.of());
    }
    for (Unpacked.Damage damage : model.damaged()) {
      errors.add(
          "chunk "
              + damage.chunk()
              + " is damaged: "
              + damage.reason()
              + " ("
              + damage.coded()
              + " of the archive, "
              + damage.content()
              + " of the model)");
    }
    if (model.damaged().isEmpty()) {
      checkDigests(model, metadata, manifest);
    }
    return report(model.damaged());
  }

  private @Nullable Unpacked unpack(int threads, Progress progress) {
    UnpackOptions options = new UnpackOptions(threads, true, true);
    try (var task = progress.begin("verifying " + pack.label(), metadataSize())) {
      return archive.unpack(options, ModelSink.NOWHERE, task);
    } catch (NexusException.Malformed e) {
      errors.add(sentence(e));
      return null;
    }
  }

  private long metadataSize() {
    return pack.manifest() != null
        ? pack.manifest().model().sizeBytes()
        : pack.metadata().fileSizeBytes();
  }

  private static String sentence(NexusException e) {
    return e.getMessage() + (e.where() == null ? "" : " (" + e.where() + ")");
  }

  private void checkNames(PackageMetadata metadata) {
    if (!PackageName.isAllowed(metadata.name())) {
      warnings.add(
          "the package's name is not one that can be published: "
              + Display.escape(metadata.name(), 80));
    }
    try {
      if (!SemanticVersion.parse(metadata.version()).isReadByOlderProgram()) {
        warnings.add("the older program refuses version " + metadata.version());
      }
    } catch (NexusException.InvalidValue e) {
      errors.add("metadata.json: " + e.getMessage());
    }
    if (!pack.modelFile().endsWith(".gguf")) {
      warnings.add("the older program takes only models whose name ends in .gguf");
    }
    String folder = metadata.name() + "-" + metadata.version();
    if (!archive.folder().equals(folder)) {
      warnings.add(
          "the folder inside is " + Display.escape(archive.folder(), 80) + ", not NAME-VERSION");
    }
  }

  /// Whether manifest, metadata, table and layout agree, so that reading the model makes sense.
  private boolean isSound(PackageManifest manifest, PackageMetadata metadata) {
    int before = errors.size();
    if (manifest.model().sizeBytes() != metadata.fileSizeBytes()
        || !manifest.model().sha256().equals(String.valueOf(metadata.sha256()))) {
      errors.add("manifest.json and metadata.json tell of different models");
    }
    try {
      if (archive instanceof SeekableArchive seekable) {
        checkTable(seekable, manifest);
      }
      archive.checkLayout(pack.modelFile());
    } catch (NexusException.Malformed e) {
      errors.add(sentence(e));
    }
    return errors.size() == before;
  }

  private void checkTable(SeekableArchive seekable, PackageManifest manifest) {
    boolean vouched =
        seekable.table().modelBytes() == manifest.model().sizeBytes()
            && seekable.table().listDigest().hex().equals(manifest.model().chunksSha256());
    if (!vouched) {
      errors.add("the chunk table is not the one that manifest.json vouches for");
    }
  }

  private void checkDigests(
      Unpacked model, PackageMetadata metadata, @Nullable PackageManifest manifest) {
    if (model.sizeBytes() != metadata.fileSizeBytes()) {
      errors.add(
          "the model has "
              + Display.grouped(model.sizeBytes())
              + " bytes; metadata.json says "
              + Display.grouped(metadata.fileSizeBytes()));
    }
    Digest sha256 = model.sha256();
    if (sha256 == null || !sha256.equals(metadata.sha256())) {
      errors.add("the model's SHA-256 is " + sha256 + ", not the one in metadata.json");
    }
    if (manifest != null && sha256 != null && !sha256.hex().equals(manifest.model().sha256())) {
      errors.add("the model's SHA-256 is not the one in manifest.json");
    }
    if (!metadata.md5Hex().equals(model.md5Hex())) {
      errors.add("the model's MD5 is " + model.md5Hex() + ", not the one in metadata.json");
    }
  }

  private VerifyReport report(List<Unpacked.Damage> damaged) {
    List<String> files = new ArrayList<>();
    files.add(pack.modelFile());
    archive.smallFiles().stream().map(SmallFile::name).forEach(files::add);
    if (!(archive instanceof ForeignArchive)) {
      files.add(PackageLayout.CHUNKS);
    }
    return new VerifyReport(errors, warnings, damaged, pack.metadata(), files);
  }
}
