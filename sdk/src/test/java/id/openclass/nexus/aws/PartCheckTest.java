package id.openclass.nexus.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartCheckTest {
  @ParameterizedTest
  @CsvSource({
    "https://s3.example.org, CRC32C",
    "HTTPS://s3.example.org:9000, CRC32C",
    "http://localhost:9000, CRC32C",
    "http://127.0.0.1:9000, CRC32C",
    "http://127.1.2.3, CRC32C",
    "http://[::1]:9000, CRC32C",
    "http://s3.example.org, SIGNATURE",
    "http://localhost.example.org, SIGNATURE",
    "http://127.0.0.1.example.org, SIGNATURE",
    "http://[::2]:9000, SIGNATURE",
    "http://10.0.0.1:9000, SIGNATURE",
    "https://s3.ap-southeast-3.amazonaws.com, SHA256",
    "http://s3.ap-southeast-3.amazonaws.com, SHA256",
    "https://amazonaws.com.example.org, CRC32C",
    ", SHA256"
  })
  void aPayloadIsUnsignedOnlyWhereNobodyOnTheWayCanWriteToTheLine(URI endpoint, PartCheck check) {
    assertThat(S3Connection.partCheck(endpoint)).isEqualTo(check);
  }
}
