package id.openclass.nexus.catalogue;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.store.ObjectKey;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a repository has. The same catalogue gives the same bytes, on every system and in every
/// locale.
///
/// ```java
/// Catalogue.of(lastChange, models).withAddress(URI.create("https://models.example.org/"))
///     .files().forEach((key, bytes) -> store.replace(key, bytes, ObjectVersion.ANY));
/// ```
///
/// @param changedAt when what it shows last changed, to the second; null when nothing was ever
///   there
/// @param address where schools read the repository, with a slash at the end; null when nobody said
/// @param models by name; those without a version are left out
public record Catalogue(
    @Nullable Instant changedAt, @Nullable URI address, List<CataloguedModel> models) {
  /// For programs.
  public static final ObjectKey JSON = ObjectKey.of("catalogue.json");

  /// What no shell takes for anything else.
  private static final Pattern ADDRESS = Pattern.compile("https?://[A-Za-z0-9._~%/:-]+/");

  /// Checks the address, sorts the models.
  ///
  /// @throws NexusException.InvalidValue when the address cannot be part of a command, or a model
  ///   comes twice
  public Catalogue {
    changedAt = changedAt == null ? null : changedAt.truncatedTo(ChronoUnit.SECONDS);
    address = address == null ? null : withSlash(address);
    Set<String> names = new HashSet<>();
    for (CataloguedModel model : models) {
      if (!names.add(model.name())) {
        throw NexusException.invalidValue("a model comes twice: " + model.name(), null);
      }
    }
    models =
        models.stream()
            .filter(model -> !model.versions().isEmpty())
            .sorted(Comparator.comparing(CataloguedModel::name))
            .toList();
  }

  private static URI withSlash(URI address) {
    String text = address.toString();
    String whole = text.endsWith("/") ? text : text + "/";
    if (!ADDRESS.matcher(whole).matches()) {
      throw NexusException.invalidValue(
          "not an address for a catalogue: " + Display.escape(text, 120),
          "it goes into commands for copying; for example https://models.example.org/");
    }
    return URI.create(whole);
  }

  /// A catalogue of a repository whose address nobody said: its commands are for the folder that it
  /// is in.
  ///
  /// @param changedAt when what it shows last changed; null when nothing was ever there
  /// @param models in any order
  /// @return the catalogue
  /// @throws NexusException.InvalidValue when a model comes twice
  public static Catalogue of(@Nullable Instant changedAt, List<CataloguedModel> models) {
    return new Catalogue(changedAt, null, models);
  }

  /// Sets where schools read the repository.
  ///
  /// @param base `https://models.example.org/` or `https://models.example.org/prefix`
  /// @return a changed copy
  /// @throws NexusException.InvalidValue when it cannot be part of a command
  public Catalogue withAddress(URI base) {
    return new Catalogue(changedAt, base, models);
  }

  /// All that goes into the repository, in the order in which it should be written: what people see
  /// first comes last.
  ///
  /// @return `catalogue.json`, `index.id.html`, `index.html` with their bytes
  public Map<ObjectKey, byte[]> files() {
    Map<ObjectKey, byte[]> files = new LinkedHashMap<>();
    files.put(JSON, json());
    files.put(PageLanguage.INDONESIAN.key(), page(PageLanguage.INDONESIAN));
    files.put(PageLanguage.ENGLISH.key(), page(PageLanguage.ENGLISH));
    return Collections.unmodifiableMap(files);
  }

  /// `catalogue.json`, as `docs/catalogue.md` section 2 says.
  ///
  /// @return UTF-8
  public byte[] json() {
    return CatalogueJson.of(this);
  }

  /// The page for people, as `docs/catalogue.md` section 3 says.
  ///
  /// @param language of all that is not the publisher's
  /// @return HTML in UTF-8
  public byte[] page(PageLanguage language) {
    return new CataloguePage(this, language).toBytes();
  }

  /// As `Catalogue[3 models, https://models.example.org/]`.
  @Override
  public String toString() {
    return "Catalogue["
        + models.size()
        + " models"
        + (address == null ? "]" : ", " + Display.escape(address.toString(), 70) + "]");
  }
}
