package id.openclass.nexus.delta;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.core.OutputFolder;
import id.openclass.nexus.pack.PackageName;
import id.openclass.nexus.pack.SemanticVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Applies updates to a base, which is never written to. The result appears when its digest is
/// right; whatever happens before leaves nothing behind.
public final class Applying {
  private final ModelInput base;
  private final UpdateChain chain;
  private final ApplyOptions options;
  private final ApplyOutput output;

  private Applying(ModelInput base, UpdateChain chain, ApplyOptions options) {
    this.base = base;
    this.chain = chain;
    this.options = options;
    this.output = ApplyOutput.of(base, chain.last(), options);
  }

  /// Prepares to apply updates; the base is not read yet.
  ///
  /// @param base a model file, or a package that holds it
  /// @param updates in order, each made for what the one before makes
  /// @param options where to, threads and so on
  /// @return what [#run] will do
  /// @throws NexusException.Malformed when the updates do not follow each other
  /// @throws NexusException.Refused when a package folder is asked for and the last update has none
  public static Applying of(Path base, List<DeltaUpdate> updates, ApplyOptions options) {
    return new Applying(ModelInput.of(base), UpdateChain.of(updates), options);
  }

  /// What applying did.
  ///
  /// @param model the new model file
  /// @param folder the package's folder, null for the model alone
  /// @param outcome whether the result was there already
  /// @param metadata of the last update
  /// @param reverse the update that goes back, null when none was asked for
  public record Result(
      Path model,
      @Nullable Path folder,
      Outcome outcome,
      DeltaMetadata metadata,
      @Nullable DeltaUpdate reverse) {
    /// As `Result[tiny_updated.gguf, written]`.
    @Override
    public String toString() {
      return "Result["
          + Display.escape(String.valueOf(model.getFileName()), 70)
          + ", "
          + outcome
          + "]";
    }
  }

  /// Makes the result.
  ///
  /// @return where it is, and whether it was there already
  /// @throws NexusException.BaseMismatch when the base is another file
  /// @throws NexusException.DigestMismatch when an update is damaged
  /// @throws NexusException.Refused when something else has the result's name
  /// @throws NexusException.Storage when the disk is full or fails
  public Result run() {
    requireSeparate();
    if (options.keepReverse()) {
      requireNames();
    }
    DeltaMetadata last = chain.last().metadata();
    if (Files.exists(output.target())) {
      if (output.isThere(last, options.progress())) {
        output.removeLeftover();
        return result(Outcome.ALREADY_THERE, reverse(output.model()));
      }
      if (!options.overwrite()) {
        throw NexusException.refused(
            output instanceof ApplyOutput.PackageFolder
                ? "another folder has this name"
                : "another file has this name",
            Display.escape(output.target().toString()),
            "to replace it, add --force; or name another file with -o");
      }
    }
    Outcome outcome;
    try (OutputFolder work = Work.beside(output.target())) {
      requireSpace(work.path());
      outcome = output.finish(steps(work.path()), options.overwrite());
    } catch (NexusException.Malformed
        | NexusException.DigestMismatch
        | NexusException.BaseMismatch e) {
      // A base that somebody writes to looks like a damaged update, or like another base.
      base.requireUnchanged();
      throw e;
    }
    return result(outcome, reverse(output.model()));
  }

  private Result result(Outcome outcome, @Nullable DeltaUpdate reverse) {
    Path folder = output instanceof ApplyOutput.PackageFolder ? output.target() : null;
    return new Result(output.model(), folder, outcome, chain.last().metadata(), reverse);
  }

  /// The base is never written to, and never in a folder that is replaced.
  private void requireSeparate() {
    try {
      Path target = output.target();
      boolean inside =
          Files.exists(target) && base.given().toRealPath().startsWith(target.toRealPath());
      if (inside) {
        throw NexusException.refused(
            "the result would take the place of its own base",
            Display.escape(base.given().toString()),
            "name another file with -o, or another folder with --out");
      }
    } catch (IOException e) {
      throw NexusException.io("read", base.given(), e);
    }
  }

