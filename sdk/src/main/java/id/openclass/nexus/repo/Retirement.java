package id.openclass.nexus.repo;

import id.openclass.nexus.core.NexusException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Takes a version out: `docs/repository.md` section 6.
///
/// @param edit what it goes into
record Retirement(RepositoryEdit edit) {
  void retire(ReleaseName id) {
    Release release =
        edit.state()
            .release(id)
            .orElseThrow(() ->
                NexusException.notFound(
                    id + " is not published here",
                    edit.state().store().name(),
                    "see what is: nexus repo list"));
    requireInNoChannel(id);
    requireRemembered(release);
    Set<String> gone = new HashSet<>();
    release.updates().forEach(update -> gone.add(update.file().path()));
    for (Release other : edit.state().releases(id.name())) {
      other
          .updateFrom(id.version())
          .ifPresent(update -> {
            gone.add(update.file().path());
            List<ReleaseUpdate> left =
                other.updates().stream().filter(one -> !one.equals(update)).toList();
            edit.put(other.withUpdates(left));
          });
    }
    String own = id.name() + "/" + id.version() + "/";
    edit.remove(id.name(), path -> path.startsWith(own) || gone.contains(path));
  }

  /// Else it could be published anew, and nobody would know that it was revoked.
  private void requireRemembered(Release release) {
    boolean remembered =
        release.revoked() == null
            || edit.state().channels(release.name()).stream()
                .anyMatch(channel -> channel.revocation(release.version()).isPresent());
    if (!remembered) {
      throw NexusException.refused(
          release.id() + " is revoked, and " + release.name() + " has no channel that says so",
          edit.state().store().name(),
          "keep it, or lead a channel to another version first: nexus promote "
              + release.name()
              + "@V --channel stable"
              + edit.state().option());
    }
  }

  private void requireInNoChannel(ReleaseName id) {
    for (ReleaseChannel channel : edit.state().channels(id.name())) {
      if (id.version().equals(channel.version()) || id.version().equals(channel.previous())) {
        throw NexusException.refused(
            "channel " + channel.channel() + " names " + id,
            edit.state().store().name(),
            "promote another version first: nexus promote "
                + id.name()
                + "@V --channel "
                + channel.channel()
                + edit.state().option());
      }
    }
  }
}
