///usr/bin/env jbang "$0" "$@" ; exit $?
// The whole workflow on real weights: two published versions of one model are fetched, packaged,
// verified and inspected; the update between them is made, applied and published; then a copy is
// damaged and the damage found.
//
//   jbang demo@openclass
//   ./nexus demo
//
//JAVA 25+
//DEPS org.slf4j:slf4j-api:2.0.20
//DEPS org.slf4j:slf4j-nop:2.0.20
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
//DEPS info.picocli:picocli:4.7.7
//DEPS me.tongfei:progressbar:0.10.2
//DEPS com.google.protobuf:protobuf-java:4.36.2
//DEPS eu.maveniverse.maven.mima:context:2.4.38
//DEPS eu.maveniverse.maven.mima.runtime:standalone-static:2.4.38
//SOURCES ${nexus.sources:demo.java}
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED
//MAIN DemoCommand
//DESCRIPTION The whole workflow on real weights

import module java.base;

import id.openclass.nexus.archive.Unpacked;
import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.CommandLines;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.LineSpeed;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.ShellWord;
import id.openclass.nexus.delta.ApplyOptions;
import id.openclass.nexus.delta.Applying;
import id.openclass.nexus.delta.Delta;
import id.openclass.nexus.delta.DeltaUpdate;
import id.openclass.nexus.keys.KeyFile;
import id.openclass.nexus.keys.KeyRing;
import id.openclass.nexus.model.ModelDescription;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.PackageOptions;
import id.openclass.nexus.pack.VerifyReport;
import id.openclass.nexus.repo.FirstKeys;
import id.openclass.nexus.repo.PublishRequest;
import id.openclass.nexus.repo.Publisher;
import id.openclass.nexus.repo.ReleaseChannel;
import id.openclass.nexus.store.FolderStore;
import id.openclass.nexus.trust.KeyPurpose;
import id.openclass.nexus.trust.SigningKey;
import id.openclass.nexus.weights.DemoModels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description =
        "Shows the whole workflow on real weights, with nothing configured: two published versions"
            + " of one model are fetched (50 MB, once), packaged, verified and inspected; the update"
            + " between them is made, applied and published; then a copy is damaged and the damage found.",
    footer = {
      "Examples:",
      "  nexus demo",
      "JSON: folder, models, packages, update, updated, repository, damage (what was damaged and what verify"
          + " found)."
    })
