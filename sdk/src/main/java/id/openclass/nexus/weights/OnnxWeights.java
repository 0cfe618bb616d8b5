package id.openclass.nexus.weights;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The weights in an ONNX file: its initializers, as floats, under the names that the training
/// framework gave them.
///
/// Two things that exporters do are undone here. A linear layer's matrix is stored as
/// `onnx::MatMul_1525`, turned to `[in, out]`; it is found by the node that multiplies with it
/// (`/encoder/layer.0/attention/self/query/MatMul`) and given back as
/// `encoder.layer.0.attention.self.query.weight`, `[out, in]`. And a matrix that was quantized to 8
/// bits (`X_quantized`, `X_scale`, `X_zero_point`, for the whole matrix or for each column) is
/// given back as `X`: `(q - zero point) * scale`.
///
/// Untrusted input: at most 2^28 elements a tensor, 65,536 tensors, a million nodes; nothing is
/// run. Keeps the file's weights in memory, once. Source: `onnx.proto3` of ONNX. Safe for many
/// threads.
public final class OnnxWeights {
  private static final int MAX_TENSORS = 1 << 16;
  private static final int MAX_NODES = 1_000_000;
  private static final int GRAPH = 7 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int NODE = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int INITIALIZER = 5 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private final String file;
  private final Map<String, OnnxTensor> tensors = new HashMap<>();
  private final Map<String, String> layers = new HashMap<>();
  private int nodes;

  private OnnxWeights(String file) {
    this.file = file;
  }

  /// A tensor as floats.
  ///
  /// @param name the name it was asked by
  /// @param shape dimensions, the slowest first
  /// @param values the elements in that order; the caller's own
  @SuppressWarnings("ArrayRecordComponent") // Large, fresh, and never compared.
  public record Weights(String name, List<Integer> shape, float[] values) {
    @Override
    public String toString() {
      return Display.escape(name, 64) + " " + shape;
    }
  }

