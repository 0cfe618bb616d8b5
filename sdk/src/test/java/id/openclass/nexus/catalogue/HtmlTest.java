package id.openclass.nexus.catalogue;

import static id.openclass.nexus.catalogue.Html.element;
import static id.openclass.nexus.catalogue.Html.text;
import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.catalogue.Html.Attribute;
import id.openclass.nexus.catalogue.Html.Tag;
import id.openclass.nexus.store.ObjectKey;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HtmlTest {
  private static String written(Html html) {
    StringBuilder out = new StringBuilder();
    html.write(out);
    return out.toString();
  }

  @Test
  void textIsNoMarkup() {
    assertThat(written(element(Tag.B, "</b><script>'&amp;\"")))
        .isEqualTo("<b>&lt;/b&gt;&lt;script&gt;&#39;&amp;amp;&quot;</b>");
  }

  @Test
  void theValueOfAnAttributeDoesNotEndBeforeItsEnd() {
    assertThat(written(element(Tag.A, "x").with(Attribute.ARIA_LABEL, "\" onclick='alert(1)'\n>")))
        .isEqualTo("<a aria-label=\"&quot; onclick=&#39;alert(1)&#39;\\u{A}&gt;\">x</a>");
  }

  @Test
  void whatTurnsTextAroundOrIsNotSeenIsShownByItsNumber() {
    assertThat(written(text("a\u202Eb\u2066\u0000\u001B\u200B\uFEFF\uD800")))
        .isEqualTo("a\\u{202E}b\\u{2066}\\u{0}\\u{1B}\\u{200B}\\u{FEFF}\\u{D800}");
  }

  @Test
  void linesOfTextStayLines() {
    assertThat(written(text("one\ntwo\r\nthree\n"))).isEqualTo("one\ntwo\nthree");
  }

  @Test
  void addressesAreKeysAndPlaces() {
    assertThat(written(element(Tag.A, "x").to(ObjectKey.of("targets/a.tar"))))
        .isEqualTo("<a href=\"targets/a.tar\">x</a>");
    assertThat(written(element(Tag.A, "x").toPlace("model-a"))).contains("href=\"#model-a\"");
  }

  @Test
  void nothingThatRunsLoadsOrSubmitsHasAName() {
    assertThat(Arrays.stream(Tag.values()).map(Tag::toString))
        .doesNotContain(
            "script", "style", "iframe", "object", "embed", "form", "img", "svg", "base");
    assertThat(Arrays.stream(Attribute.values()).map(Attribute::toString))
        .doesNotContain("href", "src", "style", "action", "srcdoc")
        .noneMatch(name -> name.startsWith("on"));
  }

  @Test
  void noTextWhateverItIsLeavesItsElement() {
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      int[] points = random.ints(random.nextInt(40), 0, round % 2 == 0 ? 128 : 0x110000).toArray();
      String foreign = new String(points, 0, points.length);
      String html = written(element(Tag.B, foreign).with(Attribute.ARIA_LABEL, foreign));
      assertThat(html).matches("<b aria-label=\"[^\"<>]*\">[^<>\"]*</b>");
      assertThat(html.replaceAll("&(amp|lt|gt|quot|#39);", "")).doesNotContain("&");
      assertThat(html.codePoints().filter(c -> c != '\n').map(Character::getType))
          .doesNotContain(
              (int) Character.CONTROL, (int) Character.FORMAT, (int) Character.SURROGATE);
    }
  }
}