final class DemoCommand extends NexusCommand {
  private static final String NAME = "bge-small-en";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "nexus-demo",
      description = "folder for everything it makes, by default ${DEFAULT-VALUE}")
  private Path out;

  private int step;

  public static void main(String... arguments) {
    CommandLines.main(new DemoCommand(), arguments);
  }

  @Override
  protected Answer answer() {
    say(
        "fetching two published versions of one model (50 MB the first time) and writing them as"
            + " GGUF");
    DemoModels models = DemoModels.in(out.resolve("models"), console().progress());
    say("packaging both");
    Path older = pack(models.older(), "1.0.0");
    Path newer = pack(models.newer(), "1.5.0");
    say("verifying both: every digest is computed again");
    verify(older);
    verify(newer);
    ModelDescription description = inspect(newer);
    say("making the update from the old package to the new one");
    DeltaUpdate update = update(older, newer);
    say("applying it to the old model, as a school would");
    Path updated = apply(models, update);
    say("publishing all of it in a signed repository, where a channel leads schools to the newer one");
    ReleaseChannel channel = publish(older, newer, update);
    say("damaging one byte of a copy, as a bad cable would");
    Unpacked.Damage damage = damageAndFind(newer);
    return Answer.empty()
        .with("folder", out)
        .with("models", List.of(models.older(), models.newer()))
        .with("packages", List.of(older, newer))
        .with("update", update.path())
        .with("updated", updated)
        .with("repository", out.resolve("repository"))
        .with("damage", damage)
        .line("packaged  " + row(older))
        .line("packaged  " + row(newer))
        .line("verified  both are intact")
        .line(
            "inspected "
                + description.architecture()
                + ", "
                + description.quantization()
                + ", "
                + Display.count(description.parameters())
                + " weights, "
                + description.layers()
                + " layers")
        .line(
            "update    "
                + Display.escape(update.path().toString())
                + ": "
                + cost(update.sizeBytes(), update.metadata().resultBytes()))
        .line(
            "applied   "
                + Display.escape(updated.toString())
                + ": the new model, byte for byte")
        .line(
            "published "
                + Display.escape(out.resolve("repository").toString())
                + ": channel "
                + channel.channel()
                + " leads to "
                + channel.version())
        .line(
            "damaged   one byte of a copy: verify found chunk "
                + damage.chunk()
                + ", "
                + damage.content()
                + " of the model")
        .line("")
        .line(
            "Everything is in "
                + Display.escape(out.toString())
                + "; to remove it, delete that folder.")
        .line("The downloads are in your local Maven repository, under dev/langchain4j.")
        .next("nexus delta explain " + ShellWord.quote(update.path()));
  }

  private void say(String what) {
    step++;
    console().note(step + ". " + what);
  }

  private Path pack(Path model, String version) {
    PackageMetadata metadata =
        PackageMetadata.of(NAME, version, "BAAI/bge-small-en")
            .withDescription(
                "Finds sentences that mean the same. Demonstration of OpenClass Nexus.")
            .with("supports_indonesian", false)
            .with("educational_optimized", false);
    PackageOptions options =
        PackageOptions.defaults()
            .withFolder(out.resolve("packages"))
            // A fixed time, so that the demo makes the same bytes for everybody.
            .withCreatedAt(Instant.parse("2026-01-01T00:00:00Z"))
            .withProgress(console().progress());
    try (ModelPackage made = ModelPackage.create(model, metadata, options)) {
      return made.path();
    }
  }

  private void verify(Path path) {
    try (ModelPackage pack = ModelPackage.open(path)) {
      VerifyReport report =
          pack.verify(Runtime.getRuntime().availableProcessors(), console().progress());
      if (!report.valid()) {
        throw NexusException.digestMismatch(
            "the package is damaged: " + report.errors().getFirst(),
            path.toString(),
            "delete " + ShellWord.quote(out) + " and run this again");
      }
    }
  }

  private static ModelDescription inspect(Path path) {
    try (ModelPackage pack = ModelPackage.open(path)) {
      return pack.describe().orElseThrow();
    }
  }

  private DeltaUpdate update(Path older, Path newer) {
    return Delta.between(older, newer)
        .overwrite(true)
        .progress(console().progress())
        .writeTo(out.resolve("updates"));
  }

  private Path apply(DemoModels models, DeltaUpdate update) {
    ApplyOptions options =
        ApplyOptions.defaults().withOverwrite(true).withProgress(console().progress());
    Path updated = Applying.of(models.older(), List.of(update), options).run().model();
    try {
      if (Files.mismatch(updated, models.newer()) >= 0) {
        throw new IllegalStateException("the update made another file than the new model");
      }
    } catch (IOException e) {
      throw NexusException.io("read", updated, e);
    }
    return updated;
  }

  private ReleaseChannel publish(Path older, Path newer, DeltaUpdate update) {
    SigningKey key = KeyFile.readOrGenerate(KeyPurpose.REPO, out.resolve("keys"), "repo");
    Publisher publisher =
        Publisher.of(
                FolderStore.at(out.resolve("repository")),
                KeyRing.of(List.of(key)),
                console().clock())
            .withProgress(console().progress());
    publisher.init(FirstKeys.all(key.verifyingKey()));
    publisher.delegate(NAME, null);
    PublishRequest request = PublishRequest.of(List.of(older, newer, update.path()));
    return publisher
        .publish(request.withChannel("stable", ReleaseChannel.WHOLE, false))
        .channels()
        .getFirst();
  }

  /// As `11.1 MB instead of 36.7 MB; at 2 Mbit/s 44 s instead of 2 min`.
  private static String cost(long bytes, long whole) {
    LineSpeed line = LineSpeed.mbit(2);
    return Display.bytes(bytes)
        + " instead of "
        + Display.bytes(whole)
        + "; at "
        + line
        + " "
        + Display.duration(line.timeFor(bytes))
        + " instead of "
        + Display.duration(line.timeFor(whole));
  }

  private Unpacked.Damage damageAndFind(Path path) {
    Path copy = path.resolveSibling("damaged-" + path.getFileName());
    try {
      byte[] bytes = Files.readAllBytes(path);
      bytes[bytes.length / 2] ^= 1;
      Files.write(copy, bytes);
      try (ModelPackage pack = ModelPackage.open(copy)) {
        return pack.verify().damaged().getFirst();
      } finally {
        Files.delete(copy);
      }
    } catch (IOException e) {
      throw NexusException.io("write", copy, e);
    }
  }

  private static String row(Path path) {
    try (ModelPackage pack = ModelPackage.open(path)) {
      long model = pack.metadata().fileSizeBytes();
      return Display.escape(path.toString())
          + ": "
          + Display.bytes(model)
          + " as "
          + Display.bytes(pack.sizeBytes());
    }
  }
}
