// Where a repository is and who signs it, the same options for every command that publishes. Part of
// the scripts that name it.
//
//JAVA 25+
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.commons:commons-lang3:3.18.0
//DEPS commons-codec:commons-codec:1.19.0
//DEPS com.fasterxml.jackson.core:jackson-annotations:2.22
//DEPS software.amazon.awssdk:s3:2.57.8
//DEPS software.amazon.awssdk:cloudfront:2.57.8
//DEPS software.amazon.awssdk:url-connection-client:2.57.8
//SOURCES s3-options.java keys.java

import module java.base;

import id.openclass.nexus.aws.BucketFront;
import id.openclass.nexus.aws.S3Address;
import id.openclass.nexus.aws.S3Options;
import id.openclass.nexus.aws.S3Store;
import id.openclass.nexus.catalogue.PageLanguage;
import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.CommandConsole;
import id.openclass.nexus.console.SigningKeyOption;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.ShellWord;
import id.openclass.nexus.keys.KeyFile;
import id.openclass.nexus.keys.KeyRing;
import id.openclass.nexus.repo.Caches;
import id.openclass.nexus.repo.FirstKeys;
import id.openclass.nexus.repo.Published;
import id.openclass.nexus.repo.CataloguePages;
import id.openclass.nexus.repo.Publisher;
import id.openclass.nexus.repo.Release;
import id.openclass.nexus.repo.ReleaseChannel;
import id.openclass.nexus.repo.Repository;
import id.openclass.nexus.store.DryRunStore;
import id.openclass.nexus.store.FolderStore;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.Store;
import id.openclass.nexus.trust.KeyPurpose;
import id.openclass.nexus.trust.RoleKeys;
import id.openclass.nexus.trust.SigningKey;
import id.openclass.nexus.trust.VerifyingKey;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A picocli mixin: a store, and the keys at hand.
final class RepoMixin {
  private static final String USUAL = "repository";

  @Option(
      names = "--repo",
      paramLabel = "STORE",
      description =
          "the repository: a folder or s3://BUCKET/PREFIX; by default $NEXUS_REPO, else "
              + USUAL)
  private String repo;

  @Option(
      names = "--keys",
      paramLabel = "DIR",
      description = "folder where your keys are; by default that of your configuration")
  private Path keyFolder;

  @Mixin private SigningKeyOption signingKey;

  @Option(
      names = "--single-publisher",
      description = "nobody else publishes here: for stores without conditional writes")
  private boolean singlePublisher;

  @Option(
      names = "--cloudfront",
      paramLabel = "DOMAIN",
      description = "the domain in front of the bucket, or none; by default AWS is asked for it")
  private String cloudFront;

  @Mixin private S3OptionsMixin s3;

  RepoPlace open(CommandConsole console, boolean dryRun) {
    String address = address(console);
    Path folder = (keyFolder != null ? keyFolder : KeysCommand.usualFolder(console)).normalize();
    List<SigningKey> named = signingKey.all(console);
    KeyRing keys = KeyRing.of(named).withFolder(folder, () -> signingKey.passphrase(console));
    Store.Writable store;
    BucketFront front = null;
    if (S3Address.isOne(address)) {
      S3Options options = s3.options(console);
      S3Store bucket = S3Store.at(address, options);
      front = BucketFront.of(bucket, cloudFront, options);
      store = bucket.withJournals(cacheFolder(console).resolve("uploads"));
    } else {
      requireFolder(address);
      requireApart(folder, Path.of(address));
      store = FolderStore.at(Path.of(address));
    }
    return new RepoPlace(
        console, store, front, folder, keys, singlePublisher, dryRun, word(), signingKey);
  }

  private String address(CommandConsole console) {
    String fromEnvironment = console.environment("NEXUS_REPO");
    return repo != null ? repo : fromEnvironment != null ? fromEnvironment : USUAL;
  }

  /// What a command that is shown for typing needs to find the same repository.
  private String word() {
    return (repo == null ? "" : " --repo " + ShellWord.quote(repo))
        + (keyFolder == null ? "" : " --keys " + ShellWord.quote(keyFolder))
        + (singlePublisher ? " --single-publisher" : "")
        + s3.word();
  }

  /// An address of the web would otherwise become a folder of that name.
  private static void requireFolder(String address) {
    if (address.matches("[A-Za-z][A-Za-z0-9+.-]+:/.*")) {
      throw NexusException.invalidValue(
          "a repository is published into a folder or s3://BUCKET/PREFIX, not by this kind of address",
          "name the folder or the bucket behind it: --repo s3://models/repository");
    }
  }

