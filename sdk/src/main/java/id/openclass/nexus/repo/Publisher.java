package id.openclass.nexus.repo;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.delta.DeltaUpdate;
import id.openclass.nexus.keys.KeyRing;
import id.openclass.nexus.pack.PackageName;
import id.openclass.nexus.store.Meter;
import id.openclass.nexus.store.MeteredStore;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.Store;
import id.openclass.nexus.trust.Delegation;
import id.openclass.nexus.trust.MetadataType;
import id.openclass.nexus.trust.RoleKeys;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes a repository: `docs/repository.md`. Each method is one change, which readers see whole or
/// not at all, and which the same call finishes when it was torn.
///
/// ```java
/// var publisher = Publisher.of(FolderStore.at(Path.of("repository")), keys, clock);
/// publisher.delegate("tiny", null);
/// publisher.publish(PublishRequest.of(List.of(Path.of("packages/tiny-1.0.0.tar.gz"))));
/// publisher.promote(ReleaseName.parse("tiny@1.0.0"), "stable", 100, false);
/// ```
///
/// One thread. Its store is the caller's to close.
public final class Publisher {
  private final Commit commit;
  private final Meter meter;
  private final Pages pages;
  private final Caches caches;

  private Publisher(Commit commit, Meter meter, Pages pages, Caches caches) {
    this.commit = commit;
    this.meter = meter;
    this.pages = pages;
    this.caches = caches;
  }

  /// Over a store.
  ///
  /// @param store where the repository is, or shall be
  /// @param keys what can be signed with
  /// @param clock the time that dates are made from
  /// @return the publisher; nothing is read yet
  public static Publisher of(Store.Writable store, KeyRing keys, Clock clock) {
    Meter meter = new Meter();
    Commit commit =
        new Commit(MeteredStore.ofWritable(store, meter), keys, clock, Progress.NONE, false);
    return new Publisher(commit, meter, Pages.NONE, Caches.NONE);
  }

  /// With pages for people.
  ///
  /// @param made anew after each change
  /// @return a changed copy
  public Publisher withPages(Pages made) {
    return new Publisher(commit, meter, made, caches);
  }

  /// With caches before the store.
  ///
  /// @param before told what to forget after each change
  /// @return a changed copy
  public Publisher withCaches(Caches before) {
    return new Publisher(commit, meter, pages, before);
  }

  /// With a listener.
  ///
  /// @param listener hears of large objects
  /// @return a changed copy
  public Publisher withProgress(Progress listener) {
    return with(
        new Commit(
            commit.store(), commit.keys(), commit.clock(), listener, commit.singlePublisher()));
  }

  /// For stores that honour no conditions.
  ///
  /// @param alone whether the user promises that nobody else publishes there
  /// @return a changed copy
  public Publisher withSinglePublisher(boolean alone) {
    return with(
        new Commit(commit.store(), commit.keys(), commit.clock(), commit.progress(), alone));
  }

  private Publisher with(Commit other) {
    return new Publisher(other, meter, pages, caches);
  }

  /// Makes the repository.
  ///
  /// @param keys who shall sign it; of each role as many as must are at hand
  /// @return [Outcome#ALREADY_THERE] when there is one
  /// @throws NexusException.Refused when the store honours no conditions, or holds a private key
  public Outcome init(FirstKeys keys) {
    Outcome outcome = new Initialisation(commit).run(keys);
    new PageWriter(commit, pages).run();
    return outcome;
  }

  /// Whether there is a repository.
  ///
  /// @return true when its timestamp is there
  public boolean exists() {
    return commit.store().exists(RepositoryLayout.TIMESTAMP);
  }

  /// Whether a model may be published.
  ///
  /// @param name the model
  /// @return true when the repository delegates it
  public boolean isDelegated(String name) {
    return commit.state().targets().delegation(name).isPresent();
  }

  /// Whether a release is published.
  ///
  /// @param id the release
  /// @return true when the repository says something of it
  public boolean isPublished(ReleaseName id) {
    return commit.state().release(id).isPresent();
  }

