package id.openclass.nexus.delta;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.LineSpeed;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.diff.DiffEstimate;
import id.openclass.nexus.pack.ModelPackage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What changed between two versions of a model, to be made into an update. Nothing is read until
/// [#writeTo] or a question is asked. Threads may share it; `versions`, `name` and so on give a
/// changed copy.
///
/// ```java
/// var update = Delta.between("tiny-1.0.0.tar.gz", "tiny-1.1.0.tar.gz").writeTo("updates");
/// update.timeAt(2_000_000);
/// Delta.read("updates/tiny-1.0.0-to-1.1.0").apply("tiny.gguf", "tiny-1.1.gguf");
/// ```
public final class Delta {
  private final Path older;
  private final Path newer;
  private final DeltaOptions options;
  private @Nullable Size size;

  /// What the delta file was found to have.
  private record Size(long deltaBytes, long resultBytes) {}

  private Delta(Path older, Path newer, DeltaOptions options) {
    this.older = older;
    this.newer = newer;
    this.options = options;
  }

  /// Two versions of one model, each a model file or a package. Names and versions come from
  /// packages; of model files they must be given.
  ///
  /// @param older the version that sites have
  /// @param newer the version that they shall have
  /// @return what can be asked and written
  public static Delta between(Path older, Path newer) {
    return new Delta(older, newer, DeltaOptions.defaults());
  }

  /// Two versions of one model, each a model file or a package.
  ///
  /// @param older the version that sites have
  /// @param newer the version that they shall have
  /// @return what can be asked and written
  public static Delta between(String older, String newer) {
    return between(Path.of(older), Path.of(newer));
  }

  /// Two versions of one model, as packages.
  ///
  /// @param older the version that sites have
  /// @param newer the version that they shall have
  /// @return what can be asked and written
  public static Delta between(ModelPackage older, ModelPackage newer) {
    return between(older.path(), newer.path());
  }

  /// Opens an update that was made before.
  ///
  /// @param path its folder or tar
  /// @return the update
  /// @throws id.openclass.nexus.core.NexusException.Malformed when it is none
  public static DeltaUpdate read(Path path) {
    return DeltaUpdate.open(path);
  }

  /// Opens an update that was made before.
  ///
  /// @param path its folder or tar
  /// @return the update
  public static DeltaUpdate read(String path) {
    return read(Path.of(path));
  }

  private Delta with(DeltaOptions changed) {
    return new Delta(older, newer, changed);
  }

  /// Sets the versions.
  ///
  /// @param from a semantic version, of the base; null for the package's
  /// @param to a semantic version, of the result; null for the package's
  /// @return a changed copy
  public Delta versions(@Nullable String from, @Nullable String to) {
    return with(options.withVersions(from, to));
  }

  /// Sets the package's name.
  ///
  /// @param name 1 to 64 of a-z, 0-9, point, `-` and `_`; null for the package's or model's
  /// @return a changed copy
  public Delta name(@Nullable String name) {
    return with(options.withTexts(name, options.modelId(), options.description()));
  }

  /// Sets what the publisher calls the model.
  ///
  /// @param id any text; null for the package's
  /// @return a changed copy
  public Delta modelId(@Nullable String id) {
    return with(options.withTexts(options.name(), id, options.description()));
  }

  /// Sets the description.
  ///
  /// @param text for people; null for none
  /// @return a changed copy
  public Delta description(@Nullable String text) {
    return with(options.withTexts(options.name(), options.modelId(), text));
  }

  /// Sets the engine.
  ///
  /// @param engine by default [DeltaEngine#AUTO]
  /// @return a changed copy
  public Delta engine(DeltaEngine engine) {
    return with(options.withEngine(engine, options.adapter()));
  }

  /// Sets the engine by its name.
  ///
  /// @param engine `auto`, `tensor`, `bsdiff` or `whole`
  /// @return a changed copy
  public Delta engine(String engine) {
    return engine(DeltaEngine.parse(engine));
  }

  /// Names the adapter that was merged into the new version: a hint that saves time and bytes.
  ///
  /// @param path a LoRA as GGUF or safetensors; null for none
  /// @return a changed copy
  public Delta adapter(@Nullable Path path) {
    return with(options.withEngine(options.engine(), path));
  }