  /// Reads a file.
  ///
  /// @param path an ONNX file
  /// @return its weights
  /// @throws NexusException.Malformed when it is none, or beyond the limits
  /// @throws NexusException.NotFound when there is no such file
  public static OnnxWeights open(Path path) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
      return read(in, path.toString());
    } catch (IOException e) {
      throw NexusException.io("read", path, e);
    }
  }

  /// Reads a stream to its end.
  ///
  /// @param in the content of an ONNX file; the caller closes it
  /// @param name what errors call it
  /// @return its weights
  /// @throws NexusException.Malformed when it is none, or beyond the limits
  /// @throws UncheckedIOException when the stream fails
  public static OnnxWeights read(InputStream in, String name) {
    OnnxWeights weights = new OnnxWeights(name);
    CodedInputStream coded = CodedInputStream.newInstance(in);
    OnnxInput input = new OnnxInput(coded, name);
    try {
      for (int tag = coded.readTag(); tag != 0; tag = coded.readTag()) {
        if (tag == GRAPH) {
          int outer = input.enter();
          weights.readGraph(input);
          input.leave(outer);
        } else {
          coded.skipField(tag);
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw weights.malformed(
          "not an ONNX file, or a cut one: its protobuf fields do not add up",
          coded.getTotalBytesRead());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (weights.tensors.isEmpty()) {
      throw weights.malformed("this ONNX file has no weights", -1);
    }
    return weights;
  }

  private NexusException malformed(String message, long offset) {
    return NexusException.malformed(message, file, offset, "fetch or export it again");
  }

  private void readGraph(OnnxInput input) throws IOException {
    CodedInputStream in = input.fields();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == INITIALIZER) {
        int outer = input.enter();
        OnnxTensor tensor = OnnxTensor.read(input);
        input.leave(outer);
        if (tensors.size() == MAX_TENSORS || tensors.put(tensor.name(), tensor) != null) {
          throw input.malformed("has too many tensors, or two called " + tensor.shown());
        }
      } else if (tag == NODE) {
        int outer = input.enter();
        readNode(input);
        input.leave(outer);
      } else {
        in.skipField(tag);
      }
    }
  }

  /// Notes which layer multiplies with which matrix: the node's name says the layer, its second
  /// input the matrix.
  private void readNode(OnnxInput input) throws IOException {
    CodedInputStream in = input.fields();
    if (++nodes > MAX_NODES) {
      throw input.malformed("has more than " + Display.grouped(MAX_NODES) + " nodes");
    }
    int inputs = 0;
    String second = "";
    String name = "";
    String operator = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
          String matrix = input.name();
          second = inputs++ == 1 ? matrix : second;
        }
        case 3 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> name = input.name();
        case 4 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> operator = input.name();
        default -> in.skipField(tag);
      }
    }
    if (operator.equals("MatMul") || operator.equals("MatMulInteger")) {
      String layer = name.replaceFirst("/MatMul(_quant)?$", "").replaceFirst("^/", "");
      layers.put(layer.replace('/', '.') + ".weight", second.replaceFirst("_quantized$", ""));
    }
  }

  /// A tensor by the name it had in training.
  ///
  /// @param name for example `encoder.layer.0.attention.self.query.weight`
  /// @return the tensor as floats
  /// @throws NexusException.NotFound when there is none
  /// @throws NexusException.Malformed when its type or scales are none that we know
  public Weights get(String name) {
    Weights found = stored(name);
    if (found != null) {
      return found;
    }
    String matrix = layers.get(name);
    Weights turned = matrix == null ? null : stored(matrix);
    if (turned == null) {
      throw NexusException.notFound(
          "no tensor called " + Display.escape(name), Display.escape(file), null);
    }
    if (turned.shape().size() != 2) {
      throw malformed("this ONNX file multiplies with no matrix in " + Display.escape(name), -1);
    }
    return transposed(name, turned);
  }

  private @Nullable Weights stored(String name) {
    OnnxTensor plain = tensors.get(name);
    if (plain != null && plain.type() == OnnxTensor.FLOAT) {
      return new Weights(name, shape(plain), plain.toFloats());
    }
    OnnxTensor codes = tensors.get(name + "_quantized");
    return codes == null ? null : new Weights(name, shape(codes), scaled(name, codes));
  }

  private static List<Integer> shape(OnnxTensor tensor) {
    return java.util.Arrays.stream(tensor.shape()).boxed().toList();
  }

  private float[] scaled(String name, OnnxTensor codes) {
    OnnxTensor scale = tensors.get(name + "_scale");
    OnnxTensor zero = tensors.get(name + "_zero_point");
    int columns = codes.shape().length == 0 ? 1 : codes.shape()[codes.shape().length - 1];
    if (scale == null
        || zero == null
        || scale.type() != OnnxTensor.FLOAT
        || zero.type() != codes.type()
        || codes.type() == OnnxTensor.FLOAT
        || scale.elements() != zero.elements()
        || (scale.elements() != 1 && scale.elements() != columns)) {
      throw malformed("this ONNX file has no fitting scale for " + codes.shown(), -1);
    }
    float[] scales = scale.toFloats();
    float[] values = new float[codes.elements()];
    for (int i = 0; i < values.length; i++) {
      int column = scales.length == 1 ? 0 : i % columns;
      values[i] = (codes.code(i) - zero.code(column)) * scales[column];
    }
    return values;
  }

  private static Weights transposed(String name, Weights matrix) {
    int rows = matrix.shape().get(0);
    int columns = matrix.shape().get(1);
    float[] values = new float[matrix.values().length];
    for (int c = 0; c < columns; c++) {
      for (int r = 0; r < rows; r++) {
        values[c * rows + r] = matrix.values()[r * columns + c];
      }
    }
    return new Weights(name, List.of(columns, rows), values);
  }

  /// As `OnnxWeights[model.onnx, 347 tensors]`.
  @Override
  public String toString() {
    return "OnnxWeights[" + Display.escape(file, 60) + ", " + tensors.size() + " tensors]";
  }
}
