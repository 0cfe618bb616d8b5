package id.openclass.nexus.registry;

import id.openclass.nexus.registry.JsonWebServer.Reply;
import id.openclass.nexus.registry.JsonWebServer.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Answers as MLflow 3.1 does, as far as registering asks; `.ci/mlflow` asks the real one. What is
/// empty is left out, as there.
final class FakeMlflow {
  private static final JsonMapper MAPPER = new JsonMapper();

  final Map<String, Map<String, String>> aliases = new TreeMap<>();
  final List<Map<String, Object>> versions = new ArrayList<>();
  int pageSize = 2;

  synchronized Reply answer(Request request) {
    String[] parts = request.uri().split("\\?", 2);
    JsonNode body = request.body().isEmpty() ? null : MAPPER.readTree(request.body());
    return switch (parts[0].replaceFirst("^/(path/)?api/2.0/mlflow/", "")) {
      case "registered-models/get" -> model(query(parts[1]).get("name"));
      case "registered-models/create" -> createModel(body.get("name").asString());
      case "registered-models/alias" -> alias(body);
      case "model-versions/search" -> search(query(parts[1]));
      case "model-versions/create" -> createVersion(body);
      case "model-versions/set-tag" -> setTag(body);
      default -> new Reply(404, Map.of("Content-Type", "text/html"), "<!doctype html>");
    };
  }

  private static Map<String, String> query(String query) {
    Map<String, String> values = new TreeMap<>();
    for (String pair : query.split("&")) {
      String[] both = pair.split("=", 2);
      values.put(both[0], URLDecoder.decode(both[1], StandardCharsets.UTF_8));
    }
    return values;
  }

  static Reply error(int status, String code) {
    return Reply.json(
        status, "{\"error_code\":\"" + code + "\",\"message\":\"It \\u001b[31mfailed.\"}");
  }

  private static Reply ok(Object json) {
    return Reply.json(200, MAPPER.writeValueAsString(json));
  }

  private Reply model(String name) {
    if (!aliases.containsKey(name)) {
      return error(404, "RESOURCE_DOES_NOT_EXIST");
    }
    List<Map<String, String>> list = new ArrayList<>();
    aliases.get(name).forEach((a, v) -> list.add(Map.of("alias", a, "version", v)));
    Map<String, Object> model = new LinkedHashMap<>(Map.of("name", name));
    if (!list.isEmpty()) {
      model.put("aliases", list);
    }
    return ok(Map.of("registered_model", model));
  }

  private Reply createModel(String name) {
    return aliases.putIfAbsent(name, new TreeMap<>()) == null
        ? ok(Map.of("registered_model", Map.of("name", name)))
        : error(400, "RESOURCE_ALREADY_EXISTS");
  }

  private Reply alias(JsonNode body) {
    aliases
        .get(body.get("name").asString())
        .put(body.get("alias").asString(), body.get("version").asString());
    return ok(Map.of());
  }

  private Reply search(Map<String, String> query) {
    List<Map<String, Object>> found =
        versions.stream()
            .filter(v -> query.get("filter").equals("name='" + v.get("name") + "'"))
            .toList();
    int from = Integer.parseInt(query.getOrDefault("page_token", "0"));
    int to = Math.min(found.size(), from + pageSize);
    if (found.isEmpty()) {
      return ok(Map.of());
    }
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("model_versions", found.subList(from, to));
    if (to < found.size()) {
      page.put("next_page_token", String.valueOf(to));
    }
    return ok(page);
  }

  private Reply createVersion(JsonNode body) {
    @SuppressWarnings("unchecked")
    Map<String, Object> version = MAPPER.treeToValue(body, LinkedHashMap.class);
    version.put("version", String.valueOf(versions.size() + 1));
    versions.addFirst(version);
    return ok(Map.of("model_version", version));
  }

  @SuppressWarnings("unchecked")
  private Reply setTag(JsonNode body) {
    for (Map<String, Object> version : versions) {
      if (version.get("version").equals(body.get("version").asString())) {
        List<Map<String, String>> tags = (List<Map<String, String>>) version.get("tags");
        tags.removeIf(tag -> tag.get("key").equals(body.get("key").asString()));
        tags.add(Map.of("key", body.get("key").asString(), "value", body.get("value").asString()));
      }
    }
    return ok(Map.of());
  }
}
