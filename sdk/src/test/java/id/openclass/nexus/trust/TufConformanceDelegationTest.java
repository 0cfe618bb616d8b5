package id.openclass.nexus.trust;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.core.NexusException.Untrusted.Reason;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/// The cases of `test_updater_delegation_graphs.py` of the TUF conformance suite.
class TufConformanceDelegationTest {
  private final RepositorySimulator repo = new RepositorySimulator();
  private final SimulatedClient client = new SimulatedClient(repo);

  /// Edges as `A>B` (any path), `A>B!` (terminating) or `A>B *.py`, and the order in which roles
  /// are asked for a path that nobody has.
  record Graph(String name, String edges, String order) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Graph> GRAPHS =
      List.of(
          new Graph("basic-delegation", "targets>A", "A"),
          new Graph("single-level-delegations", "targets>A, targets>B", "A B"),
          new Graph("two-level-delegations", "targets>A, targets>B, B>C", "A B C"),
          new Graph(
              "two-level-test-DFS-order-of-traversal", "targets>A, targets>B, A>C, A>D", "A C D B"),
          new Graph(
              "three-level-delegation-test-DFS-order-of-traversal",
              "targets>A, targets>B, A>C, C>D",
              "A C D B"),
          new Graph(
              "two-level-terminating-ignores-all-but-roles-descendants",
              "targets>A, targets>B, A>C!, A>D",
              "A C"),
          new Graph(
              "three-level-terminating-ignores-all-but-roles-descendants",
              "targets>A, targets>B, A>C!, C>D",
              "A C D"),
          new Graph(
              "two-level-ignores-all-branches-not-matching-paths",
              "targets>A *.py, targets>B, A>C",
              "B"),
          new Graph(
              "three-level-ignores-all-branches-not-matching-paths",
              "targets>A, targets>B, A>C *.py, C>D",
              "A B"),
          new Graph("cyclic-graph", "targets>A, targets>B, B>C, C>D, D>B", "A B C D"),
          new Graph("two-roles-delegating-to-a-third", "targets>A, targets>B, B>C, A>C", "A C B"),
          new Graph(
              "two-roles-delegating-to-a-third-different-paths",
              "targets>A, targets>B, B>C, A>C *.py",
              "A B C"));

  @ParameterizedTest(name = "test_graph_traversal[{0}]")
  @FieldSource("GRAPHS")
  void asksRolesInOrder(Graph graph) {
    Set<String> changed = new LinkedHashSet<>();
    for (String edge : graph.edges().split(", ")) {
      String[] ends = edge.split("[>! ]");
      String pattern = edge.contains(" ") ? edge.substring(edge.indexOf(' ') + 1) : "*";
      Map<String, Object> paths = Map.of("paths", List.of(pattern));
      repo.delegate(ends[0], ends[1], paths, edge.contains("!"));
      changed.addAll(List.of(ends[1], ends[0]));
    }
    publish(changed);
    assertThat(client.download("missingpath")).isOne();
    assertThat(repo.requests.subList(4, repo.requests.size()))
        .containsExactlyElementsOf(
            Stream.of(graph.order().split(" ")).map(role -> "1." + role + ".json").toList());
  }

  private void publish(Set<String> changed) {
    repo.publish(changed.toArray(String[]::new));
    repo.publish("snapshot", "timestamp");
  }

  private void delegationTree() {
    repo.delegate("targets", "A", "*.doc", "*.md", "foo-?.tgz");
    repo.delegate("targets", "B", "releases/*/*");
    repo.delegate("B", "C", "releases/x/*");
    repo.delegate("B", "D", "releases/y/*.zip");
    addArtifact("targets", "targetfile");
    addArtifact("A", "README.md");
    addArtifact("A", "releases/README.md");
    addArtifact("A", "foo-1.tgz");
    addArtifact("A", "foo-alpha.tgz");
    addArtifact("C", "releases/x/x_v1");
    addArtifact("D", "releases/y/y_v1.zip");
    addArtifact("D", "releases/z/z_v1.zip");
    publish(Set.of("targets", "A", "B", "C", "D"));
  }

  private void addArtifact(String role, String path) {
    repo.addArtifact(role, path, (path + " by " + role).getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest(name = "test_targetfile_search[{0}]")
  @CsvSource({
    "no delegations, targetfile, true, ''",
    "targetpath matches wildcard, README.md, true, A",
    "targetpath with separators x, releases/x/x_v1, true, B C",
    "targetpath with separators y, releases/y/y_v1.zip, true, B D",
    "targetpath is not delegated by all roles in the chain, releases/z/z_v1.zip, false, B",
    "wildcard does not match path separator, releases/README.md, false, ''",
    "targetpath matches question mark wildcard, foo-1.tgz, true, A",
    "targetpath does not match question mark wildcard, foo-alpha.tgz, false, ''",
    "targetpath matching is case sensitive, README.MD, false, ''"
  })
  void findsATargetWhereItIsDelegated(String name, String path, boolean found, String order) {
    delegationTree();
    assertThat(client.download(path)).as(name).isEqualTo(found ? 0 : 1);
    if (found) {
      assertThat(client.downloaded())
          .containsExactly(new String(repo.artifacts.get(path), StandardCharsets.UTF_8));
    }
    List<String> requests = repo.requests.subList(4, repo.requests.size());
    assertThat(String.join(" ", requests)).isEqualTo(order.replaceAll("\\w", "1.$0.json"));
  }

  @Test
  @DisplayName("test_cached_role_is_verified_against_current_delegator")
  void aRoleIsTrustedOnlyByTheWayThatLedToIt() {
    repo.delegate("targets", "parent-a", "team-a/*");
    repo.delegate("targets", "parent-b", "team-b/*");
    repo.delegate("parent-a", "release", "team-a/*");
    SigningKey ofB = repo.delegate("parent-b", "release", "team-b/*");
    repo.signers.get("release").remove(ofB);
    addArtifact("release", "team-a/trusted_root.json");
    addArtifact("release", "team-b/trusted_root.json");
    publish(Set.of("release", "parent-a", "parent-b", "targets"));
    assertThat(client.download("team-a/trusted_root.json", "team-b/trusted_root.json")).isOne();
    Attacks.assertReason(client, Reason.SIGNATURE);
    assertThat(client.failure).hasMessageContaining("that role parent-b names for it");
    assertThat(client.downloaded()).containsExactly("team-a/trusted_root.json by release");
  }

  @Test
  @DisplayName("test_delegation_not_in_snapshot")
  void aRoleThatIsNotInTheSnapshotIsNotEvenAskedFor() {
    repo.delegate("targets", "delegated", "delegatedpath/*");
    repo.publish("delegated", "targets");
    repo.forgetMeta("snapshot", "delegated");
    repo.publish("snapshot", "timestamp");
    assertThat(client.refresh()).isZero();
    repo.requests.clear();
    assertThat(client.download("delegatedpath/foo")).isOne();
    Attacks.assertReason(client, Reason.DELEGATION);
    assertThat(client.version("delegated")).isZero();
    assertThat(repo.requests).containsExactly("2.root.json", "timestamp.json");
  }
}
