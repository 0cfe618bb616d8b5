package id.openclass.nexus.model;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a manifest of Ollama says of the model's weights: which blobs they are.
final class OllamaManifest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String WEIGHTS = "application/vnd.ollama.image.model";

  /// Real manifests have about 1 kB.
  private static final long MOST_BYTES = 1 << 20;

  private OllamaManifest() {}

  /// The digests of the layers with weights.
  static List<Digest> weights(Path manifest) {
    try {
      if (Files.size(manifest) > MOST_BYTES) {
        throw NexusException.malformed("no manifest is that long", manifest.toString(), -1, null);
      }
      List<Digest> digests = new ArrayList<>();
      for (JsonNode layer : JSON.readTree(Files.readAllBytes(manifest)).path("layers")) {
        if (layer.path("mediaType").asString("").equals(WEIGHTS)) {
          // Only 64 hexadecimal digits pass, so the digest is safe in a path.
          String digest = layer.path("digest").asString("");
          digests.add(Digest.parse(digest.startsWith("sha256:") ? digest.substring(7) : digest));
        }
      }
      return digests;
    } catch (IOException e) {
      throw NexusException.io("read", manifest, e);
    } catch (JacksonException e) {
      throw NexusException.malformed(
          "the manifest is not valid JSON", manifest.toString(), -1, null);
    }
  }

  /// As Ollama names it: `gemma3:270m`, or with host and owner where those are not the usual ones.
  static String name(Path manifests, Path manifest) {
    Path relative = manifests.relativize(manifest);
    int parts = relative.getNameCount();
    if (parts < 2) {
      return relative.toString();
    }
    List<String> folders = new ArrayList<>();
    for (Path part : relative.subpath(0, parts - 1)) {
      folders.add(part.toString());
    }
    if (parts == 4 && folders.getFirst().equals("registry.ollama.ai")) {
      folders.removeFirst();
      if (folders.getFirst().equals("library")) {
        folders.removeFirst();
      }
    }
    return String.join("/", folders) + ":" + relative.getFileName();
  }
}
