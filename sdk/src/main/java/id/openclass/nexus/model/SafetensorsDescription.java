package id.openclass.nexus.model;

import id.openclass.nexus.model.ModelDescription.TypeShare;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Describes a safetensors file. Its metadata has no fixed keys; those of the Stability AI model
/// metadata specification (`modelspec.*`) are the only ones in wide use.
final class SafetensorsDescription {
  private SafetensorsDescription() {}

  static ModelDescription of(String format, Map<String, Object> metadata, List<Tensor> tensors) {
    List<TypeShare> types = TypeShares.of(tensors);
    return new ModelDescription(
        format,
        text(metadata, "modelspec.title"),
        text(metadata, "modelspec.architecture"),
        TypeShares.main(types).orElse(null),
        TypeShares.elements(types),
        null,
        null,
        null,
        null,
        null,
        text(metadata, "modelspec.license"),
        text(metadata, "modelspec.author"),
        null,
        List.of(),
        types,
        List.of());
  }

  private static @Nullable String text(Map<String, Object> metadata, String key) {
    return metadata.get(key) instanceof String text && !text.isBlank() ? text : null;
  }
}
