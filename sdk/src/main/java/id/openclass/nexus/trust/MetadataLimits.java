package id.openclass.nexus.trust;

/// What metadata of anyone may cost: `docs/trust.md` section 5.
final class MetadataLimits {
  static final int ROOT_BYTES = 512 << 10;
  static final int TIMESTAMP_BYTES = 16 << 10;
  static final int SNAPSHOT_BYTES = 2 << 20;
  static final int TARGETS_BYTES = 5 << 20;

  /// Where the length is signed.
  static final int SIGNED_LENGTH_BYTES = 16 << 20;

  static final int ROOTS = 256;
  static final int DELEGATIONS = 32;
  static final int ROLE_NAME_CHARACTERS = 200;
  static final int TARGET_PATH_CHARACTERS = 1024;

  /// Exact in every language's numbers.
  static final long VERSION = (1L << 53) - 1;

  private MetadataLimits() {}
}
