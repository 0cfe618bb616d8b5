package id.openclass.nexus.catalogue;

import static id.openclass.nexus.catalogue.Html.element;
import static id.openclass.nexus.catalogue.Html.text;

import id.openclass.nexus.catalogue.Html.Attribute;
import id.openclass.nexus.catalogue.Html.Element;
import id.openclass.nexus.catalogue.Html.Tag;
import id.openclass.nexus.core.LineSpeed;
import java.util.ArrayList;
import java.util.List;

/// What it costs a school to come to the recommended version, from nothing and from each older one.
///
/// @param model which model
/// @param recommended its recommended version
/// @param language how the page speaks
record ModelTimes(CataloguedModel model, CataloguedVersion recommended, PageLanguage language) {
  private String say(Phrase phrase, Object... values) {
    return language.say(phrase, values);
  }

  Element toHtml() {
    Pieces pieces = new Pieces(language);
    String title = ModelArticle.id(model) + "-times";
    List<String> headings = new ArrayList<>(List.of(say(Phrase.WHAT), say(Phrase.SIZE)));
    LineSpeed.USUAL.forEach(speed -> headings.add(speed.toString()));
    List<UpgradeCost> upgrades = model.upgrades();
    Element body = element(Tag.TBODY).with(Attribute.ROLE, "rowgroup");
    long whole = recommended.archive().sizeBytes();
    body.add(
        row(
            pieces,
            pieces.rowHeader(text(say(Phrase.WHOLE))),
            whole,
            pieces.cell(text(language.bytes(whole)))));
    upgrades.stream()
        .limit(CatalogueLimits.UPGRADES)
        .forEach(upgrade -> body.add(upgradeRow(pieces, upgrade)));
    Element section =
        element(
            Tag.SECTION,
            element(Tag.H3, say(Phrase.HOW_LONG)).with(Attribute.ID, title),
            pieces.table("times", title, headings, body));
    int more = upgrades.size() - CatalogueLimits.UPGRADES;
    return more <= 0
        ? section
        : section.add(element(Tag.P, say(Phrase.MORE_UPGRADES, more)).styled("quiet"));
  }

  private Element upgradeRow(Pieces pieces, UpgradeCost upgrade) {
    Phrase phrase = upgrade.isWhole() ? Phrase.FROM_WHOLE : Phrase.FROM;
    Element header = pieces.rowHeader(text(say(phrase, upgrade.from())));
    Element size = pieces.cell(text(language.bytes(upgrade.bytes())));
    if (!upgrade.isWhole()) {
      header.add(files(pieces, upgrade));
      String share = say(Phrase.OF_WHOLE, language.percent(upgrade.percent()));
      size.add(element(Tag.SPAN, share).styled("share"));
    }
    return row(pieces, header, upgrade.bytes(), size);
  }

  /// The links to an upgrade's files: one, or one for each step.
  private Element files(Pieces pieces, UpgradeCost upgrade) {
    Element links = element(Tag.SPAN).styled("files");
    List<CataloguedUpdate> updates = upgrade.updates();
    for (int i = 0; i < updates.size(); i++) {
      CataloguedUpdate update = updates.get(i);
      String words =
          updates.size() == 1
              ? update.file().fileName()
              : say(Phrase.UPDATE_STEP, update.from(), upgrade.steps().get(i));
      links.add(text(" "), pieces.link(update.file(), words));
    }
    return links;
  }

  private Element row(Pieces pieces, Element header, long bytes, Element size) {
    Element row = pieces.row(header).add(size);
    for (LineSpeed speed : LineSpeed.USUAL) {
      row.add(pieces.cell(text(language.duration(speed.timeFor(bytes)))));
    }
    return row;
  }
}
