package id.openclass.nexus.catalogue;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.LineSpeed;
import id.openclass.nexus.pack.SemanticVersion;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `catalogue.json`: `docs/catalogue.md` section 2, in its order of keys.
final class CatalogueJson {
  static final int FORMAT_VERSION = 1;

  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final long MEGA = 1_000_000;

  private CatalogueJson() {}

  /// All of it, or as much as fits: then each model has the same, halved count of its newest
  /// versions, and at last there are fewer models.
  static byte[] of(Catalogue catalogue) {
    int models = catalogue.models().size();
    int versions =
        catalogue.models().stream().mapToInt(model -> model.versions().size()).max().orElse(1);
    Optional<byte[]> json = of(catalogue, models, versions);
    while (json.isEmpty()) {
      if (versions > 1) {
        versions = Integer.highestOneBit(versions - 1);
      } else {
        models /= 2;
      }
      json = of(catalogue, models, versions);
    }
    return json.get();
  }

  /// The file with no more than so many models and versions; empty when it is too long.
  private static Optional<byte[]> of(Catalogue catalogue, int models, int versions) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = MAPPER.createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberProperty("format_version", FORMAT_VERSION);
      json.writeStringProperty("changed_at", text(catalogue.changedAt()));
      json.writeStringProperty("address", text(catalogue.address()));
      json.writeArrayPropertyStart("line_speeds_mbit");
      LineSpeed.USUAL.forEach(speed -> json.writeNumber(speed.bitsPerSecond() / MEGA));
      json.writeEndArray();
      json.writeNumberProperty("models_left_out", catalogue.models().size() - models);
      json.writeArrayPropertyStart("models");
      for (CataloguedModel model : catalogue.models().subList(0, models)) {
        ObjectNode node = MAPPER.createObjectNode();
        putModel(node, model, versions);
        json.writeTree(node);
        json.flush();
        if (out.size() > CatalogueLimits.JSON_BYTES) {
          return Optional.empty();
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.write('\n');
    return Optional.of(out.toByteArray());
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static void putModel(ObjectNode node, CataloguedModel model, int most) {
    List<CataloguedVersion> listed = model.newest(most, model.channels());
    CataloguedVersion shown = model.shown();
    node.put("name", model.name());
    node.put("model_id", CatalogueLimits.text(shown.metadata().modelId()));
    node.put("description", CatalogueLimits.description(shown.text("description")));
    putTexts(node.putArray("subjects"), shown.subjects());
    putTexts(node.putArray("languages"), shown.languages());
    node.put("license", CatalogueLimits.optional(shown.license()));
    node.put(
        "recommended",
        model.recommended().map(version -> version.version().toString()).orElse(null));
    ArrayNode channels = node.putArray("channels");
    model.channels().forEach(channel -> putChannel(channels.addObject(), channel));
    ArrayNode upgrades = node.putArray("upgrades");
    upgrades(model, listed).forEach(upgrade -> putUpgrade(upgrades.addObject(), upgrade));
    node.put("versions_left_out", model.versions().size() - listed.size());
    ArrayNode versions = node.putArray("versions");
    listed.forEach(version -> putVersion(versions.addObject(), version));
  }

  /// Those all of whose versions are listed.
  private static List<UpgradeCost> upgrades(CataloguedModel model, List<CataloguedVersion> listed) {
    Set<SemanticVersion> known =
        listed.stream().map(CataloguedVersion::version).collect(Collectors.toSet());
    return model.upgrades().stream()
        .filter(upgrade -> known.contains(upgrade.from()) && known.containsAll(upgrade.steps()))
        .toList();
  }

  private static void putTexts(ArrayNode node, List<String> texts) {
    CatalogueLimits.list(texts).forEach(node::add);
  }

  private static void putChannel(ObjectNode node, CataloguedChannel channel) {
    node.put("name", channel.name());
    node.put("version", channel.version().toString());
    node.put("rollout_percent", channel.rolloutPercent());
    node.put("previous", text(channel.previous()));
    node.put("halted", channel.halted());
  }

  private static void putUpgrade(ObjectNode node, UpgradeCost upgrade) {
    node.put("from", upgrade.from().toString());
    node.put("bytes", upgrade.bytes());
    node.put("percent", upgrade.percent());
    putSeconds(node, upgrade.bytes());
    ArrayNode steps = node.putArray("steps");
    upgrade.steps().forEach(step -> steps.add(step.toString()));
  }

  private static void putSeconds(ObjectNode node, long bytes) {
    ArrayNode seconds = node.putArray("seconds");
    for (LineSpeed speed : LineSpeed.USUAL) {
      seconds.add(speed.timeFor(bytes).plusMillis(999).toSeconds());
    }
  }

  private static void putVersion(ObjectNode node, CataloguedVersion version) {
    node.put("version", version.version().toString());
    node.put("published_at", version.publishedAt().toString());
    node.put("revoked", CatalogueLimits.optional(version.revoked()));
    node.put("license", CatalogueLimits.optional(version.license()));
    node.put("signed_by", CatalogueLimits.optional(version.signedBy()));
    node.put("model_type", CatalogueLimits.text(version.text("model_type")));
    node.put("quantization", CatalogueLimits.text(version.text("quantization")));
    node.put("context_window", known(version.number("context_window")));
    node.put("memory_mib", known(version.number("memory_requirements_mb")));
    putSize(node.putObject("model"), version.metadata().fileSizeBytes(), version.modelDigest());
    ObjectNode archive = node.putObject("package");
    putFile(archive, version.archive());
    putSeconds(archive, version.archive().sizeBytes());
    ArrayNode updates = node.putArray("updates");
    for (CataloguedUpdate update : version.updates()) {
      ObjectNode entry = updates.addObject();
      entry.put("from", update.from().toString());
      putFile(entry, update.file());
    }
  }

  private static @Nullable Long known(long number) {
    return number > 0 ? number : null;
  }

  private static void putFile(ObjectNode node, CataloguedFile file) {
    node.put("path", file.key().text());
    putSize(node, file.sizeBytes(), file.sha256());
  }

  private static void putSize(ObjectNode node, long bytes, Digest sha256) {
    node.put("bytes", bytes);
    node.put("sha256", sha256.hex());
  }
}