  private static void requireApart(Path keys, Path repository) {
    Path store = repository.toAbsolutePath().normalize();
    if (keys.toAbsolutePath().normalize().startsWith(store)) {
      throw NexusException.refused(
          "the key folder lies in the repository, where everybody can read it",
          Display.escape(keys.toString()),
          "name another folder: --keys DIR");
    }
  }

  /// Fetched packages, and what was sent of large uploads.
  static Path cacheFolder(CommandConsole console) {
    String cache = console.environment("XDG_CACHE_HOME");
    String local = console.environment("LOCALAPPDATA");
    Path base =
        cache != null
            ? Path.of(cache)
            : local != null
                ? Path.of(local)
                : console.home().resolve(".cache");
    return base.resolve("openclass-nexus");
  }
}

/// A repository that is open.
final class RepoPlace implements AutoCloseable {
  private final CommandConsole console;
  private final Store.Writable store;
  private final Store.Writable written;
  private final BucketFront front;
  private final Path keyFolder;
  private final boolean single;
  private final boolean dryRun;
  private final String word;
  private final SigningKeyOption option;
  private KeyRing keys;

  RepoPlace(
      CommandConsole console,
      Store.Writable store,
      BucketFront front,
      Path keyFolder,
      KeyRing keys,
      boolean single,
      boolean dryRun,
      String word,
      SigningKeyOption option) {
    this.console = console;
    this.store = store;
    this.written = dryRun ? DryRunStore.of(store) : store;
    this.front = front;
    this.keyFolder = keyFolder;
    this.keys = keys;
    this.single = single;
    this.dryRun = dryRun;
    this.word = word;
    this.option = option;
  }

  Publisher publisher() {
    Caches caches = front == null || dryRun ? Caches.NONE : front::invalidate;
    return Publisher.of(written, keys, console.clock())
        .withCaches(caches)
        .withPages(new CataloguePages(address()))
        .withSinglePublisher(single)
        .withProgress(console.progress());
  }

  /// Where schools read it: a page in a bucket is read where its files are, not in a folder.
  private URI address() {
    String url = address(PageLanguage.ENGLISH.key());
    return url == null ? null : URI.create(url).resolve(".");
  }

  /// Where an object is read: behind CloudFront, else in S3; null in a folder.
  String address(ObjectKey key) {
    String cloudFrontUrl = front == null ? null : front.cloudfrontUrl(key);
    return front == null || cloudFrontUrl != null ? cloudFrontUrl : front.url(key);
  }

  Repository reading() {
    return Repository.firstUse(store, console.clock().instant()).withProgress(console.progress());
  }

  String name() {
    return store.name();
  }

  String word() {
    return word;
  }

  /// Whether there is nothing yet but what was not written.
  boolean isNew() {
    return !Publisher.of(store, keys, console.clock()).exists();
  }

  /// Where fetched packages are kept.
  Path cache() {
    return RepoMixin.cacheFolder(console).resolve("packages");
  }

  /// The key that packages are signed with: a named one, else `model.pem` of the key folder.
  Optional<SigningKey> modelKey() {
    Optional<SigningKey> named =
        option.all(console).stream()
            .filter(key -> KeyPurpose.of(key.verifyingKey().algorithm()) == KeyPurpose.MODEL)
            .findFirst();
    Path file = keyFolder.resolve("model.pem");
    if (named.isPresent() || !Files.exists(file)) {
      return named;
    }
    char[] secret = option.passphrase(console);
    return Optional.of(KeyPurpose.MODEL.require(KeyFile.readSigning(file, secret), file.toString()));
  }

  /// The keys of a new repository: those that were named, else `root`, `targets` and `online` of
  /// the key folder, made where they are missing.
  ///
  /// @param made gets the files that were made
  FirstKeys firstKeys(
      List<Path> root, Integer threshold, List<Path> targets, List<Path> online, List<Path> made) {
    return new FirstKeys(
        RoleKeys.of(threshold == null ? 1 : threshold, all("root", root, made)),
        RoleKeys.of(1, all("targets", targets, made)),
        RoleKeys.of(1, all("online", online, made)));
  }

