package id.openclass.nexus.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The cases of `test_quoting_issues.py` of the TUF conformance suite, and what else a role's name
/// could do to files.
class TufConformanceQuotingTest {
  @ParameterizedTest(name = "test_unusual_role_name[{0}]")
  @CsvSource({
    "?, 1.%3F.json",
    "#, 1.%23.json",
    "/delegatedrole, 1.%2Fdelegatedrole.json",
    "../delegatedrole, 1...%2Fdelegatedrole.json"
  })
  void aRoleOfAnyNameIsAskedForAndKept(String role, String request) {
    RepositorySimulator repo = new RepositorySimulator();
    SimulatedClient client = new SimulatedClient(repo);
    repo.delegate("targets", role, "*");
    repo.publish(role, "targets", "snapshot", "timestamp");
    assertThat(client.download("nonexistent target")).isOne();
    assertThat(repo.requests).contains(request);
    assertThat(client.trusted()).hasSize(5);
  }

  @Test
  void noTwoRolesShareAFileAlsoWhereCaseDoesNotCount() {
    List<String> roles =
        List.of(
            "root",
            "ROOT",
            "Root",
            "con",
            "CON",
            "con.json",
            "com1",
            "a/b",
            "a%2Fb",
            "..",
            ".",
            "../root",
            "\u00e4",
            "a\u0308",
            "tiny",
            "nul",
            "root.json");
    Set<String> files = new HashSet<>();
    for (String role : roles) {
      String file = MetadataName.fileName(role);
      assertThat(file).matches("[a-zA-Z0-9._~%-]+[.]json").isNotEqualTo(".json");
      assertThat(file.substring(0, file.length() - 5)).doesNotMatch("(?i)(con|nul|com1)([.].*)?");
      files.add(file.toLowerCase(Locale.ROOT));
    }
    assertThat(files).hasSize(roles.size());
  }
}
