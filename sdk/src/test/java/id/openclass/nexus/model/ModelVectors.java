package id.openclass.nexus.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Makes the files of `src/test/resources/vectors/model` and their index: small model files, good
/// and bad, with what must come of opening them. Run its `main` with that folder to make them anew;
/// [ModelVectorsTest] fails until the files are what this class makes.
final class ModelVectors {
  private static final long NEAR_2_63 = Long.MAX_VALUE - 7;

  private final List<Vector> vectors = new ArrayList<>();

  /// @param outcome `gguf`, `safetensors`, `opaque` or `malformed@OFFSET`
  @SuppressWarnings("ArrayRecordComponent")
  record Vector(String name, byte[] bytes, String outcome, String why) {}

  private ModelVectors() {}

  static List<Vector> all() {
    ModelVectors made = new ModelVectors();
    made.good();
    made.beginnings();
    made.counts();
    made.metadata();
    made.tensors();
    made.attacks();
    made.safetensors();
    return made.vectors;
  }

  private void add(String name, byte[] bytes, String outcome, String why) {
    vectors.add(new Vector(name, bytes, outcome, why));
  }

  private void add(String name, RawGguf file, String outcome, String why) {
    add(name, file.toBytes(), outcome, why);
  }

  private static RawGguf small(long version) {
    return RawGguf.header(version, 1, 1)
        .textKey("general.architecture", "llama")
        .tensor("a", TensorType.Q4_0, 0, 32, 2)
        .data(36);
  }

  private static RawGguf oneTensor(String name, long type, long offset, long... shape) {
    return RawGguf.header(3, 1, 0).tensor(name, type, offset, shape).data(64);
  }

  private void good() {
    add("v3.gguf", small(3), "gguf", "the smallest sensible file");
    add("v2.gguf", small(2), "gguf", "version 2 has the same layout");
    add("no-tensors.gguf", RawGguf.header(3, 0, 0), "gguf", "a vocabulary file may have none");
    add(
        "gap.gguf",
        RawGguf.header(3, 2, 0)
            .tensor("b", TensorType.F32, 64, 1)
            .tensor("a", TensorType.F32, 0, 1)
            .data(68),
        "gguf",
        "the specification asks neither for order nor for tight packing");
    add("scalar.gguf", oneTensor("s", 0, 0), "gguf", "no dimensions: one element");
    add("no-elements.gguf", oneTensor("e", 0, 0, 4, 0), "gguf", "a dimension may be 0");
    add(
        "nested-arrays.gguf",
        RawGguf.header(3, 0, 1)
            .string("k")
            .u32(9)
            .u32(9)
            .u64(2)
            .u32(4)
            .u64(1)
            .u32(7)
            .u32(8)
            .u64(1)
            .string("x"),
        "gguf",
        "arrays may hold arrays");
    add(
        "value-not-utf8.gguf",
        RawGguf.header(3, 0, 1).string("k").u32(8).u64(2).bytes(new byte[] {(byte) 0xC3, 0x28}),
        "gguf",
        "values are only shown: what is no text becomes U+FFFD");
    add("text.txt", "just text".getBytes(StandardCharsets.UTF_8), "opaque", "no magic");
    add("short.bin", "GGU".getBytes(StandardCharsets.UTF_8), "opaque", "shorter than the magic");
    add(
        "json-like.txt",
        "template{ \"not\": \"safetensors\" }".getBytes(StandardCharsets.UTF_8),
        "opaque",
        "a brace at byte 8, but the length is made of letters");
  }

  private void beginnings() {
    add("magic-only.gguf", new RawGguf().text("GGUF"), "malformed@4", "cut after the magic");
    add("v0.gguf", small(0), "malformed@4", "no such version");
    add("v1.gguf", small(1), "malformed@4", "32-bit counts: read no more");
    add("v4.gguf", small(4), "malformed@4", "newer than this program");
    add(
        "big-endian.gguf",
        new RawGguf().text("GGUF").u32(0x0300_0000).u64(0).u64(0),
        "malformed@4",
        "version 3 with its bytes the other way round");
    add(
        "big-endian-magic.gguf",
        new RawGguf().text("FUGG").u32(0x0300_0000).u64(0).u64(0),
        "malformed@0",
        "magic too written as a big-endian number");
    byte[] whole = small(3).toBytes();
    add("cut-data.gguf", Arrays.copyOf(whole, whole.length - 1), "malformed@128", "one byte short");
    add("cut-header.gguf", Arrays.copyOf(whole, 70), "malformed@69", "ends in the tensor list");
  }

