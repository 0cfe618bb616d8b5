///usr/bin/env jbang "$0" "$@" ; exit $?
// What the AOT cache of ./nexus is made from: it runs once, when the command line is built, and
// what it has loaded starts fast from then on. So it loads what many commands load.
//
//   ./nexus runs it itself
//
//JAVA 25+
//DEPS org.slf4j:slf4j-api:2.0.20
//DEPS org.slf4j:slf4j-nop:2.0.20
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
//DEPS info.picocli:picocli:4.7.7
//DEPS me.tongfei:progressbar:0.10.2
//DEPS org.apache.commons:commons-lang3:3.18.0
//DEPS commons-codec:commons-codec:1.19.0
//DEPS com.fasterxml.jackson.core:jackson-annotations:2.22
//DEPS software.amazon.awssdk:s3:2.57.8
//DEPS software.amazon.awssdk:cloudfront:2.57.8
//DEPS software.amazon.awssdk:url-connection-client:2.57.8
//SOURCES ${nexus.sources:package.java}
//SOURCES package.java upload.java
//MAIN Training
//DESCRIPTION Loads what many commands load

import module java.base;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import id.openclass.nexus.aws.S3Options;
import id.openclass.nexus.aws.S3Store;
import id.openclass.nexus.console.CommandConsole;
import id.openclass.nexus.console.CommandLines;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.PackageOptions;
import id.openclass.nexus.store.MetadataDownload;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.Patience;
import id.openclass.nexus.trust.KeyPurpose;
import id.openclass.nexus.trust.Lifetime;
import id.openclass.nexus.trust.MetadataName;
import id.openclass.nexus.trust.MetadataType;
import id.openclass.nexus.trust.ModelSignature;
import id.openclass.nexus.trust.ModelStatement;
import id.openclass.nexus.trust.RoleKeys;
import id.openclass.nexus.trust.RootMetadata;
import id.openclass.nexus.trust.SignedFile;
import id.openclass.nexus.trust.SignedMetadata;
import id.openclass.nexus.trust.SigningKey;
import id.openclass.nexus.trust.TrustedMetadata;
import id.openclass.nexus.weights.GeneratedModel;
import picocli.CommandLine.Command;

final class Training {
  /// More than goes in one part.
  private static final long PACKAGE_BYTES = 12 << 20;

  /// Takes a small file.
  public static void main(String... arguments) {
    lookIntoCommands();
    trustMetadata();
    trustModel();
    Digest.sha256(Long.MAX_VALUE).digest(new byte[1]);
    askHttp();
    askS3();
    CommandLines.run(new ChecksumCommand(), CommandConsole.system(), "--json", arguments[0]);
    try {
      packAndUpload(Path.of(arguments[0]).resolveSibling("training"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// As each start does. By name, since the script that has them has this one among its sources.
  private static void lookIntoCommands() {
    try {
      Object commands = Class.forName("NexusCommands").getDeclaredField("COMMANDS").get(null);
      ((List<?>) commands).forEach(c -> ((Class<?>) c).getAnnotation(Command.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void trustMetadata() {
    SigningKey key = SigningKey.generate(KeyPurpose.REPO);
    RoleKeys keys = RoleKeys.of(1, List.of(key.verifyingKey()));
    Map<MetadataType, RoleKeys> roles = new EnumMap<>(MetadataType.class);
    for (MetadataType type : MetadataType.values()) {
      roles.put(type, keys);
    }
    Instant now = CommandConsole.system().clock().instant();
    RootMetadata root = RootMetadata.of(roles, Lifetime.ROOT.from(now));
    byte[] file = SignedMetadata.sign(root, List.of(key)).bytes();
    TrustedMetadata.startingFrom(file, now).finishRoot(null, null);
  }

  private static void trustModel() {
    SigningKey key = SigningKey.generate(KeyPurpose.MODEL);
    SignedFile file = new SignedFile("model.gguf", Digest.of(new byte[0]));
    ModelStatement statement = ModelStatement.of("model", List.of(file), List.of());
    byte[] signature = ModelSignature.sign(statement, key).toJson();
    ModelSignature.parse(signature, "model.sig").verify(key.verifyingKey());
  }

  /// Nobody answers there.
  private static void askHttp() {
    try {
      MetadataDownload.from("http://127.0.0.1:9/").read(new MetadataName("timestamp", 0), 1);
    } catch (NexusException.Transfer e) {
      // As it should be.
    }
  }

  /// A package in several parts goes to a server that takes everything and keeps what it has heard
  /// of it.
  private static void packAndUpload(Path folder) throws IOException {
    Path model = Files.createDirectory(folder).resolve("model.gguf");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Map<String, String> kept = new ConcurrentHashMap<>();
    server.createContext("/", exchange -> answer(exchange, kept));
    server.start();
    try {
      GeneratedModel.of(PACKAGE_BYTES, "Q4_K_M", 1).writeTo(model, false, Progress.NONE);
      PackageOptions options = PackageOptions.defaults().withFolder(folder).withStore(true);
      try (ModelPackage made =
          ModelPackage.create(model, PackageMetadata.of("model", "1.0.0", "model"), options)) {
        kept.put("bytes", String.valueOf(Files.size(made.path())));
        String endpoint = "http://127.0.0.1:" + server.getAddress().getPort();
        CommandLines.run(
            new UploadCommand(),
            CommandConsole.system(),
            made.path().toString(),
            "--bucket",
            "training",
            "--endpoint",
            endpoint);
      }
    } finally {
      server.stop(0);
      for (File file : folder.toFile().listFiles()) {
        Files.delete(file.toPath());
      }
      Files.delete(folder);
    }
  }

  /// @param kept the digest of what was put together, once it was
  private static void answer(HttpExchange exchange, Map<String, String> kept) throws IOException {
    exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
    String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI().getQuery();
    Headers heard = exchange.getRequestHeaders();
    Headers told = exchange.getResponseHeaders();
    told.set("ETag", "\"e\"");
    int status = 200;
    String said = "<CompleteMultipartUploadResult/>";
    if (asked.equals("POST uploads")) {
      kept.put("begun", heard.getFirst("x-amz-meta-sha256"));
      told.set("x-amz-checksum-algorithm", heard.getFirst("x-amz-checksum-algorithm"));
      said = "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>";
    } else if (asked.equals("GET uploads")) {
      said = "<ListMultipartUploadsResult/>";
    } else if (asked.equals("GET null") && kept.containsKey("done")) {
      status = 206;
      told.set("Content-Range", "bytes 0-0/" + kept.get("bytes"));
      told.set("x-amz-meta-sha256", kept.get("done"));
      said = "1";
    } else if (asked.equals("GET null")) {
      status = 404;
      said = "<Error><Code>NoSuchKey</Code></Error>";
    } else if (asked.startsWith("POST")) {
      kept.put("done", kept.get("begun"));
    }
    byte[] body = said.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /// The client of S3 is made, and fails.
  private static void askS3() {
    System.setProperty("aws.accessKeyId", "none");
    System.setProperty("aws.secretAccessKey", "none");
    S3Options once =
        S3Options.defaults()
            .withEndpoint("http://127.0.0.1:9")
            .withPatience(new Patience(Duration.ofMillis(1), Duration.ofMillis(2), 1, _ -> {}));
    try (S3Store store = S3Store.at("s3://none", once)) {
      store.find(ObjectKey.of("none"));
    } catch (NexusException.Transfer e) {
      // Nobody answers there.
    }
  }
}
