// AWS::SecretsManager::Secret: a generated value each, kept between starts, put wherever the template refers to it.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The value of a secret by its name. */
export type Secrets = (name: string) => string;

/** As CloudFormation resolves it while it deploys. The name of a secret, here, holds no colon, and of each there is one version, whichever is named. */
const reference = /\{\{resolve:secretsmanager:([^:}]+):SecretString:::[^:}]*\}\}/g;

/** Text with every reference to a secret replaced by the secret. Throws on any other dynamic reference. */
export function withSecrets(text: string, secrets: Secrets): string {
  const resolved = text.replace(reference, (_, name: string) => secrets(name));
  if (resolved.includes('{{resolve:')) throw new Error(`This dynamic reference is not imitated: ${text}`);
  return resolved;
}

/** Secrets kept in `dataDir`; one that is asked for the first time is drawn. Only what a template generates is imitated. */
export function keepSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  return (name) => {
    const kept: Record<string, string> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
    if (kept[name]) return kept[name];
    const drawn = randomBytes(32).toString('hex');
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, JSON.stringify({ ...kept, [name]: drawn }, null, 2), { mode: 0o600 });
    return drawn;
  };
}
