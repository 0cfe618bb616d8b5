package id.openclass.nexus.diff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.model.TensorType;
import id.openclass.nexus.tensor.Grid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterFileTest {
  private static final String LAYER = "base_model.model.model.layers.3.self_attn.q_proj.lora_";

  @TempDir Path folder;

  /// A safetensors file of one F32 tensor with the values 0, 1, 2 and so on.
  private Path file(String name, int rows, int columns) throws IOException {
    return file(name, rows, columns, "adapter");
  }

  private Path file(String name, int rows, int columns, String stem) throws IOException {
    String json =
        "{\"%s\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[0,%d]}}"
            .formatted(name, rows, columns, 4 * rows * columns);
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + header.length + 4 * rows * columns).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length).put(header);
    for (int i = 0; i < rows * columns; i++) {
      bytes.putFloat(i);
    }
    return Files.write(folder.resolve(stem + ".safetensors"), bytes.array());
  }

  @Test
  void factorsAreFoundByTheNamesOfBothFormats() throws IOException {
    try (AdapterFile adapter = AdapterFile.open(file(LAYER + "A.weight", 2, 3))) {
      for (String name : List.of("blk.3.attn_q.weight", "model.layers.3.self_attn.q_proj.weight")) {
        float[][] a = adapter.a(name, 3).orElseThrow();
        assertEquals(2, a.length);
        assertArrayEquals(new float[] {3, 4, 5}, a[1]);
        assertTrue(adapter.a(name, 4).isEmpty());
      }
      assertTrue(adapter.a("blk.2.attn_q.weight", 3).isEmpty());
    }
  }

  @Test
  void othersAreRefusedByName() throws IOException {
    Path none = file("model.norm.weight", 2, 3);
    assertTrue(refusal(none).contains("no LoRA factors"));
    Path large = file(LAYER + "A.weight", AdapterFile.MOST_RANK + 1, 1);
    assertTrue(refusal(large).contains("of rank 1 to 1024"));
  }

  @Test
  void factorsReachTheRowsThatAreCoded() throws IOException {
    Path model = file("blk.3.attn_q.weight", 8, 4, "model");
    try (AdapterFile adapter = AdapterFile.open(file(LAYER + "A.weight", 2, 4));
        ModelFile opened = ModelFile.open(model);
        ByteSource bytes = ByteSource.of(model)) {
      adapter.requireFor(opened);
      Grid grid = new Grid(TensorType.F32, 4, 8);
      RowPair plain = new RowPair(bytes, 0, grid, bytes, 0, TensorType.F32);
      assertTrue(plain.addedRows().isEmpty());
      RowPair hinted = plain.with(new RowPair.Hint(adapter, "blk.3.attn_q.weight"));
      assertArrayEquals(new float[] {4, 5, 6, 7}, hinted.addedRows().orElseThrow()[1]);
    }
  }

  @Test
  void anAdapterOfAnotherModelIsRefusedBeforeAnythingIsWritten() throws IOException {
    Path model = file("blk.7.attn_q.weight", 8, 4, "model");
    Path target = folder.resolve("delta");
    DiffOptions options = DiffOptions.defaults().withAdapter(file(LAYER + "A.weight", 2, 4));
    try (ModelFile opened = ModelFile.open(model)) {
      Differ differ = Differ.between(opened, opened);
      assertThrows(NexusException.Malformed.class, () -> differ.estimate(options));
      String said =
          assertThrows(NexusException.Malformed.class, () -> differ.writeTo(target, options))
              .getMessage();
      assertTrue(said.contains("none of the tensors that it changes"));
    }
    assertTrue(Files.notExists(target));
  }

  private static String refusal(Path path) {
    return String.valueOf(
        assertThrows(NexusException.Malformed.class, () -> AdapterFile.open(path)).getMessage());
  }
}
