package id.openclass.nexus.trust;

import java.util.Map;

/// Which snapshot is current: TUF section 4.6.
public final class TimestampMetadata extends RoleMetadata {
  private static final String SNAPSHOT = "snapshot.json";

  private final MetaFile snapshot;

  TimestampMetadata(JsonFields json) {
    super(MetadataType.TIMESTAMP, json);
    snapshot = MetaFile.parse(json.object("meta").object(SNAPSHOT));
  }

  /// A first timestamp.
  ///
  /// @param snapshot the current snapshot
  /// @param validity its dates
  /// @return version 1, to be signed
  public static TimestampMetadata of(MetaFile snapshot, Validity validity) {
    var json = header(MetadataType.TIMESTAMP, validity);
    json.put("meta", Map.of(SNAPSHOT, snapshot.toJson()));
    return new TimestampMetadata(made(MetadataType.TIMESTAMP, json));
  }

  /// Names another snapshot.
  ///
  /// @param file the current snapshot
  /// @return a changed copy
  public TimestampMetadata withSnapshot(MetaFile file) {
    return new TimestampMetadata(
        made(MetadataType.TIMESTAMP, with("meta", Map.of(SNAPSHOT, file.toJson()))));
  }

  @Override
  public TimestampMetadata reissued(long number, Validity dates) {
    return new TimestampMetadata(made(MetadataType.TIMESTAMP, reissuedJson(number, dates)));
  }

  /// The current snapshot.
  ///
  /// @return what is said of it
  public MetaFile snapshot() {
    return snapshot;
  }
}
