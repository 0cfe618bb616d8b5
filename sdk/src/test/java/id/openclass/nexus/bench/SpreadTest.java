package id.openclass.nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void theMedianOfAnOddCountIsTheMiddleOne() {
    assertThat(Spread.of(List.of(9, 1, 4))).isEqualTo(new Spread(4, 1, 9));
  }

  @Test
  void theMedianOfAnEvenCountIsBetweenTheMiddleTwo() {
    assertThat(Spread.of(List.of(8.0, 1.0, 2.0, 3.0))).isEqualTo(new Spread(2.5, 1, 8));
  }

  @Test
  void refusesNoMeasurements() {
    assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFallingChangeSwapsTheEnds() {
    assertThat(new Spread(2, 1, 4).map(x -> 1 / x)).isEqualTo(new Spread(0.5, 0.25, 1));
  }

  @Test
  void printsThreeDigitsAndTheEndsWhereTheyDiffer() {
    assertThat(new Spread(7.3149, 7.024, 9.999)).hasToString("7.31 (7.02..10.0)");
    assertThat(new Spread(812.4, 812.4, 812.4)).hasToString("812");
    assertThat(Spread.of(List.of(Double.NaN))).hasToString("not measured");
  }
}
