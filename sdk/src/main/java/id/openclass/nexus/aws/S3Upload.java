package id.openclass.nexus.aws;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.store.HttpStore;
import id.openclass.nexus.store.ObjectKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Uploads one file to a bucket, as the older program did: `docs/stores.md` section 5. A run that
/// was killed is gone on with by the same call.
///
/// ```java
/// S3Upload.to("models-of-my-school").send(pack).cloudfrontUrl();
/// ```
public final class S3Upload {
  private static final String FOLDER = "models/";

  private final S3Address bucket;
  private final S3Options options;
  private final @Nullable String key;
  private final boolean publicRead;
  private final boolean overwrite;
  private final @Nullable String cloudFront;
  private final @Nullable Path journals;
  private final Consumer<Path> check;
  private final Progress progress;

  private S3Upload(
      S3Address bucket,
      S3Options options,
      @Nullable String key,
      boolean publicRead,
      boolean overwrite,
      @Nullable String cloudFront,
      @Nullable Path journals,
      Consumer<Path> check,
      Progress progress) {
    this.bucket = bucket;
    this.options = options;
    this.key = key;
    this.publicRead = publicRead;
    this.overwrite = overwrite;
    this.cloudFront = cloudFront;
    this.journals = journals;
    this.check = check;
    this.progress = progress;
  }

  /// To a bucket, under the key `models/FILE`.
  ///
  /// @param bucket its name
  /// @return what uploads
  /// @throws NexusException.InvalidValue when it is no bucket's name
  public static S3Upload to(String bucket) {
    return new S3Upload(
        S3Address.ofBucket(bucket),
        S3Options.defaults(),
        null,
        false,
        false,
        null,
        null,
        file -> {},
        Progress.NONE);
  }

  /// With other ways to reach S3.
  ///
  /// @param how endpoint, region and so on
  /// @return a copy
  public S3Upload with(S3Options how) {
    return new S3Upload(
        bucket, how, key, publicRead, overwrite, cloudFront, journals, check, progress);
  }

  /// Under another key.
  ///
  /// @param name the whole key; null for `models/FILE`
  /// @return a copy
  /// @throws NexusException.InvalidValue when no key may be so
  public S3Upload withKey(@Nullable String name) {
    String checked = name == null ? null : ObjectKey.of(name).text();
    return new S3Upload(
        bucket, options, checked, publicRead, overwrite, cloudFront, journals, check, progress);
  }

  /// Readable for everybody by the object's own ACL, where the bucket takes ACLs.
  ///
  /// @param all false if nothing is said
  /// @return a copy
  public S3Upload withPublicRead(boolean all) {
    return new S3Upload(
        bucket, options, key, all, overwrite, cloudFront, journals, check, progress);
  }

  /// Whether another content under the key may be replaced.
  ///
  /// @param allowed false if nothing is said
  /// @return a copy
  public S3Upload withOverwrite(boolean allowed) {
    return new S3Upload(
        bucket, options, key, publicRead, allowed, cloudFront, journals, check, progress);
  }

  /// Behind a domain of CloudFront.
  ///
  /// @param domain for example `d111111abcdef8.cloudfront.net`; `none` to look for none; null to
  ///   look for the distribution whose origin is the bucket, on AWS
  /// @return a copy
  public S3Upload withCloudFront(@Nullable String domain) {
    return new S3Upload(
        bucket, options, key, publicRead, overwrite, domain, journals, check, progress);
  }

  /// With another folder for the journal, by default the file's own.
  ///
  /// @param folder made where needed
  /// @return a copy
  public S3Upload withJournals(@Nullable Path folder) {
    return new S3Upload(
        bucket, options, key, publicRead, overwrite, cloudFront, folder, check, progress);
  }

  /// With a check of the file, made while its digest is computed.
  ///
  /// @param requirement throws when the file is not to be sent, before anything is
  /// @return a copy
  public S3Upload withCheck(Consumer<Path> requirement) {
    return new S3Upload(
        bucket, options, key, publicRead, overwrite, cloudFront, journals, requirement, progress);
  }

  /// With a listener.
  ///
  /// @param listener hears of the bytes that the server has
  /// @return a copy
  public S3Upload withProgress(Progress listener) {
    return new S3Upload(
        bucket, options, key, publicRead, overwrite, cloudFront, journals, check, listener);
  }

  /// Uploads a package.
  ///
  /// @param pack the package; its archive is sent as it is
  /// @return where it is
  /// @throws NexusException as [#send(Path)] does
  public UploadedObject send(ModelPackage pack) {
    return send(pack.path());
  }

