package id.openclass.nexus.diff;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.model.GgufFile;
import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.model.Tensor;
import id.openclass.nexus.quant.Quantizer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A LoRA adapter, GGUF or safetensors: which tensors it changes, and the factor of the columns (A)
/// of each; what it does to rows follows from that and the tensors. Only a hint where to look for a
/// low-rank term, so a tensor it does not know costs nothing but time. Factors are read when asked
/// for. Thread-safe.
final class AdapterFile implements AutoCloseable {
  /// Above the rank of any adapter in use.
  static final int MOST_RANK = 1024;

  /// 16 MiB as floats, rank 256 of 16,384 columns.
  private static final long MOST_ELEMENTS = 1L << 22;

  private final Path path;
  private final ByteSource bytes;
  private final boolean fastestFirst;
  private final Map<String, Tensor> factors = new HashMap<>();

  private AdapterFile(Path path, ByteSource bytes, boolean fastestFirst) {
    this.path = path;
    this.bytes = bytes;
    this.fastestFirst = fastestFirst;
  }

  /// Opens an adapter.
  ///
  /// @throws NexusException.NotFound when there is no such file
  /// @throws NexusException.Malformed when it is no adapter, or has factors of odd shape or type
  static AdapterFile open(Path path) {
    try (ModelFile model = ModelFile.open(path)) {
      AdapterFile file = new AdapterFile(path, ByteSource.of(path), model instanceof GgufFile);
      try {
        model.tensors().forEach(file::add);
        if (file.factors.isEmpty()) {
          throw file.refuse("no LoRA factors among its " + model.tensors().size() + " tensors", -1);
        }
        return file;
      } catch (RuntimeException e) {
        file.close();
        throw e;
      }
    }
  }

  private void add(Tensor tensor) {
    AdapterNames.of(tensor.name())
        .filter(AdapterNames.Part::first)
        .ifPresent(part -> {
          check(tensor);
          part.targets().forEach(name -> factors.put(name, tensor));
        });
  }

  private void check(Tensor tensor) {
    boolean plain =
        tensor.type().equals("F32") || tensor.type().equals("F16") || tensor.type().equals("BF16");
    boolean flat = tensor.shape().size() == 2 && tensor.elements() <= MOST_ELEMENTS;
    if (!plain || !flat || tensor.elements() == 0 || rank(tensor) > MOST_RANK) {
      throw refuse(
          tensor
              + " is no factor: F32, F16 or BF16 of two dimensions, of rank 1 to "
              + MOST_RANK
              + " and at most "
              + Display.grouped(MOST_ELEMENTS)
              + " weights",
          tensor.range().offset());
    }
  }

  private NexusException.Malformed refuse(String what, long offset) {
    return NexusException.malformed(
        "not usable as an adapter: " + what,
        path.toString(),
        offset,
        "leave out --adapter: the low-rank term is found without it");
  }

  /// Rows of the factor as the file stores it: the second dimension in GGUF, the first elsewhere.
  private int rank(Tensor tensor) {
    return (int) Math.min(Integer.MAX_VALUE, tensor.shape().get(fastestFirst ? 1 : 0));
  }

  /// Insists that the adapter is one of this model.
  ///
  /// @throws NexusException.Malformed when it changes none of the tensors
  void requireFor(ModelFile model) {
    if (model.tensors().stream().noneMatch(tensor -> factors.containsKey(tensor.name()))) {
      throw refuse("none of the tensors that it changes is in the new file", -1);
    }
  }

  /// The factor of the columns: its rows span what the adapter adds to any row of the tensor.
  ///
  /// @param name the tensor's name
  /// @param columns of the tensor
  /// @return a row for each component; empty when the adapter does not change the tensor, or a
  ///   tensor of another shape
  Optional<float[][]> a(String name, int columns) {
    return Optional.ofNullable(factors.get(name))
        .filter(tensor -> tensor.elements() == (long) rank(tensor) * columns)
        .map(this::rows);
  }

  private float[][] rows(Tensor tensor) {
    float[] values = Quantizer.of(tensor.type()).dequantize(bytes.read(tensor.range()));
    int rows = rank(tensor);
    int width = values.length / rows;
    float[][] matrix = new float[rows][width];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(values, i * width, matrix[i], 0, width);
    }
    return matrix;
  }

  @Override
  public void close() {
    bytes.close();
  }

  /// As `AdapterFile[style.gguf, 182 tensors]`.
  @Override
  public String toString() {
    String name = Display.escape(String.valueOf(path.getFileName()), 48);
    return "AdapterFile[" + name + ", " + factors.size() + " tensors]";
  }
}
