package id.openclass.nexus.trust;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.NexusException.Untrusted.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `model.sig`: an OpenSSF Model Signing v1.0 signature by a key (`docs/model-signature.md`).
/// Immutable.
///
/// ```java
/// byte[] file = ModelSignature.sign(ModelStatement.of("tiny-1.0.0", files, List.of("model.sig")), key).toJson();
/// ModelSignature.parse(file, "model.sig").verify(publicKey).differences(files);
/// ```
///
/// Folders and packages are signed by `ModelFolder` and `ModelPackage` of the package
/// `id.openclass.nexus.pack`.
public final class ModelSignature {
  /// Names and digests of 100,000 files.
  private static final int MOST_BYTES = 16 << 20;

  private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
  private static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

  private final byte[] payload;
  private final byte[] signature;
  private final @Nullable String hint;
  private final String where;

  private ModelSignature(byte[] payload, byte[] signature, @Nullable String hint, String where) {
    this.payload = payload;
    this.signature = signature;
    this.hint = hint;
    this.where = where;
  }

  /// Signs a statement.
  ///
  /// @param statement what the model is
  /// @param key a P-256, P-384 or P-521 key
  /// @return the signature; other bytes each time, since ECDSA is random
  /// @throws NexusException.InvalidValue when the key is for something else
  public static ModelSignature sign(ModelStatement statement, SigningKey key) {
    KeyPurpose.MODEL.require(key, "--signing-key");
    byte[] payload = statement.toPayload();
    return new ModelSignature(
        payload, key.sign(toBeSigned(payload)), key.verifyingKey().hint(), "model.sig");
  }

  /// What the signature is over: DSSE's PAE.
  private static byte[] toBeSigned(byte[] payload) {
    String head =
        "DSSEv1 " + PAYLOAD_TYPE.length() + " " + PAYLOAD_TYPE + " " + payload.length + " ";
    return ByteBuffer.allocate(head.length() + payload.length)
        .put(head.getBytes(StandardCharsets.US_ASCII))
        .put(payload)
        .array();
  }

  /// Reads a signature, by whomever.
  ///
  /// @param json the file
  /// @param where what errors call it
  /// @return the signature, not verified yet
  /// @throws NexusException.Malformed when it is none of this kind
  public static ModelSignature parse(byte[] json, String where) {
    if (json.length > MOST_BYTES) {
      throw NexusException.malformed(
          "a signature of "
              + Display.grouped(json.length)
              + " bytes, allowed are "
              + Display.grouped(MOST_BYTES),
          where,
          -1,
          null);
    }
    JsonFields bundle = StrictJson.parse(json, where);
    String mediaType = bundle.text("mediaType");
    if (!mediaType.equals(MEDIA_TYPE)) {
      throw bundle.malformed(
          "mediaType", "is " + Display.escape(mediaType, 60) + ", not " + MEDIA_TYPE);
    }
    JsonFields material = bundle.object("verificationMaterial");
    if (!material.has("publicKey")) {
      throw material.malformed(
          "publicKey",
          "is missing: this is a signature by a certificate, and only those by a key are read");
    }
    JsonFields publicKey = material.object("publicKey");
    JsonFields envelope = bundle.object("dsseEnvelope");
    List<JsonFields> signatures = envelope.objects("signatures");
    if (signatures.size() != 1) {
      throw envelope.malformed("signatures", "holds " + signatures.size() + ", not one");
    }
    String payloadType = envelope.text("payloadType");
    if (!payloadType.equals(PAYLOAD_TYPE)) {
      throw envelope.malformed(
          "payloadType", "is " + Display.escape(payloadType, 60) + ", not " + PAYLOAD_TYPE);
    }
    return new ModelSignature(
        base64(envelope, "payload"),
        base64(signatures.getFirst(), "sig"),
        publicKey.has("hint") ? publicKey.text("hint") : null,
        where);
  }

  private static byte[] base64(JsonFields fields, String key) {
    try {
      return Base64.getDecoder().decode(fields.text(key));
    } catch (IllegalArgumentException e) {
      throw fields.malformed(key, "is not base64");
    }
  }

  /// The file `model.sig`.
  ///
  /// @return one line of JSON
  public byte[] toJson() {
    Map<String, @Nullable Object> bundle = new LinkedHashMap<>();
    bundle.put("mediaType", MEDIA_TYPE);
    bundle.put(
        "verificationMaterial",
        Map.of(
            "publicKey", hint == null ? Map.of() : Map.of("hint", hint), "tlogEntries", List.of()));
    bundle.put(
        "dsseEnvelope",
        Map.of(
            "payload",
            base64(payload),
            "payloadType",
            PAYLOAD_TYPE,
            "signatures",
            List.of(Map.of("sig", base64(signature), "keyid", ""))));
    return StrictJson.print(bundle);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /// Verifies who signed.
  ///
  /// @param key the publisher's public key
  /// @return what the publisher says the model is, to be compared with what is there
  /// @throws NexusException.Untrusted when another key made the signature, or nobody did
  /// @throws NexusException.Malformed when what was signed is no statement on a model
  /// @throws NexusException.InvalidValue when the key is for something else
  public ModelStatement verify(VerifyingKey key) {
    KeyPurpose.MODEL.require(key, "--public-key");
    if (hint != null && !hint.equals(key.hint())) {
      throw NexusException.untrusted(
          Reason.SIGNATURE,
          "signed by another key: its hint is "
              + Display.escape(hint, 64)
              + ", that of the key given is "
              + key.hint(),
          where,
          "ask the publisher for the public key that belongs to it, by another way than the model");
    }
    if (!key.verifies(toBeSigned(payload), signature)) {
      throw NexusException.untrusted(
          Reason.SIGNATURE,
          "the signature is not one of this key over this content",
          where,
          "do not use the model; get it again from its publisher");
    }
    return ModelStatement.parse(payload, where);
  }

  /// What the signature says of the model, by whomever it was made: proves nothing.
  ///
  /// @return the statement
  /// @throws NexusException.Malformed when what was signed is no statement on a model
  public ModelStatement unverifiedStatement() {
    return ModelStatement.parse(payload, where);
  }

  /// Whether a key made this signature over exactly this statement.
  ///
  /// @param statement a statement
  /// @param key a public key
  /// @return true when signing again would prove nothing new
  public boolean isOf(ModelStatement statement, VerifyingKey key) {
    return Arrays.equals(payload, statement.toPayload())
        && key.hint().equals(hint)
        && key.verifies(toBeSigned(payload), signature);
  }

  /// Which key is said to have made it.
  ///
  /// @return its hint; null in older signatures
  public @Nullable String hint() {
    return hint;
  }

  /// As `ModelSignature[by 3f2a91bc]`.
  @Override
  public String toString() {
    return "ModelSignature["
        + (hint == null ? "older form" : "by " + Display.escape(hint, 8))
        + "]";
  }
}
