package id.openclass.nexus.catalogue;

import static id.openclass.nexus.catalogue.Html.element;
import static id.openclass.nexus.catalogue.Html.text;

import id.openclass.nexus.catalogue.Html.Element;
import id.openclass.nexus.catalogue.Html.Tag;
import java.util.List;
import java.util.Objects;

/// The versions of a model with their digests.
///
/// @param model which model
/// @param language how the page speaks
record ModelVersions(CataloguedModel model, PageLanguage language) {
  private String say(Phrase phrase, Object... values) {
    return language.say(phrase, values);
  }

  Element toHtml() {
    List<CataloguedVersion> listed = model.listedVersions();
    Element list = element(Tag.OL).styled("versions");
    listed.forEach(version -> list.add(item(version)));
    Element details =
        element(
            Tag.DETAILS,
            element(Tag.SUMMARY, say(Phrase.VERSIONS, language.grouped(model.versions().size()))),
            list);
    int more = model.versions().size() - listed.size();
    return more == 0
        ? details
        : details.add(
            element(Tag.P, say(Phrase.MORE_VERSIONS, language.grouped(more))).styled("quiet"));
  }

  private Element item(CataloguedVersion version) {
    Pieces pieces = new Pieces(language);
    Element line = element(Tag.P, element(Tag.B, version.version().toString()));
    badges(version, line);
    line.add(
        text(" "),
        element(
                Tag.SPAN,
                pieces.date(version.publishedAt()),
                text(", " + language.bytes(version.archive().sizeBytes()) + " "))
            .styled("quiet"),
        pieces.link(version.archive(), version.archive().fileName()));
    return element(Tag.LI, line, digests(version));
  }

  private void badges(CataloguedVersion version, Element line) {
    if (version.isRevoked()) {
      badge(line, say(Phrase.REVOKED), "badge bad");
    }
    if (model.recommended().filter(version::equals).isPresent()) {
      badge(line, say(Phrase.RECOMMENDED), "badge good");
    }
    model
        .listedChannelsOf(version.version())
        .forEach(channel -> badge(line, channel.label(version.version()), "badge"));
  }

  private static void badge(Element line, String words, String style) {
    line.add(text(" "), element(Tag.SPAN, words).styled(style));
  }

  private Element digests(CataloguedVersion version) {
    Element list = element(Tag.DL).styled("digests");
    Html key =
        element(Tag.CODE, CatalogueLimits.text(Objects.requireNonNullElse(version.signedBy(), "")));
    line(list, Phrase.PACKAGE_DIGEST, element(Tag.CODE, version.archive().sha256().hex()));
    line(list, Phrase.MODEL_DIGEST, element(Tag.CODE, version.modelDigest().hex()));
    line(list, Phrase.SIGNED_BY, version.signedBy() == null ? text(say(Phrase.NOT_SIGNED)) : key);
    return list;
  }

  private void line(Element list, Phrase name, Html value) {
    list.add(element(Tag.DIV, element(Tag.DT, say(name)), element(Tag.DD, value)));
  }
}
