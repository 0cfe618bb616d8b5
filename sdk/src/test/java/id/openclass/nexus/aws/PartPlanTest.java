package id.openclass.nexus.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartPlanTest {
  @Test
  void partsAreAsFewAsTheLimitAllowsAndNeverTooSmall() {
    assertThat(PartPlan.of(0).count()).isEqualTo(1);
    assertThat(PartPlan.of(8 << 20).isSingle()).isTrue();
    assertThat(PartPlan.of((8 << 20) + 1).count()).isEqualTo(2);
    for (long size : new long[] {1L << 33, 80_000L << 20, (80_000L << 20) + 1, 5L << 40}) {
      PartPlan plan = PartPlan.of(size);
      assertThat(plan.count()).isLessThanOrEqualTo(10_000);
      assertThat(plan.partBytes() % (1 << 20)).isZero();
      assertThat(plan.range(plan.count()).end()).isEqualTo(size);
      assertThat(plan.range(1).length()).isEqualTo(plan.partBytes());
    }
    assertThat(PartPlan.of(80_000L << 20).partBytes()).isEqualTo(8 << 20);
    assertThat(PartPlan.of((80_000L << 20) + 1).partBytes()).isEqualTo(9 << 20);
  }
}
