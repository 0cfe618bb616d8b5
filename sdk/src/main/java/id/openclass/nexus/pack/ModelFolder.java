package id.openclass.nexus.pack;

import id.openclass.nexus.archive.PackageLayout;
import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.FileSnapshot;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.NexusException.Untrusted.Reason;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.trust.KeyPurpose;
import id.openclass.nexus.trust.ModelSignature;
import id.openclass.nexus.trust.ModelStatement;
import id.openclass.nexus.trust.SignedFile;
import id.openclass.nexus.trust.SigningKey;
import id.openclass.nexus.trust.VerifyingKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A folder that holds a model: signed and verified as a whole by the `model.sig` in it
/// (`docs/model-signature.md`). Immutable; reads the folder anew each time.
///
/// ```java
/// ModelFolder.at(Path.of("tiny-1.0.0")).sign(key, Progress.NONE);
/// ModelFolder.at(Path.of("tiny-1.0.0")).verify(publicKey, Progress.NONE);
/// ```
///
/// @param path the folder
public record ModelFolder(Path path) {
  /// Longer files hold no key.
  private static final int MOST_KEY_BYTES = 64 << 10;

  private static final int MOST_SIGNATURE_BYTES = 16 << 20;

  /// A folder with a model.
  ///
  /// @param path an existing folder
  /// @return the folder
  /// @throws NexusException.NotFound when there is none
  /// @throws NexusException.InvalidValue when it is a file
  public static ModelFolder at(Path path) {
    if (!Files.exists(path)) {
      throw NexusException.notFound(
          "no such folder", Display.escape(path.toString()), "name a folder with a model");
    }
    if (!Files.isDirectory(path)) {
      throw NexusException.invalidValue(
          "a file, not a folder: single files are not signed",
          Display.escape(path.toString()),
          "package it with --signing-key, or name the folder that it is in");
    }
    return new ModelFolder(path);
  }

  /// Whether the folder has a signature.
  ///
  /// @return true when there is a `model.sig`
  public boolean isSigned() {
    return Files.exists(signatureFile());
  }

  private Path signatureFile() {
    return path.resolve(PackageLayout.SIGNATURE);
  }

  /// Signs everything in the folder: writes `model.sig` into it. A signature that the same key made
  /// over the same files stays; any other is replaced.
  ///
  /// @param key a key for models
  /// @param progress hears of the files' bytes
  /// @return whether a signature was made
  /// @throws NexusException.Refused when the folder holds a link, a device or a private key
  public OutputFile.Outcome sign(SigningKey key, Progress progress) {
    KeyPurpose.MODEL.require(key, "--signing-key");
    List<String> ignored = List.of(PackageLayout.SIGNATURE);
    Content content = content(new ModelStatement("", List.of(), ignored, false));
    if (!content.others().isEmpty()) {
      throw NexusException.refused(
          "a link or a device: only files are part of a model",
          Display.escape(content.others().getFirst().toString()),
          "put the file itself there");
    }
    content.files().forEach(ModelFolder::refusePrivateKey);
    String name = String.valueOf(path.toAbsolutePath().normalize().getFileName());
    ModelStatement statement = ModelStatement.of(name, digests(content.files(), progress), ignored);
    if (isSigned() && isOf(statement, key)) {
      return OutputFile.Outcome.ALREADY_THERE;
    }
    return write(ModelSignature.sign(statement, key).toJson());
  }

  private boolean isOf(ModelStatement statement, SigningKey key) {
    try {
      return signature().isOf(statement, key.verifyingKey());
    } catch (NexusException.Malformed e) {
      // It is replaced.
      return false;
    }
  }

