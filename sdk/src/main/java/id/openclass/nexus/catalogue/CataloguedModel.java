package id.openclass.nexus.catalogue;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.pack.PackageName;
import id.openclass.nexus.pack.SemanticVersion;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// A model of a repository with all its versions.
///
/// @param name the package's name
/// @param channels [CataloguedChannel#STABLE] first, then by name
/// @param versions newest first
public record CataloguedModel(
    String name, List<CataloguedChannel> channels, List<CataloguedVersion> versions) {

  /// Checks the name, sorts the lists.
  ///
  /// @throws NexusException.InvalidValue when the name is not allowed, a version comes twice or
  ///   belongs to another model
  public CataloguedModel {
    PackageName.require(name);
    Set<SemanticVersion> seen = new HashSet<>();
    for (CataloguedVersion version : versions) {
      if (!version.metadata().name().equals(name) || !seen.add(version.version())) {
        throw NexusException.invalidValue(
            "model " + name + " comes twice with a version, or has one of another: " + version,
            null);
      }
    }
    channels = channels.stream().sorted().toList();
    versions =
        versions.stream()
            .sorted(Comparator.comparing(CataloguedVersion::version).reversed())
            .toList();
  }

  /// The version that people should take, as `docs/catalogue.md` section 1 says.
  ///
  /// @return empty when there is none
  public Optional<CataloguedVersion> recommended() {
    Predicate<CataloguedVersion> usable =
        version ->
            !version.isRevoked()
                && channels.stream().noneMatch(channel -> forbids(channel, version.version()));
    return versions.stream()
        .filter(usable.and(version -> version.version().prerelease().isEmpty()))
        .findFirst()
        .or(() -> versions.stream().filter(usable).findFirst());
  }

  private boolean forbids(CataloguedChannel channel, SemanticVersion version) {
    if (channel.halted() && version.equals(channel.version())) {
      return true;
    }
    return channel.isStable() && version.compareTo(forMost(channel)) > 0;
  }

  /// While a version is tried by some schools, the one before is for whoever asks; unless it is
  /// gone, or nobody shall run it.
  private SemanticVersion forMost(CataloguedChannel channel) {
    return versions.stream()
        .filter(version -> version.version().equals(channel.previous()) && !version.isRevoked())
        .map(CataloguedVersion::version)
        .findFirst()
        .orElse(channel.version());
  }

  /// What it costs to come to the recommended version from each older one.
  ///
  /// @return newest first; none when no version is recommended
  public List<UpgradeCost> upgrades() {
    return recommended().map(version -> UpgradeCost.to(version, versions)).orElse(List.of());
  }

  /// The version whose description stands for the model.
  ///
  /// @throws java.util.NoSuchElementException when there is no version at all
  CataloguedVersion shown() {
    return recommended().orElseGet(versions::getFirst);
  }

  /// The channels that a page has room for.
  List<CataloguedChannel> listedChannels() {
    return channels.subList(0, Math.min(CatalogueLimits.LIST, channels.size()));
  }

  /// Those of them by which schools come to a version.
  List<CataloguedChannel> listedChannelsOf(SemanticVersion version) {
    return listedChannels().stream().filter(channel -> channel.leadsTo(version)).toList();
  }

  /// The versions that a page has room for.
  List<CataloguedVersion> listedVersions() {
    return newest(CatalogueLimits.VERSIONS, listedChannels());
  }

  /// So many of the newest versions, and those that somebody may be pointed at.
  List<CataloguedVersion> newest(int most, List<CataloguedChannel> pointing) {
    Set<SemanticVersion> kept = new HashSet<>();
    versions.stream().limit(most).forEach(version -> kept.add(version.version()));
    kept.add(shown().version());
    for (CataloguedChannel channel : pointing) {
      kept.add(channel.version());
      kept.add(channel.previous());
    }
    return versions.stream().filter(version -> kept.contains(version.version())).toList();
  }

  /// As `CataloguedModel[tiny, 4 versions, 2 channels]`.
  @Override
  public String toString() {
    return "CataloguedModel["
        + Display.escape(name, 50)
        + ", "
        + versions.size()
        + " versions, "
        + channels.size()
        + " channels]";
  }
}
