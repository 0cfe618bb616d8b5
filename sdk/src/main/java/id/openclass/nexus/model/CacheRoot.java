package id.openclass.nexus.model;

import id.openclass.nexus.model.CachedModel.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A folder in which a program keeps models.
///
/// @param source the program
/// @param folder the folder, which need not exist
public record CacheRoot(Source source, Path folder) {
  /// Where the programs keep models unless told otherwise, and where their environment variables
  /// tell them to.
  ///
  /// @param home the user's home
  /// @param environment the environment variables
  /// @param osName the operating system, as Java's `os.name` has it
  /// @return the folders, whether they exist or not
  public static List<CacheRoot> usual(Path home, Map<String, String> environment, String osName) {
    Places places = new Places(home, environment, osName.toLowerCase(Locale.ROOT));
    List<CacheRoot> roots = new ArrayList<>();
    roots.add(new CacheRoot(Source.HUGGING_FACE, places.huggingFace()));
    for (Path folder : places.ollama()) {
      roots.add(new CacheRoot(Source.OLLAMA, folder));
    }
    roots.add(new CacheRoot(Source.LM_STUDIO, home.resolve(".lmstudio").resolve("models")));
    roots.add(
        new CacheRoot(
            Source.LM_STUDIO, home.resolve(".cache").resolve("lm-studio").resolve("models")));
    roots.add(new CacheRoot(Source.LLAMA_CPP, places.llamaCpp()));
    return List.copyOf(roots);
  }

  private record Places(Path home, Map<String, String> environment, String os) {
    @Nullable Path named(String variable) {
      String value = environment.get(variable);
      return value == null || value.isBlank() ? null : home.resolve(value);
    }

    Path userCache() {
      Path xdg = named("XDG_CACHE_HOME");
      return xdg == null ? home.resolve(".cache") : xdg;
    }

    Path huggingFace() {
      for (String variable : List.of("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")) {
        Path folder = named(variable);
        if (folder != null) {
          return folder;
        }
      }
      Path base = named("HF_HOME");
      return (base == null ? userCache().resolve("huggingface") : base).resolve("hub");
    }

    List<Path> ollama() {
      Path told = named("OLLAMA_MODELS");
      if (told != null) {
        return List.of(told);
      }
      Path own = home.resolve(".ollama").resolve("models");
      // The installer for Linux runs Ollama as a user of its own.
      return os.contains("linux")
          ? List.of(own, Path.of("/usr/share/ollama/.ollama/models"))
          : List.of(own);
    }

    Path llamaCpp() {
      Path told = named("LLAMA_CACHE");
      if (told != null) {
        return told;
      }
      if (os.contains("mac")) {
        return home.resolve("Library").resolve("Caches").resolve("llama.cpp");
      }
      Path local = named("LOCALAPPDATA");
      return (os.contains("windows") && local != null ? local : userCache()).resolve("llama.cpp");
    }
  }
}
