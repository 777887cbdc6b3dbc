// The console on AWS: a private bucket that only CloudFront reads, the API beside it, a strict policy, and what is put there.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { contentSecurityPolicy } from '../../infra/console-site.ts';
import { parseStage, readStage } from '../../infra/stage.ts';
import { siteConfig, uploads } from '../../infra/upload-console.ts';
import { type Resource, synthesized } from './synthesized.ts';

const template = synthesized('prod');
const [distribution] = Object.values(template.findResources('AWS::CloudFront::Distribution')) as [Resource];
const { DefaultCacheBehavior, CacheBehaviors, Origins } = distribution.Properties.DistributionConfig;

test('the bucket is private: this distribution reads it, and nobody writes', () => {
  const policies = Object.values(template.findResources('AWS::S3::BucketPolicy')) as Resource[];
  const ofSite = policies.filter(({ Properties }) => Properties.Bucket.Ref.startsWith('Console'));
  const allowed = ofSite.flatMap(({ Properties }) =>
    Properties.PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow'),
  );
  expect(allowed).toHaveLength(1);
  expect(allowed[0]).toMatchObject({ Action: 's3:GetObject', Principal: { Service: 'cloudfront.amazonaws.com' } });
  expect(JSON.stringify(allowed[0].Condition)).toContain('AWS:SourceArn');
  const [, bucket] = Object.entries(template.findResources('AWS::S3::Bucket')).find(([id]) =>
    id.startsWith('Console'),
  )!;
  const all = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
  expect(bucket.Properties.PublicAccessBlockConfiguration).toEqual(all);
  expect(Origins.some((origin: object) => 'S3OriginConfig' in origin && 'OriginAccessControlId' in origin)).toBe(true);
});

test('what is under /v1 is the API’s: every method, nothing cached, the token handed on, over HTTPS only', () => {
  const [api] = CacheBehaviors;
  expect(api).toMatchObject({ PathPattern: '/v1/*', ViewerProtocolPolicy: 'https-only' });
  expect(api.AllowedMethods).toEqual(['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE']);
  expect(api.CachePolicyId).toBe('4135ea2d-6df8-44a3-9df3-4b5a84be39ad'); // CachingDisabled
  expect(api.OriginRequestPolicyId).toBe('b689b0a8-53d0-40ab-baf2-68738e2966ac'); // AllViewerExceptHostHeader
  expect(DefaultCacheBehavior.ViewerProtocolPolicy).toBe('redirect-to-https');
});

test('pages may load their own files and ask only whom the stage names', () => {
  const [headers] = Object.values(template.findResources('AWS::CloudFront::ResponseHeadersPolicy')) as [Resource];
  const security = headers.Properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig;
  const policy: string = security.ContentSecurityPolicy.ContentSecurityPolicy;
  expect(policy).toContain("connect-src 'self' https://login.example.com;");
  expect(policy).not.toMatch(/unsafe|blob:|\*/);
  expect(security.StrictTransportSecurity.AccessControlMaxAgeSec).toBe(31_536_000);
  const site = {
    clientId: 'c',
    mapStyle: 'https://maps.example.com/style.json',
    connectTo: ['https://tiles.example.com/'],
  };
  const asked = contentSecurityPolicy({ auth: { issuer: 'https://id.example.com/x', audience: ['a'] }, console: site });
  expect(asked).toContain(
    "connect-src 'self' https://id.example.com https://maps.example.com https://tiles.example.com;",
  );
});

test('a folder is its page, and the bare domain leads to the console', () => {
  const [edge] = Object.values(template.findResources('AWS::CloudFront::Function')) as [Resource];
  const handler = runInNewContext(`${edge.Properties.FunctionCode}; handler`) as (event: unknown) => {
    uri?: string;
    headers?: { location: { value: string } };
  };
  const answer = (uri: string) => {
    const { uri: file, headers } = handler({ request: { uri } });
    return headers?.location.value ?? file;
  };
  expect(['/', '/console', '/phone', '/console/', '/phone/', '/console/assets/a.js'].map(answer)).toEqual([
    '/console/',
    '/console/',
    '/phone/',
    '/console/index.html',
    '/phone/index.html',
    '/console/assets/a.js',
  ]);
});

test('a stage without a console has none of it, and one without an issuer cannot have it', () => {
  synthesized('local').resourceCountIs('AWS::CloudFront::Distribution', 0);
  const { auth: _, name: __, ...withoutIssuer } = readStage('prod');
  expect(() => parseStage('acme', withoutIssuer)).toThrow('infra/stages/acme.json: console: needs `auth`');
});

test('pages are put last, hashed names are kept for a year, and config.json is the stage’s', () => {
  const dist = mkdtempSync(join(tmpdir(), 'ravn-dist-'));
  for (const folder of ['assets', 'phone']) mkdirSync(join(dist, folder));
  for (const file of ['index.html', 'config.json', 'assets/a-1.js', 'assets/w-1.mjs', 'phone/index.html'])
    writeFileSync(join(dist, file), file);
  const all = uploads(dist, readStage('prod'));
  rmSync(dist, { recursive: true });
  expect(all.map(({ Key }) => Key)).toEqual([
    'console/assets/a-1.js',
    'console/assets/w-1.mjs',
    'console/config.json',
    'console/index.html',
    'phone/index.html',
  ]);
  expect(all.map(({ CacheControl }) => CacheControl?.includes('immutable'))).toEqual([true, true, false, false, false]);
  expect(all[1]!.ContentType).toBe('text/javascript; charset=utf-8');
  expect(JSON.parse(String(all[2]!.Body))).toEqual(siteConfig(readStage('prod')));
  expect(siteConfig(readStage('prod'))).toEqual({
    signIn: { kind: 'oidc', authority: 'https://login.example.com/', clientId: 'example' },
  });
});
