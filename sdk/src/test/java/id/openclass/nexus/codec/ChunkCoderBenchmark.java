package id.openclass.nexus.codec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Compares [ChunkCoder] with the JDK's `Deflater` on chunks of real or generated files: MB/s of
/// one core and size, one line a file and coder. The coders take turns; the figure is the median.
///
/// Run from `sdk/` after `mvn test-compile`: `java -cp target/classes:target/test-classes
/// id.openclass.nexus.codec.ChunkCoderBenchmark [FILE...]`. Without a file: generated weights.
final class ChunkCoderBenchmark {
  private static final int WARM_UP = 6;
  private static final int REPEATS = 15;
  private static final long BYTES_A_ROUND = 16 << 20;

  /// Codes all chunks and returns the coded size.
  private interface Peer {
    long code(List<byte[]> chunks);
  }

  private final byte[] out = new byte[2 * ChunkCoder.MAX_CHUNK_BYTES];

  private ChunkCoderBenchmark() {}

  public static void main(String[] files) throws IOException {
    Map<String, byte[]> inputs = new LinkedHashMap<>();
    for (String file : files) {
      inputs.put(Path.of(file).getFileName().toString(), Files.readAllBytes(Path.of(file)));
    }
    if (files.length == 0) {
      inputs.put("generated F16", SampleBytes.halfFloats(8 << 20, 1));
      inputs.put("generated BF16", SampleBytes.brainFloats(8 << 20, 2));
      inputs.put("generated Q8_0", SampleBytes.blocksOf8Bits(8 << 20, 3));
      inputs.put("generated Q4_0", SampleBytes.blocksOf4Bits(8 << 20, 4));
      inputs.put("generated text", SampleBytes.text(1 << 20, 5));
    }
    ChunkCoderBenchmark benchmark = new ChunkCoderBenchmark();
    System.out.printf("%-28s %-20s %10s %14s %8s%n", "input", "coder", "MB/s", "bytes", "of raw");
    inputs.forEach(benchmark::measure);
  }

  private void measure(String name, byte[] input) {
    List<byte[]> chunks = new ArrayList<>();
    for (int i = 0; i < input.length; i += ChunkCoder.MAX_CHUNK_BYTES) {
      chunks.add(
          Arrays.copyOfRange(input, i, Math.min(input.length, i + ChunkCoder.MAX_CHUNK_BYTES)));
    }
    try (ChunkCoder choosing = ChunkCoder.choosing();
        ChunkCoder storing = ChunkCoder.storing();
        Deflater huffman = new Deflater(6, true);
        Deflater full = new Deflater(6, true)) {
      huffman.setStrategy(Deflater.HUFFMAN_ONLY);
      Map<String, Peer> peers = new LinkedHashMap<>();
      peers.put("ChunkCoder", c -> ours(choosing, c));
      peers.put("ChunkCoder storing", c -> ours(storing, c));
      peers.put("CRC-32 alone", this::checksum);
      peers.put("Deflater Huffman", c -> deflate(huffman, c));
      peers.put("Deflater level 6", c -> deflate(full, c));
      report(name, input.length, chunks, peers);
    }
  }

  private static void report(
      String name, long bytes, List<byte[]> chunks, Map<String, Peer> peers) {
    Map<String, double[]> speeds = new LinkedHashMap<>();
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (int round = -WARM_UP; round < REPEATS; round++) {
      for (Map.Entry<String, Peer> peer : peers.entrySet()) {
        boolean slow = peer.getKey().startsWith("Deflater");
        if (slow && round % 5 != 0) {
          continue;
        }
        long turns = slow ? 1 : Math.max(1, BYTES_A_ROUND / bytes);
        long start = System.nanoTime();
        for (long turn = 0; turn < turns; turn++) {
          sizes.put(peer.getKey(), peer.getValue().code(chunks));
        }
        double speed = 1e3 * bytes * turns / (System.nanoTime() - start);
        if (round >= 0) {
          speeds.computeIfAbsent(peer.getKey(), _ -> new double[REPEATS])[round] = speed;
        }
      }
    }
    speeds.forEach((peer, measured) -> {
      double[] sorted = Arrays.stream(measured).filter(x -> x > 0).sorted().toArray();
      long size = sizes.getOrDefault(peer, 0L);
      System.out.printf(
          "%-28s %-20s %10.0f %,14d %7.2f%%%n",
          name, peer, sorted[sorted.length / 2], size, 100.0 * size / bytes);
    });
  }

  private long ours(ChunkCoder coder, List<byte[]> chunks) {
    long size = 0;
    for (byte[] chunk : chunks) {
      size += coder.encode(chunk, chunk.length, out, 0, Ending.FINAL).bytes();
    }
    return size;
  }

  private long deflate(Deflater deflater, List<byte[]> chunks) {
    long size = 0;
    for (byte[] chunk : chunks) {
      deflater.reset();
      deflater.setInput(chunk);
      deflater.finish();
      size += deflater.deflate(out);
    }
    return size;
  }

  private long checksum(List<byte[]> chunks) {
    CRC32 crc = new CRC32();
    chunks.forEach(crc::update);
    return crc.getValue() == 0 ? 0 : 4;
  }
}
