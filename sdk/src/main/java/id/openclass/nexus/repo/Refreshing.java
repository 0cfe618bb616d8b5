package id.openclass.nexus.repo;

import static id.openclass.nexus.trust.MetadataType.ROOT;
import static id.openclass.nexus.trust.MetadataType.SNAPSHOT;
import static id.openclass.nexus.trust.MetadataType.TARGETS;
import static id.openclass.nexus.trust.MetadataType.TIMESTAMP;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.keys.KeyRing;
import id.openclass.nexus.trust.Delegation;
import id.openclass.nexus.trust.RootMetadata;
import id.openclass.nexus.trust.SignedMetadata;
import id.openclass.nexus.trust.TrustedMetadata;
import id.openclass.nexus.trust.Validity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Signs anew what expires, and publishes the next root: `docs/repository.md` section 5.
final class Refreshing {
  /// A third of its lifetime: time enough to find whoever has the offline key.
  private static final Duration TARGETS_IN_TIME = Duration.ofDays(120);

  private final Commit commit;

  Refreshing(Commit commit) {
    this.commit = commit;
  }

  /// @param nextRoot a root file that follows the current one; null to change no key
  Refreshed run(byte @Nullable [] nextRoot) {
    Refreshed refreshed = commit.run(edit -> refresh(edit, nextRoot));
    if (nextRoot != null) {
      commit
          .store()
          .writeNew(RepositoryLayout.metadata(ROOT.toString(), refreshed.rootVersion()), nextRoot);
    }
    return refreshed;
  }

  private Refreshed refresh(RepositoryEdit edit, byte @Nullable [] nextRoot) {
    long rootVersion = edit.state().trusted().root().version();
    List<String> roles = new ArrayList<>();
    List<String> left = new ArrayList<>();
    if (nextRoot != null && !Arrays.equals(nextRoot, edit.state().root())) {
      RootMetadata next = following(edit.state().root(), nextRoot);
      edit.rotateTo(next);
      edit.renew(TARGETS.toString());
      roles.add(TARGETS.toString());
      rootVersion = next.version();
    } else if (targetsAreDue(edit)) {
      edit.renew(TARGETS.toString());
      roles.add(TARGETS.toString());
    }
    for (Delegation delegation : edit.state().targets().delegations()) {
      boolean possible = Signing.isPossible(commit.keys(), delegation.keys());
      if (possible) {
        edit.renew(delegation.role());
      }
      (possible ? roles : left).add(delegation.role());
    }
    edit.renewSnapshot();
    roles.add(SNAPSHOT.toString());
    roles.add(TIMESTAMP.toString());
    return new Refreshed(roles, left, rootVersion);
  }

  private boolean targetsAreDue(RepositoryEdit edit) {
    Validity validity = edit.state().targets().validity();
    Instant soon = commit.now().plus(TARGETS_IN_TIME);
    KeyRing keys = commit.keys();
    return validity.isExpired(soon)
        && Signing.isPossible(keys, edit.state().trusted().root().keysOf(TARGETS));
  }

  private RootMetadata following(byte[] current, byte[] next) {
    String where = "the root that is to be published";
    SignedMetadata<RootMetadata> parsed = SignedMetadata.parseRoot(next, where);
    TrustedMetadata trusted = TrustedMetadata.forSigning(current, commit.now());
    if (parsed.signed().version() <= trusted.root().version()) {
      throw NexusException.refused(
          "root "
              + parsed.signed().version()
              + " is not the next one: root "
              + trusted.root().version()
              + " is published",
          commit.store().name(),
          "make the next one from that: nexus keys rotate ROOT");
    }
    trusted.updateRoot(next, where);
    return trusted.root();
  }
}