  private List<VerifyingKey> all(String name, List<Path> files, List<Path> made) {
    return files.isEmpty()
        ? List.of(usual(name, KeyPurpose.REPO, made))
        : files.stream().map(KeyFile::readVerifying).toList();
  }

  VerifyingKey usual(String name, KeyPurpose purpose, List<Path> made) {
    Path file = keyFolder.resolve(name + ".pub");
    if (Files.exists(file)) {
      return purpose.require(KeyFile.readVerifying(file), file.toString());
    }
    SigningKey key = SigningKey.generate(purpose);
    if (dryRun) {
      keys = keys.with(List.of(key));
    } else {
      made.add(KeyFile.write(key, keyFolder, name, option.passphrase(console)).signing());
    }
    return key.verifyingKey();
  }

  /// What was written, or would have been, in the older program's fields and ours.
  Answer bill(Answer answer, Published made) {
    Release release = made.releases().isEmpty() ? null : made.releases().getFirst();
    List<String> notes = new ArrayList<>(made.notes());
    if (front != null) {
      notes.addAll(front.notes());
    }
    notes.forEach(note -> console.warn(note, null));
    return uploaded(answer, release)
        .with("upload_time", release == null || dryRun ? null : made.time().toString())
        .with("repository", name())
        .with("dry_run", dryRun)
        .with("outcome", made.outcome().toString())
        .with("releases", made.releases().stream().map(RepoPlace::fields).toList())
        .with("channels", made.channels().stream().map(RepoPlace::fields).toList())
        .with("objects", made.objects())
        .with("bytes", made.bytes())
        .with("replaced", made.replaced().stream().map(ObjectKey::text).toList())
        .with("invalidations", made.invalidations())
        .with("notes", notes)
        .lines(made.channels().stream().map(RepoPlace::line).toList())
        .line(costs(made));
  }

  private Answer uploaded(Answer answer, Release release) {
    ObjectKey key = release == null ? null : release.pack().key();
    boolean inS3 = front != null && key != null;
    return answer
        .with("s3_bucket", inS3 ? front.bucket() : null)
        .with("s3_key", inS3 ? front.name(key) : null)
        .with("s3_url", inS3 ? front.url(key) : null)
        .with("cloudfront_url", inS3 ? front.cloudfrontUrl(key) : null);
  }

  private String costs(Published made) {
    if (made.outcome() == OutputFile.Outcome.ALREADY_THERE) {
      return "nothing to do: it is so already in " + name();
    }
    return (dryRun ? "would write " : "wrote ")
        + made.objects()
        + " objects, "
        + Display.bytes(made.bytes())
        + ", to "
        + name()
        + (made.invalidations().isEmpty()
            ? ""
            : "; CloudFront forgets " + made.replaced().size() + " of them");
  }

  static String line(ReleaseChannel channel) {
    return "channel "
        + channel.name()
        + ":"
        + channel.channel()
        + ": "
        + channel.version()
        + " for "
        + channel.percent()
        + " % of sites"
        + (channel.halted() ? ", halted" : "")
        + (channel.revocation(channel.version()).isPresent() ? ", revoked" : "");
  }

  static Map<String, Object> fields(ReleaseChannel channel) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", channel.name());
    fields.put("channel", channel.channel());
    fields.put("version", channel.version());
    fields.put("previous", channel.previous());
    fields.put("percent", channel.percent());
    fields.put("halted", channel.halted());
    fields.put(
        "revoked",
        channel.revoked().stream()
            .map(one -> Map.of("version", one.version(), "reason", one.reason()))
            .toList());
    return fields;
  }

  static Map<String, Object> fields(Release release) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", release.name());
    fields.put("version", release.version());
    fields.put("package", release.pack().path());
    fields.put("size_bytes", release.pack().sizeBytes());
    fields.put("sha256", release.pack().sha256());
    fields.put("model_size_bytes", release.model().sizeBytes());
    fields.put("model_sha256", release.model().sha256());
    fields.put("signed", release.publicKey() != null);
    fields.put("revoked", release.revoked() == null ? null : release.revoked().reason());
    List<Map<String, Object>> updates = new ArrayList<>();
    for (var update : release.updates()) {
      updates.add(
          Map.of(
              "from", update.from(),
              "type", update.type(),
              "path", update.file().path(),
              "size_bytes", update.file().sizeBytes()));
    }
    fields.put("updates", updates);
    return fields;
  }

  @Override
  public void close() {
    store.close();
  }
}
