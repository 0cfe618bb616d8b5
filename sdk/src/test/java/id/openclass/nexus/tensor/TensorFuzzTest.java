package id.openclass.nexus.tensor;

import com.code_intelligence.jazzer.junit.FuzzTest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.model.TensorType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// With `JAZZER_FUZZ=1` looks for records of tensors that end in anything but rows or an error of
/// ours. What is real is edited: of records that are made up hardly one gets past its first byte.
class TensorFuzzTest {
  private static final int COLUMNS = 256;
  private static final int ROWS = 6;

  private static final List<Sample> SAMPLES = samples();

  /// A slice and its records, as they are made.
  private record Sample(
      Grid grid, TensorType baseType, byte[] base, byte[] tables, byte[] side, byte[] segment) {}

  private static List<Sample> samples() {
    SplittableRandom random = new SplittableRandom(3);
    List<Sample> all = new ArrayList<>();
    for (TensorType type :
        List.of(
            TensorType.F32,
            TensorType.F16,
            TensorType.BF16,
            TensorType.Q4_0,
            TensorType.Q4_1,
            TensorType.Q5_0,
            TensorType.Q5_1,
            TensorType.Q8_0,
            TensorType.Q2_K,
            TensorType.Q3_K,
            TensorType.Q4_K,
            TensorType.Q5_K,
            TensorType.Q6_K,
            TensorType.IQ4_XS,
            TensorType.I32)) {
      all.add(sample(type, type, random));
      all.add(sample(type, null, random));
      if (TensorPlan.supports(type, TensorType.Q8_0)) {
        all.add(sample(type, TensorType.Q8_0, random));
      }
    }
    return all;
  }

  private static Sample sample(TensorType type, TensorType baseType, SplittableRandom random) {
    byte[] next = new byte[(int) type.bytes(COLUMNS) * ROWS];
    random.nextBytes(next);
    byte[] base = new byte[baseType == null ? 0 : (int) baseType.bytes(COLUMNS) * ROWS];
    random.nextBytes(base);
    if (type == baseType) {
      // An update: most bytes stay.
      byte[] drawn = next;
      next = base.clone();
      for (int i = 0; i < next.length; i += 9) {
        next[i] = drawn[i];
      }
    }
    Grid grid = new Grid(type, COLUMNS, ROWS);
    TensorPlan plan = TensorPlan.of(List.of(new ArrayPair(grid, baseType, next, base)));
    return new Sample(
        grid, baseType, base, plan.tables(), plan.side(0), plan.encode(0, 0, ROWS, next));
  }

  static Stream<byte[]> edits() {
    SplittableRandom random = new SplittableRandom(5);
    return Stream.generate(
            () -> {
              byte[] bytes = new byte[64];
              random.nextBytes(bytes);
              return bytes;
            })
        .limit(20);
  }

  @MethodSource("edits")
  @FuzzTest(maxDuration = "30s")
  void anyRecordsAreDecodedOrRefused(byte[] edits) {
    ByteBuffer data = ByteBuffer.wrap(edits);
    Sample sample = SAMPLES.get(next(data) % SAMPLES.size());
    byte[][] records = {sample.tables(), sample.side(), sample.segment()};
    while (data.hasRemaining()) {
      int which = next(data) % 3;
      records[which] = edited(records[which], data);
    }
    byte[] into = new byte[sample.grid().rowBytes() * ROWS];
    try {
      new TensorDecoder(sample.grid(), sample.baseType(), records[0], records[1])
          .decode(records[2], sample.base(), ROWS, into, 0);
    } catch (NexusException e) {
      // Refused by name: as it should be.
    }
  }

  private static int next(ByteBuffer data) {
    return data.hasRemaining() ? data.get() & 0xFF : 0;
  }

  /// Other bytes in a place, a shorter record, or one that goes on.
  private static byte[] edited(byte[] record, ByteBuffer data) {
    int at = (next(data) << 8 | next(data)) % (record.length + 1);
    int how = next(data);
    byte[] bytes = new byte[Math.min(how & 15, data.remaining())];
    data.get(bytes);
    return switch (how >>> 6) {
      case 0 -> Arrays.copyOf(record, at);
      case 1 -> {
        byte[] longer = Arrays.copyOf(record, record.length + bytes.length);
        System.arraycopy(record, at, longer, at + bytes.length, record.length - at);
        System.arraycopy(bytes, 0, longer, at, bytes.length);
        yield longer;
      }
      default -> {
        byte[] changed = Arrays.copyOf(record, Math.max(record.length, at + bytes.length));
        System.arraycopy(bytes, 0, changed, at, bytes.length);
        yield changed;
      }
    };
  }
}
