package id.openclass.nexus.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every archive format must do.
abstract class ArchiveContract {
  static final Instant TIME = Instant.parse("2026-01-02T03:04:06Z");
  static final List<SmallFile> SMALL =
      List.of(
          new SmallFile("metadata.json", "{}\n".getBytes(StandardCharsets.UTF_8)),
          new SmallFile("config/inference_config.json", new byte[700]),
          new SmallFile("manifest.json", "{ }\n".getBytes(StandardCharsets.UTF_8)));

  @TempDir Path folder;

  abstract ArchiveFormat format();

  Path write(byte[] model, int threads, boolean store) throws IOException {
    Path source = Files.write(folder.resolve("m.gguf"), model);
    Path archive = folder.resolve("tiny-1.0.0-" + threads + store + "." + format().extension());
    try (OutputFile file = OutputFile.create(archive)) {
      try (ByteSource bytes = ByteSource.of(source);
          ArchiveOutput out = new ArchiveOutput(file, format(), "tiny-1.0.0", TIME)) {
        ModelDigests digests = out.writeModel(bytes, "m.gguf", threads, store, done -> {});
        assertThat(digests.sha256()).isEqualTo(Digest.of(model));
        out.finish(SMALL, digests.chunks());
      }
      file.commit(true);
    }
    return archive;
  }

  static byte[] model(int length) {
    byte[] bytes = new byte[length];
    SplittableRandom random = new SplittableRandom(length);
    for (int i = 0; i < length; i++) {
      // Text, then weights, then zeros.
      bytes[i] =
          (byte)
              (i < length / 3
                  ? "blk.attn_q.weight ".charAt(i % 18)
                  : i < 2 * (length / 3) ? random.nextGaussian() * 20 : 0);
    }
    return bytes;
  }

