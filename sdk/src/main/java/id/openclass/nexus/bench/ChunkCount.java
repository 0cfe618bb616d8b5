package id.openclass.nexus.bench;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.weights.Gauss;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// How much of a new file a store of content-defined chunks would have to send: the bytes of its
/// chunks that the old file does not have, uncompressed. Chunks of 64 KiB on average, from 16 to
/// 256 KiB, cut by a gear hash (Xia and others, FastCDC, USENIX ATC 2016). It tells sizes only.
record ChunkCount() implements DeltaTool {
  private static final int LEAST = 16 << 10;
  private static final int MOST = 256 << 10;

  /// The 16 bits that the last 64 bytes had a part in.
  private static final long CUT = 0xffffL << 48;

  private static final long[] GEAR = gear();

  private static long[] gear() {
    Gauss random = new Gauss(0x64);
    long[] gear = new long[256];
    Arrays.setAll(gear, i -> random.bits());
    return gear;
  }

  @Override
  public String name() {
    return "64 KiB chunks, count";
  }

  @Override
  public Optional<String> version() {
    return Optional.of("FastCDC");
  }

  @Override
  public Sample create(DeltaPair pair, Path delta, Path log) {
    long start = System.nanoTime();
    Set<Digest> known = new HashSet<>();
    chunks(pair.base(), known);
    long bytes = chunks(pair.result(), known);
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Sample(seconds, Double.NaN, OptionalLong.empty(), OptionalLong.empty(), bytes);
  }

  @Override
  public Optional<Sample> apply(Path base, Path delta, Path result, Path log) {
    return Optional.empty();
  }

  /// Adds the chunks of a file to those that are known; gives the bytes of those that were not.
  private static long chunks(Path file, Set<Digest> known) {
    long fresh = 0;
    byte[] chunk = new byte[MOST];
    int length = 0;
    long hash = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        chunk[length++] = (byte) b;
        hash = (hash << 1) + GEAR[b];
        if (length == MOST || (length >= LEAST && (hash & CUT) == 0)) {
          fresh += added(chunk, length, known);
          length = 0;
        }
      }
    } catch (IOException e) {
      throw NexusException.io("read", file, e);
    }
    return fresh + added(chunk, length, known);
  }

  private static int added(byte[] chunk, int length, Set<Digest> known) {
    MessageDigest digest = Digest.sha256();
    digest.update(chunk, 0, length);
    return known.add(Digest.finish(digest)) ? length : 0;
  }
}
