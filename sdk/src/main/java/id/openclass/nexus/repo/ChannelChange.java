package id.openclass.nexus.repo;

import id.openclass.nexus.core.NexusException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Changes of channels: `docs/repository.md` section 3.
///
/// @param edit what they go into
record ChannelChange(RepositoryEdit edit) {
  /// Leads a channel to a release.
  ///
  /// @param percent how many of a hundred sites
  /// @throws NexusException.Refused when it is lower than what the channel has and that was not
  ///   allowed, or revoked
  ReleaseChannel promote(ReleaseName id, String channel, int percent, boolean allowDowngrade) {
    RepositoryLayout.requireChannel(channel);
    requirePublished(id);
    requireNotRevoked(id);
    ReleaseChannel now = edit.state().channel(id.name(), channel).orElse(null);
    requireOrder(id, now, allowDowngrade);
    if (now != null && now.version().equals(id.version())) {
      return now.percent() == percent ? now : put(now.with(percent, now.halted(), time()));
    }
    return put(
        new ReleaseChannel(
            id.name(),
            channel,
            id.version(),
            previous(now),
            percent,
            false,
            revoked(id.name()),
            time()));
  }

  private Instant time() {
    return edit.now().truncatedTo(ChronoUnit.SECONDS);
  }

  /// Refuses a version that was revoked, also one that was retired since: channels remember it.
  ///
  /// @throws NexusException.Refused when it was
  void requireNotRevoked(ReleaseName id) {
    revoked(id.name()).stream()
        .filter(one -> one.version().equals(id.version()))
        .findFirst()
        .ifPresent(one -> {
          throw NexusException.refused(
              id + " is revoked: " + one.reason(),
              edit.state().store().name(),
              "publish a newer version and promote that");
        });
  }

  private Release requirePublished(ReleaseName id) {
    return edit.release(id)
        .orElseThrow(() ->
            NexusException.notFound(
                id + " is not published here",
                edit.state().store().name(),
                "see what is: nexus repo list"));
  }

  /// Refuses to lead a channel back.
  ///
  /// @throws NexusException.Refused when it is at a higher version and that was not allowed
  void requireOrder(ReleaseName id, String channel, boolean allowDowngrade) {
    requireOrder(id, edit.state().channel(id.name(), channel).orElse(null), allowDowngrade);
  }

  private void requireOrder(ReleaseName id, @Nullable ReleaseChannel now, boolean allowDowngrade) {
    if (now == null || allowDowngrade) {
      return;
    }
    ReleaseName current = new ReleaseName(now.name(), now.version());
    if (id.semantic().compareTo(current.semantic()) < 0) {
      throw NexusException.refused(
          "channel "
              + now.channel()
              + " is at "
              + current
              + "; "
              + id.version()
              + " is lower, so sites would go back",
          edit.state().store().name(),
          "if that is what you want, add --allow-downgrade");
    }
  }

  /// What sites have that did not take the version before: not one that only some took.
  private static @Nullable String previous(@Nullable ReleaseChannel now) {
    if (now == null) {
      return null;
    }
    boolean everybody = now.percent() == ReleaseChannel.WHOLE && !now.halted();
    String version = everybody ? now.version() : now.previous();
    return version == null || now.revocation(version).isPresent() ? null : version;
  }

  /// Stops a channel, or lets it go on.
  ReleaseChannel halt(String name, String channel, boolean halted) {
    ReleaseChannel now = existing(name, channel);
    return now.halted() == halted ? now : put(now.with(now.percent(), halted, time()));
  }

  private ReleaseChannel existing(String name, String channel) {
    return edit.state()
        .channel(name, channel)
        .orElseThrow(() ->
            NexusException.notFound(
                "there is no channel " + name + ":" + channel,
                edit.state().store().name(),
                "see which there are: nexus repo list"));
  }

  /// Says in the release and in every channel of its model that nobody shall run it.
  List<ReleaseChannel> revoke(ReleaseName id, String reason) {
    Release release = requirePublished(id);
    if (release.revoked() != null) {
      return edit.state().channels(id.name());
    }
    Revocation revocation = new Revocation(id.version(), reason, time());
    edit.put(release.withRevocation(revocation));
    List<Revocation> all = revoked(id.name());
    return edit.state().channels(id.name()).stream()
        .map(channel -> put(channel.withRevoked(all, time())))
        .toList();
  }

  /// All of a model, also of versions that were retired: those stand in channels.
  private List<Revocation> revoked(String name) {
    Map<String, Revocation> all = new LinkedHashMap<>();
    for (ReleaseChannel channel : edit.state().channels(name)) {
      channel.revoked().forEach(one -> all.put(one.version(), one));
    }
    for (Release release : edit.state().releases(name)) {
      Optional.ofNullable(edit.release(release.id()).orElse(release).revoked())
          .ifPresent(one -> all.put(one.version(), one));
    }
    return new ArrayList<>(all.values());
  }

  private ReleaseChannel put(ReleaseChannel channel) {
    edit.put(channel);
    return channel;
  }
}
