package id.openclass.nexus.model;

import com.code_intelligence.jazzer.junit.FuzzTest;
import id.openclass.nexus.core.NexusException;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// With `JAZZER_FUZZ=1` looks for headers that end in anything but a result or an error of ours.
class ModelFuzzTest {
  @FuzzTest(maxDuration = "30s")
  void anyGgufHeaderIsReadOrRefused(byte[] bytes) {
    try {
      GgufHeader header = GgufHeaderReader.read(MemorySegment.ofArray(bytes), "fuzz");
      header.values().values().forEach(value -> touch(value.value()));
      Map<String, Object> metadata = new HashMap<>();
      header.values().forEach((key, value) -> metadata.put(key, value.value()));
      String shown = GgufDescription.of("GGUF", metadata, header.tensors()).toString();
      if (shown.length() > 100) {
        throw new AssertionError(shown);
      }
    } catch (NexusException e) {
      // Refused by name: as it should be.
    }
  }

  private static void touch(Object value) {
    if (value instanceof List<?> list) {
      list.stream().limit(100).forEach(ModelFuzzTest::touch);
    }
  }

  @FuzzTest(maxDuration = "30s")
  void anySafetensorsHeaderIsReadOrRefused(byte[] json) {
    byte[] bytes = new RawGguf().u64(json.length).bytes(json).toBytes();
    MemorySegment segment = MemorySegment.ofArray(bytes);
    if (!SafetensorsHeader.recognises(segment)) {
      return;
    }
    try {
      SafetensorsHeader header = SafetensorsHeaderReader.read(segment, "fuzz");
      SafetensorsDescription.of("safetensors", header.metadata(), header.tensors());
    } catch (NexusException e) {
      // Refused by name: as it should be.
    }
  }
}
