package id.openclass.nexus.catalogue;

import static id.openclass.nexus.catalogue.Html.element;
import static id.openclass.nexus.catalogue.Html.text;

import id.openclass.nexus.catalogue.Html.Attribute;
import id.openclass.nexus.catalogue.Html.Element;
import id.openclass.nexus.catalogue.Html.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A model on a page.
final class ModelArticle {
  private static final long MIB = 1 << 20;

  private final Catalogue catalogue;
  private final CataloguedModel model;
  private final CataloguedVersion shown;
  private final PageLanguage language;

  ModelArticle(Catalogue catalogue, CataloguedModel model, PageLanguage language) {
    this.catalogue = catalogue;
    this.model = model;
    this.shown = model.shown();
    this.language = language;
  }

  /// Where a model is on its page.
  static String id(CataloguedModel model) {
    return "model-" + model.name();
  }

  private String say(Phrase phrase, Object... values) {
    return language.say(phrase, values);
  }

  Element toHtml() {
    String title = id(model) + "-name";
    Element article =
        element(
                Tag.ARTICLE,
                element(Tag.H2, model.name()).with(Attribute.ID, title),
                element(Tag.P, element(Tag.BDI, CatalogueLimits.text(shown.metadata().modelId())))
                    .styled("quiet"))
            .with(Attribute.ID, id(model))
            .with(Attribute.ARIA_LABELLEDBY, title);
    article.addAll(description()).addAll(warnings()).add(facts());
    Optional<CataloguedVersion> recommended = model.recommended();
    if (recommended.isEmpty()) {
      article.add(element(Tag.P, element(Tag.B, say(Phrase.NOT_RECOMMENDED))));
    } else {
      article.add(download());
      article.add(new ModelTimes(model, shown, language).toHtml());
      article.add(new ModelCommands(catalogue, model, shown, language).toHtml());
    }
    return article.add(new ModelVersions(model, language).toHtml());
  }

  private List<Element> description() {
    return CatalogueLimits.description(shown.text("description").strip())
        .lines()
        .filter(line -> !line.isBlank())
        .map(line -> element(Tag.P, line.strip()).with(Attribute.DIR, "auto").styled("foreign"))
        .toList();
  }

  /// What must not be overlooked: which versions to keep away from.
  private List<Element> warnings() {
    return model.listedVersions().stream()
        .filter(CataloguedVersion::isRevoked)
        .map(this::warning)
        .toList();
  }

  private Element warning(CataloguedVersion version) {
    String reason =
        Optional.ofNullable(CatalogueLimits.optional(version.revoked())).orElse("").strip();
    return element(
            Tag.P,
            element(Tag.B, say(Phrase.DO_NOT_USE, version.version())),
            text(" "),
            element(Tag.BDI, reason.isEmpty() ? say(Phrase.NO_REASON) : reason))
        .styled("warning");
  }

  private Element download() {
    long bytes = shown.archive().sizeBytes();
    Pieces pieces = new Pieces(language);
    String cost =
        say(
            Phrase.SIZE_AND_TIME,
            language.bytes(bytes),
            language.duration(CataloguePage.USUAL_SPEED.timeFor(bytes)),
            CataloguePage.USUAL_SPEED);
    return element(
            Tag.P,
            pieces.link(shown.archive(), say(Phrase.DOWNLOAD, shown.version())).styled("button"),
            text(" "),
            element(Tag.SPAN, cost).styled("quiet"))
        .styled("download");
  }

  private Element facts() {
    Element list = element(Tag.DL).styled("facts");
    fact(list, Phrase.SUBJECTS, chips(CatalogueLimits.list(shown.subjects())));
    fact(list, Phrase.LANGUAGES, chips(languages()));
    fact(list, Phrase.MEMORY, memory());
    fact(list, Phrase.ARCHITECTURE, kind());
    fact(list, Phrase.LICENSE, foreign(shown.license() == null ? "" : shown.license()));
    fact(list, Phrase.PUBLISHED, List.of(new Pieces(language).date(shown.publishedAt())));
    fact(list, Phrase.CHANNELS, channels());
    return list;
  }

  private void fact(Element list, Phrase name, List<? extends Html> value) {
    if (!value.isEmpty()) {
      list.add(element(Tag.DIV, element(Tag.DT, say(name)), element(Tag.DD).addAll(value)));
    }
  }

  private static List<Element> foreign(String value) {
    return value.isBlank() ? List.of() : List.of(element(Tag.BDI, CatalogueLimits.text(value)));
  }

  private List<Element> chips(List<String> words) {
    Element list = element(Tag.UL).styled("chips");
    words.forEach(word -> list.add(element(Tag.LI, element(Tag.BDI, word))));
    return words.isEmpty() ? List.of() : List.of(list);
  }

  private List<Html> memory() {
    long mebibytes = shown.number("memory_requirements_mb");
    return mebibytes == 0 ? List.of() : List.of(text(language.bytes(mebibytes * MIB)));
  }

  private List<Element> kind() {
    return foreign(
        Stream.of(shown.text("model_type"), shown.text("quantization"))
            .filter(word -> !word.isBlank())
            .reduce((a, b) -> a + ", " + b)
            .orElse(""));
  }

  /// Names of languages as the page's readers call them; a tag that it has no name for stays.
  private List<String> languages() {
    return CatalogueLimits.list(shown.languages()).stream()
        .map(tag -> Phrase.ofLanguage(tag).map(language::say).orElse(tag))
        .toList();
  }

  private List<Element> channels() {
    List<Element> lines = new ArrayList<>();
    for (CataloguedChannel channel : model.listedChannels()) {
      String version = channel.version().toString();
      Element line =
          element(Tag.LI, element(Tag.CODE, channel.name()), text(" → "), element(Tag.B, version));
      if (channel.rolloutPercent() < 100) {
        line.add(text(", " + say(Phrase.FOR_PART, channel.rolloutPercent() + " %")));
      }
      if (channel.previous() != null) {
        line.add(
            text("; "),
            element(Tag.B, channel.previous().toString()),
            text(" " + say(Phrase.FOR_OTHERS)));
      }
      if (channel.halted()) {
        line.add(text(" "), element(Tag.SPAN, say(Phrase.HALTED)).styled("badge bad"));
      }
      lines.add(line);
    }
    return lines.isEmpty() ? List.of() : List.of(element(Tag.UL).addAll(lines).styled("plain"));
  }
}