  /// Room for the result, and for what is there for a while: a package's model, the two results in
  /// between that are there at once.
  private void requireSpace(Path folder) {
    long need = chain.last().metadata().resultBytes();
    List<DeltaUpdate> updates = chain.updates();
    long between = 0;
    for (DeltaUpdate update : updates.subList(0, updates.size() - 1)) {
      between = Math.max(between, update.metadata().resultBytes());
    }
    need += between * Math.min(2, updates.size() - 1);
    need += base.metadata() == null ? 0 : base.metadata().fileSizeBytes();
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < need) {
        throw NexusException.storage(
            "no space for the result: it needs "
                + Display.grouped(need)
                + " bytes, "
                + Display.grouped(free)
                + " are free",
            Display.escape(output.target().toString()),
            "free some space there, or name another place with -o or --out",
            null);
      }
    } catch (IOException e) {
      throw NexusException.io("write", folder, e);
    }
  }

  private Outcome steps(Path work) {
    Path at = base.unpacked(work, "base", options.threads(), options.progress());
    List<DeltaUpdate> updates = chain.updates();
    if (!engine(updates.getFirst()).checksBase()) {
      chain.requireBase(base, FileBytes.digest(at, options.progress()));
    }
    for (int i = 0; i < updates.size() - 1; i++) {
      Path next = work.resolve("step" + (i + 1));
      step(updates.get(i), at, next);
      drop(at, work);
      at = next;
    }
    return step(chain.last(), at, output.writtenTo());
  }

  /// Makes room: what was made on the way is needed once.
  private static void drop(Path file, Path work) {
    try {
      if (file.startsWith(work)) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw NexusException.io("remove", file, e);
    }
  }

  private static Engine engine(DeltaUpdate update) {
    return Engines.of(update.metadata().deltaType());
  }

  private Outcome step(DeltaUpdate update, Path from, Path into) {
    try (ByteSource delta = update.openDelta()) {
      requireWhole(engine(update), delta, update.metadata());
      return engine(update).apply(from, delta, update.metadata(), into, options);
    } catch (NexusException.BaseMismatch e) {
      chain.requireBase(base, FileBytes.digest(from, options.progress()));
      throw e;
    }
  }

  /// Damage is found before anything is written, and named as closely as the engine can.
  private static void requireWhole(Engine engine, ByteSource delta, DeltaMetadata m) {
    // A whole file is digested while it is copied.
    boolean later = m.deltaType() == DeltaType.FILE_BASED;
    Digest found = later ? m.delta() : FileBytes.digest(delta, done -> {});
    engine.check(delta, m);
    if (!found.equals(m.delta())) {
      throw NexusException.digestMismatch(
          "the update is damaged: the SHA-256 of its delta is "
              + found
              + ", should be "
              + m.delta(),
          Display.escape(delta.name()),
          "get the update again; nothing was written");
    }
  }

  /// Names from an update become a path only if they are allowed: known before any work.
  private void requireNames() {
    try {
      PackageName.require(chain.last().metadata().packageName());
      SemanticVersion.parse(chain.last().metadata().toVersion());
      SemanticVersion.parse(chain.first().fromVersion());
    } catch (NexusException.InvalidValue e) {
      throw NexusException.malformed(
          "no reverse update can be named after this one: " + e.getMessage(),
          chain.last().path().toString(),
          -1,
          "leave out --keep-reverse");
    }
  }

  private @Nullable DeltaUpdate reverse(Path result) {
    if (!options.keepReverse()) {
      return null;
    }
    DeltaMetadata last = chain.last().metadata();
    Path parent = output.target().getParent();
    return Delta.between(result, base.given())
        .versions(last.toVersion(), chain.first().fromVersion())
        .name(last.packageName())
        .modelId(last.modelId())
        .overwrite(options.overwrite())
        .threads(options.threads())
        .progress(options.progress())
        .writeTo(parent == null ? Path.of("") : parent);
  }
}
