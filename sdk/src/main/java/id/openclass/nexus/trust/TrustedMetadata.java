package id.openclass.nexus.trust;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.NexusException.Untrusted.Reason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a client trusts, and every rule by which it comes to trust more: TUF section 5, in its
/// order, with its step numbers; `docs/trust.md` section 5. Bytes go in; a refusal is an exception
/// and changes nothing. [ClientWorkflow] says which bytes to fetch and where to keep them.
///
/// The methods are called in the order in which they stand. One update, one object, one thread.
public final class TrustedMetadata {
  private final Instant clock;
  private final boolean expiryMatters;
  private @Nullable Instant fixedTime;
  private SignedMetadata<RootMetadata> root;
  private @Nullable SignedMetadata<TimestampMetadata> timestamp;
  private @Nullable SignedMetadata<SnapshotMetadata> snapshot;
  private boolean timestampIsCurrent;
  private boolean snapshotIsCurrent;
  private final Map<String, SignedMetadata<TargetsMetadata>> targets = new HashMap<>();

  private TrustedMetadata(Instant clock, boolean expiryMatters, SignedMetadata<RootMetadata> root) {
    this.clock = clock;
    this.expiryMatters = expiryMatters;
    this.root = root;
  }

  /// Metadata to be fetched.
  ///
  /// @param name which file
  /// @param mostBytes how much of it may be read
  public record Wanted(MetadataName name, int mostBytes) {}

  /// TUF 5.1 and 5.2: starts from a root that is trusted already, expired or not.
  ///
  /// @param bytes the client's root file
  /// @param clock what the clock says
  /// @return the beginning of an update
  /// @throws NexusException when the file is no root that its own keys have signed
  public static TrustedMetadata startingFrom(byte[] bytes, Instant clock) {
    return new TrustedMetadata(clock, true, trustedRoot(bytes));
  }

  /// The same for whoever signs a repository's metadata anew: what is expired is taken, too, since
  /// it is what has to be signed. Never for a client.
  ///
  /// @param bytes the publisher's root file
  /// @param clock what the clock says
  /// @return the beginning of an update
  /// @throws NexusException when the file is no root that its own keys have signed
  public static TrustedMetadata forSigning(byte[] bytes, Instant clock) {
    return new TrustedMetadata(clock, false, trustedRoot(bytes));
  }

  private static SignedMetadata<RootMetadata> trustedRoot(byte[] bytes) {
    SignedMetadata<RootMetadata> root =
        SignedMetadata.parseRoot(bytes, MetadataName.fileName(MetadataType.ROOT.toString()));
    root.signed().keysOf(MetadataType.ROOT).requireSigned(root, "it itself");
    return root;
  }

  // 5.3 Update the root role

  /// TUF 5.3.2 and 5.3.3: what to look for next. When there is none, the root is the last one.
  ///
  /// @return `N+1.root.json`
  public Wanted wantedRoot() {
    return new Wanted(
        new MetadataName(MetadataType.ROOT.toString(), root.signed().version() + 1),
        MetadataLimits.ROOT_BYTES);
  }

  /// TUF 5.3.4 to 5.3.7: takes the next root.
  ///
  /// @param bytes what was fetched
  /// @param where what errors call it
  /// @return whether the stored timestamp and snapshot are to be removed (5.3.11)
  /// @throws NexusException.Untrusted when the old or the new root's keys did not sign it, or it is
  ///   not the next one
  public boolean updateRoot(byte[] bytes, String where) {
    require(fixedTime == null);
    SignedMetadata<RootMetadata> next = SignedMetadata.parseRoot(bytes, where);
    // 5.3.4 Arbitrary software: the keys of version N, and those of version N+1.
    root.signed().keysOf(MetadataType.ROOT).requireSigned(next, label(root));
    next.signed().keysOf(MetadataType.ROOT).requireSigned(next, "it itself");
    // 5.3.5 Rollback: exactly N+1.
    long expected = root.signed().version() + 1;
    if (next.signed().version() != expected) {
      throw NexusException.untrusted(
          Reason.ROLLBACK,
          "this is version " + next.signed().version() + ", not " + expected,
          where,
          null);
    }
    // 5.3.6 Its expiration does not matter yet.
    boolean rotates = changes(next, MetadataType.TIMESTAMP) || changes(next, MetadataType.SNAPSHOT);
    // 5.3.7
    root = next;
    return rotates;
  }

