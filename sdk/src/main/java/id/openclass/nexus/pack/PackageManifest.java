package id.openclass.nexus.pack;

import com.fasterxml.jackson.annotation.JsonFormat;
import id.openclass.nexus.archive.ChunkTable;
import id.openclass.nexus.archive.ModelDigests;
import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.model.ModelDescription;
import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.model.Tensor;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// `manifest.json`: what a package's model is, by content alone. `docs/package-format.md` section
/// 3.
///
/// @param formatVersion 1
/// @param model the model file
/// @param description what `inspect` prints
/// @param tensors where each tensor is; null where the list would be too long
public record PackageManifest(
    int formatVersion,
    Model model,
    ModelDescription description,
    @Nullable List<TensorRow> tensors) {

  /// The version this program writes, and the highest it reads.
  public static final int FORMAT_VERSION = 1;

  private static final BigInteger NEWEST = BigInteger.valueOf(FORMAT_VERSION);

  /// The longest tensor list, as JSON.
  private static final int MOST_TENSOR_BYTES = 512 << 10;

  /// The longest manifest: with the other small files it must stay within one MiB.
  private static final int MOST_BYTES = 640 << 10;

  /// The model file.
  ///
  /// @param file its name in the package
  /// @param sizeBytes its size
  /// @param sha256 its digest, in hexadecimal digits
  /// @param chunkSizeBytes size of every chunk but the last
  /// @param chunkCount how many chunks there are
  /// @param chunksSha256 digest of the list of chunk digests, in hexadecimal digits
  public record Model(
      String file,
      long sizeBytes,
      String sha256,
      int chunkSizeBytes,
      int chunkCount,
      String chunksSha256) {}

  /// A tensor as a row of the list.
  ///
  /// @param name as the model has it
  /// @param type its type's name
  /// @param shape elements along each dimension
  /// @param offset first byte in the model file
  /// @param length count of bytes
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record TensorRow(String name, String type, List<Long> shape, long offset, long length) {
    @SuppressWarnings("NullAway") // what JSON leaves out is null, whatever the type says
    private boolean isSound(long modelBytes) {
      return name != null
          && type != null
          && shape != null
          && shape.stream().noneMatch(size -> size == null || size < 0)
          && offset >= 0
          && length >= 0
          && offset <= modelBytes - length;
    }

    static TensorRow of(Tensor t) {
      return new TensorRow(t.name(), t.type(), t.shape(), t.range().offset(), t.range().length());
    }

    /// The row as a tensor.
    ///
    /// @return the tensor
    public Tensor toTensor() {
      return new Tensor(name, type, shape, new ByteRange(offset, length));
    }
  }

  static PackageManifest of(ModelFile file, String name, ModelDigests digests) {
    ChunkTable chunks = digests.chunks();
    Model model =
        new Model(
            name,
            digests.sizeBytes(),
            digests.sha256().hex(),
            ChunkTable.CHUNK_BYTES,
            chunks.count(),
            chunks.listDigest().hex());
    List<TensorRow> rows = file.tensors().stream().map(TensorRow::of).toList();
    boolean fits = Json.pretty(rows).length <= MOST_TENSOR_BYTES;
    PackageManifest whole =
        new PackageManifest(FORMAT_VERSION, model, file.describe(), fits ? rows : null);
    if (whole.toJson().length <= MOST_BYTES) {
      return whole;
    }
    PackageManifest bare = new PackageManifest(FORMAT_VERSION, model, file.describe(), null);
    return bare.toJson().length <= MOST_BYTES
        ? bare
        : new PackageManifest(FORMAT_VERSION, model, file.describe().withoutChatTemplate(), null);
  }

  /// Reads a manifest.
  ///
  /// @param json the file's bytes
  /// @param archive what errors call the archive
  /// @return the manifest
  /// @throws NexusException.Malformed when it is none, or of a newer version
  static PackageManifest parse(byte[] json, String archive) {
    try {
      JsonNode tree = Json.MAPPER.readTree(Json.text(json));
      JsonNode version = tree.path("format_version");
      if (version.isIntegralNumber() && version.bigIntegerValue().compareTo(NEWEST) > 0) {
        throw NexusException.malformed(
            "this package has format version "
                + Display.escape(version.toString(), 30)
                + "; this program reads "
                + FORMAT_VERSION,
            archive,
            -1,
            "update Nexus, then try again");
      }
      PackageManifest manifest = Json.MAPPER.treeToValue(tree, PackageManifest.class);
      manifest.check(archive);
      return manifest;
    } catch (JacksonException e) {
      throw malformed(
          "manifest.json is broken: " + Display.escape(e.getOriginalMessage(), 120), archive);
    }
  }

  @SuppressWarnings("NullAway") // what JSON leaves out is null, whatever the type says
  private void check(String archive) {
    boolean whole = formatVersion == 1 && model != null && description != null;
    if (!whole || model.file == null || model.sha256 == null || model.chunksSha256 == null) {
      throw malformed("manifest.json lacks a key", archive);
    }
    boolean sizes =
        model.sizeBytes > 0
            && model.sizeBytes <= ChunkTable.MAX_MODEL_BYTES
            && model.chunkSizeBytes == ChunkTable.CHUNK_BYTES
            && model.chunkCount == ChunkTable.countFor(model.sizeBytes);
    if (!sizes || !ModelFileName.isSafe(model.file)) {
      throw malformed(
          "manifest.json has a size, a count or a file name that is not allowed", archive);
    }
    if (!isDigest(model.sha256) || !isDigest(model.chunksSha256)) {
      throw malformed("manifest.json has a digest that is none", archive);
    }
    boolean rows =
        tensors == null
            || tensors.stream().allMatch(row -> row != null && row.isSound(model.sizeBytes));
    boolean parts =
        description.format() != null
            && description.types().stream().allMatch(share -> share.type() != null);
    if (!rows || !parts) {
      throw malformed("manifest.json describes tensors that cannot be", archive);
    }
  }

  private static boolean isDigest(String hex) {
    return hex.matches("[0-9a-f]{64}");
  }

  private static NexusException malformed(String message, String archive) {
    return NexusException.malformed(message, archive, -1, "get the package again");
  }

  byte[] toJson() {
    return Json.pretty(this);
  }

  /// As `PackageManifest[tiny.gguf, 253 MB, 242 chunks]`.
  @Override
  public String toString() {
    return "PackageManifest["
        + Display.escape(model.file, 40)
        + ", "
        + Display.bytes(model.sizeBytes)
        + ", "
        + model.chunkCount
        + " chunks]";
  }
}
