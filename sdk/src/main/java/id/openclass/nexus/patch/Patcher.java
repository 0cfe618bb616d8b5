package id.openclass.nexus.patch;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.tensor.Grid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/// Applies a delta to a base: writes the result, verifies without writing, or makes any chunk of
/// it. The base is only ever read. Any thread may use it.
public final class Patcher implements AutoCloseable {
  /// The result in chunks: what [#chunk] makes.
  public static final int CHUNK_BYTES = 1 << 20;

  private final DeltaFile delta;
  private final Path basePath;
  private final ByteSource base;
  private final FileTime baseTime;
  private final SliceDecoder decoder;

  private Patcher(DeltaFile delta, Path basePath, ByteSource base, FileTime baseTime) {
    this.delta = delta;
    this.basePath = basePath;
    this.base = base;
    this.baseTime = baseTime;
    this.decoder = new SliceDecoder(delta, base);
  }

  /// Opens the base.
  ///
  /// @param delta an open delta; stays the caller's
  /// @param base the file it was made from
  /// @return the patcher, to be closed
  /// @throws NexusException.NotFound when there is no such file
  /// @throws NexusException.BaseMismatch when the file has another size than the delta says
  public static Patcher of(DeltaFile delta, Path base) {
    ByteSource source = ByteSource.of(base);
    try {
      BaseCheck.requireSize(delta, source);
      return new Patcher(delta, base, source, Files.getLastModifiedTime(base));
    } catch (IOException e) {
      source.close();
      throw NexusException.io("read", base, e);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /// Writes the result. It appears under its name only when all of it is right. What a run before
  /// left is gone on with.
  ///
  /// @param target where to
  /// @param options how
  /// @return whether it was written, or was there already
  /// @throws NexusException.BaseMismatch when the base is another one
  /// @throws NexusException.Malformed when the delta is damaged, each damaged segment named, or the
  ///   base changed while it was read
  /// @throws NexusException.Refused when another file is there and may not be replaced, or it is
  ///   the base
  /// @throws NexusException.Storage when the disk fails or has no room; the same call goes on
  public OutputFile.Outcome writeTo(Path target, PatchOptions options) {
    return writeTo(target, options, PartFile::toChannel);
  }

  OutputFile.Outcome writeTo(Path target, PatchOptions options, PartFile.SliceSink sink) {
    delta.requireWhole();
    if (isThere(target, options)) {
      return OutputFile.Outcome.ALREADY_THERE;
    }
    try (OutputFile output = OutputFile.resume(target)) {
      return write(output, options, sink);
    }
  }

  private boolean isThere(Path target, PatchOptions options) {
    try {
      if (!Files.exists(target)) {
        return false;
      }
      if (Files.isSameFile(target, basePath)) {
        throw NexusException.refused(
            "the result would replace its own base",
            Display.escape(target.toString()),
            "name another file with -o");
      }
    } catch (IOException e) {
      throw NexusException.io("read", target, e);
    }
    if (Files.isRegularFile(target) && isResult(target)) {
      return true;
    }
    if (!options.overwrite()) {
      throw NexusException.refused(
          "a file with other content has this name",
          Display.escape(target.toString()),
          "to replace it, add --force; or name another with -o");
    }
    return false;
  }

  private boolean isResult(Path target) {
    try (ByteSource there = ByteSource.of(target)) {
      return there.length() == delta.resultSize()
          && BaseCheck.digest(there).equals(delta.resultDigest());
    }
  }

  private OutputFile.Outcome write(
      OutputFile output, PatchOptions options, PartFile.SliceSink sink) {
    PartFile part = new PartFile(output, decoder, sink, delta.resultSize());
    try (BaseCheck check = BaseCheck.start(delta, base)) {
      part.requireSpace(delta.resultSize());
      if (part.resumes()) {
        check.await();
      }
      Digest found = digest(part, check, options);
      if (!found.equals(delta.resultDigest())) {
        output.discard();
        throw wrongResult(found);
      }
      return output.commit(options.overwrite());
    } catch (NexusException.Malformed
        | NexusException.BaseMismatch
        | NexusException.DigestMismatch e) {
      output.discard();
      throw e;
    }
  }

  private Digest digest(SliceRun.Work work, BaseCheck check, PatchOptions options) {
    String label = "applying " + Display.escape(delta.name(), 40);
    try (Progress.Task task = options.progress().begin(label, delta.resultSize())) {
      Iterator<Slice> slices = Slice.from(delta.index(), 0);
      Digest found =
          new SliceRun(delta.resultSize(), options.threads(), work, task, check::failed)
              .run(slices);
      check.await();
      return found;
    } catch (NexusException.Malformed e) {
      // A wrong base makes wrong slices: that is the better answer.
      check.await();
      requireSameBase();
      throw e;
    }
  }

  private NexusException wrongResult(Digest found) {
    requireSameBase();
    return NexusException.digestMismatch(
        "the result's SHA-256 is " + found + ", the delta says " + delta.resultDigest(),
        Display.escape(delta.name()),
        "run this again; if it stays so, fetch the update again");
  }

  private void requireSameBase() {
    try {
      if (Files.size(basePath) != delta.baseSize()
          || !Files.getLastModifiedTime(basePath).equals(baseTime)) {
        throw NexusException.malformed(
            "the base changed while it was read", basePath.toString(), -1, "run this again");
      }
    } catch (IOException e) {
      throw NexusException.io("read", basePath, e);
    }
  }

  /// Makes everything and writes nothing.
  ///
  /// @param options how; nothing is ever replaced
  /// @return every damaged record, in order; empty when the result would be right
  /// @throws NexusException.BaseMismatch when the base is another one
  /// @throws NexusException.DigestMismatch when all segments are right and the result is not
  public List<Damage> verify(PatchOptions options) {
    List<Damage> damages = Collections.synchronizedList(new ArrayList<>(delta.damages()));
    if (!damages.isEmpty()) {
      return List.copyOf(damages);
    }
    try (BaseCheck check = BaseCheck.start(delta, base)) {
      check.await();
      SliceRun.Work work = (slice, content, buffers) -> verify(slice, content, buffers, damages);
      Digest found = digest(work, check, options);
      if (damages.isEmpty() && !found.equals(delta.resultDigest())) {
        throw wrongResult(found);
      }
    }
    return damages.stream().sorted(Comparator.comparingInt(Damage::record)).toList();
  }

  private void verify(
      Slice slice, byte[] content, SliceDecoder.Buffers buffers, List<Damage> damages) {
    try {
      decoder.decode(slice, content, buffers);
    } catch (NexusException.Malformed e) {
      if (slice.number() < 0) {
        throw e;
      }
      damages.add(delta.damage(SliceDecoder.record(slice), String.valueOf(e.getMessage())));
    }
  }

  /// Makes one chunk of the result. The caller checks its digest: the base's was not checked, and
  /// what is copied from it has no checksum here.
  ///
  /// @param index which chunk, from 0; chunks have [#CHUNK_BYTES] bytes, the last one what is left
  /// @return the bytes
  /// @throws IndexOutOfBoundsException when the result has no such chunk
  /// @throws NexusException.Malformed when a segment is damaged, or the base is another one
  public byte[] chunk(long index) {
    long offset = Math.multiplyExact(index, (long) CHUNK_BYTES);
    if (index < 0 || offset >= delta.resultSize()) {
      throw new IndexOutOfBoundsException("chunk " + index);
    }
    long length = Math.min(CHUNK_BYTES, delta.resultSize() - offset);
    ByteRange wanted = new ByteRange(offset, length);
    byte[] chunk = new byte[(int) length];
    byte[] content = new byte[Grid.SLICE_BYTES];
    SliceDecoder.Buffers buffers = new SliceDecoder.Buffers();
    Iterator<Slice> slices = Slice.from(delta.index(), offset);
    while (slices.hasNext()) {
      Slice slice = slices.next();
      if (!slice.result().overlaps(wanted)) {
        break;
      }
      decoder.decode(slice, content, buffers);
      long from = Math.max(offset, slice.result().offset());
      long to = Math.min(wanted.end(), slice.result().end());
      System.arraycopy(
          content,
          (int) (from - slice.result().offset()),
          chunk,
          (int) (from - offset),
          (int) (to - from));
    }
    return chunk;
  }

  @Override
  public void close() {
    base.close();
  }

  /// As `Patcher[base.gguf, DeltaFile[...]]`.
  @Override
  public String toString() {
    return "Patcher["
        + Display.escape(String.valueOf(basePath.getFileName()), 30)
        + " to "
        + Display.bytes(delta.resultSize())
        + "]";
  }
}