  private void counts() {
    add(
        "attacks/tensor-count-2-40.gguf",
        RawGguf.header(3, 1L << 40, 0).data(32),
        "malformed@8",
        "a list of 2^40 tensors in 64 bytes must not be allocated");
    add("attacks/tensor-count-2-63.gguf", RawGguf.header(3, -1, 0).data(32), "malformed@8", "sign");
    add(
        "attacks/key-count-2-62.gguf",
        RawGguf.header(3, 0, 1L << 62).data(32),
        "malformed@16",
        "more keys than bytes");
    add(
        "attacks/key-length-near-2-63.gguf",
        RawGguf.header(3, 0, 1).u64(NEAR_2_63).text("key").u32(4).u32(1),
        "malformed@24",
        "position plus length overflows");
    add(
        "attacks/array-count-near-2-63.gguf",
        RawGguf.header(3, 0, 1).string("k").u32(9).u32(4).u64(NEAR_2_63).data(32),
        "malformed@41",
        "count times element size overflows");
    add(
        "attacks/string-in-array-near-2-63.gguf",
        RawGguf.header(3, 0, 1).string("k").u32(9).u32(8).u64(1).u64(NEAR_2_63).data(32),
        "malformed@49",
        "a word longer than the file");
  }

  private void metadata() {
    add(
        "duplicate-key.gguf",
        RawGguf.header(3, 0, 2).numberKey("k", 1).numberKey("k", 2),
        "malformed@41",
        "which of the two would count?");
    add(
        "empty-key.gguf",
        RawGguf.header(3, 0, 1).numberKey("", 1).u32(0),
        "malformed@24",
        "no name");
    add(
        "key-not-utf8.gguf",
        RawGguf.header(3, 0, 1).u64(2).bytes(new byte[] {(byte) 0xC3, 0x28}).u32(4).u32(1),
        "malformed@24",
        "keys are names and must be text");
    add(
        "value-type-13.gguf",
        RawGguf.header(3, 0, 1).string("k").u32(13).u64(0),
        "malformed@33",
        "no such type");
    add(
        "bool-2.gguf",
        RawGguf.header(3, 0, 1).string("k").u32(7).bytes(new byte[] {2}),
        "malformed@37",
        "neither true nor false");
    add("alignment-0.gguf", aligned(0), "malformed@57", "not a power of two");
    add("alignment-24.gguf", aligned(24), "malformed@57", "not a power of two");
    add("alignment-4.gguf", aligned(4), "malformed@57", "not a multiple of 8");
    add(
        "alignment-text.gguf",
        RawGguf.header(3, 0, 1).textKey("general.alignment", "32"),
        "malformed@63",
        "not a number");
  }

  private static RawGguf aligned(long alignment) {
    return RawGguf.header(3, 0, 1).numberKey("general.alignment", alignment);
  }

  private void tensors() {
    add(
        "duplicate-tensor.gguf",
        RawGguf.header(3, 2, 0)
            .tensor("a", TensorType.F32, 0, 1)
            .tensor("a", TensorType.F32, 32, 1)
            .data(64),
        "malformed@57",
        "which of the two would count?");
    add("dimensions-5.gguf", oneTensor("a", 0, 0, 1, 1, 1, 1, 1), "malformed@33", "4 is the most");
    add("type-removed.gguf", oneTensor("a", 31, 0, 32), "malformed@45", "Q4_0_4_4 is no more");
    add("type-unknown.gguf", oneTensor("a", 9999, 0, 32), "malformed@45", "no such type");
    add("row-of-33.gguf", oneTensor("a", 2, 0, 33), "malformed@24", "blocks of Q4_0 have 32");
    add("offset-8.gguf", oneTensor("a", 0, 8, 1), "malformed@49", "not a multiple of 32");
    add(
        "name-too-long.gguf",
        oneTensor("n".repeat(1025), 0, 0, 1),
        "malformed@24",
        "1,024 at most");
    add(
        "overlap.gguf",
        RawGguf.header(3, 2, 0)
            .tensor("a", TensorType.F32, 0, 16)
            .tensor("b", TensorType.F32, 32, 1)
            .data(96),
        "malformed@57",
        "a ends at 64, b starts at 32");
  }