  static byte[] unpack(PackageArchive archive, int length) {
    byte[] out = new byte[length];
    ModelSink sink = (offset, bytes) -> ByteBuffer.wrap(out).position((int) offset).put(bytes);
    archive.unpack(new UnpackOptions(3, true, false), sink, done -> {});
    return out;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 511, 512, 513, 1 << 20, (1 << 20) + 1, 5_000_000})
  void givesBackWhatWentIn(int length) throws IOException {
    byte[] model = model(length);
    try (PackageArchive archive = PackageArchive.open(write(model, 2, false))) {
      assertThat(archive).isInstanceOf(SeekableArchive.class);
      assertThat(archive.folder()).isEqualTo("tiny-1.0.0");
      assertThat(archive.smallFiles())
          .extracting(SmallFile::name)
          .containsExactly("metadata.json", "config/inference_config.json", "manifest.json");
      assertThat(unpack(archive, length)).isEqualTo(model);
      archive.checkLayout("m.gguf");
    }
  }

  @Test
  void isReadFromFrontToEndByOthers() throws IOException {
    byte[] model = model(3_000_000);
    try (ForeignArchive archive = ForeignArchive.open(ByteSource.of(write(model, 2, false)))) {
      assertThat(archive.modelFile()).isEqualTo("m.gguf");
      assertThat(archive.smallFiles())
          .extracting(SmallFile::name)
          .containsExactly(
              "metadata.json", "config/inference_config.json", "manifest.json", "chunks");
      assertThat(unpack(archive, model.length)).isEqualTo(model);
    }
  }

  @Test
  void hasTheSameBytesForAnyCountOfThreads() throws IOException {
    byte[] model = model(9_000_000);
    byte[] one = Files.readAllBytes(write(model, 1, false));
    assertThat(Files.readAllBytes(write(model, 16, false))).isEqualTo(one);
  }

  @Test
  void storesEverythingWhenAsked() throws IOException {
    byte[] model = model(3_000_000);
    Path archive = write(model, 2, true);
    assertThat(Files.size(archive)).isGreaterThan(model.length);
    try (PackageArchive stored = PackageArchive.open(archive)) {
      assertThat(unpack(stored, model.length)).isEqualTo(model);
      stored.checkLayout("m.gguf");
    }
  }

  @Test
  void decodesAnyChunkAlone() throws IOException {
    byte[] model = model(4_500_000);
    try (SeekableArchive archive = (SeekableArchive) PackageArchive.open(write(model, 2, false))) {
      for (int chunk : new int[] {4, 0, 2}) {
        byte[] content = archive.decode(chunk);
        assertThat(Digest.of(content)).isEqualTo(archive.table().digest(chunk));
        assertThat(content[0]).isEqualTo(model[(int) archive.table().content(chunk).offset()]);
      }
    }
  }

  @Test
  void namesEachDamagedChunk() throws IOException {
    byte[] model = model(5_000_000);
    Path path = write(model, 2, false);
    try (SeekableArchive archive = (SeekableArchive) PackageArchive.open(path)) {
      byte[] bytes = Files.readAllBytes(path);
      for (int chunk : new int[] {1, 3}) {
        bytes[(int) archive.table().range(chunk).offset() + 300] ^= 4;
      }
      Files.write(path, bytes);
      Unpacked found = archive.unpack(new UnpackOptions(2, true, true), ModelSink.NOWHERE, n -> {});
      assertThat(found.damaged()).extracting(Unpacked.Damage::chunk).containsExactly(1, 3);
      assertThat(found.sha256()).isNull();
      assertThatThrownBy(
              () -> archive.unpack(new UnpackOptions(2, true, false), ModelSink.NOWHERE, n -> {}))
          .isInstanceOf(NexusException.DigestMismatch.class);
    }
  }

  /// Every byte of a small archive flipped in turn: noticed by opening, by the layout or by a
  /// digest, or it was one that carries nothing (a time, an owner).
  @Test
  void survivesAnyFlippedByte() throws IOException {
    byte[] model = model(2000);
    byte[] whole = Files.readAllBytes(write(model, 1, false));
    Path damaged = folder.resolve("damaged." + format().extension());
    for (int i = 0; i < whole.length; i++) {
      byte[] bytes = whole.clone();
      bytes[i] ^= (byte) (1 << i % 8);
      Files.write(damaged, bytes);
      try (PackageArchive archive = PackageArchive.open(damaged)) {
        archive.checkLayout("m.gguf");
        Unpacked found =
            archive.unpack(new UnpackOptions(1, true, true), ModelSink.NOWHERE, n -> {});
        assertThat(
                found.damaged().isEmpty()
                    && found.sha256() != null
                    && !found.sha256().equals(Digest.of(model)))
            .as("byte %d", i)
            .isFalse();
      } catch (NexusException.Malformed | NexusException.DigestMismatch expected) {
        assertThat(expected.getMessage()).isNotBlank();
      }
    }
  }

  /// A tar.gz that lost only what comes after the model may still be read, from front to end.
  @Test
  void survivesAnyCut() throws IOException {
    byte[] model = model(1500);
    byte[] whole = Files.readAllBytes(write(model, 1, false));
    Path cut = folder.resolve("cut." + format().extension());
    for (int length = 0; length < whole.length; length++) {
      Files.write(cut, Arrays.copyOf(whole, length));
      try (PackageArchive archive = PackageArchive.open(cut)) {
        archive.checkLayout("m.gguf");
        assertThat(unpack(archive, model.length)).as("cut at %d", length).isEqualTo(model);
      } catch (NexusException expected) {
        assertThat(expected.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void readsOneMebibyteAtMostForTheSmallFiles() throws IOException {
    try (Counting source = new Counting(ByteSource.of(write(model(20_000_000), 2, true)))) {
      PackageArchive.open(source).smallFiles();
      assertThat(source.read).isLessThan(1 << 20);
    }
  }

  /// Counts what is read.
  static final class Counting implements ByteSource {
    private final ByteSource source;
    long read;

    Counting(ByteSource source) {
      this.source = source;
    }

    @Override
    public String name() {
      return source.name();
    }

    @Override
    public long length() {
      return source.length();
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      read += into.remaining();
      source.read(offset, into);
    }

    @Override
    public void close() {
      source.close();
    }
  }
}
