package id.openclass.nexus.registry;

import id.openclass.nexus.core.NexusException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What proves to a registry who is asking. Prints nothing of it.
public final class RegistryCredentials {
  private static final String USER = "MLFLOW_TRACKING_USERNAME";
  private static final String PASSWORD = "MLFLOW_TRACKING_PASSWORD";
  private static final String TOKEN = "MLFLOW_TRACKING_TOKEN";
  private static final int LEAST_HIDDEN = 4;

  /// What a hint says to whom the server refuses.
  static final String VARIABLES = "set " + USER + " and " + PASSWORD + ", or " + TOKEN;

  private final String kind;
  private final @Nullable String header;
  private final List<String> secrets;

  /// @param secrets all that a server could repeat of it, the longest first
  private RegistryCredentials(String kind, @Nullable String header, String... secrets) {
    this.kind = kind;
    this.header = header;
    this.secrets = List.of(secrets);
  }

  /// None: for servers that ask for none.
  ///
  /// @return nothing
  public static RegistryCredentials none() {
    return new RegistryCredentials("none", null);
  }

  /// A token (RFC 6750).
  ///
  /// @param token visible ASCII
  /// @return the credentials
  /// @throws NexusException.InvalidValue when it has other characters
  public static RegistryCredentials token(String token) {
    if (!token.matches("[!-~]{1,8192}")) {
      throw NexusException.invalidValue(
          "a token has other characters than tokens have", "look for a line feed at its end");
    }
    return new RegistryCredentials("token", "Bearer " + token, token);
  }

  /// A user's name and password (RFC 7617).
  ///
  /// @param user without a colon
  /// @param password any text
  /// @return the credentials
  /// @throws NexusException.InvalidValue when the name has a colon
  public static RegistryCredentials basic(String user, String password) {
    if (user.contains(":")) {
      throw NexusException.invalidValue("a user's name with a colon", "look at " + USER);
    }
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    String coded = Base64.getEncoder().encodeToString(both);
    return new RegistryCredentials("basic", "Basic " + coded, coded, password);
  }

  /// As MLflow's own client takes them from the environment: name and password first, else a token.
  ///
  /// @param variables the value of a variable, null for one that is not set
  /// @return perhaps none
  /// @throws NexusException.InvalidValue when one of name and password is missing and there is no
  ///   token
  public static RegistryCredentials ofEnvironment(Function<String, @Nullable String> variables) {
    String user = variables.apply(USER);
    String password = variables.apply(PASSWORD);
    String token = variables.apply(TOKEN);
    if (user != null && password != null) {
      return basic(user, password);
    }
    if (token != null) {
      return token(token);
    }
    if (user != null || password != null) {
      throw NexusException.invalidValue(
          "one of " + USER + " and " + PASSWORD + " is not set", "set both, or neither");
    }
    return none();
  }

  Optional<String> header() {
    return Optional.ofNullable(header);
  }

  /// A server's words without the credentials, which some servers repeat. Very short ones stay:
  /// where a few letters are missing in other words, they are told by that.
  String without(String text) {
    String safe = text;
    for (String secret : secrets) {
      safe = secret.length() < LEAST_HIDDEN ? safe : safe.replace(secret, "***");
    }
    return safe;
  }

  /// The kind alone: `RegistryCredentials[token]`.
  @Override
  public String toString() {
    return "RegistryCredentials[" + kind + "]";
  }
}
