package id.openclass.nexus.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What uploading is meant to reach.
public final class UploadAims {
  private static final double MEBI = 1 << 20;
  private static final double MOST_MEBI = 256;

  private UploadAims() {}

  /// Compares times of the same round, and looks at memory.
  ///
  /// @param ours this program's runs
  /// @param peers other programs' runs by their names, in as many rounds
  /// @return the aims that could be compared
  public static List<PackageAims.Aim> ofSpeed(List<Sample> ours, Map<String, List<Sample>> peers) {
    List<PackageAims.Aim> aims = new ArrayList<>();
    peers.forEach((name, samples) ->
        aims.add(
            new PackageAims.Aim(
                "times as fast as " + name, 1, true, PackageAims.timesFaster(ours, samples))));
    if (ours.stream().allMatch(sample -> sample.anonBytes().isPresent())) {
      Spread most = Spread.of(ours.stream().map(s -> s.anonBytes().orElse(0) / MEBI).toList());
      aims.add(new PackageAims.Aim("peak memory in MiB", MOST_MEBI, false, most));
    }
    return aims;
  }

  /// After a kill at most one part for each connection is sent again.
  ///
  /// @param kills what was counted
  /// @param connections how many parts are sent at once
  /// @param partBytes size of a part
  /// @return the aim; empty when nothing was killed
  public static Optional<PackageAims.Aim> ofKills(
      UploadKills.Result kills, int connections, long partBytes) {
    if (kills.kills() == 0) {
      return Optional.empty();
    }
    double parts = (double) kills.resentBytesPerKill() / partBytes;
    return Optional.of(
        new PackageAims.Aim(
            "parts sent again for each kill", connections, false, Spread.of(List.of(parts))));
  }
}
