package id.openclass.nexus.weights;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Weights that others published on Maven Central: `bge-small-en`, a text embedding model of 33.4 M
/// parameters in two versions by the Beijing Academy of Artificial Intelligence (MIT license), each
/// exported to ONNX as 32-bit floats and as 8-bit integers and put into a jar by the LangChain4j
/// project.
///
/// The jar is fetched through the user's own Maven settings (mirrors, proxies, credentials) into
/// the user's local Maven repository, alone, without what it depends on; nothing in it is run. Its
/// SHA-256 is pinned here, so a mirror cannot give us other weights.
public enum PublishedWeights {
  /// Version 1 in 8 bits: 24.6 MB to download.
  V1_INT8(
      "bge-small-en-q",
      "1.0.0",
      "1af4385e3b395bc0a1b0d39242621be84151f4620c79ea0d09ed5a8c4fa0d4ed"),
  /// Version 1.5 in 8 bits: 24.6 MB to download.
  V15_INT8(
      "bge-small-en-v15-q",
      "1.5.0",
      "9059587bb3d1f416121f8a7a34461ece0572b78b4eeaeed2c6e77a1aa8145aa9"),
  /// Version 1 as floats: 78.7 MB to download.
  V1_F32(
      "bge-small-en", "1.0.0", "bde0a890030e3db5d493c4908e4ce61d537a596ca6f662d860c3e01235d503a1"),
  /// Version 1.5 as floats: 77.8 MB to download.
  V15_F32(
      "bge-small-en-v15",
      "1.5.0",
      "9dff55ebd00d1448a88a0b836a642bd93a9248da8fb16907b4b95c60ccf781a4");

  private static final String GROUP = "dev.langchain4j";
  private static final String RELEASE = "0.36.2";

  /// Of a tokenizer; those here have 711,396 bytes.
  private static final int MAX_TOKENIZER_BYTES = 16 << 20;

  private final String artifact;
  private final String version;
  private final String sha256;

  PublishedWeights(String artifact, String version, String sha256) {
    this.artifact = "langchain4j-embeddings-" + artifact;
    this.version = version;
    this.sha256 = sha256;
  }

  /// The model's own version.
  ///
  /// @return as a semantic version
  public String version() {
    return version;
  }

  /// Where it is published.
  ///
  /// @return `group:artifact:version` of a Maven repository
  public String coordinates() {
    return GROUP + ":" + artifact + ":" + RELEASE;
  }

  /// The SHA-256 of the jar.
  ///
  /// @return the pinned digest
  public Digest digest() {
    return Digest.parse(sha256);
  }

  /// Fetches the jar, unless the local Maven repository has it, and checks it.
  ///
  /// @param progress hears of downloaded bytes
  /// @return the jar in the local Maven repository
  /// @throws NexusException.Transfer when no repository can be reached or none has it
  /// @throws NexusException.DigestMismatch when it is not the jar that it should be
  /// @throws NexusException.NotFound when the library that fetches is not on the class path
  public Path fetch(Progress progress) {
    Path jar;
    try {
      jar = MavenFetch.fetch(coordinates(), progress);
    } catch (NoClassDefFoundError e) {
      throw NexusException.notFound(
          "fetching published weights needs the library MIMA, which is not on the class path",
          null,
          "add eu.maveniverse.maven.mima:context and"
              + " eu.maveniverse.maven.mima.runtime:standalone-static, version 2.4.38");
    }
    Digest found = digestOf(jar);
    if (!found.equals(digest())) {
      throw NexusException.digestMismatch(
          "the jar of " + coordinates() + " has SHA-256 " + found + ", not " + sha256,
          Display.escape(jar.toString()),
          "remove this file and run this again");
    }
    return jar;
  }

  private static Digest digestOf(Path file) {
    MessageDigest running = Digest.sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), running)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw NexusException.io("read", file, e);
    }
    return Digest.finish(running);
  }

  /// Reads the weights in a fetched jar.
  ///
  /// @param jar what [#fetch] gave
  /// @return the weights
  /// @throws NexusException.Malformed when there are none in it
  public static OnnxWeights weights(Path jar) {
    try (ZipFile zip = new ZipFile(jar.toFile());
        InputStream in = open(zip, jar, ".onnx")) {
      return OnnxWeights.read(new BufferedInputStream(in, 1 << 16), jar.toString());
    } catch (IOException e) {
      throw NexusException.io("read", jar, e);
    }
  }

  /// Reads the tokenizer in a fetched jar.
  ///
  /// @param jar what [#fetch] gave
  /// @return the text of `tokenizer.json`, as UTF-8
  /// @throws NexusException.Malformed when there is none in it
  public static byte[] tokenizer(Path jar) {
    try (ZipFile zip = new ZipFile(jar.toFile());
        InputStream in = open(zip, jar, "tokenizer.json")) {
      return in.readNBytes(MAX_TOKENIZER_BYTES);
    } catch (IOException e) {
      throw NexusException.io("read", jar, e);
    }
  }

  /// Reads the ONNX file in a fetched jar, as it is.
  ///
  /// @param jar what [#fetch] gave
  /// @return its bytes
  /// @throws NexusException.Malformed when there is none in it
  public static byte[] onnx(Path jar) {
    try (ZipFile zip = new ZipFile(jar.toFile());
        InputStream in = open(zip, jar, ".onnx")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw NexusException.io("read", jar, e);
    }
  }

  private static InputStream open(ZipFile zip, Path jar, String ending) throws IOException {
    ZipEntry entry =
        zip.stream()
            .filter(e -> e.getName().endsWith(ending))
            .findFirst()
            .orElseThrow(() ->
                NexusException.malformed(
                    "no entry ends in " + ending,
                    jar.toString(),
                    -1,
                    "remove this file and run this again"));
    return zip.getInputStream(entry);
  }
}
