package id.openclass.nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.bench.PackageAims.Aim;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PackageAimsTest {
  private static final Map<MachineLimits, List<Double>> LIMITS =
      Map.of(MachineLimits.MD5, List.of(3.0, 3.0), MachineLimits.FORCED_WRITE, List.of(2.0, 6.0));

  @Test
  void comparesRoundByRound() {
    List<Sample> ours = List.of(sample(2, 1000), sample(10, 1000));
    List<Sample> gzip = List.of(sample(16, 990), sample(80, 990));
    Aim faster = PackageAims.of("Q8_0", ours, null, gzip, LIMITS).getFirst();
    assertThat(faster.measured()).isEqualTo(new Spread(8, 8, 8));
    assertThat(faster.isReached()).isTrue();
  }

  @Test
  void floatsMayBeSlowerButNotLarger() {
    List<Sample> ours = List.of(sample(10, 1001));
    List<Sample> gzip = List.of(sample(60, 1000));
    assertThat(reached("Q4_K_M", ours, gzip)).containsExactly(false, true, true);
    assertThat(reached("BF16", ours, gzip)).containsExactly(true, false, true);
  }

  @Test
  void storingIsHeldAgainstTheSlowerLimitOfItsRound() {
    List<Sample> stored = List.of(sample(3.3, 1), sample(6.6, 1));
    Aim store = PackageAims.of("F16", stored, stored, null, LIMITS).get(1);
    assertThat(store.measured().median()).isCloseTo(1.1, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(store.isReached()).isTrue();
  }

  @Test
  void memoryThatWasNotMeasuredIsNotCompared() {
    Sample blind = new Sample(1, Double.NaN, OptionalLong.empty(), OptionalLong.empty(), 1);
    assertThat(PackageAims.of("F16", List.of(blind), null, null, LIMITS)).isEmpty();
  }

  private static List<Boolean> reached(String type, List<Sample> ours, List<Sample> gzip) {
    return PackageAims.of(type, ours, null, gzip, LIMITS).stream().map(Aim::isReached).toList();
  }

  private static Sample sample(double seconds, long bytes) {
    OptionalLong memory = OptionalLong.of(100 << 20);
    return new Sample(seconds, seconds, memory, memory, bytes);
  }
}
