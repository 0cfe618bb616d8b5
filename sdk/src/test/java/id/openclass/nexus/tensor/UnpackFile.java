package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Takes the blocks of files `FOLDER/TYPE.blocks` apart, for comparison with Python's `gguf` by
/// `.ci/check_blocks.py`: writes the weights that their fields stand for to `FOLDER/TYPE.floats`,
/// and fails when the fields put together again are other bytes.
final class UnpackFile {
  private UnpackFile() {}

  /// Arguments: the folder, then the types.
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    for (String name : Arrays.asList(arguments).subList(1, arguments.length)) {
      TensorType type = TensorType.valueOf(name);
      byte[] blocks = Files.readAllBytes(folder.resolve(name + ".blocks"));
      Files.write(folder.resolve(name + ".floats"), weights(type, blocks));
      BlockLayout layout = BlockLayout.of(type);
      if (layout != null && !Arrays.equals(blocks, again(layout, blocks))) {
        throw new IllegalStateException(name + ": put together again it is something else");
      }
    }
  }

  private static byte[] weights(TensorType type, byte[] blocks) {
    int columns = type.blockElements();
    RowValues row = new RowValues(type, columns);
    int count = blocks.length / type.blockBytes();
    ByteBuffer out =
        ByteBuffer.allocate(count * columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int block = 0; block < count; block++) {
      row.read(blocks, block * type.blockBytes());
      for (float weight : row.values) {
        out.putFloat(weight);
      }
    }
    return out.array();
  }

  private static byte[] again(BlockLayout layout, byte[] blocks) {
    byte[] made = new byte[blocks.length];
    int[] half = new int[layout.halves];
    int[] scale = new int[layout.scales];
    int[] q = new int[layout.elements / 4];
    for (int at = 0; at < blocks.length; at += layout.bytes) {
      layout.unpack(blocks, at, half, 0, scale, 0, q, 0);
      layout.pack(made, at, half, 0, scale, 0, q, 0);
    }
    return made;
  }
}
