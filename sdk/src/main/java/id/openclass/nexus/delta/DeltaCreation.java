package id.openclass.nexus.delta;

import id.openclass.nexus.archive.SmallFile;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.core.OutputFolder;
import id.openclass.nexus.pack.SemanticVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes one update: a folder that appears whole or not at all, and its tar.
final class DeltaCreation {
  private final ModelInput older;
  private final ModelInput newer;
  private final DeltaOptions options;
  private final UpdateNames names;

  DeltaCreation(Path older, Path newer, DeltaOptions options) {
    this.older = ModelInput.of(older);
    this.newer = ModelInput.of(newer);
    this.options = options;
    this.names = UpdateNames.of(options, this.older, this.newer);
  }

  MadeUpdate into(Path parent) {
    Path target = parent.resolve(names.id());
    List<String> notes = new ArrayList<>(warnings());
    Outcome outcome;
    try (OutputFolder folder = OutputFolder.create(target)) {
      notes.addAll(fill(folder.path(), target));
      outcome = commit(folder, target);
    }
    return new MadeUpdate(
        DeltaUpdate.open(target), outcome, options.archive() ? archive(target) : null, notes);
  }

  private Outcome commit(OutputFolder folder, Path target) {
    if (Files.isDirectory(target)
        && isSame(UpdateFiles.open(target).parts(), UpdateFiles.open(folder.path()).parts())) {
      return Outcome.ALREADY_THERE;
    }
    folder.commit(options.overwrite());
    return Outcome.WRITTEN;
  }

  private static boolean isSame(
      Map<String, UpdateFiles.Part> there, Map<String, UpdateFiles.Part> fresh) {
    if (!there.keySet().equals(fresh.keySet())) {
      return false;
    }
    try {
      for (Map.Entry<String, UpdateFiles.Part> file : fresh.entrySet()) {
        UpdateFiles.Part other = there.get(file.getKey());
        if (other == null || Files.mismatch(file.getValue().file(), other.file()) >= 0) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// Writes every file of the update.
  ///
  /// @return notes of the engine
  private List<String> fill(Path folder, Path target) {
    Engines.Choice choice = choose(folder, target);
    older.requireUnchanged();
    newer.requireUnchanged();
    DeltaMetadata metadata = metadata(choice);
    FileBytes.writeNew(folder.resolve(UpdateFiles.METADATA), metadata.toJson());
    FileBytes.writeNew(folder.resolve(UpdateFiles.INFO), UpdateInfo.of(metadata));
    for (SmallFile file : newer.smallFiles()) {
      Path path = folder.resolve(UpdateFiles.PACKAGE + file.name());
      try {
        Files.createDirectories(path.resolveSibling("."));
      } catch (IOException e) {
        throw NexusException.io("make", path, e);
      }
      FileBytes.writeNew(path, file.content());
    }
    return choice.notes();
  }

  private Engines.Choice choose(Path folder, Path target) {
    int threads = options.threads();
    try (OutputFolder work = Work.beside(target)) {
      Path base = older.unpacked(work.path(), "base", threads, options.progress());
      Path result = newer.unpacked(work.path(), "result", threads, options.progress());
      return Engines.make(base, result, folder, options);
    }
  }

  private DeltaMetadata metadata(Engines.Choice choice) {
    Engine.Made made = choice.made();
    return new DeltaMetadata(
        names.id(),
        names.from(),
        names.to(),
        names.modelId(),
        names.name(),
        choice.type(),
        made.resultBytes(),
        made.deltaBytes(),
        made.base(),
        made.result(),
        made.delta(),
        DateTimeFormatter.ISO_INSTANT.format(createdAt()),
        names.createdBy(),
        names.description());
  }

  /// As in packages: what the user set, else what the new package says, else its file's time.
  private Instant createdAt() {
    Instant time = options.createdAt();
    if (time == null && newer.metadata() != null) {
      time = parsed(newer.metadata().createdAt());
    }
    return (time == null ? newer.before().modified() : time).truncatedTo(ChronoUnit.SECONDS);
  }

  private static @Nullable Instant parsed(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (String version : List.of(names.from(), names.to())) {
      if (!SemanticVersion.parse(version).isReadByOlderProgram()) {
        warnings.add("the older program refuses version " + version);
      }
    }
    if (older.metadata() != null && !older.metadata().name().equals(names.name())) {
      warnings.add("the old package has another name: " + older.metadata().name());
    }
    return warnings;
  }

  private Path archive(Path folder) {
    Path tar = folder.resolveSibling(names.id() + ".tar");
    UpdateFiles.open(folder).writeTar(tar, names.id(), createdAt(), options.overwrite());
    return tar;
  }
}
