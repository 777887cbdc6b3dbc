// What a deployment tells the page about itself: config.json, beside index.html.

export interface Config {
  signIn: { kind: 'local' } | { kind: 'oidc'; authority: string; clientId: string; scope?: string };
  /** A MapLibre style; without it the map is drawn from what the page brings, and nothing is asked of anybody else. */
  mapStyle?: string;
}

/** Reads config.json. Rejects with a sentence that says what is wrong with it. */
export async function readConfig(fetch: (path: string) => Promise<Response>): Promise<Config> {
  const response = await fetch('/console/config.json');
  if (!response.ok) throw new Error(`config.json: the server answers ${response.status}`);
  const { signIn, mapStyle } = ((await response.json()) ?? {}) as Partial<Config>;
  if (mapStyle !== undefined && typeof mapStyle !== 'string') throw new Error('config.json: mapStyle is no URL');
  if (signIn?.kind === 'local') return { signIn: { kind: 'local' }, mapStyle };
  if (signIn?.kind !== 'oidc') throw new Error('config.json: signIn.kind is neither "local" nor "oidc"');
  if (!signIn.authority || !signIn.clientId) throw new Error('config.json: signIn needs authority and clientId');
  return { signIn, mapStyle };
}
