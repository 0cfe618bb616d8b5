package id.openclass.nexus.catalogue;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.pack.SemanticVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The cheapest way from an older version to a newer one: `docs/catalogue.md` section 1.
///
/// @param from the version that a school has
/// @param to the version that it shall have
/// @param bytes to fetch
/// @param wholeBytes of the newer version's package
/// @param updates in the order in which they are applied; empty when the package is fetched
public record UpgradeCost(
    SemanticVersion from,
    SemanticVersion to,
    long bytes,
    long wholeBytes,
    List<CataloguedUpdate> updates) {

  /// Copies the list.
  public UpgradeCost {
    updates = List.copyOf(updates);
  }

  /// How much of the package that is.
  ///
  /// @return 0 to 100, to a tenth
  public double percent() {
    return Math.round(1000.0 * bytes / wholeBytes) / 10.0;
  }

  /// Whether the package is fetched.
  ///
  /// @return true when no updates are cheaper
  public boolean isWhole() {
    return updates.isEmpty();
  }

  /// The versions that the updates make, in order.
  ///
  /// @return ends with [#to]; empty when the package is fetched
  public List<SemanticVersion> steps() {
    return isWhole()
        ? List.of()
        : Stream.concat(updates.stream().skip(1).map(CataloguedUpdate::from), Stream.of(to))
            .toList();
  }

  /// The ways to a version from each one below it, newest first. Time grows with the count of
  /// updates.
  ///
  /// @param target the newer version
  /// @param versions all versions, newest first
  static List<UpgradeCost> to(CataloguedVersion target, List<CataloguedVersion> versions) {
    Map<SemanticVersion, Way> ways = new HashMap<>();
    List<UpgradeCost> costs = new ArrayList<>();
    for (CataloguedVersion version : versions) {
      int order = version.version().compareTo(target.version());
      if (order > 0) {
        continue;
      }
      @Nullable Way way = order == 0 ? Way.NONE : ways.get(version.version());
      if (order < 0) {
        costs.add(cheapest(version.version(), target, way));
      }
      if (way != null && !version.isRevoked()) {
        extend(version, way, target.archive().sizeBytes(), ways);
      }
    }
    return costs;
  }

  private static UpgradeCost cheapest(
      SemanticVersion from, CataloguedVersion target, @Nullable Way way) {
    long whole = target.archive().sizeBytes();
    return way == null || way.bytes >= whole
        ? new UpgradeCost(from, target.version(), whole, whole, List.of())
        : new UpgradeCost(from, target.version(), way.bytes, whole, way.updates);
  }

  /// Makes a way to each version that an update to this one begins at, unless there is a better
  /// one. All ways to this version are known: they begin higher. What costs as much as the package
  /// is no part of a way, so none grows without end.
  private static void extend(
      CataloguedVersion version, Way onwards, long whole, Map<SemanticVersion, Way> ways) {
    for (CataloguedUpdate update : version.updates()) {
      boolean pays = onwards.bytes + update.file().sizeBytes() < whole;
      if (pays && update.from().compareTo(version.version()) < 0) {
        ways.merge(
            update.from(), onwards.after(update), (a, b) -> Way.ORDER.compare(a, b) <= 0 ? a : b);
      }
    }
  }

  private record Way(long bytes, List<CataloguedUpdate> updates) {
    static final Way NONE = new Way(0, List.of());
    static final Comparator<Way> ORDER =
        Comparator.comparingLong(Way::bytes).thenComparingInt(way -> way.updates.size());

    Way after(CataloguedUpdate first) {
      List<CataloguedUpdate> all = new ArrayList<>();
      all.add(first);
      all.addAll(updates);
      return new Way(bytes + first.file().sizeBytes(), List.copyOf(all));
    }
  }

  /// As `UpgradeCost[from 1.0.0, 12.3 MB of 253 MB, 1 updates]`.
  @Override
  public String toString() {
    return "UpgradeCost[from "
        + Display.escape(from.toString(), 40)
        + ", "
        + Display.bytes(bytes)
        + " of "
        + Display.bytes(wholeBytes)
        + ", "
        + updates.size()
        + " updates]";
  }
}