  private boolean changes(SignedMetadata<RootMetadata> next, MetadataType type) {
    return next.signed().keysOf(type).differsFrom(root.signed().keysOf(type));
  }

  /// TUF 5.3.10: there is no later root. Stored metadata that the root's keys still vouch for
  /// becomes the floor of rollback checks, expired or not, and its dates that of the clock.
  ///
  /// @param storedTimestamp the stored file, or null
  /// @param storedSnapshot the stored file, or null
  /// @throws NexusException.Untrusted when the root is expired
  public void finishRoot(byte @Nullable [] storedTimestamp, byte @Nullable [] storedSnapshot) {
    require(fixedTime == null);
    timestamp = stored(MetadataType.TIMESTAMP, storedTimestamp, SignedMetadata::parseTimestamp);
    snapshot = stored(MetadataType.SNAPSHOT, storedSnapshot, SignedMetadata::parseSnapshot);
    // 5.1 The time, once for the whole update.
    fixedTime = later(later(later(clock, root), timestamp), snapshot);
    // 5.3.10 Freeze.
    requireUnexpired(root);
    // 5.3.12 Consistent snapshots: asked of the root where names are made.
  }

  private <T extends RoleMetadata> @Nullable SignedMetadata<T> stored(
      MetadataType type, byte @Nullable [] bytes, Reading<T> reading) {
    if (bytes == null) {
      return null;
    }
    try {
      SignedMetadata<T> read = reading.read(bytes, MetadataName.fileName(type.toString()));
      return root.signed().keysOf(type).haveSigned(read) ? read : null;
    } catch (NexusException.Malformed e) {
      // A damaged file is as good as none: the next one is fetched and stored over it.
      return null;
    }
  }

  @FunctionalInterface
  private interface Reading<T extends RoleMetadata> {
    SignedMetadata<T> read(byte[] bytes, String where);
  }

  private static Instant later(Instant time, @Nullable SignedMetadata<?> metadata) {
    Instant signed = metadata == null ? null : metadata.signed().validity().signed();
    return signed != null && signed.isAfter(time) ? signed : time;
  }

  // 5.4 Update the timestamp role

  /// TUF 5.4.1: what to fetch.
  ///
  /// @return `timestamp.json`
  public Wanted wantedTimestamp() {
    return new Wanted(
        new MetadataName(MetadataType.TIMESTAMP.toString(), 0), MetadataLimits.TIMESTAMP_BYTES);
  }

  /// TUF 5.4.2 to 5.4.4: takes the timestamp.
  ///
  /// @param bytes what was fetched
  /// @param where what errors call it
  /// @return whether it is news, to be stored; if not, the stored one counts on
  /// @throws NexusException.Untrusted when it is not signed, older than the stored one, or expired
  public boolean updateTimestamp(byte[] bytes, String where) {
    require(fixedTime != null && !timestampIsCurrent);
    SignedMetadata<TimestampMetadata> read = SignedMetadata.parseTimestamp(bytes, where);
    // 5.4.2 Arbitrary software.
    root.signed().keysOf(MetadataType.TIMESTAMP).requireSigned(read, label(root));
    boolean isNews = true;
    if (timestamp != null) {
      // 5.4.3.1 Rollback of the timestamp; the same version is normal, and no news.
      requireNotBelow(read.signed().version(), timestamp.signed().version(), "version", where);
      isNews = read.signed().version() != timestamp.signed().version();
    }
    if (timestamp != null && isNews) {
      // 5.4.3.2 Rollback of the snapshot in it.
      requireNotBelow(
          read.signed().snapshot().version(),
          timestamp.signed().snapshot().version(),
          "snapshot version",
          where);
    }
    SignedMetadata<TimestampMetadata> current = isNews || timestamp == null ? read : timestamp;
    // 5.4.4 Freeze.
    requireUnexpired(current);
    timestamp = current;
    timestampIsCurrent = true;
    return isNews;
  }

  // 5.5 Update the snapshot role

