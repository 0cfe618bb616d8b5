package id.openclass.nexus.delta;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.Progress;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What changed between two versions of a model, to be made into an update. Nothing is read until
/// [#writeTo] or a question is asked. Immutable; `versions`, `name` and so on give a changed copy.
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
    return new DeltaCreation(older, newer, options).into(folder);
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
