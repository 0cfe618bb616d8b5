package id.openclass.nexus.registry;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The calls of MLflow's REST API 2.0 that registering needs, and the meaning of its answers. What
/// is empty, MLflow leaves out.
final class MlflowApi implements AutoCloseable {
  private static final String ROOT = "api/2.0/mlflow/";
  private static final String MODELS = ROOT + "registered-models/";
  private static final String VERSIONS = ROOT + "model-versions/";
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final int PAGE = 200;
  private static final int MOST_PAGES = 100;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;

  private final JsonServer server;

  MlflowApi(JsonServer server) {
    this.server = server;
  }

  String host() {
    return server.host();
  }

  /// Which version each alias of a model leads to; empty when there is no such model.
  Optional<Map<String, String>> aliases(String name) {
    JsonServer.Reply reply = server.get(MODELS + "get?name=" + encode(name));
    if (reply.text("error_code").equals("RESOURCE_DOES_NOT_EXIST")) {
      return Optional.empty();
    }
    JsonNode model = usable(reply).path("registered_model");
    if (!model.path("name").asString("").equals(name)) {
      throw shape("there is no registered_model of that name in it");
    }
    Map<String, String> aliases = new TreeMap<>();
    for (JsonNode alias : model.path("aliases")) {
      aliases.put(alias.path("alias").asString(""), alias.path("version").asString(""));
    }
    return Optional.of(aliases);
  }

  void createModel(String name, String description) {
    JsonServer.Reply reply =
        server.post(MODELS + "create", Map.of("name", name, "description", description));
    if (!reply.text("error_code").equals("RESOURCE_ALREADY_EXISTS")) {
      usable(reply);
    }
  }

  /// All versions of a model.
  List<MlflowVersion> versions(String name) {
    List<MlflowVersion> versions = new ArrayList<>();
    String token = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      String query = "filter=" + encode("name='" + name + "'") + "&max_results=" + PAGE;
      String more = token.isEmpty() ? "" : "&page_token=" + encode(token);
      JsonNode answer = usable(server.get(VERSIONS + "search?" + query + more));
      for (JsonNode version : answer.path("model_versions")) {
        versions.add(version(version));
      }
      token = answer.path("next_page_token").asString("");
      if (token.isEmpty()) {
        return versions;
      }
    }
    throw shape("its list of versions does not end");
  }

  private MlflowVersion version(JsonNode json) {
    Map<String, String> tags = new TreeMap<>();
    for (JsonNode tag : json.path("tags")) {
      tags.put(tag.path("key").asString(""), tag.path("value").asString(""));
    }
    return new MlflowVersion(number(json), json.path("source").asString(""), tags);
  }

  private String number(JsonNode version) {
    String number = version.path("version").asString("");
    if (!NUMBER.matcher(number).matches()) {
      throw shape("a version has no number: " + Display.escape(number, 40));
    }
    return number;
  }

  /// Registers a version with all its tags in one step.
  ///
  /// @return its number
  String createVersion(RegisteredVersion version) {
    List<Map<String, String>> tags = new ArrayList<>();
    version.tags().forEach((key, value) -> tags.add(Map.of("key", key, "value", value)));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", version.name());
    body.put("source", version.source());
    body.put("description", version.description());
    body.put("tags", tags);
    JsonNode answer = usable(server.post(VERSIONS + "create", body));
    return number(answer.path("model_version"));
  }

  void setTag(String name, String number, String key, String value) {
    usable(
        server.post(
            VERSIONS + "set-tag",
            Map.of("name", name, "version", number, "key", key, "value", value)));
  }

  void setAlias(String name, String alias, String number) {
    usable(server.post(MODELS + "alias", Map.of("name", name, "alias", alias, "version", number)));
  }

  /// The body of an answer that means success.
  private JsonNode usable(JsonServer.Reply reply) {
    int status = reply.status();
    if (status / 100 == 2) {
      if (!reply.isObject()) {
        throw shape("it is no JSON object");
      }
      return reply.json();
    }
    throw failure(reply, status);
  }

  private NexusException failure(JsonServer.Reply reply, int status) {
    String said = said(reply);
    if (status == 401 || status == 403) {
      return NexusException.refused(
          "the server does not accept the credentials, or forbids this: " + status + said,
          host(),
          RegistryCredentials.VARIABLES);
    }
    if (status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status / 100 == 5) {
      return NexusException.transfer(
          "the server answers " + status + said, host(), "run this again later", null);
    }
    if (status / 100 == 3) {
      return NexusException.refused(
          "the server sends elsewhere: " + status + elsewhere(reply.location()),
          host(),
          "credentials go only where you say: type that address");
    }
    if (said.isEmpty()) {
      return NexusException.notFound(
          "there is no MLflow at this address: " + status,
          host(),
          "look at its path, for example mlflow:https://mlflow.example.org/mlflow");
    }
    return NexusException.refused("MLflow refuses this: " + status + said, host(), null);
  }

  private static String said(JsonServer.Reply reply) {
    String code = reply.text("error_code");
    String message = reply.text("message");
    return code.isEmpty() && message.isEmpty()
        ? ""
        : ", " + Display.escape(code + ": " + message, 300);
  }

  private static String elsewhere(String location) {
    try {
      String host = URI.create(location).getHost();
      return host == null ? "" : ", to " + Display.escape(host, 120);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private NexusException shape(String what) {
    return NexusException.malformed(
        "this is no answer of MLflow: " + what, host(), -1, "look at the address");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.close();
  }
}
