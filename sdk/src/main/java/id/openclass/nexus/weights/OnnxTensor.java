package id.openclass.nexus.weights;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// One `TensorProto` of an ONNX file (`onnx.proto3`), its values still as they were stored.
///
/// Elements are counted before anything of their size is allocated; protobuf itself reads long
/// fields piece by piece, so a length that the file does not have ends in an error, not in a large
/// array.
final class OnnxTensor {
  static final int FLOAT = 1;
  static final int UINT8 = 2;
  static final int INT8 = 3;

  /// Four times the largest matrix of an 8 B model: enough for any embedding table we would fetch.
  private static final long MAX_ELEMENTS = 1L << 28;

  private static final int MAX_DIMENSIONS = 8;

  private String name = "";
  private int type;
  private long[] dims = {};
  private byte[] raw = {};
  private float[] floats = {};
  private int[] ints = {};

  private OnnxTensor() {}

  /// Reads fields up to the limit that the caller pushed.
  ///
  /// @throws NexusException.Malformed when the tensor breaks a rule
  static OnnxTensor read(OnnxInput in) throws IOException {
    OnnxTensor tensor = new OnnxTensor();
    for (int tag = in.fields().readTag(); tag != 0; tag = in.fields().readTag()) {
      tensor.field(tag, in);
    }
    tensor.checkSizes(in);
    return tensor;
  }

  private void field(int tag, OnnxInput input) throws IOException {
    CodedInputStream in = input.fields();
    switch (tag) {
      case 1 << 3 -> addDimension(in.readInt64(), input);
      case 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
        int outer = input.enter();
        while (in.getBytesUntilLimit() > 0) {
          addDimension(in.readInt64(), input);
        }
        input.leave(outer);
      }
      case 2 << 3 -> type = in.readInt32();
      case 4 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> readFloats(in);
      case 5 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> readInts(in);
      case 8 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> name = input.name();
      case 9 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> raw = in.readByteArray();
      case 14 << 3 -> {
        if (in.readEnum() != 0) {
          throw input.malformed("keeps its weights in another file, which is not supported");
        }
      }
      default -> in.skipField(tag);
    }
  }

  private void addDimension(long dim, OnnxInput input) {
    if (dim < 0 || dim > MAX_ELEMENTS || dims.length == MAX_DIMENSIONS) {
      throw input.malformed("has a tensor with the dimension " + dim);
    }
    dims = Arrays.copyOf(dims, dims.length + 1);
    dims[dims.length - 1] = dim;
  }

  private void readFloats(CodedInputStream in) throws IOException {
    byte[] packed = in.readByteArray();
    floats = new float[packed.length / Float.BYTES];
    ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
  }

  private void readInts(CodedInputStream in) throws IOException {
    CodedInputStream packed = CodedInputStream.newInstance(in.readByteArray());
    int[] read = new int[16];
    int count = 0;
    while (!packed.isAtEnd()) {
      read = count == read.length ? Arrays.copyOf(read, 2 * count) : read;
      read[count++] = packed.readInt32();
    }
    ints = Arrays.copyOf(read, count);
  }

  private void checkSizes(OnnxInput input) {
    long elements = 1;
    for (long dim : dims) {
      elements *= dim; // both at most 2^28, so it cannot overflow
      if (elements > MAX_ELEMENTS) {
        throw input.malformed("has a tensor of more than 2^28 elements: " + shown());
      }
    }
    int elementBytes = type == FLOAT ? Float.BYTES : 1;
    boolean known = type == FLOAT || type == UINT8 || type == INT8;
    long stored = raw.length > 0 ? raw.length / elementBytes : Math.max(floats.length, ints.length);
    if (known && (stored != elements || raw.length % elementBytes != 0)) {
      throw input.malformed(
          "has " + stored + " values in a tensor of " + elements + " elements: " + shown());
    }
  }

  String name() {
    return name;
  }

  int type() {
    return type;
  }

  int[] shape() {
    return Arrays.stream(dims).mapToInt(Math::toIntExact).toArray();
  }

  /// Count of elements, at most 2^28.
  int elements() {
    return (int) Arrays.stream(dims).reduce(1, (a, b) -> a * b);
  }

  String shown() {
    return Display.escape(name, 80) + " " + Arrays.toString(dims);
  }

  /// A float tensor's values.
  float[] toFloats() {
    if (raw.length == 0) {
      return floats.clone();
    }
    float[] values = new float[raw.length / Float.BYTES];
    ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  /// Element `i` of an 8-bit tensor.
  int code(int i) {
    if (raw.length == 0) {
      return ints[i];
    }
    return type == UINT8 ? raw[i] & 0xff : raw[i];
  }
}
