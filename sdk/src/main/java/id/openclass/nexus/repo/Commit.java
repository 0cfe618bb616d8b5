package id.openclass.nexus.repo;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.keys.KeyRing;
import id.openclass.nexus.store.ObjectVersion;
import id.openclass.nexus.store.Store;
import id.openclass.nexus.trust.JsonFields;
import id.openclass.nexus.trust.Lifetime;
import id.openclass.nexus.trust.MetaFile;
import id.openclass.nexus.trust.MetadataType;
import id.openclass.nexus.trust.RoleMetadata;
import id.openclass.nexus.trust.SignedMetadata;
import id.openclass.nexus.trust.SigningKey;
import id.openclass.nexus.trust.SnapshotMetadata;
import id.openclass.nexus.trust.TargetsMetadata;
import id.openclass.nexus.trust.TimestampMetadata;
import id.openclass.nexus.trust.Validity;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Makes a change of a repository as one step for whoever reads it: `docs/repository.md` section 5.
///
/// @param store where the repository is
/// @param keys who signs
/// @param clock the time
/// @param progress hears of large objects
/// @param singlePublisher whether the user promises that nobody else publishes
record Commit(
    Store.Writable store, KeyRing keys, Clock clock, Progress progress, boolean singlePublisher) {
  private static final int ATTEMPTS = 16;
  private static final int MOST_ORPHANS = 10_000;

  Instant now() {
    return clock.instant();
  }

  RepositoryState state() {
    byte[] root = RepositoryState.firstRoot(store);
    return RepositoryState.forSigning(store, MemoryMetadata.startingFrom(root), now());
  }

  /// Changes a repository. When another publisher comes between, the change is made anew from the
  /// state that the other left.
  ///
  /// @param <R> what the change tells
  /// @param change makes the edit; an edit that is empty writes nothing
  /// @return what the last run of the change told
  /// @throws NexusException.Refused when keys are too few, or others publish all the time
  <R> R run(Function<RepositoryEdit, R> change) {
    NexusException.Refused inTheWay = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      RepositoryEdit edit = new RepositoryEdit(state(), now());
      R told = change.apply(edit);
      if (edit.isEmpty()) {
        edit.objects().forEach(this::write);
        return told;
      }
      Signing signing = new Signing(keys, edit);
      requireUnexpired(edit);
      signing.requireAll();
      requireConditions();
      try {
        if (write(edit, signing)) {
          return told;
        }
      } catch (NexusException.Refused e) {
        // A number that was free is taken, or a file is being written: somebody publishes.
        inTheWay = e;
      }
    }
    throw inTheWay != null ? inTheWay : crowded();
  }

  private NexusException crowded() {
    return NexusException.refused(
        "others publish to this repository all the time: gave up after " + ATTEMPTS + " tries",
        store.name(),
        "run the same command again");
  }

  /// Signs the timestamp anew over the same snapshot: who publishes meanwhile has to start again.
  void restamp() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      RepositoryEdit edit = new RepositoryEdit(state(), now());
      MetaFile snapshot = edit.state().trusted().timestamp().snapshot();
      if (replaceTimestamp(edit, new Signing(keys, edit), snapshot).isPresent()) {
        return;
      }
    }
    throw crowded();
  }

  /// @return false when another publisher was faster
  private boolean write(RepositoryEdit edit, Signing signing) {
    edit.objects().forEach(this::write);
    SignedMetadata<SnapshotMetadata> snapshot = writeRoles(edit, signing);
    boolean done = replaceTimestamp(edit, signing, MetaFile.of(snapshot)).isPresent();
    if (done) {
      // What had been an orphan may have been removed meanwhile.
      edit.objects().stream().filter(object -> !store.exists(object.key())).forEach(this::write);
    }
    return done;
  }

  /// Online roles are signed anew at once; the offline ones take a person.
  private void requireUnexpired(RepositoryEdit edit) {
    requireUnexpired(
        edit.state().trusted().root().validity(),
        "root",
        "make the next root, then publish it: nexus keys rotate ROOT && nexus repo refresh --root"
            + " NEXT_ROOT");
    if (!edit.changedRoles().contains(MetadataType.TARGETS.toString())) {
      requireUnexpired(
          edit.state().targets().validity(),
          "targets",
          "sign it anew with its key: nexus repo refresh --signing-key TARGETS_KEY");
    }
  }

  private void requireUnexpired(Validity validity, String role, String hint) {
    if (validity.isExpired(now())) {
      throw NexusException.untrusted(
          NexusException.Untrusted.Reason.EXPIRED,
          role
              + " metadata expired at "
              + JsonFields.text(validity.expires())
              + "; it is "
              + JsonFields.text(now().truncatedTo(ChronoUnit.SECONDS)),
          store.name(),
          hint);
    }
  }

  void requireConditions() {
    if (!singlePublisher && !store.honoursConditions()) {
      throw NexusException.refused(
          "this store does not honour conditional writes: two publishers at once could lose one"
              + " another's work",
          store.name(),
          "if nobody else publishes here, say so: --single-publisher");
    }
  }

  private void write(NewObject object) {
    try (var task =
        progress.begin("publishing " + object.key().name(), object.content().length())) {
      store.writeNew(object.key(), object.content(), object.sha256(), task);
    }
  }

  private SignedMetadata<SnapshotMetadata> writeRoles(RepositoryEdit edit, Signing signing) {
    SnapshotMetadata snapshot = edit.state().trusted().snapshot();
    for (String role : edit.changedRoles()) {
      long number = freeNumber(role, snapshot.file(role).map(MetaFile::version).orElse(0L));
      TargetsMetadata next = edit.changed(role).reissued(number, lifetime(role).from(now()));
      snapshot = snapshot.with(role, MetaFile.of(writeNew(role, next, signing.signersOf(role))));
    }
    String role = MetadataType.SNAPSHOT.toString();
    SnapshotMetadata next =
        snapshot.reissued(freeNumber(role, snapshot.version()), Lifetime.ONLINE.from(now()));
    return writeNew(role, next, signing.signersOf(MetadataType.SNAPSHOT));
  }

  private static Lifetime lifetime(String role) {
    return role.equals(MetadataType.TARGETS.toString()) ? Lifetime.TARGETS : Lifetime.ONLINE;
  }

  /// The next number that no object has: orphans of torn publishing are left alone.
  long freeNumber(String role, long current) {
    for (long number = current + 1; number <= current + MOST_ORPHANS; number++) {
      if (!store.exists(RepositoryLayout.metadata(role, number))) {
        return number;
      }
    }
    throw NexusException.refused(
        "more than " + MOST_ORPHANS + " files of " + role + " that nothing names",
        store.name(),
        "remove them: nexus repo gc");
  }

  /// Signs and writes metadata under its number.
  ///
  /// @throws NexusException.Refused when another publisher took the number
  <T extends RoleMetadata> SignedMetadata<T> writeNew(
      String role, T metadata, List<SigningKey> signers) {
    SignedMetadata<T> signed = SignedMetadata.sign(metadata, signers);
    store.writeNew(RepositoryLayout.metadata(role, metadata.version()), signed.bytes());
    return signed;
  }

  private Optional<ObjectVersion> replaceTimestamp(
      RepositoryEdit edit, Signing signing, MetaFile snapshot) {
    TimestampMetadata current = edit.state().trusted().timestamp();
    TimestampMetadata next =
        current
            .withSnapshot(snapshot)
            .reissued(current.version() + 1, Lifetime.TIMESTAMP.from(now()));
    byte[] bytes = SignedMetadata.sign(next, signing.signersOf(MetadataType.TIMESTAMP)).bytes();
    ObjectVersion expected = singlePublisher ? ObjectVersion.ANY : edit.state().timestampVersion();
    return store.replace(RepositoryLayout.TIMESTAMP, bytes, expected);
  }
}