  private OutputFile.Outcome write(byte[] bytes) {
    try (OutputFile out = OutputFile.create(signatureFile())) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        out.channel().write(buffer);
      }
      return out.commit(true);
    } catch (IOException e) {
      throw NexusException.io("write", signatureFile(), e);
    }
  }

  /// The signature, by whomever.
  ///
  /// @return what `model.sig` holds
  /// @throws NexusException.Malformed when it is no signature
  public ModelSignature signature() {
    Path file = signatureFile();
    try (ByteSource source = ByteSource.of(file)) {
      if (source.length() > MOST_SIGNATURE_BYTES) {
        throw NexusException.malformed(
            "a file of " + Display.grouped(source.length()) + " bytes is no signature",
            file.toString(),
            -1,
            null);
      }
      return ModelSignature.parse(source.read(new ByteRange(0, source.length())), file.toString());
    }
  }

  /// Verifies that a key signed the folder as it is.
  ///
  /// @param key the publisher's public key
  /// @param progress hears of the files' bytes
  /// @return what was signed
  /// @throws NexusException.Untrusted when it is not signed, by another key, or a file is missing,
  ///   another or not signed
  public ModelStatement verify(VerifyingKey key, Progress progress) {
    if (!isSigned()) {
      throw NexusException.untrusted(
          Reason.SIGNATURE,
          "it is not signed: it has no " + PackageLayout.SIGNATURE,
          path.toString(),
          "ask its publisher for a signed one");
    }
    ModelStatement statement = signature().verify(key);
    PackageSignature.requireNone(differences(statement, progress), path.toString());
    return statement;
  }

  /// Compares the folder with what its signature says, by whomever that was made.
  ///
  /// @param progress hears of the files' bytes
  /// @return each difference as a sentence that is safe for a terminal; none when all is as it says
  public List<String> differences(Progress progress) {
    return differences(signature().unverifiedStatement(), progress);
  }

  private List<String> differences(ModelStatement statement, Progress progress) {
    Content content = content(statement);
    List<String> differences = new ArrayList<>();
    for (Path other : content.others()) {
      differences.add(Display.escape(name(other), 100) + " is a link or a device");
    }
    differences.addAll(statement.differences(digests(content.files(), progress)));
    return differences;
  }

  /// What is in the folder, in order, without what is ignored.
  ///
  /// @param files regular files, and links to such where links are allowed
  /// @param others what is neither file nor folder
  private record Content(List<Path> files, List<Path> others) {}

  private Content content(ModelStatement statement) {
    Content content = new Content(new ArrayList<>(), new ArrayList<>());
    collect(path, statement, content);
    return content;
  }

  private void collect(Path folder, ModelStatement statement, Content into) {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.sorted().toList()) {
        if (statement.ignores(name(entry))) {
          continue;
        }
        boolean isFile =
            statement.allowSymlinks()
                ? Files.isRegularFile(entry)
                : Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS);
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          collect(entry, statement, into);
        } else {
          (isFile ? into.files() : into.others()).add(entry);
        }
      }
    } catch (IOException e) {
      throw NexusException.io("read", folder, e);
    }
  }

  private String name(Path entry) {
    return path.relativize(entry).toString().replace(entry.getFileSystem().getSeparator(), "/");
  }

  /// Refuses to sign, and so to ship, a private key.
  static void refusePrivateKey(Path file) {
    try (ByteSource source = ByteSource.of(file)) {
      boolean isKey =
          source.length() <= MOST_KEY_BYTES
              && SigningKey.isIn(source.read(new ByteRange(0, source.length())));
      if (isKey) {
        throw NexusException.refused(
            "this file holds a private key, which must not be shipped",
            Display.escape(file.toString()),
            "move it away; keys belong into the folder that nexus keys show names");
      }
    }
  }

  private List<SignedFile> digests(List<Path> files, Progress progress) {
    long total = files.stream().mapToLong(file -> FileSnapshot.of(file).sizeBytes()).sum();
    List<SignedFile> digests = new ArrayList<>();
    try (var task = progress.begin("reading " + Display.escape(path.toString(), 60), total)) {
      for (Path file : files) {
        FileSnapshot before = FileSnapshot.of(file);
        digests.add(new SignedFile(name(file), digest(file, task)));
        before.requireUnchanged(file, "the file changed while it was read");
      }
    }
    return digests;
  }

  private static Digest digest(Path file, Progress.Task task) {
    try (ByteSource source = ByteSource.of(file)) {
      return Digest.of(source, piece -> task.advance(piece.limit()));
    }
  }

  /// As `ModelFolder[tiny-1.0.0]`.
  @Override
  public String toString() {
    return "ModelFolder[" + Display.escape(path.toString(), 80) + "]";
  }
}
