package id.openclass.nexus.pack;

import id.openclass.nexus.archive.PackageLayout;
import id.openclass.nexus.archive.SmallFile;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.NexusException.Untrusted.Reason;
import id.openclass.nexus.trust.ModelStatement;
import id.openclass.nexus.trust.SignedFile;
import id.openclass.nexus.trust.VerifyingKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The small files of a package without its archive, as a delta update carries them.
///
/// @param metadata what `metadata.json` says
/// @param manifest what `manifest.json` says, null for a package of the older program
/// @param files all of them
public record PackageFiles(
    PackageMetadata metadata, @Nullable PackageManifest manifest, List<SmallFile> files) {
  /// Copies the list.
  public PackageFiles {
    files = List.copyOf(files);
  }

  /// Reads them.
  ///
  /// @param files names inside the package's folder, and contents
  /// @param where what errors call the place they come from
  /// @return what they say
  /// @throws NexusException.Malformed when there is no `metadata.json`, or one of them is broken
  public static PackageFiles of(List<SmallFile> files, String where) {
    byte[] metadata = content(files, PackageLayout.METADATA);
    if (metadata == null) {
      throw malformed("there is no metadata.json among the package's files", where);
    }
    byte[] manifest = content(files, PackageLayout.MANIFEST);
    return new PackageFiles(
        metadata(metadata, where),
        manifest == null ? null : PackageManifest.parse(manifest, where),
        files);
  }

  private static PackageMetadata metadata(byte[] json, String where) {
    try {
      return PackageMetadata.parse(json, where);
    } catch (NexusException.InvalidValue e) {
      throw malformed("metadata.json is broken: " + e.getMessage(), where);
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

  private static NexusException malformed(String fault, String where) {
    return NexusException.malformed(fault, where, -1, "get it again from its publisher");
  }

  /// The model's digest as the manifest has it.
  ///
  /// @return the digest, null without a manifest
  public @Nullable Digest modelDigest() {
    return manifest == null ? null : Digest.parse(manifest.model().sha256());
  }

  /// Verifies who signed the package, and that these files and the model's digest are those that
  /// were signed.
  ///
  /// @param key the publisher's public key
  /// @param where what errors call the place they come from
  /// @return what the publisher signed
  /// @throws NexusException.Untrusted when it is not signed, by another key, or differs
  public ModelStatement requireSignedBy(VerifyingKey key, String where) {
    if (manifest == null) {
      throw NexusException.untrusted(
          Reason.SIGNATURE,
          "packages of the older program are not signed",
          where,
          "without --public-key only damage is looked for");
    }
    SignedFile model =
        new SignedFile(manifest.model().file(), Digest.parse(manifest.model().sha256()));
    return PackageSignature.require(files, model, key, where);
  }

  /// What the model's file is called in the package.
  ///
  /// @param otherwise its name where no manifest says it; replaced by one of the package's name
  ///   when it is not safe
  /// @return a safe file name
  public String modelFile(String otherwise) {
    return manifest != null
        ? manifest.model().file()
        : ModelFileName.choose(otherwise, folderName(), ".gguf");
  }

  /// What the package's folder is called.
  ///
  /// @return `NAME-VERSION`
  /// @throws NexusException.Malformed when name or version are not allowed in paths
  public String folderName() {
    String version = metadata.version();
    if (!PackageName.isAllowed(metadata.name()) || !version.matches("[0-9A-Za-z.+-]{1,100}")) {
      throw malformed(
          "the package's name or version cannot be a folder's name", metadata.toString());
    }
    return metadata.name() + "-" + version;
  }
}