  /// Looks whether a release could be published, so that it is not made in vain: the keys are at
  /// hand, its channel would not go back, and it was not revoked.
  ///
  /// @param id the release; its model is delegated
  /// @param channel that shall lead to it, or null
  /// @param allowDowngrade whether the channel may go to a lower version
  /// @throws NexusException.Refused when it could not
  public void requirePossible(ReleaseName id, @Nullable String channel, boolean allowDowngrade) {
    RepositoryEdit edit = new RepositoryEdit(commit.state(), commit.clock().instant());
    new Signing(commit.keys(), edit).requireFor(id.name());
    if (edit.release(id).isEmpty()) {
      new ChannelChange(edit).requireNotRevoked(id);
    }
    if (channel != null) {
      new ChannelChange(edit).requireOrder(id, channel, allowDowngrade);
    }
  }

  /// Lets keys speak for a model. Needs the targets key.
  ///
  /// @param name the model
  /// @param keys its release keys; null for those that sign the timestamp
  /// @return what was done
  /// @throws NexusException.InvalidValue when the name is not allowed
  public Published delegate(String name, @Nullable RoleKeys keys) {
    PackageName.require(name);
    return change(edit -> {
      RoleKeys online = edit.state().trusted().root().keysOf(MetadataType.SNAPSHOT);
      Delegation delegation =
          Delegation.of(
              name, keys == null ? online : keys, List.of(RepositoryLayout.pattern(name)));
      Optional<Delegation> there = edit.top().delegation(name);
      boolean same = there.isPresent() && (keys == null || there.get().equals(delegation));
      if (!same) {
        edit.putTop(edit.top().withDelegation(delegation));
        boolean exists = edit.state().trusted().snapshot().file(name).isPresent();
        if (exists || Signing.isPossible(commit.keys(), delegation.keys())) {
          edit.renew(name);
        }
      }
      return Told.NOTHING;
    });
  }

  /// What a change tells, beside the bill.
  private record Told(List<Release> releases, List<ReleaseChannel> channels, List<String> notes) {
    static final Told NOTHING = new Told(List.of(), List.of(), List.of());

    static Told of(List<ReleaseChannel> channels) {
      return new Told(List.of(), channels, List.of());
    }
  }

  /// Publishes packages and updates: all of them, or none.
  ///
  /// @param request which, and for which channel
  /// @return what was done
  /// @throws NexusException when one does not verify, or a rule of section 7 forbids it
  public Published publish(PublishRequest request) {
    List<NewRelease> releases = new ArrayList<>();
    List<NewUpdate> updates = new ArrayList<>();
    for (Path path : request.paths()) {
      if (DeltaUpdate.isUpdate(path)) {
        updates.add(NewUpdate.of(path, commit.progress()));
      } else {
        releases.add(
            NewRelease.of(
                path, request.publicKey(), commit.keys(), commit.now(), commit.progress()));
      }
    }
    return change(edit -> publish(edit, request, releases, updates));
  }

  private Told publish(
      RepositoryEdit edit,
      PublishRequest request,
      List<NewRelease> releases,
      List<NewUpdate> updates) {
    PrivateKeys.refuseIn(commit.store(), commit.store().list(""));
    List<String> notes = new ArrayList<>();
    for (NewRelease release : releases) {
      requireDelegated(edit, release.release().name());
      if (!release.addTo(edit)) {
        notes.add(release.release().id() + " was published already, with the same content");
      }
    }
    for (NewUpdate update : updates) {
      if (!update.addTo(edit)) {
        notes.add(
            "an update like "
                + Display.escape(update.file().fileName(), 80)
                + " was published already");
      }
    }
    List<ReleaseChannel> channels = new ArrayList<>();
    String channel = request.channel();
    if (channel != null) {
      for (ReleaseName newest : newest(releases)) {
        channels.add(
            new ChannelChange(edit)
                .promote(newest, channel, request.percent(), request.allowDowngrade()));
      }
    }
    List<Release> published =
        releases.stream().map(r -> edit.release(r.release().id()).orElseThrow()).toList();
    return new Told(published, channels, notes);
  }

  /// The highest version of each model: that is what a channel shall lead to.
  private static Collection<ReleaseName> newest(List<NewRelease> releases) {
    Map<String, ReleaseName> newest = new TreeMap<>();
    for (NewRelease release : releases) {
      newest.merge(
          release.release().name(),
          release.release().id(),
          BinaryOperator.maxBy(Comparator.comparing(ReleaseName::semantic)));
    }
    return newest.values();
  }

