package id.openclass.nexus.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class UpgradeCostTest {
  private static final long WHOLE = 1000;

  /// Version numbers, and updates as `FROM>TO=BYTES`; a version with `!` is revoked.
  private static List<String> costs(String versions, String... updates) {
    return costs(model(versions, updates));
  }

  private static CataloguedModel model(String versions, String... updates) {
    List<CataloguedVersion> all = new ArrayList<>();
    for (String number : versions.split(" ")) {
      String bare = number.replace("!", "");
      CataloguedVersion version =
          CataloguedVersion.of(
              SampleCatalogues.metadata("tiny", bare + ".0.0", WHOLE),
              CataloguedFile.of("p" + bare, WHOLE, SampleCatalogues.digest(bare)),
              SampleCatalogues.PUBLISHED);
      for (String update : updates) {
        String[] words = update.split("[>=]");
        if (words[1].equals(bare)) {
          version =
              version.withUpdate(
                  SampleCatalogues.update(
                      "tiny", words[0] + ".0.0", bare + ".0.0", Long.parseLong(words[2])));
        }
      }
      all.add(number.endsWith("!") ? version.withRevoked("bad") : version);
    }
    return new CataloguedModel("tiny", List.of(), all);
  }

  private static List<String> costs(CataloguedModel model) {
    return model.upgrades().stream()
        .map(cost -> cost.from().major() + "=" + cost.bytes() + steps(cost))
        .toList();
  }

  private static String steps(UpgradeCost cost) {
    StringBuilder steps = new StringBuilder();
    cost.steps().forEach(step -> steps.append('>').append(step.major()));
    return steps.toString();
  }

  @Test
  void withoutUpdatesThePackageIsFetched() {
    assertThat(costs("1 2 3")).containsExactly("2=1000", "1=1000");
  }

  @Test
  void updatesThatFollowEachOtherAreSummedUp() {
    assertThat(costs("1 2 3", "1>2=100", "2>3=200")).containsExactly("2=200>3", "1=300>2>3");
  }

  @Test
  void theCheaperOfTwoWaysIsTaken() {
    assertThat(costs("1 2 3", "1>2=100", "2>3=200", "1>3=250")).contains("1=250>3");
    assertThat(costs("1 2 3", "1>2=100", "2>3=200", "1>3=350")).contains("1=300>2>3");
  }

  @Test
  void ofTwoWaysThatCostTheSameTheShorterIsTaken() {
    assertThat(costs("1 2 3", "1>2=100", "2>3=200", "1>3=300")).contains("1=300>3");
  }

  @Test
  void updatesThatCostAsMuchAsThePackageAreNotUsed() {
    assertThat(costs("1 2 3", "1>2=900", "2>3=100")).containsExactly("2=100>3", "1=1000");
  }

  @Test
  void noWayLeadsThroughARevokedVersionButOneMayBeginThere() {
    assertThat(costs("1 2! 3", "1>2=100", "2>3=200")).containsExactly("2=200>3", "1=1000");
  }

  @Test
  void updatesThatLeadDownOrToWhatIsNotRecommendedAreNotUsed() {
    assertThat(costs("1 2 3!", "1>3=10", "3>2=10", "2>1=10", "2>2=1")).containsExactly("1=1000");
  }

  @Test
  void theShareIsToATenth() {
    CataloguedModel model = model("1 2", "1>2=47");
    assertThat(model.upgrades().getFirst().percent()).isEqualTo(4.7);
  }

  /// Against trying every way there is.
  @Test
  void noWayIsCheaperThanTheOneThatIsFound() {
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      Set<String> updates = new TreeSet<>();
      long[][] bytes = new long[7][7];
      for (int i = 0; i < 10; i++) {
        int from = 1 + random.nextInt(6);
        int to = 1 + random.nextInt(6);
        if (from < to && bytes[from][to] == 0) {
          bytes[from][to] = 1 + random.nextInt(700);
          updates.add(from + ">" + to + "=" + bytes[from][to]);
        }
      }
      CataloguedModel model = model("1 2 3 4 5 6", updates.toArray(String[]::new));
      for (UpgradeCost cost : model.upgrades()) {
        int from = cost.from().major().intValue();
        assertThat(cost.bytes()).as(updates.toString()).isEqualTo(cheapest(from, bytes));
      }
    }
  }

  private static long cheapest(int from, long[][] bytes) {
    return Math.min(WHOLE, onlyUpdates(from, bytes));
  }

  private static long onlyUpdates(int from, long[][] bytes) {
    long best = from == 6 ? 0 : Integer.MAX_VALUE;
    for (int to = from + 1; to <= 6; to++) {
      if (bytes[from][to] > 0) {
        best = Math.min(best, bytes[from][to] + onlyUpdates(to, bytes));
      }
    }
    return best;
  }
}
