// Local only: signs and verifies the tokens that a Cognito pool or another OpenID provider issues in the cloud.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  decodeProtectedHeader,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';

export interface Issuer {
  issuer: string;
  audience: string;
  /** The public half, as `jwks_uri` answers it. */
  jwks: JSONWebKeySet;
  /** A signed token; one hour unless told otherwise, already expired with a negative number. */
  sign(claims: { sub: string; scope?: string; expiresInSeconds?: number }): Promise<string>;
  /** The claims of a token that a JWT authorizer would let in. Throws `InvalidToken` for any other. */
  verify(token: string, expected?: { issuer: string; audiences: string[] }): Promise<JWTPayload>;
}

/** Why a token is refused; the message is the `error_description` the gateway puts into `www-authenticate`. */
export class InvalidToken extends Error {}

/** An issuer whose key pair is kept in `dataDir` (if given), so that tokens survive a restart. */
export async function createIssuer(options: { issuer: string; audience: string; dataDir?: string }): Promise<Issuer> {
  const privateJwk = await keyPair(options.dataDir);
  const kid = await calculateJwkThumbprint(privateJwk);
  const { kty, n, e } = privateJwk;
  const jwks: JSONWebKeySet = { keys: [{ kty: kty!, n, e, kid, alg: 'RS256', use: 'sig' }] };
  const privateKey = await importJWK(privateJwk, 'RS256');
  const keySet = createLocalJWKSet(jwks);

  return {
    issuer: options.issuer,
    audience: options.audience,
    jwks,
    sign({ sub, scope, expiresInSeconds = 3600 }) {
      const nowSeconds = Math.floor(Date.now() / 1000);
      return new SignJWT(scope === undefined ? {} : { scope })
        .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
        .setIssuer(options.issuer)
        .setAudience(options.audience)
        .setSubject(sub)
        .setIssuedAt(Math.min(nowSeconds, nowSeconds + expiresInSeconds))
        .setExpirationTime(nowSeconds + expiresInSeconds)
        .sign(privateKey);
    },
    async verify(token, expected = { issuer: options.issuer, audiences: [options.audience] }) {
      const payload = await verifySignature(token);
      const audiences = payload.aud === undefined ? [payload.client_id] : [payload.aud].flat();
      // `client_id` stands in for a missing `aud`, as in Cognito's access tokens.
      if (!audiences.some((audience) => typeof audience === 'string' && expected.audiences.includes(audience))) {
        throw new InvalidToken('the token does not have a valid audience');
      }
      if (payload.iss !== expected.issuer) throw new InvalidToken('the token does not have a valid issuer');
      if (payload.iat !== undefined && payload.iat > Date.now() / 1000) {
        throw new InvalidToken('the token was issued in the future');
      }
      return payload;
    },
  };

  async function verifySignature(token: string): Promise<JWTPayload> {
    try {
      // The gateway looks the key up by `kid` and refuses a token without one; jose would take the only key there is.
      if (decodeProtectedHeader(token).kid === undefined) throw new InvalidToken('the token has no key id');
      const { payload } = await jwtVerify(token, keySet, { algorithms: ['RS256'], requiredClaims: ['exp'] });
      return payload;
    } catch (cause) {
      if (cause instanceof InvalidToken) throw cause;
      throw new InvalidToken(descriptionOf(cause), { cause });
    }
  }
}

function descriptionOf(cause: unknown): string {
  if (cause instanceof errors.JWTExpired) return 'the token has expired';
  if (cause instanceof errors.JWTClaimValidationFailed && cause.claim === 'nbf') return 'the token is not valid yet';
  if (cause instanceof errors.JWTClaimValidationFailed) return `the token does not have a valid ${cause.claim} claim`;
  if (cause instanceof errors.JOSEAlgNotAllowed) return 'the signing method is not supported';
  if (cause instanceof errors.JWSSignatureVerificationFailed || cause instanceof errors.JWKSNoMatchingKey) {
    return 'the signature of the token is not valid';
  }
  return 'the token is malformed';
}

async function keyPair(dataDir: string | undefined): Promise<JWK> {
  const path = dataDir && join(dataDir, 'jwt-issuer-key.json');
  const stored = path && (await readFile(path, 'utf8').catch(unlessMissing));
  if (stored) return JSON.parse(stored) as JWK;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  if (path) {
    await mkdir(dataDir, { recursive: true });
    await writeFile(path, JSON.stringify(jwk), { mode: 0o600 });
  }
  return jwk;
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
