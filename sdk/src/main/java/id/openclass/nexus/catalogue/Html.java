package id.openclass.nexus.catalogue;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.store.ObjectKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A piece of a page: `docs/catalogue.md` section 3. There are elements, whose tags and attributes
/// come from closed lists in which nothing can run, and text, which is escaped when it is written.
/// Only the page's own style sheet is not escaped, and only keys and places are addresses.
sealed interface Html {
  /// Writes the piece.
  void write(StringBuilder out);

  /// The elements that pages have.
  enum Tag {
    A(false),
    ARTICLE(true),
    B(false),
    BDI(false),
    BODY(true),
    CODE(false),
    DD(true),
    DETAILS(true),
    DIV(true),
    DL(true),
    DT(true),
    FOOTER(true),
    H1(true),
    H2(true),
    H3(true),
    HEAD(true),
    HEADER(true),
    HTML(true),
    LI(true),
    LINK(true),
    MAIN(true),
    META(true),
    NAV(true),
    OL(true),
    P(true),
    PRE(true),
    SECTION(true),
    SPAN(false),
    SUMMARY(true),
    TABLE(true),
    TBODY(true),
    TD(true),
    TH(true),
    THEAD(true),
    TIME(false),
    TITLE(true),
    TR(true),
    UL(true);

    /// Whether a line ends behind it.
    private final boolean block;

    Tag(boolean block) {
      this.block = block;
    }

    private boolean isEmpty() {
      return this == META || this == LINK;
    }

    /// As it is written.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The attributes that take text. An address is none of them: [Element#to].
  enum Attribute {
    ARIA_CURRENT,
    ARIA_LABEL,
    ARIA_LABELLEDBY,
    CHARSET,
    CLASS,
    CONTENT,
    DATETIME,
    DIR,
    DOWNLOAD,
    HREFLANG,
    HTTP_EQUIV,
    ID,
    LANG,
    NAME,
    REL,
    ROLE,
    SCOPE,
    TABINDEX,
    TYPE;

    /// As it is written.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// Any text, as itself.
  static Html text(String text) {
    return new Text(text);
  }

  /// An element with pieces in it.
  static Element element(Tag tag, Html... children) {
    return new Element(tag).add(children);
  }

  /// An element with text in it.
  static Element element(Tag tag, String text) {
    return new Element(tag).add(text(text));
  }

  /// Text; lines of it stay lines where white space counts.
  ///
  /// @param value as it came
  record Text(String value) implements Html {
    @Override
    public void write(StringBuilder out) {
      value.lines().limit(1).forEach(line -> escape(line, out));
      value.lines().skip(1).forEach(line -> escape(line, out.append('\n')));
    }
  }

  /// The page's own style sheet: the one thing that is written as it is.
  record Style(Stylesheet sheet) implements Html {
    @Override
    public void write(StringBuilder out) {
      out.append("<style>").append(sheet.text()).append("</style>\n");
    }
  }

  /// A tag, its attributes and what is between. Filled by one thread, then written.
  final class Element implements Html {
    private final Tag tag;
    private final Map<Attribute, String> attributes = new EnumMap<>(Attribute.class);
    private final List<Html> children = new ArrayList<>();
    private String address = "";

    private Element(Tag tag) {
      this.tag = tag;
    }

    /// Sets an attribute.
    Element with(Attribute attribute, String value) {
      attributes.put(attribute, value);
      return this;
    }

    /// Sets the class.
    Element styled(String name) {
      return with(Attribute.CLASS, name);
    }

    /// Makes it lead to an object beside the page.
    Element to(ObjectKey key) {
      address = key.text();
      return this;
    }

    /// Makes it lead to a place in the page.
    Element toPlace(String id) {
      address = "#" + id;
      return this;
    }

    Element add(Html... pieces) {
      children.addAll(Arrays.asList(pieces));
      return this;
    }

    Element addAll(List<? extends Html> pieces) {
      children.addAll(pieces);
      return this;
    }

    @Override
    public void write(StringBuilder out) {
      out.append('<').append(tag);
      if (!address.isEmpty()) {
        append("href", address, out);
      }
      attributes.forEach((name, value) -> append(name.toString(), value, out));
      out.append('>');
      if (!tag.isEmpty()) {
        children.forEach(child -> child.write(out));
        out.append("</").append(tag).append('>');
      }
      if (tag.block) {
        out.append('\n');
      }
    }

    private static void append(String name, String value, StringBuilder out) {
      escape(value, out.append(' ').append(name).append("=\""));
      out.append('"');
    }
  }

  /// Writes text such that it is neither markup nor able to move or reorder what is around it.
  private static void escape(String text, StringBuilder out) {
    String visible = Display.escape(text);
    for (int i = 0; i < visible.length(); i++) {
      char c = visible.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
  }
}
