// What a publication tells: its bill, and whoever listens. Part of the scripts that name it.
//
//JAVA 25+
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
//DEPS info.picocli:picocli:4.7.7

import module java.base;

import id.openclass.nexus.bill.Bill;
import id.openclass.nexus.bill.UpdateSize;
import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.BillOption;
import id.openclass.nexus.console.CommandConsole;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.pack.SemanticVersion;
import id.openclass.nexus.registry.Notification;
import id.openclass.nexus.registry.PublicationEvent;
import id.openclass.nexus.repo.Published;
import id.openclass.nexus.repo.Release;
import id.openclass.nexus.repo.ReleaseChannel;
import id.openclass.nexus.repo.ReleaseName;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What the sites will download. A picocli mixin.
final class SitesMixin {
  @Mixin private BillOption sites;

  /// What would fail after minutes of work fails at once.
  void require() {
    sites.fleet();
  }

  /// The answer with the bill: for programs whole, for people what it says of sites.
  Answer bill(Answer answer, Published made) {
    int invalidated = made.invalidations().isEmpty() ? 0 : made.replaced().size();
    Bill bill = Bill.sending(made.objects(), made.bytes(), invalidated);
    if (!made.releases().isEmpty()) {
      Release release = made.releases().getFirst();
      List<UpdateSize> updates =
          release.updates().stream()
              .map(u -> new UpdateSize(SemanticVersion.parse(u.from()), u.file().sizeBytes()))
              .toList();
      bill = bill.forVersion(release.pack().sizeBytes(), updates);
    }
    bill = bill.forSites(sites.fleet().orElse(null));
    return answer.with("bill", bill.fields()).lines(bill.siteLines());
  }
}

/// Who is told when something was published. A picocli mixin.
final class NotifyMixin {
  @Option(
      names = "--notify",
      paramLabel = "URL",
      description = "post a JSON event there when it is done; if that fails, it is a warning")
  private String address;

  /// What would fail after minutes of work fails at once.
  void require() {
    if (address != null) {
      Notification.to(address);
    }
  }

  /// Posts what became of versions or channels, as the answer has it.
  void post(CommandConsole console, Answer answer, Published made, PublicationEvent.Kind kind) {
    post(
        console,
        answer,
        made,
        kind == PublicationEvent.Kind.PUBLISHED
            ? made.releases().stream().map(release -> event(answer, made, release))
            : made.channels().stream().map(channel -> event(answer, made, kind, channel)));
  }

  /// Posts that a version was revoked, which channels that lead to others note, too.
  void postRevoked(CommandConsole console, Answer answer, Published made, ReleaseName id) {
    post(console, answer, made, Stream.of(of(answer, made, PublicationEvent.Kind.REVOKED, id)));
  }

  private void post(
      CommandConsole console, Answer answer, Published made, Stream<PublicationEvent> events) {
    boolean changed = made.outcome() != OutputFile.Outcome.ALREADY_THERE;
    if (address != null && changed && !Boolean.TRUE.equals(answer.fields().get("dry_run"))) {
      Notification notification = Notification.to(address);
      events.forEach(event ->
          notification.post(event).ifPresent(warning -> console.warn(warning, null)));
    }
  }

  private static PublicationEvent event(Answer answer, Published made, Release release) {
    String channel =
        made.channels().stream()
            .filter(c -> c.name().equals(release.name()) && c.version().equals(release.version()))
            .map(ReleaseChannel::channel)
            .findFirst()
            .orElse(null);
    Object url = answer.fields().get("cloudfront_url");
    Object address = url != null ? url : answer.fields().get("s3_url");
    boolean isFirst = release.equals(made.releases().getFirst());
    return of(answer, made, PublicationEvent.Kind.PUBLISHED, release.id())
        .withChannel(channel)
        .withUrl(isFirst && address != null ? address.toString() : null)
        .withModel(release.model().sha256(), release.model().sizeBytes())
        .withUpdatesFrom(release.updates().stream().map(update -> update.from()).toList());
  }

  private static PublicationEvent event(
      Answer answer, Published made, PublicationEvent.Kind kind, ReleaseChannel channel) {
    return of(answer, made, kind, new ReleaseName(channel.name(), channel.version()))
        .withChannel(channel.channel());
  }

  private static PublicationEvent of(
      Answer answer, Published made, PublicationEvent.Kind kind, ReleaseName id) {
    String repository = String.valueOf(answer.fields().get("repository"));
    return PublicationEvent.of(kind, id.name(), id.version(), repository, made.time());
  }
}
