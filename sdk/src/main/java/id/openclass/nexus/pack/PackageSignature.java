package id.openclass.nexus.pack;

import id.openclass.nexus.archive.PackageLayout;
import id.openclass.nexus.archive.SmallFile;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.NexusException.Untrusted.Reason;
import id.openclass.nexus.trust.ModelSignature;
import id.openclass.nexus.trust.ModelStatement;
import id.openclass.nexus.trust.SignedFile;
import id.openclass.nexus.trust.SigningKey;
import id.openclass.nexus.trust.VerifyingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The signature of a package: `model.sig` over the model and all small files but itself and the
/// chunk table. `docs/model-signature.md`.
final class PackageSignature {
  private static final List<String> IGNORED =
      List.of(PackageLayout.CHUNKS, PackageLayout.SIGNATURE);

  private PackageSignature() {}

  static Optional<ModelSignature> of(List<SmallFile> files, String where) {
    return files.stream()
        .filter(file -> file.name().equals(PackageLayout.SIGNATURE))
        .findFirst()
        .map(file -> ModelSignature.parse(file.content(), where + ", " + PackageLayout.SIGNATURE));
  }

  /// Signs a package's content.
  ///
  /// @param folder the folder inside, `NAME-VERSION`
  /// @param files the small files; a signature among them is used again when it says the same
  /// @param model the model's name and digest
  /// @return the file `model.sig`
  static SmallFile sign(String folder, List<SmallFile> files, SignedFile model, SigningKey key) {
    ModelStatement statement = ModelStatement.of(folder, signed(files, model), IGNORED);
    ModelSignature signature =
        usable(files)
            .filter(before -> before.isOf(statement, key.verifyingKey()))
            .orElseGet(() -> ModelSignature.sign(statement, key));
    return new SmallFile(PackageLayout.SIGNATURE, signature.toJson());
  }

  private static Optional<ModelSignature> usable(List<SmallFile> files) {
    try {
      return of(files, "before");
    } catch (NexusException.Malformed e) {
      // It goes.
      return Optional.empty();
    }
  }

  private static List<SignedFile> signed(List<SmallFile> files, SignedFile model) {
    List<SignedFile> signed = new ArrayList<>();
    signed.add(model);
    for (SmallFile file : files) {
      if (!IGNORED.contains(file.name())) {
        signed.add(new SignedFile(file.name(), Digest.of(file.content())));
      }
    }
    return signed;
  }

  /// Insists that a key signed this content.
  ///
  /// @throws NexusException.Untrusted when it did not
  static ModelStatement require(
      List<SmallFile> files, SignedFile model, VerifyingKey key, String where) {
    ModelSignature signature =
        of(files, where)
            .orElseThrow(() ->
                NexusException.untrusted(
                    Reason.SIGNATURE,
                    "it is not signed: it has no " + PackageLayout.SIGNATURE,
                    where,
                    "ask its publisher for a signed one; without --public-key only damage is"
                        + " looked for"));
    ModelStatement statement = signature.verify(key);
    requireNone(statement.differences(signed(files, model)), where);
    return statement;
  }

  static void requireNone(List<String> differences, String where) {
    if (!differences.isEmpty()) {
      int more = differences.size() - 1;
      throw NexusException.untrusted(
          Reason.MISMATCH,
          "not what was signed: "
              + differences.getFirst()
              + (more == 0 ? "" : ", and " + more + " more"),
          where,
          "do not use it; get it again from its publisher");
    }
  }
}
