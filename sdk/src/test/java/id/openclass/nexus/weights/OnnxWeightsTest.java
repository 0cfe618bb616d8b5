package id.openclass.nexus.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import id.openclass.nexus.core.NexusException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OnnxWeightsTest {
  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Fields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    fields.write(out);
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] tensor(String name, int type, byte[] raw, long... dims) throws IOException {
    return message(out -> {
      for (long dim : dims) {
        out.writeInt64(1, dim);
      }
      out.writeInt32(2, type);
      out.writeString(8, name);
      out.writeByteArray(9, raw);
    });
  }

  private static byte[] node(String name, String operator, String matrix) throws IOException {
    return message(out -> {
      out.writeString(1, "activations");
      out.writeString(1, matrix);
      out.writeString(3, name);
      out.writeString(4, operator);
    });
  }

  private static byte[] model(byte[] node, byte[]... tensors) throws IOException {
    byte[] graph =
        message(out -> {
          out.writeByteArray(1, node);
          for (byte[] tensor : tensors) {
            out.writeByteArray(5, tensor);
          }
        });
    return message(out -> {
      out.writeInt64(1, 8);
      out.writeBytes(7, ByteString.copyFrom(graph));
    });
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private static OnnxWeights read(byte[] file) {
    return OnnxWeights.read(new ByteArrayInputStream(file), "test.onnx");
  }

  private static byte[] small() throws IOException {
    return model(
        node("/layer/query/MatMul", "MatMul", "onnx::MatMul_7"),
        tensor("onnx::MatMul_7", OnnxTensor.FLOAT, floats(1, 2, 3, 4, 5, 6), 3, 2),
        tensor("bias", OnnxTensor.FLOAT, floats(0.5f, -0.5f), 2));
  }

  @Test
  void givesAMatrixTheNameAndTheOrderItHadInTraining() throws Exception {
    OnnxWeights weights = read(small());

    assertThat(weights.get("bias").values()).containsExactly(0.5f, -0.5f);
    OnnxWeights.Weights query = weights.get("layer.query.weight");
    assertThat(query.shape()).containsExactly(2, 3);
    assertThat(query.values()).containsExactly(1, 3, 5, 2, 4, 6);
  }

  @Test
  void scalesEachColumnOfAQuantizedMatrix() throws Exception {
    byte[] file =
        model(
            node("/layer/key/MatMul_quant", "MatMulInteger", "m_quantized"),
            tensor("m_quantized", OnnxTensor.INT8, new byte[] {1, -2, 3, 127}, 2, 2),
            tensor("m_scale", OnnxTensor.FLOAT, floats(0.5f, 2f), 2),
            tensor("m_zero_point", OnnxTensor.INT8, new byte[] {0, 1}, 2),
            tensor("e_quantized", OnnxTensor.UINT8, new byte[] {(byte) 200, 100}, 1, 2),
            tensor("e_scale", OnnxTensor.FLOAT, floats(0.25f)),
            tensor("e_zero_point", OnnxTensor.UINT8, new byte[] {(byte) 128}));
    OnnxWeights weights = read(file);

    assertThat(weights.get("m").values()).containsExactly(0.5f, -6f, 1.5f, 252f);
    assertThat(weights.get("layer.key.weight").values()).containsExactly(0.5f, 1.5f, -6f, 252f);
    assertThat(weights.get("e").values()).containsExactly(18f, -7f);
  }

  @Test
  void saysWhichTensorIsMissing() throws Exception {
    OnnxWeights weights = read(small());

    assertThatThrownBy(() -> weights.get("pooler\u001b[2J"))
        .isInstanceOf(NexusException.NotFound.class)
        .hasMessageNotContaining("\u001b");
  }

  @Test
  void refusesAFileThatIsCutAnywhere() throws Exception {
    byte[] whole = small();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(NexusException.Malformed.class);
    }
  }

  @Test
  void neverFailsInAnotherWayWhateverByteIsDamaged() throws Exception {
    byte[] whole = small();
    for (int i = 0; i < whole.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = whole.clone();
        damaged[i] ^= (byte) (1 << bit);
        try {
          read(damaged).get("layer.query.weight");
        } catch (NexusException.Malformed | NexusException.NotFound e) {
          assertThat(e.getMessage()).isNotEmpty();
        }
      }
    }
  }

  @Test
  void refusesShapesWithMoreElementsThanBytes() throws Exception {
    byte[] node = node("n", "Add", "x");
    for (long[] dims : new long[][] {{Long.MAX_VALUE}, {1 << 28, 1 << 28}, {-1}, {3}, {0}}) {
      byte[] file = model(node, tensor("x", OnnxTensor.FLOAT, floats(1, 2), dims));
      assertThatThrownBy(() -> read(file)).isInstanceOf(NexusException.Malformed.class);
    }
  }

  @Test
  void refusesALengthNearTwoGibibytesWithoutAllocatingIt() throws Exception {
    byte[] graph = {0x3a, (byte) 0xf0, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07};
    byte[] file = Arrays.copyOf(graph, 14);
    byte[] rest = {0x2a, (byte) 0xe0, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 0x4a, 0x7f};
    System.arraycopy(rest, 0, file, 6, 8);

    assertThatThrownBy(() -> read(file)).isInstanceOf(NexusException.Malformed.class);
  }

  @Test
  void refusesWeightsKeptInAnotherFile() throws Exception {
    byte[] external =
        message(out -> {
          out.writeString(8, "x");
          out.writeInt32(2, OnnxTensor.FLOAT);
          out.writeEnum(14, 1);
        });
    byte[] file = model(node("n", "Add", "x"), external);

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(NexusException.Malformed.class)
        .hasMessageContaining("another file");
  }
}
