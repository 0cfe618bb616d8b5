package id.openclass.nexus.registry;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.store.Patience;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// MLflow's model registry, over its REST API 2.0: `docs/registry.md` section 1. Threads may share
/// it.
///
/// ```java
/// try (var registry = MlflowRegistry.at("mlflow:https://mlflow.example.org", credentials)) {
///   registry.push(RegisteredVersion.of(pack, url).withChannels(List.of("stable")));
/// }
/// ```
public final class MlflowRegistry implements AutoCloseable {
  private static final String SCHEME = "mlflow:";
  private static final String EXAMPLE = "mlflow:https://mlflow.example.org";
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int MOST_BYTES = 8 << 20;

  /// What MLflow keeps for itself.
  private static final Pattern RESERVED = Pattern.compile("latest|v\\d+");

  private final MlflowApi api;
  private final URI base;
  private final Patience patience;

  private MlflowRegistry(
      URI base, RegistryCredentials credentials, Duration limit, Patience patience) {
    this.base = base;
    this.api = new MlflowApi(new JsonServer(base, credentials, limit, MOST_BYTES));
    this.patience = patience;
  }

  /// Whether a text is meant as an address of MLflow.
  ///
  /// @param text any text
  /// @return true when it begins with `mlflow:`
  public static boolean isOne(String text) {
    return text.startsWith(SCHEME);
  }

  /// The registry of a server, which is not asked yet.
  ///
  /// @param address `mlflow:https://HOST/PATH`
  /// @param credentials what the server asks for
  /// @return the registry
  /// @throws NexusException.InvalidValue when it is no such address
  public static MlflowRegistry at(String address, RegistryCredentials credentials) {
    return at(address, credentials, LIMIT, Patience.standard().briefly());
  }

  /// The registry of a server, with other limits.
  ///
  /// @param address `mlflow:https://HOST/PATH`
  /// @param credentials what the server asks for
  /// @param limit of each exchange with the server, as a whole
  /// @param patience how often all is tried when the network fails
  /// @return the registry
  /// @throws NexusException.InvalidValue when it is no such address
  public static MlflowRegistry at(
      String address, RegistryCredentials credentials, Duration limit, Patience patience) {
    String web = isOne(address) ? address.substring(SCHEME.length()) : "";
    URI uri =
        WebAddress.parse(web.endsWith("/") ? web : web + "/", "an address of MLflow", EXAMPLE);
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw NexusException.invalidValue(
          "the address of MLflow has no '?' or '#'", "for example " + EXAMPLE);
    }
    return new MlflowRegistry(uri, credentials, limit, patience);
  }

  /// Registers a version, or finds that it is registered; sets what is missing. The same call again
  /// changes nothing, and finishes what was interrupted.
  ///
  /// @param version what to tell
  /// @return what was done
  /// @throws NexusException.Refused when the server does not accept the credentials, forbids it, or
  ///   has the version with another content
  /// @throws NexusException.NotFound when there is no MLflow
  /// @throws NexusException.Malformed when it answers as MLflow does not
  /// @throws NexusException.Transfer when it cannot be reached
  public RegistryPush push(RegisteredVersion version) {
    return patience.call(() -> pushOnce(version));
  }

  private RegistryPush pushOnce(RegisteredVersion version) {
    Map<String, String> aliases = aliases(version);
    Optional<MlflowVersion> there = find(version);
    List<String> tagsSet = new ArrayList<>();
    there.ifPresent(found -> tagsSet.addAll(mend(found, version)));
    String number = there.map(MlflowVersion::number).orElseGet(() -> api.createVersion(version));
    List<String> notes = new ArrayList<>();
    there
        .filter(found -> !found.source().equals(version.source()))
        .ifPresent(_ -> notes.add("the source that is registered stays: MLflow cannot change it"));
    List<String> aliasesSet = new ArrayList<>();
    for (String channel : version.channels()) {
      if (RESERVED.matcher(channel).matches()) {
        notes.add("MLflow keeps the alias " + channel + " for itself: it was left out");
      } else if (!number.equals(aliases.get(channel))) {
        api.setAlias(version.name(), channel, number);
        aliasesSet.add(channel);
      }
    }
    return new RegistryPush(
        version.name(),
        version.version(),
        number,
        base.resolve("#/models/" + version.name() + "/versions/" + number).toString(),
        there.isPresent() ? OutputFile.Outcome.ALREADY_THERE : OutputFile.Outcome.WRITTEN,
        tagsSet,
        aliasesSet,
        notes);
  }

  /// Of the registered model, which is made where it is not there.
  private Map<String, String> aliases(RegisteredVersion version) {
    return api.aliases(version.name())
        .orElseGet(() -> {
          api.createModel(version.name(), version.description());
          return Map.of();
        });
  }

  private Optional<MlflowVersion> find(RegisteredVersion version) {
    Optional<MlflowVersion> found =
        api.versions(version.name()).stream()
            .filter(v -> version.version().equals(v.tags().get(RegisteredVersion.VERSION)))
            .findFirst();
    found
        .filter(v -> !version.sha256().hex().equals(v.tags().get(RegisteredVersion.SHA256)))
        .ifPresent(v -> {
          throw NexusException.refused(
              "version "
                  + version.version()
                  + " of "
                  + version.name()
                  + " is registered with another content, as MLflow's version "
                  + v.number(),
              api.host(),
              "a version never changes: register this model as a new one");
        });
    return found;
  }

  private List<String> mend(MlflowVersion found, RegisteredVersion version) {
    Map<String, String> wrong = new TreeMap<>(version.tags());
    wrong.entrySet().removeAll(found.tags().entrySet());
    wrong.forEach((key, value) -> api.setTag(version.name(), found.number(), key, value));
    return List.copyOf(wrong.keySet());
  }

  @Override
  public void close() {
    api.close();
  }

  /// As `MlflowRegistry[mlflow.example.org:5000]`.
  @Override
  public String toString() {
    return "MlflowRegistry[" + Display.escape(api.host(), 80) + "]";
  }
}
