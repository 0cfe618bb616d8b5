package id.openclass.nexus.delta;

import id.openclass.nexus.core.ByteSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/// Puts BSDIFF40 patches together number by number, also ones that no writer would make.
final class RawBsdiff {
  private final ByteArrayOutputStream control = new ByteArrayOutputStream();
  private byte[] differences = {};
  private byte[] fresh = {};
  String magic = "BSDIFF40";
  long controlSaid = -1;
  long differencesSaid = -1;
  long resultSaid;

  RawBsdiff(long resultBytes) {
    resultSaid = resultBytes;
  }

  RawBsdiff triple(long add, long take, long seek) {
    for (long number : new long[] {add, take, seek}) {
      control.writeBytes(number(number));
    }
    return this;
  }

  /// Triples as bytes, whatever they are.
  RawBsdiff control(byte... bytes) {
    control.writeBytes(bytes);
    return this;
  }

  byte[] control() {
    return control.toByteArray();
  }

  RawBsdiff differences(byte... bytes) {
    differences = bytes;
    return this;
  }

  RawBsdiff fresh(byte... bytes) {
    fresh = bytes;
    return this;
  }

  /// 63 bits and a sign.
  private static byte[] number(long value) {
    long bits = value < 0 ? -value | Long.MIN_VALUE : value;
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(bits).array();
  }

  private static byte[] zip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (BZip2CompressorOutputStream zip = new BZip2CompressorOutputStream(out, 1)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  byte[] toBytes() {
    byte[] first = zip(control.toByteArray());
    byte[] second = zip(differences);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(magic.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(number(controlSaid < 0 ? first.length : controlSaid));
    out.writeBytes(number(differencesSaid < 0 ? second.length : differencesSaid));
    out.writeBytes(number(resultSaid));
    out.writeBytes(first);
    out.writeBytes(second);
    out.writeBytes(zip(fresh));
    return out.toByteArray();
  }

  /// Bytes in memory.
  record InMemory(byte[] bytes) implements ByteSource {
    @Override
    public String name() {
      return "memory";
    }

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      into.put(bytes, Math.toIntExact(offset), into.remaining());
    }

    @Override
    public void close() {}
  }
}
