package id.openclass.nexus.repo;

import static id.openclass.nexus.trust.MetadataType.ROOT;
import static id.openclass.nexus.trust.MetadataType.SNAPSHOT;
import static id.openclass.nexus.trust.MetadataType.TARGETS;
import static id.openclass.nexus.trust.MetadataType.TIMESTAMP;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.ObjectVersion;
import id.openclass.nexus.store.Store;
import id.openclass.nexus.trust.Lifetime;
import id.openclass.nexus.trust.MetaFile;
import id.openclass.nexus.trust.RootMetadata;
import id.openclass.nexus.trust.SignedMetadata;
import id.openclass.nexus.trust.SigningKey;
import id.openclass.nexus.trust.SnapshotMetadata;
import id.openclass.nexus.trust.TargetsMetadata;
import id.openclass.nexus.trust.TimestampMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The first state of a repository. A torn one is finished by the same call: its root is adopted.
final class Initialisation {
  private static final int ROOT_BYTES = 512 << 10;

  private final Commit commit;
  private final Store.Writable store;

  Initialisation(Commit commit) {
    this.commit = commit;
    this.store = commit.store();
  }

  Outcome run(FirstKeys keys) {
    if (store.exists(RepositoryLayout.TIMESTAMP)) {
      commit.state();
      return Outcome.ALREADY_THERE;
    }
    PrivateKeys.refuseIn(store, store.list(""));
    commit.requireConditions();
    List<SigningKey> rootSigners = Signing.required(commit.keys(), keys.root(), "root");
    List<SigningKey> targetsSigners = Signing.required(commit.keys(), keys.targets(), "targets");
    List<SigningKey> online = Signing.required(commit.keys(), keys.online(), "snapshot");
    root(keys, rootSigners);

    String top = TARGETS.toString();
    TargetsMetadata empty = TargetsMetadata.empty(Lifetime.TARGETS.from(commit.now()));
    SignedMetadata<TargetsMetadata> targets =
        commit.writeNew(
            top, empty.reissued(commit.freeNumber(top, 0), empty.validity()), targetsSigners);
    String role = SNAPSHOT.toString();
    SnapshotMetadata first =
        SnapshotMetadata.of(Map.of(top, MetaFile.of(targets)), Lifetime.ONLINE.from(commit.now()));
    SignedMetadata<SnapshotMetadata> snapshot =
        commit.writeNew(role, first.reissued(commit.freeNumber(role, 0), first.validity()), online);
    TimestampMetadata timestamp =
        TimestampMetadata.of(MetaFile.of(snapshot), Lifetime.TIMESTAMP.from(commit.now()));
    byte[] bytes = SignedMetadata.sign(timestamp, online).bytes();
    return store.replace(RepositoryLayout.TIMESTAMP, bytes, ObjectVersion.NONE).isPresent()
        ? Outcome.WRITTEN
        : Outcome.ALREADY_THERE;
  }

  private void root(FirstKeys keys, List<SigningKey> signers) {
    ObjectKey key = RepositoryLayout.metadata(ROOT.toString(), 1);
    Optional<byte[]> there = store.readSmall(key, ROOT_BYTES);
    if (there.isPresent()) {
      requireSame(SignedMetadata.parseRoot(there.get(), store.address(key)).signed(), keys);
      return;
    }
    RootMetadata root =
        RootMetadata.of(
            Map.of(
                ROOT, keys.root(),
                TARGETS, keys.targets(),
                SNAPSHOT, keys.online(),
                TIMESTAMP, keys.online()),
            Lifetime.ROOT.from(commit.now()));
    store.writeNew(key, SignedMetadata.sign(root, signers).bytes());
  }

  /// The root of a run that was torn, or somebody else's.
  private void requireSame(RootMetadata root, FirstKeys keys) {
    boolean same =
        root.keysOf(ROOT).ids().equals(keys.root().ids())
            && root.keysOf(TARGETS).ids().equals(keys.targets().ids())
            && root.keysOf(SNAPSHOT).ids().equals(keys.online().ids())
            && root.keysOf(TIMESTAMP).ids().equals(keys.online().ids());
    if (!same) {
      throw NexusException.refused(
          "there is a root of other keys, and no repository",
          store.address(RepositoryLayout.metadata(ROOT.toString(), 1)),
          "a run that was stopped left it; name its keys, or use another place");
    }
  }
}
