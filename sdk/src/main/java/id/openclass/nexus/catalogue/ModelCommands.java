package id.openclass.nexus.catalogue;

import static id.openclass.nexus.catalogue.Html.element;

import id.openclass.nexus.catalogue.Html.Attribute;
import id.openclass.nexus.catalogue.Html.Element;
import id.openclass.nexus.catalogue.Html.Tag;
import java.util.ArrayList;
import java.util.List;

/// Commands to copy. With an address they fetch from it; without one the files are in this folder.
/// Names, addresses and paths need no quotes: their records see to it.
///
/// @param catalogue knows the address
/// @param model which model
/// @param recommended its recommended version
/// @param language how the page speaks
record ModelCommands(
    Catalogue catalogue,
    CataloguedModel model,
    CataloguedVersion recommended,
    PageLanguage language) {

  private String say(Phrase phrase, Object... values) {
    return language.say(phrase, values);
  }

  Element toHtml() {
    Element details = element(Tag.DETAILS, element(Tag.SUMMARY, say(Phrase.COMMANDS)));
    if (catalogue.address() == null) {
      details.add(element(Tag.P, say(Phrase.COMMANDS_HERE)).styled("quiet"));
    }
    add(details, say(Phrase.WITH_NEXUS), withNexus(recommended.archive()));
    model.upgrades().stream()
        .filter(upgrade -> !upgrade.isWhole())
        .findFirst()
        .ifPresent(
            upgrade -> add(details, say(Phrase.UPDATE_WITH_NEXUS, upgrade.from()), apply(upgrade)));
    add(details, say(Phrase.WITHOUT_NEXUS), withoutNexus(recommended.archive()));
    return details;
  }

  private static void add(Element details, String title, List<String> lines) {
    Element code = element(Tag.CODE, String.join("\n", lines)).with(Attribute.DIR, "ltr");
    details.add(element(Tag.H3, title), element(Tag.PRE, code));
  }

  private List<String> withNexus(CataloguedFile file) {
    List<String> lines = new ArrayList<>(fetch(file));
    lines.add("nexus extract " + local(file));
    return lines;
  }

  private List<String> fetch(CataloguedFile file) {
    return catalogue.address() == null
        ? List.of()
        : List.of(
            "nexus fetch "
                + url(file)
                + " -o "
                + file.fileName()
                + " --expect "
                + file.sha256().hex());
  }

  /// The base is the older version's package, as it was downloaded.
  private List<String> apply(UpgradeCost upgrade) {
    List<String> lines = new ArrayList<>();
    StringBuilder apply = new StringBuilder("nexus delta apply ").append(base(upgrade));
    for (CataloguedUpdate update : upgrade.updates()) {
      lines.addAll(fetch(update.file()));
      apply.append(' ').append(local(update.file()));
    }
    lines.add(apply.append(" --out models").toString());
    return lines;
  }

  private String base(UpgradeCost upgrade) {
    return model.versions().stream()
        .filter(version -> version.version().equals(upgrade.from()))
        .map(version -> local(version.archive()))
        .findFirst()
        .orElseThrow();
  }

  private List<String> withoutNexus(CataloguedFile file) {
    String name = local(file);
    List<String> lines = new ArrayList<>();
    if (catalogue.address() != null) {
      lines.add("curl -L -C - -o " + name + " " + url(file));
    }
    lines.add("echo \"" + file.sha256().hex() + "  " + name + "\" | sha256sum -c");
    lines.add((name.endsWith(".zip") ? "unzip " : "tar xzf ") + name);
    return lines;
  }

  private String url(CataloguedFile file) {
    return catalogue.address() + file.key().text();
  }

  private String local(CataloguedFile file) {
    return catalogue.address() == null ? file.key().text() : file.fileName();
  }
}