  /// Sets whether the update is written as one file, too.
  ///
  /// @param tar true for an `ID.tar` beside the folder
  /// @return a changed copy
  public Delta archive(boolean tar) {
    return with(options.withOutput(tar, options.overwrite(), options.createdAt()));
  }

  /// Sets whether another update of the same name may be replaced.
  ///
  /// @param replace true to replace it
  /// @return a changed copy
  public Delta overwrite(boolean replace) {
    return with(options.withOutput(options.archive(), replace, options.createdAt()));
  }

  /// Sets the time that the update says it was made at.
  ///
  /// @param time any time; null for that of the new package or file
  /// @return a changed copy
  public Delta createdAt(@Nullable Instant time) {
    return with(options.withOutput(options.archive(), options.overwrite(), time));
  }

  /// Sets how many threads work.
  ///
  /// @param count 1 or more; the bytes do not depend on it
  /// @return a changed copy
  public Delta threads(int count) {
    return with(options.withWork(count, options.progress()));
  }

  /// Sets who hears of the bytes.
  ///
  /// @param listener a listener
  /// @return a changed copy
  public Delta progress(Progress listener) {
    return with(options.withWork(options.threads(), listener));
  }

  /// Makes the update's folder, and its tar when asked for. The same call again finds the same
  /// bytes there and leaves them alone.
  ///
  /// @param folder where the folder `NAME-FROM-to-TO` goes, made where needed
  /// @return what was made
  /// @throws id.openclass.nexus.core.NexusException.InvalidValue when a version or name is missing
  /// @throws id.openclass.nexus.core.NexusException.Refused when another update has that name, or
  ///   the engine cannot take files of that size
  public MadeUpdate make(Path folder) {
    MadeUpdate made = new DeltaCreation(older, newer, options).into(folder);
    DeltaMetadata metadata = made.update().metadata();
    remember(new Size(metadata.deltaBytes(), metadata.resultBytes()));
    return made;
  }

  private synchronized void remember(Size found) {
    size = found;
  }

  private synchronized Size size() {
    if (size == null) {
      Engine.Made made = Measured.delta(older, newer, options).made();
      size = new Size(made.deltaBytes(), made.resultBytes());
    }
    return size;
  }

  /// Size of the delta file as a share of the new file's. The first question makes the delta in the
  /// system's temporary folder, unless it was written before, and remembers its size.
  ///
  /// @return 0 and more
  public double ratio() {
    return (double) size().deltaBytes / size().resultBytes;
  }

  /// What the delta saves of the download; made as for [#ratio].
  ///
  /// @return per cent of the new file's size; below 0 for a delta that does not pay
  public double savingsPercent() {
    return 100 * (1 - ratio());
  }

  /// How long the delta file takes on a line; made as for [#ratio].
  ///
  /// @param bitsPerSecond the line's speed: 2 Mbit/s are 2_000_000
  /// @return the time, without any delay or retry
  public Duration timeAt(long bitsPerSecond) {
    return new LineSpeed(bitsPerSecond).timeFor(size().deltaBytes);
  }

  /// Tells about how large the tensor engine's delta would be, from a sample of the tensors: in
  /// seconds, where making it takes minutes. Models in packages are unpacked into the system's
  /// temporary folder for it.
  ///
  /// @return an estimate, usually within a few percent
  public DiffEstimate estimate() {
    return Measured.estimate(older, newer, options);
  }

  /// Makes the tensor engine's delta in the system's temporary folder and tells where its bytes go.
  ///
  /// @return what each tensor costs
  public Explanation explain() {
    return Measured.explanation(older, newer, options);
  }

  /// Makes the update's folder.
  ///
  /// @param folder where the folder `NAME-FROM-to-TO` goes, made where needed
  /// @return the update
  public DeltaUpdate writeTo(Path folder) {
    return make(folder).update();
  }

  /// Makes the update's folder.
  ///
  /// @param folder where the folder `NAME-FROM-to-TO` goes, made where needed
  /// @return the update
  public DeltaUpdate writeTo(String folder) {
    return writeTo(Path.of(folder));
  }

  /// As `Delta[tiny-1.0.0.tar.gz to tiny-1.1.0.tar.gz, auto]`.
  @Override
  public String toString() {
    return "Delta["
        + Display.escape(String.valueOf(older.getFileName()), 38)
        + " to "
        + Display.escape(String.valueOf(newer.getFileName()), 38)
        + ", "
        + options.engine()
        + "]";
  }
}