  /// TUF 5.5.1: what to fetch, when the stored snapshot is not the one that the timestamp names.
  ///
  /// @return `N.snapshot.json`; empty when the stored one is right
  public Optional<Wanted> wantedSnapshot() {
    require(timestampIsCurrent && !snapshotIsCurrent);
    MetaFile file = current(timestamp).signed().snapshot();
    if (snapshot != null && isAsNamed(snapshot, file)) {
      snapshotIsCurrent = true;
      return Optional.empty();
    }
    return Optional.of(
        wanted(MetadataType.SNAPSHOT.toString(), file, MetadataLimits.SNAPSHOT_BYTES));
  }

  private boolean isAsNamed(SignedMetadata<SnapshotMetadata> stored, MetaFile file) {
    try {
      file.check(stored.bytes(), stored.where());
    } catch (NexusException.Untrusted e) {
      return false;
    }
    return stored.signed().version() == file.version()
        && !stored.signed().validity().isExpired(now());
  }

  private Wanted wanted(String role, MetaFile file, int usual) {
    boolean consistent = root.signed().consistentSnapshot();
    return new Wanted(
        new MetadataName(role, consistent ? file.version() : 0), file.mostBytes(usual));
  }

  /// TUF 5.5.2 to 5.5.6: takes the snapshot.
  ///
  /// @param bytes what was fetched, to be stored when it is taken
  /// @param where what errors call it
  /// @throws NexusException.Untrusted when it is not the one that the timestamp names, not signed,
  ///   takes a targets role back or away, or is expired
  public void updateSnapshot(byte[] bytes, String where) {
    require(timestampIsCurrent && !snapshotIsCurrent);
    MetaFile file = current(timestamp).signed().snapshot();
    // 5.5.2 Mix and match: hash and length.
    file.check(bytes, where);
    SignedMetadata<SnapshotMetadata> read = SignedMetadata.parseSnapshot(bytes, where);
    // 5.5.3 Arbitrary software.
    root.signed().keysOf(MetadataType.SNAPSHOT).requireSigned(read, label(root));
    // 5.5.4 Mix and match: version.
    requireVersion(read, file);
    // 5.5.5 Rollback of targets roles.
    if (snapshot != null) {
      requireNothingLost(snapshot.signed(), read.signed(), where);
    }
    // 5.5.6 Freeze.
    requireUnexpired(read);
    snapshot = read;
    snapshotIsCurrent = true;
  }

  private static void requireNothingLost(
      SnapshotMetadata before, SnapshotMetadata after, String where) {
    before
        .files()
        .forEach((name, file) -> {
          MetaFile now = after.files().get(name);
          String role = Display.escape(name, 60);
          if (now == null) {
            throw NexusException.untrusted(
                Reason.ROLLBACK, role + " was part of the snapshot and is no more", where, null);
          }
          requireNotBelow(now.version(), file.version(), "version of " + role, where);
        });
  }

  // 5.6 Update the targets role, and the delegated ones

  /// TUF 5.6.1: what to fetch for a targets role.
  ///
  /// @param role `targets`, or a delegated role
  /// @return `N.ROLE.json`
  /// @throws NexusException.Untrusted when the snapshot does not know the role
  public Wanted wantedTargets(String role) {
    return wanted(role, namedInSnapshot(role), MetadataLimits.TARGETS_BYTES);
  }

  private MetaFile namedInSnapshot(String role) {
    require(snapshotIsCurrent);
    return current(snapshot)
        .signed()
        .file(role)
        .orElseThrow(() ->
            NexusException.untrusted(
                Reason.DELEGATION,
                "a role is trusted that is not part of the snapshot: " + Display.escape(role, 60),
                current(snapshot).where(),
                null));
  }

  /// What was taken for a role before, if the role that leads to it now vouches for it too: keys
  /// for a role are those of its delegator, so another way to it is another question.
  ///
  /// @param role `targets`, or a delegated role
  /// @param delegator the role that leads to it; null for `targets`
  /// @return the metadata; empty when it was not taken yet
  /// @throws NexusException.Untrusted when the delegator's keys did not sign it
  public Optional<TargetsMetadata> targets(String role, @Nullable String delegator) {
    SignedMetadata<TargetsMetadata> taken = targets.get(role);
    if (taken == null) {
      return Optional.empty();
    }
    keys(role, delegator).requireSigned(taken, delegatorLabel(delegator));
    return Optional.of(taken.signed());
  }

