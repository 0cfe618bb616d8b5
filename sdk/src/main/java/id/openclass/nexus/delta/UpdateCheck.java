package id.openclass.nexus.delta;

import id.openclass.nexus.archive.SmallFile;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.pack.PackageFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Verifies one update.
final class UpdateCheck {
  private final DeltaUpdate update;
  private final @Nullable Path base;
  private final Progress progress;
  private final List<String> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /// Prepares to verify.
  ///
  /// @param base a model file or package to make the result from; null to look at the update alone
  UpdateCheck(DeltaUpdate update, @Nullable Path base, Progress progress) {
    this.update = update;
    this.base = base;
    this.progress = progress;
  }

  UpdateReport run() {
    step(this::checkDelta);
    step(this::checkPackage);
    if (base != null && errors.isEmpty()) {
      Path given = base;
      step(() -> checkResult(given));
    }
    if (!update.files().parts().containsKey(UpdateFiles.INFO)) {
      warnings.add("there is no " + UpdateFiles.INFO);
    }
    return new UpdateReport(
        errors,
        warnings,
        update.metadata(),
        List.copyOf(new TreeSet<>(update.files().parts().keySet())));
  }

  private void step(Runnable check) {
    try {
      check.run();
    } catch (NexusException.Malformed | NexusException.DigestMismatch e) {
      errors.add(String.valueOf(e.getMessage()));
    }
  }

  private void checkDelta() {
    DeltaMetadata m = update.metadata();
    try (ByteSource delta = update.openDelta()) {
      try (var task = progress.begin("reading " + m.deltaType().fileName(), delta.length())) {
        Digest found = FileBytes.digest(delta, task);
        if (!found.equals(m.delta())) {
          errors.add(
              "the SHA-256 of "
                  + m.deltaType().fileName()
                  + " is "
                  + found
                  + ", delta_metadata.json says "
                  + m.delta());
        }
      }
      errors.addAll(Engines.of(m.deltaType()).faults(delta, m));
    }
  }

  private void checkResult(Path given) {
    ModelInput input = ModelInput.of(given);
    int threads = Runtime.getRuntime().availableProcessors();
    try (TemporaryFolder folder = TemporaryFolder.create();
        ByteSource delta = update.openDelta()) {
      Path file = input.unpacked(folder.path(), "base", threads, progress);
      UpdateChain.of(List.of(update)).requireBase(input, FileBytes.digest(file, progress));
      DeltaMetadata m = update.metadata();
      errors.addAll(Engines.of(m.deltaType()).faults(file, delta, m, progress));
    }
  }

  private void checkPackage() {
    if (!update.hasPackage()) {
      return;
    }
    List<SmallFile> small = update.packageFiles();
    PackageFiles pack = PackageFiles.of(small, update.files().name());
    DeltaMetadata m = update.metadata();
    boolean same =
        m.to().equals(pack.metadata().sha256())
            && pack.metadata().version().equals(m.toVersion())
            && pack.metadata().name().equals(m.packageName());
    if (!same) {
      errors.add("package/metadata.json is of another model or version than the update makes");
    }
    Digest manifest = pack.modelDigest();
    if (manifest != null && !manifest.equals(m.to())) {
      errors.add("package/manifest.json is of another model than the update makes");
    }
  }
}
