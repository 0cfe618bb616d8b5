package id.openclass.nexus.pack;

import id.openclass.nexus.archive.ArchiveOutput;
import id.openclass.nexus.archive.PackageArchive;
import id.openclass.nexus.archive.PackageLayout;
import id.openclass.nexus.archive.SeekableArchive;
import id.openclass.nexus.archive.SmallFile;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.trust.KeyPurpose;
import id.openclass.nexus.trust.SigningKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Gives a package that is there a signature.
final class PackageSigning {
  private final Path path;
  private final SigningKey key;

  PackageSigning(Path path, SigningKey key) {
    this.path = path;
    this.key = KeyPurpose.MODEL.require(key, "--signing-key");
  }

  OutputFile.Outcome run(Progress progress) {
    try (OutputFile out = OutputFile.create(path)) {
      if (!write(out, progress)) {
        return OutputFile.Outcome.ALREADY_THERE;
      }
      return out.commit(true);
    }
  }

  /// Writes the package anew. The old one is closed again when this returns: some systems rename
  /// nothing over an open file.
  ///
  /// @return false when the old one is signed so already
  private boolean write(OutputFile out, Progress progress) {
    try (PackageArchive archive = PackageArchive.open(path)) {
      if (!(archive instanceof SeekableArchive ours)) {
        throw NexusException.invalidValue(
            "this is a package of the older program, which cannot be signed as it is",
            Display.escape(path.toString()),
            "package its model again: nexus extract, then nexus package MODEL --signing-key KEY");
      }
      ModelPackage pack = ModelPackage.of(path, ours);
      ours.checkLayout(pack.modelFile());
      List<SmallFile> files = new ArrayList<>(ours.smallFiles());
      SmallFile signature = PackageSignature.sign(ours.folder(), files, pack.signedModel(), key);
      files.removeIf(file -> file.name().equals(PackageLayout.SIGNATURE));
      files.add(signature);
      if (isThere(ours, signature)) {
        return false;
      }
      try (var task = progress.begin("signing " + pack.label(), ours.modelEnd());
          ArchiveOutput copy = ArchiveOutput.withModelOf(ours, out, task)) {
        copy.finish(files, ours.table());
      }
      return true;
    }
  }

  private static boolean isThere(SeekableArchive archive, SmallFile signature) {
    return archive.smallFiles().stream()
        .anyMatch(file ->
            file.name().equals(signature.name())
                && Arrays.equals(file.content(), signature.content()));
  }
}
