package id.openclass.nexus.model;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.model.CachedModel.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCachesTest {
  @TempDir Path home;

  private static byte[] model(String name) {
    return RawGguf.header(3, 1, 3)
        .textKey("general.architecture", "llama")
        .textKey("general.name", name)
        .numberKey("general.file_type", 7)
        .tensor("a", TensorType.Q8_0, 0, 32)
        .data(34)
        .toBytes();
  }

  private List<CachedModel> list() {
    return ModelCaches.list(CacheRoot.usual(home, Map.of(), "Linux")).stream()
        .filter(model -> model.path().startsWith(home))
        .toList();
  }

  private Path write(String path, byte[] bytes) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.resolveSibling("."));
    return Files.write(file, bytes);
  }

  private void hub(String file, byte[] bytes) throws IOException {
    String repository = ".cache/huggingface/hub/models--owner--tiny";
    Path blob = write(repository + "/blobs/" + Digest.of(bytes).hex(), bytes);
    Path snapshot = Files.createDirectories(home.resolve(repository + "/snapshots/abc"));
    Files.createSymbolicLink(snapshot.resolve(file), snapshot.relativize(blob));
  }

  private void ollama(String name, byte[] bytes) throws IOException {
    String digest = Digest.of(bytes).hex();
    write(".ollama/models/blobs/sha256-" + digest, bytes);
    manifest(name, digest);
  }

  private void manifest(String name, String digest) throws IOException {
    String json =
        """
        {"schemaVersion":2,"layers":[
          {"mediaType":"application/vnd.ollama.image.model","digest":"sha256:%s","size":1},
          {"mediaType":"application/vnd.ollama.image.license","digest":"sha256:00","size":1}]}
        """
            .formatted(digest);
    write(
        ".ollama/models/manifests/registry.ollama.ai/" + name,
        json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void listsTheHubByLinkWithTheDigestOfTheBlob() throws IOException {
    hub("tiny.gguf", model("x"));
    hub("config.json", new byte[] {'{', '}'});
    CachedModel found = list().getFirst();
    assertThat(list()).hasSize(1);
    assertThat(found.name()).isEqualTo("owner/tiny/tiny.gguf");
    assertThat(found.digest()).isEqualTo(Digest.of(model("x")));
    assertThat(found.architecture()).isEqualTo("llama");
    assertThat(found)
        .hasToString("CachedModel[owner/tiny/tiny.gguf, Hugging Face, llama, Q8_0, 226 B]");
  }

  @Test
  void listsOllamaByManifest() throws IOException {
    ollama("library/tiny/1b", model("x"));
    ollama("someone/other/latest", model("y"));
    assertThat(list())
        .extracting(CachedModel::name)
        .containsExactly("tiny:1b", "someone/other:latest");
    assertThat(list())
        .extracting(CachedModel::digest)
        .containsExactly(Digest.of(model("x")), Digest.of(model("y")));
  }

  @Test
  void listsBrokenFilesWithTheirError() throws IOException {
    write(".lmstudio/models/owner/tiny/cut.gguf", java.util.Arrays.copyOf(model("x"), 60));
    write(".cache/llama.cpp/text.gguf", new byte[] {'t', 'e', 'x', 't'});
    manifest("library/gone/1b", "0".repeat(64));
    manifest("library/odd/1b", "../../etc/passwd");
    assertThat(list()).hasSize(4).allSatisfy(model -> assertThat(model.error()).isNotNull());
    assertThat(list())
        .extracting(CachedModel::source)
        .containsExactly(Source.OLLAMA, Source.OLLAMA, Source.LM_STUDIO, Source.LLAMA_CPP);
  }

  @Test
  void findsDuplicatesByDigestComputingOnlyWhatItMust() throws IOException {
    hub("tiny.gguf", model("x"));
    write(".lmstudio/models/owner/tiny/tiny.gguf", model("x"));
    write(".cache/llama.cpp/other.gguf", model("y"));
    write(".cache/llama.cpp/longer.gguf", model("a longer name than the others have"));
    List<CachedModel> models = ModelCaches.withDigestsOfSameSize(list(), Progress.NONE);
    assertThat(models).hasSize(4);
    assertThat(models.stream().filter(model -> model.digest() == null))
        .extracting(CachedModel::name)
        .containsExactly("longer.gguf");
    assertThat(ModelCaches.duplicates(models)).hasSize(1);
    assertThat(ModelCaches.duplicates(models).getFirst())
        .extracting(CachedModel::source)
        .containsExactly(Source.HUGGING_FACE, Source.LM_STUDIO);
  }

  @Test
  void listsASplitModelOnce() throws IOException {
    for (int i = 0; i < 2; i++) {
      byte[] part =
          RawGguf.header(3, 0, 3)
              .textKey("general.architecture", "llama")
              .numberKey("split.no", i)
              .numberKey("split.count", 2)
              .toBytes();
      write(".cache/llama.cpp/big-0000" + (i + 1) + "-of-00002.gguf", part);
    }
    assertThat(list()).hasSize(1);
    assertThat(list().getFirst().parts()).isEqualTo(2);
    Files.delete(home.resolve(".cache/llama.cpp/big-00001-of-00002.gguf"));
    assertThat(list().getFirst().error()).hasMessageContaining("part 1 of 2 is missing");
  }

  @Test
  void looksWhereTheEnvironmentSays() {
    Map<String, String> environment =
        Map.of("HF_HOME", "/hf", "OLLAMA_MODELS", "/ol", "LLAMA_CACHE", "/ll");
    assertThat(CacheRoot.usual(home, environment, "Linux"))
        .extracting(CacheRoot::folder)
        .contains(Path.of("/hf/hub"), Path.of("/ol"), Path.of("/ll"));
    assertThat(CacheRoot.usual(home, Map.of("LOCALAPPDATA", "/local"), "Windows 11"))
        .contains(new CacheRoot(Source.LLAMA_CPP, Path.of("/local/llama.cpp")));
    assertThat(CacheRoot.usual(home, Map.of(), "Mac OS X"))
        .contains(new CacheRoot(Source.LLAMA_CPP, home.resolve("Library/Caches/llama.cpp")));
  }
}
