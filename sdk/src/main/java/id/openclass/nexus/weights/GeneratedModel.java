package id.openclass.nexus.weights;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.model.GgufWriter;
import id.openclass.nexus.model.TensorData;
import id.openclass.nexus.model.TensorType;
import id.openclass.nexus.quant.Quantizer;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A model file of any size, for measuring: GGUF with the keys, tokens and matrix shapes of a
/// `llama` model, and weights that are normally distributed, each row with its own deviation.
/// Nothing can be learnt from what it says, only from how long it takes.
///
/// The same numbers give the same bytes on every machine, with any number of threads.
///
/// Types with blocks of 32 and float types are generated and quantized weight by weight. k-quants
/// take too long for that: their blocks are put together from bytes of 4,096 blocks that were
/// really quantized, each byte drawn by itself; so each byte has the frequencies it has in a real
/// file, and a compressor finds no repeats, but inside a block the bytes know nothing of one
/// another.
///
/// A changed model is the base plus noise in every weight (a full fine-tune) or a matrix of low
/// rank (a merged LoRA). Q4_K and Q6_K blocks take noise by moving each weight on a grid of new
/// scales ([BlockNoise]); for a low rank, and in other types, every block is quantized anew.
///
/// @param sizeBytes size of the file to aim at; it ends up within a few rows below, never above
/// @param type a tensor type (`Q8_0`, `BF16`), or `Q4_K_M`: Q4_K with part in Q6_K, as llama.cpp
/// @param seed other seeds give other weights
/// @param width weights in a row, 0 for what fits the size
/// @param updateRank rank of an update to be added to each matrix, 0 for none: the file without it
///   is the base, the one with it the fine-tune
/// @param noise deviation of what is added to each weight, as a part of the weights' own; 0 for
///   none
public record GeneratedModel(
    long sizeBytes, String type, long seed, int width, int updateRank, double noise) {
  private static final String MIX = "Q4_K_M";

  /// A model without an update.
  ///
  /// @param sizeBytes size to aim at, at least 4 MB
  /// @param type a tensor type, or `Q4_K_M`
  /// @param seed other seeds give other weights
  /// @return the model, not yet written
  /// @throws NexusException.InvalidValue when the type or the size will not do
  public static GeneratedModel of(long sizeBytes, String type, long seed) {
    return new GeneratedModel(sizeBytes, type, seed, 0, 0, 0);
  }

  /// Checks the values.
  ///
  /// @throws NexusException.InvalidValue when the type, the size, the width, the rank or the noise
  ///   will not do
  public GeneratedModel {
    type = type.equalsIgnoreCase(MIX) ? MIX : Quantizer.of(type).name();
    if (sizeBytes < 4_000_000 || sizeBytes > 1L << 40 || updateRank < 0 || updateRank > 256) {
      throw NexusException.invalidValue(
          "no model of " + Display.grouped(sizeBytes) + " bytes with rank " + updateRank,
          "sizes are from 4 MB to 1 TB, ranks from 0 to 256");
    }
    if (width % 128 != 0 || width < 0 || width > 8192 || !(noise >= 0 && noise <= 1)) {
      throw NexusException.invalidValue(
          "no model of width " + width + " with noise " + noise,
          "widths are multiples of 128 up to 8192, noise is from 0 to 1");
    }
  }

  /// The same with rows of another length. Where k-quants do not fit such rows, the types that
  /// llama.cpp falls back to take their place (Q5_0 for Q4_K, Q8_0 for Q6_K).
  ///
  /// @param weights in a row, a multiple of 128 up to 8192
  /// @return the model, not yet written
  public GeneratedModel withWidth(int weights) {
    return new GeneratedModel(sizeBytes, type, seed, weights, updateRank, noise);
  }

  /// The same model after a full fine-tune: noise is added to each weight of each matrix.
  ///
  /// @param relative its deviation as a part of the weights' own, above 0 and at most 1
  /// @return the model, not yet written
  public GeneratedModel withNoise(double relative) {
    return new GeneratedModel(sizeBytes, type, seed, width, updateRank, relative);
  }

  /// The same model with a low-rank update on top.
  ///
  /// @param rank of the update, 1 to 256
  /// @return the model, not yet written
  public GeneratedModel withUpdate(int rank) {
    return new GeneratedModel(sizeBytes, type, seed, width, rank, noise);
  }

  /// Writes the file.
  ///
  /// @param target where to
  /// @param overwrite whether other bytes under that name may be replaced
  /// @param progress hears of written bytes
  /// @return whether a file was written
  public OutputFile.Outcome writeTo(Path target, boolean overwrite, Progress progress) {
    LlamaShape shape = LlamaShape.fitting(sizeBytes, width, this::matrixType);
    GgufWriter writer = GgufWriter.of(shape.keys(FileTypes.number(type), seed));
    Map<Quantizer, BlockPool> pools = new EnumMap<>(Quantizer.class);
    int index = 0;
    for (LlamaShape.Matrix matrix : shape.matrices()) {
      boolean vector = matrix.rows() == 1;
      Quantizer quantizer =
          vector ? Quantizer.F32 : matrixType(matrix.name(), matrix.width(), shape.layers());
      BlockPool pool =
          quantizer.blockElements() == 256
              ? pools.computeIfAbsent(quantizer, q -> new BlockPool(q, seed))
              : null;
      long width = matrix.width();
      writer.tensor(
          matrix.name(),
          TensorType.valueOf(quantizer.name()),
          vector ? List.of(width) : List.of(width, matrix.rows()),
          data(matrix, quantizer, Gauss.seed(seed, index++), pool));
    }
    return writer.writeTo(target, overwrite, progress);
  }

  private TensorData data(
      LlamaShape.Matrix matrix, Quantizer quantizer, long own, @Nullable BlockPool pool) {
    long bytes = quantizer.sizeBytes(matrix.width() * matrix.rows());
    boolean changes = matrix.rows() > 1;
    return out -> {
      LowRank update =
          changes && updateRank > 0
              ? new LowRank(updateRank, Gauss.seed(own, 1), matrix.width())
              : null;
      GeneratedTensor content =
          new GeneratedTensor(
              quantizer, own, matrix.width(), pool, update, changes ? (float) noise : 0);
      new SlicedData(quantizer, bytes, content).writeTo(out);
    };
  }

  /// The type of a matrix: one for all, or llama.cpp's mix, where the output and half of the
  /// layers' `attn_v` and `ffn_down` are Q6_K.
  private Quantizer matrixType(String name, int columns, int layers) {
    Quantizer wanted = type.equals(MIX) ? mixed(name, layers) : Quantizer.of(type);
    if (columns % wanted.blockElements() == 0) {
      return wanted;
    }
    return switch (wanted) {
      case Q5_K -> Quantizer.Q5_1;
      case Q6_K -> Quantizer.Q8_0;
      default -> Quantizer.Q5_0;
    };
  }

  private static Quantizer mixed(String name, int layers) {
    if (name.equals("output.weight")) {
      return Quantizer.Q6_K;
    }
    if (name.endsWith("attn_v.weight") || name.endsWith("ffn_down.weight")) {
      int layer = Integer.parseInt(name.split("\\.", 3)[1]);
      int eighth = layers / 8;
      boolean fine = layer < eighth || layer >= 7 * layers / 8 || (layer - eighth) % 3 == 2;
      return fine ? Quantizer.Q6_K : Quantizer.Q4_K;
    }
    return Quantizer.Q4_K;
  }

  /// As `GeneratedModel[2.15 GB, Q4_K_M, seed 7]`.
  @Override
  public String toString() {
    String update = updateRank == 0 ? "" : ", update of rank " + updateRank;
    return "GeneratedModel["
        + Display.bytes(sizeBytes)
        + ", "
        + type
        + ", seed "
        + seed
        + (width == 0 ? "" : ", width " + width)
        + update
        + (noise == 0 ? "" : ", noise " + noise)
        + "]";
  }
}
