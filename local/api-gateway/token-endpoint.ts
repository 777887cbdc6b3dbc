// LOCAL ONLY, part of no deployment: the OpenID provider's endpoints and a token for the asking, on the API's own port.
//   GET /local/.well-known/openid-configuration · GET /local/jwks.json
//   GET /local/token?sub=anna[&scope=ravn/marketer][&expires=3600]   →  curl -H "Authorization: Bearer $(curl …)"
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Issuer } from './jwt-issuer.ts';

/** Answers paths under `/local/`; false for any other. Tokens are given to callers on this machine only. */
export async function answerLocalPath(request: IncomingMessage, response: ServerResponse, issuer: Issuer) {
  const host = request.headers.host ?? '127.0.0.1';
  const url = URL.parse(request.url ?? '/', `http://${host}`);
  if (!url?.pathname.startsWith('/local/')) return false;
  request.resume();
  const json = (body: unknown) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const text = (status: number, body: string) => response.writeHead(status, { 'content-type': 'text/plain' }).end(body);

  if (url.pathname === '/local/.well-known/openid-configuration') {
    json({
      issuer: issuer.issuer,
      jwks_uri: `http://${host}/local/jwks.json`,
      token_endpoint: `http://${host}/local/token`,
      id_token_signing_alg_values_supported: ['RS256'],
      subject_types_supported: ['public'],
    });
  } else if (url.pathname === '/local/jwks.json') {
    json(issuer.jwks);
  } else if (url.pathname === '/local/token') {
    const sub = url.searchParams.get('sub');
    const scope = url.searchParams.get('scope') ?? undefined;
    const expiresInSeconds = Number(url.searchParams.get('expires') ?? 3600);
    // The Host header too: a page whose name was rebound to 127.0.0.1 must not read tokens.
    if (!isLoopback(request.socket.remoteAddress) || !isLoopback(url.hostname)) text(403, 'Only from this machine\n');
    else if (!sub) text(400, 'Whose token? GET /local/token?sub=anna\n');
    else if (!Number.isInteger(expiresInSeconds)) text(400, 'expires is a number of seconds\n');
    else text(200, await issuer.sign({ sub, scope, expiresInSeconds }));
  } else text(404, 'Not found\n');
  return true;
}

/** Whether an address or a host name of a URL is this machine’s own. */
export function isLoopback(host: string | undefined): boolean {
  return host !== undefined && /^((::ffff:)?127\.\d+\.\d+\.\d+|\[?::1\]?|localhost)$/.test(host);
}
