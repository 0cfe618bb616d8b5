package id.openclass.nexus.aws;

import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/// Signs as AWS's own signer does, but leaves content out where it is told so, since that has a
/// digest of its own: that signer digests what goes over HTTP in any case, loopback too.
final class PayloadSigner implements AwsV4HttpSigner, AwsV4AuthScheme {
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final AwsV4AuthScheme scheme = AwsV4AuthScheme.create();

  @Override
  public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
    // Nothing but content is PUT here, and all content is checked by a digest (PartCheck).
    boolean content = request.request().method() == SdkHttpMethod.PUT;
    if (!content || request.requireProperty(PAYLOAD_SIGNING_ENABLED, true)) {
      return signer.sign(request);
    }
    SignedRequest signed = signer.sign(request.copy(r -> r.payload(null)));
    return signed.copy(r -> r.payload(request.payload().orElse(null)));
  }

  @Override
  public CompletableFuture<AsyncSignedRequest> signAsync(
      AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
    return signer.signAsync(request);
  }

  @Override
  public String schemeId() {
    return scheme.schemeId();
  }

  @Override
  public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
    return scheme.identityProvider(providers);
  }

  @Override
  public AwsV4HttpSigner signer() {
    return this;
  }
}
