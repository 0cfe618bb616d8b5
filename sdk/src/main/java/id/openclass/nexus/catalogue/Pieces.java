package id.openclass.nexus.catalogue;

import static id.openclass.nexus.catalogue.Html.element;

import id.openclass.nexus.catalogue.Html.Attribute;
import id.openclass.nexus.catalogue.Html.Element;
import id.openclass.nexus.catalogue.Html.Tag;
import java.time.Instant;
import java.util.List;

/// What occurs in several places of a page. Tables name their roles: where a narrow screen lays
/// their rows out in another way, browsers forget them.
///
/// @param language how the page speaks
record Pieces(PageLanguage language) {
  Element date(Instant time) {
    return element(Tag.TIME, language.date(time)).with(Attribute.DATETIME, time.toString());
  }

  /// A download.
  Element link(CataloguedFile file, String words) {
    return element(Tag.A, words).to(file.key()).with(Attribute.DOWNLOAD, file.fileName());
  }

  Element table(String style, String labelledBy, List<String> headings, Element body) {
    Element row = element(Tag.TR).with(Attribute.ROLE, "row");
    for (String heading : headings) {
      row.add(
          element(Tag.TH, heading)
              .with(Attribute.SCOPE, "col")
              .with(Attribute.ROLE, "columnheader"));
    }
    return element(Tag.TABLE, element(Tag.THEAD, row).with(Attribute.ROLE, "rowgroup"), body)
        .with(Attribute.ROLE, "table")
        .with(Attribute.ARIA_LABELLEDBY, labelledBy)
        .styled(style);
  }

  Element row(Element header) {
    return element(Tag.TR, header).with(Attribute.ROLE, "row");
  }

  Element rowHeader(Html... pieces) {
    return element(Tag.TH, pieces).with(Attribute.SCOPE, "row").with(Attribute.ROLE, "rowheader");
  }

  Element cell(Html... pieces) {
    return element(Tag.TD, pieces).with(Attribute.ROLE, "cell");
  }
}