  private void attacks() {
    long half = 1L << 32;
    add(
        "attacks/elements-overflow.gguf",
        oneTensor("a", 0, 0, half, half),
        "malformed@24",
        "2^64 elements are 0 to whoever does not check");
    add(
        "attacks/bytes-overflow.gguf",
        oneTensor("a", 0, 0, 1L << 62),
        "malformed@24",
        "2^62 elements fit in 63 bits, their 2^64 bytes do not");
    add("attacks/dimension-negative.gguf", oneTensor("a", 0, 0, -1), "malformed@37", "2^64 - 1");
    add(
        "attacks/offset-near-2-63.gguf",
        oneTensor("a", 0, Long.MAX_VALUE - 31, 1),
        "malformed@128",
        "start of data plus offset overflows");
    add(
        "attacks/offset-of-nothing.gguf",
        oneTensor("a", 0, Long.MAX_VALUE - 31, 0),
        "malformed@128",
        "no bytes, but a range beyond all files");
    add("attacks/range-past-end.gguf", oneTensor("a", 0, 0, 17), "malformed@64", "68 bytes of 64");
    RawGguf deep = RawGguf.header(3, 0, 1).string("k").u32(9);
    for (int i = 0; i < 50; i++) {
      deep.u32(9).u64(1);
    }
    add("attacks/arrays-50-deep.gguf", deep.u32(4).u64(0), "malformed@77", "recursion has an end");
    add(
        "attacks/markup-and-terminal-codes.gguf",
        RawGguf.header(3, 1, 3)
            .textKey("general.architecture", "\u001b]0;owned\u0007<b>llama</b>")
            .textKey(
                "general.name", "<script>alert(1)</script>\u001b[2J\u001b[31m\u202Eevil\r\n| x |")
            .textKey("general.source.url", "javascript:alert(1)")
            .tensor("../../etc/passwd\u001b[1A", TensorType.F32, 0, 1)
            .data(4),
        "gguf",
        "readable, and shown escaped everywhere");
    add(
        "attacks/markup-in-error.gguf",
        RawGguf.header(3, 1, 0).tensor("\u001b[2J<img src=x>", TensorType.F32, 0, 9).data(4),
        "malformed@96",
        "the message names the tensor, escaped");
  }

  private void safetensors() {
    String x = "\"x\":{\"dtype\":\"F16\",\"shape\":[2,3],\"data_offsets\":[0,12]}";
    add(
        "good.safetensors",
        st("{\"__metadata__\":{\"format\":\"pt\"}," + x + "}   ", 12),
        "safetensors",
        "with metadata and trailing spaces");
    add("empty.safetensors", st("{}", 0), "safetensors", "no tensors");
    add(
        "f4.safetensors",
        st("{\"x\":{\"dtype\":\"F4\",\"shape\":[4],\"data_offsets\":[0,2]}}", 2),
        "safetensors",
        "two elements a byte");
    add(
        "f4-odd.safetensors",
        st("{\"x\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,2]}}", 2),
        "malformed@9",
        "ends within a byte");
    add("trailing-bytes.safetensors", st("{" + x + "}", 13), "malformed@77", "a byte of no tensor");
    add("cut.safetensors", st("{" + x + "}", 11), "malformed@65", "a byte short");
    add(
        "gap.safetensors",
        st("{\"x\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", 2),
        "malformed@9",
        "ranges touch end to end");
    add(
        "size-mismatch.safetensors",
        st("{\"x\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,3]}}", 3),
        "malformed@9",
        "2 elements of F16 are 4 bytes");
    add("duplicate.safetensors", st("{" + x + "," + x + "}", 12), "malformed@65", "twice x");
    add(
        "unknown-dtype.safetensors",
        st("{\"x\":{\"dtype\":\"F3\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1),
        "malformed@22",
        "no such type");
    add("not-json.safetensors", st("{\"x\":", 4), "malformed@13", "ends early");
    add("after-json.safetensors", st("{} x", 0), "malformed@11", "only spaces may follow");
    add(
        "attacks/header-length-2-63.safetensors",
        new RawGguf().u64(-1).text("{\"x\":1}").toBytes(),
        "malformed@0",
        "longer than any file");
    add(
        "attacks/header-past-end.safetensors",
        new RawGguf().u64(99_999_999).text("{\"x\":1}").toBytes(),
        "malformed@0",
        "8 bytes follow");
    add(
        "attacks/shape-overflow.safetensors",
        st(
            "{\"x\":{\"dtype\":\"F64\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}",
            0),
        "malformed@9",
        "2^64 elements are 0 to whoever does not check");
    add(
        "attacks/number-2-64.safetensors",
        st("{\"x\":{\"dtype\":\"U8\",\"shape\":[18446744073709551616],\"data_offsets\":[0,0]}}", 0),
        "malformed@36",
        "fits no integer");
    add(
        "attacks/deep.safetensors",
        st("{\"x\":" + "[".repeat(2000), 0),
        "malformed@13",
        "a tensor is an object");
  }

  private static byte[] st(String header, int data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  /// One line a file: name, outcome, why, parted by tabs.
  static String index() {
    StringBuilder index = new StringBuilder("# file\toutcome\twhy\n");
    for (Vector v : all()) {
      index.append(v.name()).append('\t').append(v.outcome()).append('\t').append(v.why());
      index.append('\n');
    }
    return index.toString();
  }

  /// Writes all files into a folder.
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    for (Vector vector : all()) {
      Path file = folder.resolve(vector.name());
      Files.createDirectories(file.resolveSibling("."));
      Files.write(file, vector.bytes());
    }
    Files.writeString(folder.resolve("index.tsv"), index());
  }
}
