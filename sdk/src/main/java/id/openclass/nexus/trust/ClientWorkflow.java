package id.openclass.nexus.trust;

import static id.openclass.nexus.trust.MetadataType.ROOT;
import static id.openclass.nexus.trust.MetadataType.SNAPSHOT;
import static id.openclass.nexus.trust.MetadataType.TARGETS;
import static id.openclass.nexus.trust.MetadataType.TIMESTAMP;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.NexusException.Untrusted.Reason;
import id.openclass.nexus.trust.TrustedMetadata.Wanted;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One update of a client: fetches, in TUF's order, what [TrustedMetadata] wants next, and keeps
/// what it takes (`docs/trust.md` section 5).
///
/// ```java
/// ClientWorkflow update = ClientWorkflow.of(repository, folder, now);
/// TargetFile release = update.target("tiny/1.0.0/release.json").orElseThrow();
/// ```
///
/// What fails leaves in the storage what was taken before it; another update starts from there. One
/// thread.
public final class ClientWorkflow {
  private final MetadataSource source;
  private final MetadataStorage storage;
  private final Function<byte[], TrustedMetadata> beginning;
  private @Nullable TrustedMetadata trusted;

  private ClientWorkflow(
      MetadataSource source, MetadataStorage storage, Function<byte[], TrustedMetadata> beginning) {
    this.source = source;
    this.storage = storage;
    this.beginning = beginning;
  }

  /// Prepares an update; nothing is read yet.
  ///
  /// @param source the repository
  /// @param storage the client's metadata, with a root that it trusts
  /// @param clock what the clock says
  /// @return the update
  public static ClientWorkflow of(MetadataSource source, MetadataStorage storage, Instant clock) {
    return new ClientWorkflow(source, storage, root -> TrustedMetadata.startingFrom(root, clock));
  }

  /// The same for whoever signs the repository's metadata anew: see [TrustedMetadata#forSigning].
  ///
  /// @param source the repository
  /// @param storage the publisher's metadata, with a root that is trusted
  /// @param clock what the clock says
  /// @return the update
  public static ClientWorkflow forSigning(
      MetadataSource source, MetadataStorage storage, Instant clock) {
    return new ClientWorkflow(source, storage, root -> TrustedMetadata.forSigning(root, clock));
  }

  /// TUF 5.1 to 5.6.6: brings the four top-level roles up to date. Repeating it does nothing.
  ///
  /// @return what is trusted now
  /// @throws NexusException.Untrusted when the repository serves what is not to be trusted
  /// @throws NexusException.NotFound when there is no root to start from, or the repository lacks a
  ///   file
  public TrustedMetadata refresh() {
    if (trusted == null) {
      byte[] root = storage.read(ROOT.toString()).orElseThrow(ClientWorkflow::noRoot);
      TrustedMetadata update = beginning.apply(root);
      updateRoot(update);
      updateTimestamp(update);
      updateSnapshot(update);
      loadTargets(update, TARGETS.toString(), null);
      trusted = update;
    }
    return trusted;
  }

  private static NexusException noRoot() {
    return NexusException.notFound(
        "there is no trusted root to start from", "root.json", "get one from the publisher");
  }

  private void updateRoot(TrustedMetadata update) {
    for (int count = 0; count < MetadataLimits.ROOTS; count++) {
      // 5.3.3 Until there is none, or too many.
      Wanted wanted = update.wantedRoot();
      Optional<byte[]> bytes = read(wanted);
      if (bytes.isEmpty()) {
        break;
      }
      boolean rotates = update.updateRoot(bytes.get(), source.where(wanted.name()));
      // 5.3.8
      storage.write(ROOT.toString(), bytes.get());
      if (rotates) {
        // 5.3.11, before 5.3.10 (docs/trust.md section 5): a kill or an expired root cannot lose
        // it.
        storage.remove(TIMESTAMP.toString());
        storage.remove(SNAPSHOT.toString());
      }
    }
    update.finishRoot(
        storage.read(TIMESTAMP.toString()).orElse(null),
        storage.read(SNAPSHOT.toString()).orElse(null));
  }

