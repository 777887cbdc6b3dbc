// The console and the phone page on AWS: a private bucket behind CloudFront, the API under /v1 of the same domain, so that no CORS is needed.
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { meant } from './findings.ts';
import type { Stage } from './stage.ts';

interface ConsoleSiteProps {
  stage: Stage;
  /** Of the HTTP API: `<id>.execute-api.<region>.amazonaws.com`. */
  apiId: string;
}

/** A page without a file's name is its index.html, and the bare domain leads to the console. */
const pages = `function handler(event) {
  var request = event.request;
  if (request.uri === '/' || request.uri === '/console' || request.uri === '/phone')
    return { statusCode: 302, statusDescription: 'Found', headers: { location: { value: request.uri === '/phone' ? '/phone/' : '/console/' } } };
  if (request.uri.endsWith('/')) request.uri += 'index.html';
  return request;
}`;

/** What the pages may load: their own files, the API beside them, and whom the stage names. */
export function contentSecurityPolicy({ auth, console: site }: Pick<Stage, 'auth' | 'console'>): string {
  const origins = [auth?.issuer, site?.mapStyle, ...(site?.connectTo ?? [])].flatMap((url) =>
    url ? [new URL(url).origin] : [],
  );
  const connect = ["'self'", ...new Set(origins)].join(' ');
  return `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src ${connect}; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

export class ConsoleSite extends Construct {
  readonly bucket: Bucket;
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, { stage, apiId }: ConsoleSiteProps) {
    super(scope, id);
    // What lies in it is built anew with every deployment: nothing is lost with it.
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: stage.deletionProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const { region, urlSuffix } = Stack.of(this);
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `ravn-${stage.name}: console and phone`,
      httpVersion: HttpVersion.HTTP2_AND_3,
      // Europe and North America
      priceClass: PriceClass.PRICE_CLASS_100,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(this.bucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: this.#headers(stage),
        functionAssociations: [
          {
            function: new EdgeFunction(this, 'Pages', {
              // as with the bus: the CDK's own name is the same in every stage
              functionName: `ravn-${stage.name}-pages`,
              code: FunctionCode.fromInline(pages),
              runtime: FunctionRuntime.JS_2_0,
            }),
            eventType: FunctionEventType.VIEWER_REQUEST,
          },
        ],
      },
      additionalBehaviors: {
        '/v1/*': {
          origin: new HttpOrigin(`${apiId}.execute-api.${region}.${urlSuffix}`),
          viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
          allowedMethods: AllowedMethods.ALLOW_ALL,
          cachePolicy: CachePolicy.CACHING_DISABLED,
          // the token and everything else, but the host, which must be the API's own
          originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        },
      },
    });
    this.#findings();
  }

  /** What AWS's rules would have otherwise, and why it is so. */
  #findings(): void {
    meant(this.bucket, 'Only CloudFront reads it, and what it holds is public code.', 'AwsSolutions-S1');
    meant(this.distribution, 'Marketers may travel; who may do what, their token says.', 'AwsSolutions-CFR1');
    meant(
      this.distribution,
      'Nothing but public code is served from here; the API behind it asks for a token and is throttled.',
      'AwsSolutions-CFR2',
    );
    meant(
      this.distribution,
      'Requests for public files tell nothing; those to the API are in its own log, without addresses.',
      'AwsSolutions-CFR3',
    );
    meant(
      this.distribution,
      'The domain is CloudFront’s own until a team brings a certificate; browsers use TLS 1.3 with it.',
      'AwsSolutions-CFR4',
    );
  }

  #headers(stage: Stage): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'Headers', {
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(stage), override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(365),
          includeSubdomains: true,
          override: true,
        },
      },
    });
  }
}
