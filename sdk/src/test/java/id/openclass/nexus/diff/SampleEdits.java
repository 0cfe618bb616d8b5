package id.openclass.nexus.diff;

import id.openclass.nexus.core.Progress;
import id.openclass.nexus.model.GgufWriter;
import id.openclass.nexus.model.TensorData;
import id.openclass.nexus.model.TensorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Small model files and random edits of them.
final class SampleEdits {
  private final SplittableRandom random;
  private final List<One> tensors = new ArrayList<>();
  private final Map<String, Object> keys = new LinkedHashMap<>();

  private record One(String name, TensorType type, long columns, long rows, byte[] bytes) {}

  /// A file with a tensor of each type.
  SampleEdits(long seed) {
    random = new SplittableRandom(seed);
    keys.put("general.architecture", "llama");
    keys.put("general.name", "sample " + seed);
    keys.put("tokenizer.ggml.tokens", random.ints(200).mapToObj(Integer::toString).toList());
    for (TensorType type : TensorType.values()) {
      if (type != TensorType.Q8_1 && type != TensorType.Q8_K) {
        tensors.add(noise("blk." + tensors.size() + ".weight", type, 1 + random.nextInt(9)));
      }
    }
  }

  private One noise(String name, TensorType type, long rows) {
    long columns = 256L * (1 + random.nextInt(3));
    byte[] bytes = new byte[(int) (type.bytes(columns) * rows)];
    random.nextBytes(bytes);
    return new One(name, type, columns, rows, bytes);
  }

  SampleEdits edit() {
    for (int i = 0; i < 12; i++) {
      int which = random.nextInt(tensors.size());
      One old = tensors.get(which);
      switch (random.nextInt(9)) {
        case 0 -> tensors.remove(which);
        case 1 -> tensors.add(random.nextInt(tensors.size()), noise("new." + i, old.type(), 5));
        case 2 -> tensors.set(which, renamed(old, "renamed." + i));
        case 3 -> tensors.add(random.nextInt(tensors.size()), tensors.remove(which));
        case 4 -> tensors.set(which, noise(old.name(), TensorType.F16, old.rows()));
        case 5 -> tensors.set(which, resized(old, Math.max(1, old.rows() + random.nextInt(-2, 3))));
        case 6 -> keys.put("key." + i, "x".repeat(random.nextInt(100)));
        default -> tensors.set(which, touched(old));
      }
    }
    return this;
  }

  private static One renamed(One old, String name) {
    return new One(name, old.type(), old.columns(), old.rows(), old.bytes());
  }

  private One resized(One old, long rows) {
    int size = (int) (old.type().bytes(old.columns()) * rows);
    byte[] bytes = Arrays.copyOf(old.bytes(), size);
    return new One(old.name(), old.type(), old.columns(), rows, bytes);
  }

  private One touched(One old) {
    byte[] bytes = old.bytes().clone();
    for (int i = 0; i < 5; i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
    }
    return new One(old.name(), old.type(), old.columns(), old.rows(), bytes);
  }

  Path write(Path path) {
    GgufWriter writer = GgufWriter.of(keys);
    for (One one : tensors) {
      writer.tensor(
          one.name(), one.type(), List.of(one.columns(), one.rows()), TensorData.of(one.bytes()));
    }
    writer.writeTo(path, true, Progress.NONE);
    return path;
  }
}
