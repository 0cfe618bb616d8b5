/// S3, every server that speaks as S3 does, and CloudFront: the only place that sees the AWS SDK.
/// In go an [S3Options] and a package or a store's operations; out come objects in a bucket and
/// their addresses. `docs/stores.md` sections 5, 6 and 8. Open [S3Upload] first, or [S3Store] as a
/// store.
///
/// Needs the optional libraries `s3`, `cloudfront` and `url-connection-client` of
/// `software.amazon.awssdk`.
@NullMarked
package id.openclass.nexus.aws;

import org.jspecify.annotations.NullMarked;
