package id.openclass.nexus.aws;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/// One JSON document that AWS takes, and the command that takes it.
///
/// @param name in `snake_case`: `bucket_policy`, `public_access_block`, `origin_access_control`,
///   `cors`
/// @param content the document
/// @param command of the AWS command line; its `file://` names the document's file
public record AccessDocument(String name, Map<String, Object> content, String command) {
  private static final ObjectWriter PRETTY =
      new JsonMapper()
          .writer()
          .with(
              new DefaultPrettyPrinter()
                  .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                  .withArrayIndenter(new DefaultPrettyPrinter.FixedSpaceIndenter()));

  /// Keeps a copy.
  public AccessDocument {
    content = Collections.unmodifiableMap(new LinkedHashMap<>(content));
  }

  /// The file that the command reads.
  ///
  /// @return `bucket-policy.json`
  public String fileName() {
    return name.replace('_', '-') + ".json";
  }

  /// The document as it is pasted.
  ///
  /// @return indented JSON, lines parted by `\n`
  public String text() {
    return PRETTY.writeValueAsString(content);
  }

  /// As `AccessDocument[bucket_policy]`.
  @Override
  public String toString() {
    return "AccessDocument[" + name + "]";
  }
}
