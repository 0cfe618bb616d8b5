package id.openclass.nexus.aws;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name by which a bucket's policy knows a distribution of CloudFront.
///
/// @param text `arn:aws:cloudfront::111122223333:distribution/E2QWRUHAPOMQZL`
public record DistributionArn(String text) {
  private static final Pattern FORM =
      Pattern.compile("arn:(aws[a-z-]{0,20}):cloudfront::\\d{12}:distribution/[A-Z0-9]{1,32}");

  /// Checks the form.
  ///
  /// @throws NexusException.InvalidValue when it is none
  public DistributionArn {
    if (!FORM.matcher(text).matches()) {
      throw NexusException.invalidValue(
          "not the ARN of a distribution: " + Display.escape(text, 80),
          "for example arn:aws:cloudfront::111122223333:distribution/E2QWRUHAPOMQZL");
    }
  }

  /// Which of Amazon's separate clouds it is in.
  ///
  /// @return `aws`, `aws-cn`
  String partition() {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches() ? matcher.group(1) : "aws";
  }

  /// The text alone: at most 98 characters.
  @Override
  public String toString() {
    return text;
  }
}
