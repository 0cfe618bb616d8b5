package id.openclass.nexus.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class CataloguePageTest {
  private static final Pattern GAP = Pattern.compile("\\{}");

  private static String page(Catalogue catalogue, PageLanguage language) {
    return new String(catalogue.page(language), StandardCharsets.UTF_8);
  }

  private static Catalogue catalogue(CataloguedModel... models) {
    return Catalogue.of(SampleCatalogues.PUBLISHED, List.of(models));
  }

  /// Our pages close every element but two, so a reader of XML is the strictest one for them.
  private static Document parsed(String page) throws Exception {
    String xml = page.replace("<!DOCTYPE html>", "").replaceAll("<((?:meta|link) [^>]*)>", "<$1/>");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  private static List<Element> elements(Document page, String tag) {
    NodeList found = page.getElementsByTagName(tag);
    List<Element> all = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      all.add((Element) found.item(i));
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource
  void aModelWhoseTextsAreMarkupIsShownAsText(PageLanguage language) throws Exception {
    CataloguedModel model = SampleCatalogues.hostile("hostile", SampleCatalogues.HOSTILE);
    Document page = parsed(page(catalogue(model), language));
    String shown = Display.escape(SampleCatalogues.HOSTILE);
    assertThat(shown).contains("<script>", "\\u{202E}", "\\u{1B}");
    // Reasons of the eight newest versions that are revoked, model, subjects, languages, kind,
    // licence.
    assertThat(elements(page, "bdi"))
        .extracting(Element::getTextContent)
        .contains(shown)
        .allMatch(text -> text.startsWith(shown) || text.startsWith(shown.substring(0, 57)));
    assertThat(elements(page, "p")).extracting(Element::getTextContent).contains(shown);
    assertThat(elements(page, "*"))
        .extracting(Element::getTagName)
        .doesNotContain("script", "img")
        .contains("html", "article");
  }

  @ParameterizedTest
  @EnumSource
  void addressesLeadOnlyToFilesOfTheRepositoryAndPlacesOfThePage(PageLanguage language)
      throws Exception {
    Document page = parsed(page(SampleCatalogues.small(), language));
    assertThat(elements(page, "a"))
        .hasSizeGreaterThanOrEqualTo(20)
        .extracting(link -> link.getAttribute("href"))
        .allMatch(address -> address.matches("#[a-z0-9._-]+|[A-Za-z0-9._/-]+"));
  }

  @ParameterizedTest
  @EnumSource
  void thePolicyAllowsTheStyleSheetOfThePageAndNothingElse(PageLanguage language) {
    String page = page(SampleCatalogues.small(), language);
    String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
    String digest =
        Base64.getEncoder()
            .encodeToString(Digest.of(style.getBytes(StandardCharsets.UTF_8)).toBytes());
    assertThat(page)
        .contains("default-src &#39;none&#39;; style-src &#39;sha256-" + digest + "&#39;;")
        .doesNotContain("unsafe-")
        .doesNotContain(" style=");
    assertThat(style).doesNotContain("url(", "@import", "<");
  }

  @Test
  void bothLanguagesSayEverythingInTheSameGapsAndNotInTheSameWords() {
    for (Phrase phrase : Phrase.values()) {
      for (PageLanguage language : PageLanguage.values()) {
        assertThat(phrase.in(language)).as(phrase.name()).isNotBlank().doesNotContain("  ");
      }
      assertThat(gaps(phrase, PageLanguage.INDONESIAN))
          .as(phrase.name())
          .isEqualTo(gaps(phrase, PageLanguage.ENGLISH));
    }
    assertThat(Arrays.stream(Phrase.values()).filter(CataloguePageTest::isTheSame))
        .as("phrases of one word for both")
        .containsExactly(Phrase.MODEL, Phrase.LANGUAGE_MIN);
  }

  private static boolean isTheSame(Phrase phrase) {
    return phrase.in(PageLanguage.ENGLISH).equals(phrase.in(PageLanguage.INDONESIAN));
  }

  private static long gaps(Phrase phrase, PageLanguage language) {
    return GAP.matcher(phrase.in(language)).results().count();
  }

  /// Tags and addresses, without words: the pages differ by their words alone.
  @Test
  void bothPagesHaveTheSameThingsInTheSameOrder() {
    Catalogue catalogue = SampleCatalogues.small();
    assertThat(body(page(catalogue, PageLanguage.INDONESIAN)))
        .isEqualTo(body(page(catalogue, PageLanguage.ENGLISH)))
        .hasSizeGreaterThan(300);
  }

  private static List<String> body(String page) {
    Matcher tags =
        Pattern.compile("<(/?[a-z0-9]+)(?: href=\"([^\"]*)\")?")
            .matcher(page.substring(page.indexOf("<main")));
    return tags.results().map(MatchResult::group).toList();
  }

  @Test
  void thePagesLeadToEachOther() {
    assertThat(page(catalogue(), PageLanguage.ENGLISH))
        .contains("<html lang=\"en\">", "<a href=\"index.id.html\"");
    assertThat(page(catalogue(), PageLanguage.INDONESIAN))
        .contains("<html lang=\"id\">", "<a href=\"index.html\"");
  }

  @Test
  void theSameModelsInAnotherOrderAndLocaleGiveTheSameBytes() {
    Catalogue catalogue = SampleCatalogues.small();
    List<CataloguedModel> reversed = new ArrayList<>(catalogue.models());
    Collections.reverse(reversed);
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      Catalogue again = new Catalogue(catalogue.changedAt(), catalogue.address(), reversed);
      assertThat(again.files().keySet()).containsExactlyElementsOf(catalogue.files().keySet());
      again
          .files()
          .forEach((key, bytes) ->
              assertThat(bytes).as(key.text()).isEqualTo(catalogue.files().get(key)));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void anEmptyRepositorySaysSo() {
    assertThat(page(catalogue(), PageLanguage.ENGLISH)).contains("There is no model here yet.");
    assertThat(page(catalogue(), PageLanguage.INDONESIAN)).contains("Belum ada model di sini.");
  }

  @Test
  void oneModelNeedsNoOverview() {
    assertThat(page(SampleCatalogues.ofOne(), PageLanguage.ENGLISH)).doesNotContain("All models");
    assertThat(page(SampleCatalogues.small(), PageLanguage.ENGLISH)).contains("All models");
  }

  @Test
  void aPageTellsWhatSchoolsMustKnowOfAVersion() {
    String english = page(SampleCatalogues.small(), PageLanguage.ENGLISH);
    assertThat(english)
        .contains("Do not use version 1.0.0:", "wrong answers to fractions")
        .contains("<code>stable</code> → <b>1.2.0</b>", "for 10 % of schools", "halted")
        .contains("Download version 1.2.0", "769 MB, about 51 min at 2 Mbit/s")
        .contains("Update from 1.1.0", "2.8 % of the whole", "From 0.9.0: whole package")
        .contains("Javanese", "x-kuring", "Apache-2.0", "7 September 2026");
    assertThat(page(SampleCatalogues.small(), PageLanguage.INDONESIAN))
        .contains("Jangan gunakan versi 1.0.0:", "untuk 10 % sekolah", "Pembaruan dari 1.1.0")
        .contains("2,8 % dari keseluruhan", "1 jam 42 menit", "85 detik", "26 November 2026");
  }

  @Test
  void aModelWhoseVersionsAreAllRevokedHasNothingToDownloadFirst() {
    CataloguedModel model =
        new CataloguedModel(
            "gone",
            List.of(),
            List.of(
                SampleCatalogues.version(
                        SampleCatalogues.metadata("gone", "1.0.0", 1000),
                        SampleCatalogues.PUBLISHED)
                    .withRevoked(" ")));
    assertThat(page(catalogue(model), PageLanguage.ENGLISH))
        .contains("No version of this is recommended.", "no reason is given.")
        .doesNotContain("class=\"button\"");
  }

  @Test
  void commandsFetchFromTheAddress() {
    CataloguedModel tutor = SampleCatalogues.tutor();
    CataloguedFile archive = tutor.recommended().orElseThrow().archive();
    String address = SampleCatalogues.ADDRESS + archive.key().text();
    assertThat(page(SampleCatalogues.small(), PageLanguage.ENGLISH))
        .contains(
            "nexus fetch " + address + " -o tutor-sma-1.2.0.tar.gz --expect " + archive.sha256())
        .contains("\nnexus extract tutor-sma-1.2.0.tar.gz</code>")
        .contains(
            "nexus delta apply tutor-sma-1.1.0.tar.gz tutor-sma-1.1.0-to-1.2.0.tar --out models")
        .contains("curl -L -C - -o tutor-sma-1.2.0.tar.gz " + address);
  }

  @Test
  void commandsWithoutAnAddressAreForTheFolderOfThePage() {
    CataloguedFile archive = SampleCatalogues.tutor().recommended().orElseThrow().archive();
    assertThat(page(SampleCatalogues.ofOne(), PageLanguage.ENGLISH))
        .contains("Type these in the folder that this page is in.")
        .contains("<code dir=\"ltr\">nexus extract " + archive.key().text() + "</code>")
        .doesNotContain("nexus fetch", "curl");
  }

  @Test
  void whatDoesNotFitIsCounted() {
    String page = page(SampleCatalogues.large(101, 9), PageLanguage.ENGLISH);
    assertThat(page).contains("1 more models do not fit", "1 more versions do not fit");
    assertThat(page(SampleCatalogues.large(1, 12), PageLanguage.ENGLISH))
        .contains("3 older versions more do not fit");
  }

  @Test
  void whileSomeSchoolsTryAVersionThePageTellsThatTheOthersStay() {
    Catalogue catalogue =
        Catalogue.of(SampleCatalogues.PUBLISHED, List.of(SampleCatalogues.small("bge-small-en")));
    String page = new String(catalogue.page(PageLanguage.ENGLISH), StandardCharsets.UTF_8);
    assertThat(page)
        .contains("<b>1.5.0</b>, for 25 % of schools; <b>1.0.0</b> for the others")
        .contains(">stable 25 %</span>", ">stable 75 %</span>", "Download version 1.0.0");
    assertThat(new String(catalogue.page(PageLanguage.INDONESIAN), StandardCharsets.UTF_8))
        .contains("untuk 25 % sekolah; <b>1.0.0</b> untuk sekolah lainnya");
    assertThat(new String(catalogue.json(), StandardCharsets.UTF_8))
        .contains("\"version\":\"1.5.0\",\"rollout_percent\":25,\"previous\":\"1.0.0\"");
  }
}