  private static void requireDelegated(RepositoryEdit edit, String name) {
    if (edit.top().delegation(name).isEmpty()) {
      throw NexusException.refused(
          "no key may publish " + name + " here yet",
          edit.state().store().name(),
          "let your release key: nexus repo delegate " + name + edit.state().option());
    }
  }

  /// Leads a channel to a release.
  ///
  /// @param id the release
  /// @param channel the channel, made where needed
  /// @param percent how many of a hundred sites take it
  /// @param allowDowngrade whether it may be lower than what the channel has
  /// @return what was done
  /// @throws NexusException.Refused when it is lower, or revoked
  public Published promote(ReleaseName id, String channel, int percent, boolean allowDowngrade) {
    return change(edit ->
        Told.of(List.of(new ChannelChange(edit).promote(id, channel, percent, allowDowngrade))));
  }

  /// Stops a channel: no site moves.
  ///
  /// @param name the model
  /// @param channel the channel
  /// @return what was done
  public Published halt(String name, String channel) {
    return change(edit -> Told.of(List.of(new ChannelChange(edit).halt(name, channel, true))));
  }

  /// Lets a stopped channel go on.
  ///
  /// @param name the model
  /// @param channel the channel
  /// @return what was done
  public Published resume(String name, String channel) {
    return change(edit -> Told.of(List.of(new ChannelChange(edit).halt(name, channel, false))));
  }

  /// Says that nobody shall run a version.
  ///
  /// @param id the release
  /// @param reason for people
  /// @return what was done
  public Published revoke(ReleaseName id, String reason) {
    return change(edit -> Told.of(new ChannelChange(edit).revoke(id, reason)));
  }

  /// Takes a version out of the repository, which no channel leads to.
  ///
  /// @param id the release
  /// @return what was done; the files go with [#collect]
  /// @throws NexusException.Refused when a channel leads to it
  public Published retire(ReleaseName id) {
    return change(edit -> {
      new Retirement(edit).retire(id);
      return Told.NOTHING;
    });
  }

  private Published change(Function<RepositoryEdit, Told> change) {
    long objects = meter.writtenObjects();
    long bytes = meter.writtenBytes();
    Told told = commit.run(change);
    boolean written = meter.writtenObjects() > objects;
    List<ObjectKey> replaced = new ArrayList<>();
    if (written) {
      replaced.add(RepositoryLayout.TIMESTAMP);
    }
    replaced.addAll(new PageWriter(commit, pages).run());
    return new Published(
        written ? Outcome.WRITTEN : Outcome.ALREADY_THERE,
        told.releases(),
        told.channels(),
        meter.writtenObjects() - objects,
        meter.writtenBytes() - bytes,
        replaced,
        replaced.isEmpty() ? List.of() : caches.forget(replaced),
        commit.now().truncatedTo(ChronoUnit.SECONDS),
        told.notes());
  }

  /// Signs anew all that the keys at hand may, so that nothing expires.
  ///
  /// @param nextRoot a root file that follows the current one and is published, too; null for none
  /// @return what was signed
  /// @throws NexusException.Untrusted when the root does not follow the current one
  public Refreshed refresh(byte @Nullable [] nextRoot) {
    Refreshed refreshed = new Refreshing(commit).run(nextRoot);
    caches.forget(List.of(RepositoryLayout.TIMESTAMP));
    return refreshed;
  }

  /// Removes what no reader asks for.
  ///
  /// @param keep how many updates of each model stay at least
  /// @return what went
  public Collected collect(int keep) {
    return new GarbageCollection(commit).run(keep);
  }

  /// Looks whether readers get all that is promised.
  ///
  /// @param deep whether every byte is read and compared
  /// @return what was found
  /// @throws NexusException.Untrusted when metadata is not to be trusted, or expired
  public RepositoryReport verify(boolean deep) {
    byte[] root = RepositoryState.firstRoot(commit.store());
    RepositoryState state =
        RepositoryState.read(commit.store(), MemoryMetadata.startingFrom(root), commit.now());
    return new RepositoryCheck(state, commit.store(), commit.progress()).run(deep);
  }

  /// How the repository stands, also when it is expired.
  ///
  /// @return its roles and channels
  public RepositoryStatus status() {
    return RepositoryStatus.of(commit.state(), commit.keys(), commit.now());
  }

  /// As `Publisher[/srv/repository]`.
  @Override
  public String toString() {
    return "Publisher[" + Display.escape(commit.store().name(), 80) + "]";
  }
}
