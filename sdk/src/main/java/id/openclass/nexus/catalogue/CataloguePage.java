package id.openclass.nexus.catalogue;

import static id.openclass.nexus.catalogue.Html.element;
import static id.openclass.nexus.catalogue.Html.text;

import id.openclass.nexus.catalogue.Html.Attribute;
import id.openclass.nexus.catalogue.Html.Element;
import id.openclass.nexus.catalogue.Html.Tag;
import id.openclass.nexus.core.LineSpeed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// A whole page, but for its models: `docs/catalogue.md` section 3.
///
/// @param catalogue what it shows
/// @param language how it speaks
record CataloguePage(Catalogue catalogue, PageLanguage language) {
  /// The speed that a school's line is likely to have.
  static final LineSpeed USUAL_SPEED = LineSpeed.mbit(2);

  private static final String MODELS = "models";

  byte[] toBytes() {
    StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
    element(Tag.HTML, head(), body()).with(Attribute.LANG, language.tag()).write(out);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private String say(Phrase phrase, Object... values) {
    return language.say(phrase, values);
  }

  private List<CataloguedModel> models() {
    return catalogue.models().stream().limit(CatalogueLimits.MODELS).toList();
  }

  private Element head() {
    Element head = element(Tag.HEAD, element(Tag.META).with(Attribute.CHARSET, "utf-8"));
    head.add(
        element(Tag.META)
            .with(Attribute.HTTP_EQUIV, "Content-Security-Policy")
            .with(Attribute.CONTENT, Stylesheet.OWN.policy()));
    head.add(
        meta("viewport", "width=device-width, initial-scale=1"),
        meta("color-scheme", "light dark"),
        meta("referrer", "no-referrer"),
        meta("description", say(Phrase.LEAD)),
        element(Tag.TITLE, say(Phrase.TITLE)));
    for (PageLanguage other : PageLanguage.values()) {
      head.add(
          element(Tag.LINK)
              .to(other.key())
              .with(Attribute.REL, "alternate")
              .with(Attribute.HREFLANG, other.tag()));
    }
    head.add(
        element(Tag.LINK)
            .to(Catalogue.JSON)
            .with(Attribute.REL, "alternate")
            .with(Attribute.TYPE, "application/json"));
    return head.add(new Html.Style(Stylesheet.OWN));
  }

  private static Element meta(String name, String content) {
    return element(Tag.META).with(Attribute.NAME, name).with(Attribute.CONTENT, content);
  }

  private Element body() {
    Element main = element(Tag.MAIN).with(Attribute.ID, MODELS).with(Attribute.TABINDEX, "-1");
    if (models().isEmpty()) {
      main.add(
          element(Tag.P, element(Tag.B, say(Phrase.NO_MODELS))),
          element(Tag.P, say(Phrase.NO_MODELS_MORE)));
    }
    if (models().size() > 1) {
      main.add(overview());
    }
    models().forEach(model -> main.add(new ModelArticle(catalogue, model, language).toHtml()));
    return element(
        Tag.BODY,
        element(Tag.A, say(Phrase.SKIP)).toPlace(MODELS).styled("skip"),
        header(),
        main,
        notes());
  }

  private Element header() {
    Element languages =
        element(Tag.NAV).with(Attribute.ARIA_LABEL, say(Phrase.LANGUAGES_OF_THE_PAGE));
    for (PageLanguage other : PageLanguage.values()) {
      languages.add(
          other == language
              ? element(Tag.SPAN, other.ownName()).with(Attribute.ARIA_CURRENT, "page")
              : element(Tag.A, other.ownName())
                  .to(other.key())
                  .with(Attribute.HREFLANG, other.tag())
                  .with(Attribute.LANG, other.tag())
                  .with(Attribute.REL, "alternate"));
    }
    Element json =
        element(Tag.A, Catalogue.JSON.text())
            .to(Catalogue.JSON)
            .with(Attribute.REL, "alternate")
            .with(Attribute.TYPE, "application/json");
    Element small = element(Tag.P).addAll(asOf());
    return element(
        Tag.HEADER,
        languages,
        element(Tag.H1, say(Phrase.TITLE)),
        element(Tag.P, say(Phrase.LEAD)).styled("lead"),
        small.add(json, text(" " + say(Phrase.FOR_PROGRAMS))).styled("quiet"));
  }

  private List<Html> asOf() {
    Instant changed = catalogue.changedAt();
    return changed == null
        ? List.of()
        : List.of(text(say(Phrase.AS_OF) + " "), new Pieces(language).date(changed), text(" · "));
  }

  private Element overview() {
    Pieces pieces = new Pieces(language);
    Element body = element(Tag.TBODY).with(Attribute.ROLE, "rowgroup");
    models().forEach(model -> body.add(overviewRow(pieces, model)));
    Element section =
        element(
            Tag.SECTION,
            element(Tag.H2, say(Phrase.OVERVIEW)).with(Attribute.ID, "overview"),
            pieces.table(
                "overview",
                "overview",
                List.of(
                    say(Phrase.MODEL),
                    say(Phrase.SUBJECTS),
                    say(Phrase.SIZE),
                    say(Phrase.AT, USUAL_SPEED)),
                body));
    int more = catalogue.models().size() - models().size();
    return more == 0
        ? section
        : section.add(
            element(Tag.P, say(Phrase.MORE_MODELS, language.grouped(more))).styled("quiet"));
  }

  private Element overviewRow(Pieces pieces, CataloguedModel model) {
    CataloguedVersion shown = model.shown();
    long bytes = shown.archive().sizeBytes();
    Element link = element(Tag.A, model.name()).toPlace(ModelArticle.id(model));
    String subjects =
        CatalogueLimits.text(String.join(", ", CatalogueLimits.list(shown.subjects())));
    return pieces
        .row(pieces.rowHeader(link))
        .add(
            pieces.cell(element(Tag.BDI, subjects)),
            pieces.cell(text(language.bytes(bytes))),
            pieces.cell(text(language.duration(USUAL_SPEED.timeFor(bytes)))));
  }

  private Element notes() {
    Element list = element(Tag.UL);
    Arrays.asList(Phrase.NOTE_TIMES, Phrase.NOTE_TRUST, Phrase.NOTE_CHANNELS)
        .forEach(note -> list.add(element(Tag.LI, say(note))));
    return element(
        Tag.FOOTER,
        element(Tag.H2, say(Phrase.GOOD_TO_KNOW)),
        list,
        element(Tag.P, say(Phrase.BY_NEXUS)));
  }
}
