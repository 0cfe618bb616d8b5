package id.openclass.nexus.aws;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.zip.CRC32C;

/// CRC-32C (RFC 3720, Castagnoli) as a digest of 4 bytes, the highest first, as S3 has it. It tells
/// accidents on the line, not substitutions.
final class Crc32cDigest extends MessageDigest {
  private final CRC32C crc = new CRC32C();

  Crc32cDigest() {
    super("CRC-32C");
  }

  @Override
  protected int engineGetDigestLength() {
    return Integer.BYTES;
  }

  @Override
  protected void engineUpdate(byte input) {
    crc.update(input);
  }

  @Override
  protected void engineUpdate(byte[] input, int offset, int length) {
    crc.update(input, offset, length);
  }

  @Override
  protected byte[] engineDigest() {
    byte[] value = ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
    engineReset();
    return value;
  }

  @Override
  protected void engineReset() {
    crc.reset();
  }
}