  private void updateTimestamp(TrustedMetadata update) {
    // 5.4.1
    Wanted wanted = update.wantedTimestamp();
    byte[] bytes = fetch(wanted);
    if (update.updateTimestamp(bytes, source.where(wanted.name()))) {
      // 5.4.5
      storage.write(TIMESTAMP.toString(), bytes);
    }
  }

  private void updateSnapshot(TrustedMetadata update) {
    // 5.5.1
    Optional<Wanted> wanted = update.wantedSnapshot();
    if (wanted.isPresent()) {
      byte[] bytes = fetch(wanted.get());
      update.updateSnapshot(bytes, source.where(wanted.get().name()));
      // 5.5.7
      storage.write(SNAPSHOT.toString(), bytes);
    }
  }

  private TargetsMetadata loadTargets(
      TrustedMetadata update, String role, @Nullable String delegator) {
    Wanted wanted = update.wantedTargets(role);
    Optional<TargetsMetadata> taken = update.targets(role, delegator);
    if (taken.isEmpty()) {
      taken = storedTargets(update, role, delegator);
    }
    if (taken.isPresent()) {
      return taken.get();
    }
    // 5.6.1
    byte[] bytes = fetch(wanted);
    TargetsMetadata targets =
        update.updateTargets(role, delegator, bytes, source.where(wanted.name()));
    // 5.6.6
    storage.write(role, bytes);
    return targets;
  }

  /// The stored file, by the same rules as one that was fetched.
  private Optional<TargetsMetadata> storedTargets(
      TrustedMetadata update, String role, @Nullable String delegator) {
    Optional<byte[]> stored = storage.read(role);
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          update.updateTargets(role, delegator, stored.get(), MetadataName.fileName(role)));
    } catch (NexusException.Untrusted | NexusException.Malformed e) {
      // It is of another version, or damaged: what the repository has now is fetched.
      return Optional.empty();
    }
  }

  /// TUF 5.6.7: finds a target, after a [#refresh].
  ///
  /// @param path its path relative to the targets
  /// @return what is signed of it; empty when no role that is trusted with the path has it
  /// @throws NexusException when a role that must be asked cannot be trusted or read
  public Optional<TargetFile> target(String path) {
    TrustedMetadata update = refresh();
    TargetSearch search = new TargetSearch(path);
    for (var visit = search.next(); visit.isPresent(); visit = search.next()) {
      TargetsMetadata role = loadTargets(update, visit.get().role(), visit.get().delegator());
      Optional<TargetFile> target = search.found(visit.get(), role);
      if (target.isPresent()) {
        return target;
      }
    }
    return Optional.empty();
  }

  /// A role that the top-level targets delegate to, with all its targets.
  ///
  /// @param role its name
  /// @return its metadata; empty when it is not delegated, or nothing of it is published yet
  /// @throws NexusException when it cannot be trusted or read
  public Optional<TargetsMetadata> delegated(String role) {
    TrustedMetadata update = refresh();
    String top = TARGETS.toString();
    boolean known =
        loadTargets(update, top, null).delegation(role).isPresent()
            && update.snapshot().file(role).isPresent();
    return known ? Optional.of(loadTargets(update, role, top)) : Optional.empty();
  }

  private byte[] fetch(Wanted wanted) {
    return read(wanted)
        .orElseThrow(() ->
            NexusException.notFound(
                "the repository lacks " + Display.escape(wanted.name().toString(), 80),
                Display.escape(source.where(wanted.name())),
                "it may be in the middle of being published: try again"));
  }

  private Optional<byte[]> read(Wanted wanted) {
    Optional<byte[]> bytes = source.read(wanted.name(), wanted.mostBytes());
    if (bytes.isPresent() && bytes.get().length > wanted.mostBytes()) {
      throw NexusException.untrusted(
          Reason.ENDLESS,
          "it is longer than the "
              + Display.grouped(wanted.mostBytes())
              + " bytes that it may have",
          source.where(wanted.name()),
          null);
    }
    return bytes;
  }

  /// As `ClientWorkflow[TrustedMetadata[root 3, timestamp 272]]`.
  @Override
  public String toString() {
    return "ClientWorkflow[" + (trusted == null ? "not refreshed" : trusted) + "]";
  }
}
