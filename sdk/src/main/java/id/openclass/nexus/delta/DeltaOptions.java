package id.openclass.nexus.delta;

import id.openclass.nexus.core.Progress;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How to make an update; what is null comes from the packages, else has a default.
///
/// @param from version of the base
/// @param to version of the result
/// @param name the package's name
/// @param modelId what the publisher calls the model
/// @param description for people
/// @param engine which engine
/// @param adapter a LoRA that was merged into the result, as a hint
/// @param archive whether to write a tar, too
/// @param overwrite whether another update of the same name may be replaced
/// @param createdAt a fixed time; else that of the new package or file
/// @param threads how many work at once, 1 or more; the bytes do not depend on it
/// @param progress hears of the bytes
record DeltaOptions(
    @Nullable String from,
    @Nullable String to,
    @Nullable String name,
    @Nullable String modelId,
    @Nullable String description,
    DeltaEngine engine,
    @Nullable Path adapter,
    boolean archive,
    boolean overwrite,
    @Nullable Instant createdAt,
    int threads,
    Progress progress) {

  static DeltaOptions defaults() {
    int threads = Runtime.getRuntime().availableProcessors();
    return new DeltaOptions(
        null,
        null,
        null,
        null,
        null,
        DeltaEngine.AUTO,
        null,
        false,
        false,
        null,
        threads,
        Progress.NONE);
  }

  DeltaOptions withVersions(@Nullable String older, @Nullable String newer) {
    return new DeltaOptions(
        older,
        newer,
        name,
        modelId,
        description,
        engine,
        adapter,
        archive,
        overwrite,
        createdAt,
        threads,
        progress);
  }

  DeltaOptions withTexts(
      @Nullable String newName, @Nullable String newModelId, @Nullable String newDescription) {
    return new DeltaOptions(
        from,
        to,
        newName,
        newModelId,
        newDescription,
        engine,
        adapter,
        archive,
        overwrite,
        createdAt,
        threads,
        progress);
  }

  DeltaOptions withEngine(DeltaEngine newEngine, @Nullable Path newAdapter) {
    return new DeltaOptions(
        from,
        to,
        name,
        modelId,
        description,
        newEngine,
        newAdapter,
        archive,
        overwrite,
        createdAt,
        threads,
        progress);
  }

  DeltaOptions withOutput(boolean newArchive, boolean newOverwrite, @Nullable Instant time) {
    return new DeltaOptions(
        from,
        to,
        name,
        modelId,
        description,
        engine,
        adapter,
        newArchive,
        newOverwrite,
        time,
        threads,
        progress);
  }

  DeltaOptions withWork(int newThreads, Progress newProgress) {
    return new DeltaOptions(
        from,
        to,
        name,
        modelId,
        description,
        engine,
        adapter,
        archive,
        overwrite,
        createdAt,
        newThreads,
        newProgress);
  }
}
