package id.openclass.nexus.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackageNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "tiny", "gemma-3-270m", "a.b_c-d", "console", "roots", "com10"})
  void allows(String name) {
    assertThat(PackageName.require(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Tiny",
        "-a",
        ".a",
        "_a",
        "a.",
        "a b",
        "a/b",
        "..",
        "é",
        "con",
        "nul",
        "com1",
        "nul.txt",
        "lpt9.a.b",
        "aux",
        "root",
        "targets",
        "snapshot",
        "timestamp",
        "a\n",
        "a\u001b[0m"
      })
  void refusesWithANameThatWouldDo(String name) {
    assertThatThrownBy(() -> PackageName.require(name))
        .isInstanceOf(NexusException.InvalidValue.class)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b").doesNotContain("\n"));
    assertThat(PackageName.isAllowed(PackageName.from(name))).isTrue();
  }

  @Test
  void has64CharactersAtMost() {
    assertThat(PackageName.isAllowed("a".repeat(64))).isTrue();
    assertThat(PackageName.isAllowed("a".repeat(65))).isFalse();
    assertThat(PackageName.from("A".repeat(200))).isEqualTo("a".repeat(64));
  }

  @ParameterizedTest
  @CsvSource({
    "Gemma 3 270M,gemma-3-270m",
    "Tiny.gguf,tiny.gguf",
    "'  x  ',x",
    "NUL,model-nul",
    "root,model-root",
    "日本,model",
    "a...,a",
    "'',model",
    "con.gguf,model-con.gguf"
  })
  void isMadeOfAnyText(String text, String name) {
    assertThat(PackageName.from(text)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "tiny.gguf,tiny.gguf",
    "Tiny_v2.GGUF,p.gguf",
    "../x.gguf,p.gguf",
    "a b.gguf,p.gguf",
    "metadata.json,p.gguf",
    "xmetadata.json,p.gguf",
    "nul.gguf,p.gguf",
    ".gguf,p.gguf",
    "model,p.gguf"
  })
  void givesTheModelFileANameWhereItsOwnWouldNotDo(String own, String chosen) {
    assertThat(ModelFileName.choose(own, "p", ".gguf")).isEqualTo(chosen);
  }

  @ParameterizedTest
  @CsvSource({
    "weights.bin,weights.bin", "README.md,p.bin", "readme.MD,p.bin", "chunks,p.bin", "Chunks,p.bin",
    "manifest.json,p.bin", "MANIFEST.JSON,p.bin", "config,p.bin", "my-Metadata.json,p.bin",
        "a.,p.bin"
  })
  void keepsAnOpaqueFileAwayFromTheOtherEntries(String own, String chosen) {
    assertThat(ModelFileName.choose(own, "p", "")).isEqualTo(chosen);
  }
}
