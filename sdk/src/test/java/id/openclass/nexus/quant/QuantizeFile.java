package id.openclass.nexus.quant;

import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Quantizes a file of little-endian 32-bit floats into every type, for comparison with ggml's own
/// code by `.ci/check_quantizers.py`. Writes `FOLDER/TYPE.blocks` and, turned back into floats,
/// `FOLDER/TYPE.floats`, and says how quick it was.
final class QuantizeFile {
  private QuantizeFile() {}

  /// Arguments: the file, the folder.
  public static void main(String[] arguments) throws IOException {
    ByteBuffer in =
        ByteBuffer.wrap(Files.readAllBytes(Path.of(arguments[0]))).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[in.remaining() / Float.BYTES];
    in.asFloatBuffer().get(values);
    Path folder = Path.of(arguments[1]);
    for (Quantizer type : Quantizer.values()) {
      try {
        type.dequantize(type.quantize(values)); // warms up
        long start = System.nanoTime();
        byte[] blocks = type.quantize(values);
        long middle = System.nanoTime();
        float[] back = type.dequantize(blocks);
        long end = System.nanoTime();
        Files.write(folder.resolve(type + ".blocks"), blocks);
        Files.write(folder.resolve(type + ".floats"), Quantizer.F32.quantize(back));
        double megabytes = values.length * 4e-6;
        System.out.printf(
            Locale.ROOT,
            "%-5s quantizes %6.0f MB/s, dequantizes %6.0f MB/s of floats%n",
            type,
            megabytes / (middle - start) * 1e9,
            megabytes / (end - middle) * 1e9);
      } catch (NexusException.InvalidValue e) {
        System.out.println(type + ": " + e.getMessage());
      }
    }
  }
}
