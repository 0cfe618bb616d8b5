package id.openclass.nexus.bench;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.diff.DiffOptions;
import id.openclass.nexus.diff.Differ;
import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.patch.DeltaFile;
import id.openclass.nexus.patch.PatchOptions;
import id.openclass.nexus.patch.Patcher;
import io.sigpipe.jbsdiff.Diff;
import io.sigpipe.jbsdiff.InvalidHeaderException;
import io.sigpipe.jbsdiff.Patch;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.compress.compressors.CompressorException;

/// Deltas that this program can make by itself, in this process or in one of its own
/// ([DeltaWorker]).
enum DeltaWork {
  /// Ours: tensors and their fields, whatever the sizes.
  NEXUS(DeltaBench.OURS, "1", Long.MAX_VALUE) {
    @Override
    void create(Path base, Path result, Path delta) {
      try (ModelFile from = ModelFile.open(base);
          ModelFile to = ModelFile.open(result)) {
        Differ.between(from, to).writeTo(delta, DiffOptions.defaults());
      }
    }

    @Override
    void apply(Path base, Path delta, Path result) {
      try (DeltaFile file = DeltaFile.open(delta);
          Patcher patcher = Patcher.of(file, base)) {
        patcher.writeTo(result, PatchOptions.defaults());
      }
    }
  },
  /// BSDIFF40 by jbsdiff: everything in memory, 8 bytes and more for each byte of the base.
  JBSDIFF("jbsdiff", "1.0", 256L << 20) {
    @Override
    void create(Path base, Path result, Path delta) throws IOException {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(delta), 1 << 16)) {
        Diff.diff(Files.readAllBytes(base), Files.readAllBytes(result), out);
      } catch (CompressorException | InvalidHeaderException e) {
        throw new IOException(e);
      }
    }

    @Override
    void apply(Path base, Path delta, Path result) throws IOException {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(result), 1 << 16)) {
        Patch.patch(Files.readAllBytes(base), Files.readAllBytes(delta), out);
      } catch (CompressorException | InvalidHeaderException e) {
        throw new IOException(e);
      }
    }
  },
  /// Zstandard of level 19 with the base as its dictionary, by zstd-jni; the size of the new file
  /// stands in front.
  ZSTD("zstd-jni -19", "1.5.7-28", 512L << 20) {
    @Override
    void create(Path base, Path result, Path delta) throws IOException {
      byte[] content = Files.readAllBytes(result);
      try (ZstdCompressCtx zstd = new ZstdCompressCtx()) {
        zstd.setLevel(19).setLong(windowLog(Files.size(base) + content.length));
        zstd.loadDict(Files.readAllBytes(base));
        byte[] coded = zstd.compress(content);
        ByteBuffer size = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (OutputStream out = Files.newOutputStream(delta)) {
          out.write(size.putInt(content.length).array());
          out.write(coded);
        }
      }
    }

    @Override
    void apply(Path base, Path delta, Path result) throws IOException {
      ByteBuffer coded = ByteBuffer.wrap(Files.readAllBytes(delta)).order(ByteOrder.LITTLE_ENDIAN);
      int size = coded.getInt();
      byte[] rest = new byte[coded.remaining()];
      coded.get(rest);
      try (ZstdDecompressCtx zstd = new ZstdDecompressCtx()) {
        zstd.loadDict(Files.readAllBytes(base));
        Files.write(result, zstd.decompress(rest, size));
      }
    }
  };

  private final String label;
  private final String version;
  private final long mostBytes;

  DeltaWork(String label, String version, long mostBytes) {
    this.label = label;
    this.version = version;
    this.mostBytes = mostBytes;
  }

  String label() {
    return label;
  }

  String version() {
    return version;
  }

  /// Makes a delta.
  abstract void create(Path base, Path result, Path delta) throws IOException;

  /// Applies it.
  abstract void apply(Path base, Path delta, Path result) throws IOException;

  Optional<String> refusal(DeltaPair pair) {
    return DeltaPeers.tooLarge(pair, mostBytes);
  }

  private static int windowLog(long bytes) {
    return Math.clamp(64L - Long.numberOfLeadingZeros(bytes), 20, 31);
  }

  static DeltaWork named(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw NexusException.invalidValue("no such engine", null);
    }
  }
}