  /// TUF 5.6.2 to 5.6.5: takes a targets role.
  ///
  /// @param role `targets`, or a delegated role
  /// @param delegator the role that leads to it, taken before; null for `targets`
  /// @param bytes what was fetched or stored, to be stored when it is taken
  /// @param where what errors call it
  /// @return the metadata
  /// @throws NexusException.Untrusted when it is not the one that the snapshot names, not signed,
  ///   or expired
  public TargetsMetadata updateTargets(
      String role, @Nullable String delegator, byte[] bytes, String where) {
    MetaFile file = namedInSnapshot(role);
    // 5.6.2 Mix and match: hash and length.
    file.check(bytes, where);
    SignedMetadata<TargetsMetadata> read = SignedMetadata.parseTargets(bytes, where);
    // 5.6.3 Arbitrary software.
    keys(role, delegator).requireSigned(read, delegatorLabel(delegator));
    // 5.6.4 Mix and match: version.
    requireVersion(read, file);
    // 5.6.5 Freeze.
    requireUnexpired(read);
    targets.put(role, read);
    return read.signed();
  }

  private RoleKeys keys(String role, @Nullable String delegator) {
    if (delegator == null) {
      require(role.equals(MetadataType.TARGETS.toString()));
      return root.signed().keysOf(MetadataType.TARGETS);
    }
    return current(targets.get(delegator)).signed().delegation(role).orElseThrow().keys();
  }

  private String delegatorLabel(@Nullable String delegator) {
    return delegator == null ? label(root) : "role " + Display.escape(delegator, 60);
  }

  // What all steps share

  private static String label(SignedMetadata<RootMetadata> root) {
    return "root version " + root.signed().version();
  }

  private void requireUnexpired(SignedMetadata<?> metadata) {
    Validity validity = metadata.signed().validity();
    if (expiryMatters && validity.isExpired(now())) {
      throw NexusException.untrusted(
          Reason.EXPIRED,
          metadata.signed().type()
              + " metadata expired at "
              + JsonFields.text(validity.expires())
              + "; it is "
              + JsonFields.text(now().truncatedTo(ChronoUnit.SECONDS)),
          metadata.where(),
          "is this machine's clock right? Else the repository's publisher has to sign anew (nexus repo"
              + " refresh), or newer metadata is being withheld");
    }
  }

  private static void requireVersion(SignedMetadata<?> metadata, MetaFile file) {
    if (metadata.signed().version() != file.version()) {
      throw NexusException.untrusted(
          Reason.MISMATCH,
          "this is version " + metadata.signed().version() + "; signed is " + file.version(),
          metadata.where(),
          null);
    }
  }

  private static void requireNotBelow(long found, long floor, String what, String where) {
    if (found < floor) {
      throw NexusException.untrusted(
          Reason.ROLLBACK,
          "its " + what + " is " + found + "; " + floor + " was seen before",
          where,
          "an older state is being served; try another source");
    }
  }

  private static <T> T current(@Nullable T value) {
    return Objects.requireNonNull(value, "the steps of TUF section 5 come in their order");
  }

  private static void require(boolean inOrder) {
    if (!inOrder) {
      throw new IllegalStateException("the steps of TUF section 5 come in their order");
    }
  }

  /// The root that counts.
  ///
  /// @return the last one that was taken
  public RootMetadata root() {
    return root.signed();
  }

  /// The timestamp that counts.
  ///
  /// @return the metadata
  public TimestampMetadata timestamp() {
    return current(timestamp).signed();
  }

  /// The snapshot that counts.
  ///
  /// @return the metadata
  public SnapshotMetadata snapshot() {
    require(snapshotIsCurrent);
    return current(snapshot).signed();
  }

  /// The time of this update: the clock's, or a later one at which something was signed that is
  /// trusted.
  ///
  /// @return fixed by [#finishRoot]
  public Instant now() {
    return current(fixedTime);
  }

  /// Whether people should be told that the publisher has not signed for too long.
  ///
  /// @return true when the timestamp says so: `docs/trust.md` section 6
  public boolean isStale() {
    return current(timestamp).signed().validity().isStale(now());
  }

  /// As `TrustedMetadata[root 3, timestamp 272]`.
  @Override
  public String toString() {
    return "TrustedMetadata[root "
        + root.signed().version()
        + (timestamp == null ? "" : ", timestamp " + timestamp.signed().version())
        + "]";
  }
}
