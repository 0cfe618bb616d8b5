package id.openclass.nexus.archive;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Digest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A right package in parts, each of which can be replaced by a wrong one before it is put
/// together. Stored blocks only, so the bytes are the same on every system.
final class RawPackage {
  static final String FOLDER = "tiny-1.0.0";

  String modelName = FOLDER + "/tiny.gguf";
  byte[] model =
      "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
  String metadata = metadata(model);
  String manifest = manifest("tiny.gguf", model, Digest.of(Digest.of(model).toBytes()));
  List<SmallFile> more = new ArrayList<>();

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String metadata(byte[] model) {
    return """
    {
      "package_name": "tiny",
      "version": "1.0.0",
      "model_id": "openclass/tiny",
      "model_type": "llama",
      "quantization": "Q4_K_M",
      "file_size_bytes": %d,
      "sha256_checksum": "%s",
      "md5_checksum": "%s",
      "created_at": "2026-01-02T03:04:06Z",
      "created_by": "OpenClass Nexus AI",
      "description": "",
      "supports_indonesian": true,
      "educational_optimized": true,
      "curriculum_subjects": ["Fisika"],
      "context_window": 4096,
      "memory_requirements_mb": 3072,
      "cpu_threads_recommended": 4,
      "download_url": "",
      "s3_bucket": "",
      "s3_key": "",
      "cloudfront_url": ""
    }
    """
        .formatted(
            model.length, Digest.of(model), HexFormat.of().formatHex(Digest.md5().digest(model)));
  }

  static String manifest(String file, byte[] model, Digest chunks) {
    return """
    {
      "format_version": 1,
      "model": {
        "file": "%s",
        "size_bytes": %d,
        "sha256": "%s",
        "chunk_size_bytes": 1048576,
        "chunk_count": 1,
        "chunks_sha256": "%s"
      },
      "description": {"format": "GGUF v3", "parameters": 0, "base_models": [], "types": [], "memory": []},
      "tensors": []
    }
    """
        .formatted(file, model.length, Digest.of(model), chunks);
  }

  List<SmallFile> smallFiles() {
    List<SmallFile> files = new ArrayList<>();
    files.add(new SmallFile("metadata.json", utf8(metadata)));
    files.add(new SmallFile("README.md", utf8("# tiny\n")));
    files.add(new SmallFile("config/inference_config.json", utf8("{}\n")));
    files.add(new SmallFile("manifest.json", utf8(manifest)));
    files.addAll(more);
    return files;
  }

  /// What the older program makes: the folder's own entries, then the files.
  RawTar foreignTar() {
    RawTar tar = new RawTar().header(FOLDER, '5', RawTar.octal(0), "");
    foreignFiles().forEach(file -> tar.file(file.name(), file.content()));
    return tar;
  }

  RawZip foreignZip() {
    RawZip zip = new RawZip();
    foreignFiles().forEach(file -> zip.add(file.name(), file.content()));
    return zip;
  }

  private List<SmallFile> foreignFiles() {
    List<SmallFile> files = new ArrayList<>();
    files.add(new SmallFile(modelName, model));
    files.add(new SmallFile(FOLDER + "/metadata.json", utf8(metadata)));
    files.add(new SmallFile(FOLDER + "/README.md", utf8("# tiny\n")));
    return files;
  }

  /// The table of a model of one chunk.
  byte[] table(ByteRange range) {
    ChunkTable.Builder builder = new ChunkTable.Builder(model.length);
    builder.add(Digest.of(model).toBytes(), range);
    return builder.build().toBytes();
  }

  /// The parts of a tar.gz of ours.
  final class Tar {
    byte[] front = TarEntries.header(modelName, model.length, ArchiveContract.TIME);
    byte[] chunk = RawTar.gzip(model);
    byte[] padding = RawTar.gzip(new byte[TarEntries.padding(model.length)]);
    byte[] small = TarEntries.whole(FOLDER, smallFiles(), ArchiveContract.TIME);
    byte[] table = table(new ByteRange(RawTar.gzip(front).length, chunk.length));
    byte[] tableHeader = TarEntries.header(FOLDER + "/chunks", table.length, ArchiveContract.TIME);
    byte[] beforeTable = {};
    byte[] end = new byte[TarEntries.padding(table.length) + 1024];
    long smallShift;
    long tableShift;
    byte[] suffix = {};

    byte[] toBytes() {
      byte[] first = RawTar.join(RawTar.gzip(front), chunk, padding);
      byte[] second =
          RawTar.join(
              RawTar.gzip(small),
              tableHeader.length > 0 ? RawTar.gzip(tableHeader) : new byte[0],
              beforeTable);
      long smallAt = first.length + smallShift;
      long tableAt = first.length + second.length + tableShift;
      return RawTar.join(
          first,
          second,
          RawTar.gzip(table),
          RawTar.gzip(end),
          GzipMember.tail(new GzipMember.Tail(smallAt, tableAt)),
          suffix);
    }

    /// Changes a number in the table: at 16 the size, at 24 the count, at 64 the first chunk's
    /// offset, at 72 its length.
    Tar inTable(int at, long value) {
      ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN).putLong(at, value);
      return this;
    }
  }

  /// A zip of ours.
  RawZip zip() {
    RawZip zip = new RawZip();
    RawZip.Entry entry = zip.add(modelName, model);
    byte[] run = RawTar.stored(model, false);
    entry.data = RawTar.join(run, ZipWriter.END_OF_DATA);
    entry.coded = entry.data.length;
    smallFiles().forEach(file -> zip.add(FOLDER + "/" + file.name(), file.content()));
    zip.add(FOLDER + "/chunks", table(new ByteRange(30 + modelName.length(), run.length)));
    return zip;
  }
}
