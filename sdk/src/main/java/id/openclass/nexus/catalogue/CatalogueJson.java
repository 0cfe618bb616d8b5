package id.openclass.nexus.catalogue;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.LineSpeed;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `catalogue.json`: `docs/catalogue.md` section 2, in its order of keys.
final class CatalogueJson {
  static final int FORMAT_VERSION = 1;

  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final long MEGA = 1_000_000;

  private CatalogueJson() {}

  static byte[] of(Catalogue catalogue) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format_version", FORMAT_VERSION);
    root.put("changed_at", text(catalogue.changedAt()));
    root.put("address", text(catalogue.address()));
    ArrayNode speeds = root.putArray("line_speeds_mbit");
    LineSpeed.USUAL.forEach(speed -> speeds.add(speed.bitsPerSecond() / MEGA));
    ArrayNode models = root.putArray("models");
    catalogue.models().forEach(model -> putModel(models.addObject(), model));
    byte[] json = MAPPER.writeValueAsBytes(root);
    byte[] line = Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    return line;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static void putModel(ObjectNode node, CataloguedModel model) {
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
    model.upgrades().forEach(upgrade -> putUpgrade(upgrades.addObject(), upgrade));
    ArrayNode versions = node.putArray("versions");
    model.versions().forEach(version -> putVersion(versions.addObject(), version));
  }

  private static void putTexts(ArrayNode node, List<String> texts) {
    CatalogueLimits.list(texts).forEach(node::add);
  }

  private static void putChannel(ObjectNode node, CataloguedChannel channel) {
    node.put("name", channel.name());
    node.put("version", channel.version().toString());
    node.put("rollout_percent", channel.rolloutPercent());
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
