// Tokens of every kind: what a customer, a marketer and a partner hold, and what nobody may come in with.
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { scopes } from '../../api/route.ts';
import { createIssuer } from '../../local/api-gateway/jwt-issuer.ts';

export const flawed = [
  'none',
  'expired',
  'wrong audience',
  'other issuer',
  'alg none',
  'other key',
  'HS256 by the public key',
] as const;
export const sound = ['customer', 'other customer', 'marketer', 'partner'] as const;
export type Credential = (typeof flawed)[number] | (typeof sound)[number];

/** Who holds a sound token. */
export const subjects = { customer: 'freja', 'other customer': 'olga', marketer: 'the-marketer', partner: 'the-till' };

/**
 * Signs for the issuer whose key lies in `dataDir`. A flawed token is the customer's, with every scope: the flaw alone
 * keeps it out. Undefined is no token at all.
 */
export async function tokenMaker(trusted: { issuer: string; audience: string; dataDir: string }) {
  const issuer = await createIssuer(trusted);
  const everything = { sub: subjects.customer, scope: Object.values(scopes).join(' ') };
  const [key] = issuer.jwks.keys;
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  return async (credential: Credential): Promise<string | undefined> => {
    const genuine = await issuer.sign(everything);
    const [, payload] = genuine.split('.') as [string, string];
    switch (credential) {
      case 'none':
        return undefined;
      case 'expired':
        return issuer.sign({ ...everything, expiresInSeconds: -60 });
      case 'wrong audience':
        return (await createIssuer({ ...trusted, audience: 'somebody-else' })).sign(everything);
      case 'other issuer':
        return (await createIssuer({ ...trusted, issuer: 'https://elsewhere.example/' })).sign(everything);
      case 'alg none':
        return `${encoded({ alg: 'none', kid: key!.kid, typ: 'JWT' })}.${payload}.`;
      case 'other key': {
        // under the genuine key's id
        const { privateKey } = await generateKeyPair('RS256', { extractable: true });
        const other = await importJWK(await exportJWK(privateKey), 'RS256');
        return new SignJWT(JSON.parse(Buffer.from(payload, 'base64url').toString()))
          .setProtectedHeader({ alg: 'RS256', kid: key!.kid })
          .sign(other);
      }
      case 'HS256 by the public key':
        return new SignJWT(JSON.parse(Buffer.from(payload, 'base64url').toString()))
          .setProtectedHeader({ alg: 'HS256', kid: key!.kid })
          .sign(Buffer.from(key!.n!));
      case 'marketer':
      case 'partner':
        return issuer.sign({ sub: subjects[credential], scope: scopes[credential] });
      default:
        return issuer.sign({ sub: subjects[credential] });
    }
  };
}
