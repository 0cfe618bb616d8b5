package id.openclass.nexus.console;

import id.openclass.nexus.core.Digest;
import java.nio.file.Path;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/// Objects as JSON for `--json`: indented, and plain ASCII so that no string in it can move a
/// terminal's cursor or suffer from its encoding.
final class JsonText {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .addModule(
              new SimpleModule()
                  .addSerializer(Path.class, new ToStringSerializer(Path.class))
                  .addSerializer(Digest.class, new ToStringSerializer(Digest.class)))
          .build();

  private JsonText() {}

  static String of(Object value) {
    return MAPPER.writeValueAsString(value);
  }
}