  /// Uploads a file.
  ///
  /// @param file any file
  /// @return where it is
  /// @throws NexusException.Refused when another content is there, or the bucket forbids it
  /// @throws NexusException.NotFound when there is no such bucket or file
  /// @throws NexusException.Transfer when the line broke; the same call goes on
  public UploadedObject send(Path file) {
    String name = key != null ? key : FOLDER + file.toAbsolutePath().getFileName();
    ObjectKey checked = ObjectKey.of(name);
    try (ByteSource source = ByteSource.of(file)) {
      ObjectContent content = ObjectContent.of(source);
      check.accept(file);
      try (S3Connection connection = S3Connection.open(options)) {
        return send(new S3Bucket(connection, bucket.bucket()), checked, content, file);
      }
    }
  }

  private UploadedObject send(
      S3Bucket target, ObjectKey checked, ObjectContent content, Path file) {
    String name = checked.text();
    try (var task =
        progress.begin(
            "uploading " + Display.escape(checked.name(), 60), content.bytes().length())) {
      ObjectWrite write = new ObjectWrite(target, name, content);
      Optional<S3Object> there = options.patience().briefly().call(() -> target.find(name));
      new StaleUploads(target).drop(name);
      if (there.isPresent() && isSame(there.get(), content)) {
        return uploaded(target, name, content, new ObjectWrite.Sent(0, 0), false);
      }
      if (there.isPresent() && !overwrite) {
        throw taken(target, name);
      }
      ObjectWrite.Sent sent =
          write.run(ObjectHeaders.ofUpload(name, publicRead, overwrite), journalsOf(file), task);
      if (sent == null && !find(target, name).filter(o -> isSame(o, content)).isPresent()) {
        throw taken(target, name);
      }
      return uploaded(
          target,
          name,
          content,
          sent == null ? new ObjectWrite.Sent(0, 0) : sent,
          there.isPresent());
    }
  }

  private Path journalsOf(Path file) {
    return journals != null ? journals : file.toAbsolutePath().resolveSibling("");
  }

  private Optional<S3Object> find(S3Bucket target, String name) {
    return options.patience().call(() -> target.find(name));
  }

  private static boolean isSame(S3Object object, ObjectContent content) {
    return ObjectComparison.of(object).has(content.bytes().length(), content.sha256());
  }

  private static NexusException taken(S3Bucket target, String name) {
    return NexusException.refused(
        "another content has this name already",
        target.shown(name),
        "name another one with --object-key; to replace it, add --force");
  }

  /// Looks at what is there, and tells of it.
  private UploadedObject uploaded(
      S3Bucket target,
      String name,
      ObjectContent content,
      ObjectWrite.Sent sent,
      boolean replaced) {
    Optional<S3Object> there = find(target, name);
    there.ifPresent(object ->
        ObjectComparison.of(object).requireContent(content.bytes().length(), content.sha256()));
    List<String> notes = new ArrayList<>();
    if (there.isEmpty()) {
      notes.add("these credentials may not read the object, so it was not looked at again");
    }
    if (publicRead && !isPublic(target.connection().url(target.name(), name))) {
      notes.add(
          "not everybody can read the object: the bucket did not take the ACL; its policy decides: "
              + BucketPolicy.publicRead(
                  target.name(), name.substring(0, name.lastIndexOf('/') + 1)));
    }
    CloudFrontAddress address =
        CloudFrontAddress.of(cloudFront, target, name, options, replaced, notes);
    boolean wasThere = sent.sentParts() + sent.keptParts() == 0;
    return new UploadedObject(
        target.name(),
        name,
        wasThere ? OutputFile.Outcome.ALREADY_THERE : OutputFile.Outcome.WRITTEN,
        content.bytes().length(),
        content.sha256(),
        target.connection().url(target.name(), name),
        address.url(),
        address.invalidation(),
        there.map(S3Object::modified).orElse(null),
        sent.sentParts(),
        sent.keptParts(),
        notes);
  }

  /// Some servers take ACLs without a word and leave them at that.
  private static boolean isPublic(String url) {
    try {
      return HttpStore.object(url).isPresent();
    } catch (NexusException e) {
      return false;
    }
  }

  /// As `S3Upload[s3://models-of-my-school]`.
  @Override
  public String toString() {
    return "S3Upload[" + bucket + (key == null ? "" : "/" + Display.escape(key, 60)) + "]";
  }
}
