// A stage: what differs between one deployment and another. One JSON file a stage, checked before anything is built on it.
import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';

/** The retentions CloudWatch Logs accepts, days (PutRetentionPolicy), up to ten years. */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** A cell is asked for about twice an hour: this is enough for a thousand cells of 11 km. */
const requestsPerHour = z.int().min(1).max(20_000).default(2000);
const httpsFolder = z.url({ protocol: /^https$/, error: 'an https URL' }).regex(/\/$/, 'must end with "/"');

const httpsUrl = z.url({ protocol: /^https$/, error: 'an https URL' });

const stageFile = z.strictObject({
  /** Who signs the tokens of customers and marketers. Without it the stack brings a Cognito user pool of its own. */
  auth: z
    .strictObject({
      /** Must equal the tokens' `iss` to the letter, a trailing slash included. */
      issuer: z.url({ protocol: /^https$/, error: 'an https URL, exactly as in the `iss` of its tokens' }),
      audience: z.array(z.string().min(1)).min(1),
    })
    .optional(),
  /**
   * The marketers' console and the phone page, behind CloudFront; left out, there is none. Marketers sign in by name, so it
   * needs an issuer (`auth`) that knows who may have the scope `ravn/marketer`.
   */
  console: z
    .strictObject({
      /** The public client (no secret, PKCE) through which the pages sign in: its redirects are `https://<domain>/console/` and `…/phone/`. */
      clientId: z.string().min(1),
      /** What is asked for at the sign-in; `openid ravn/marketer` if left out. */
      scope: z.string().min(1).optional(),
      /** A MapLibre style; left out, the map is drawn from what the page brings. */
      mapStyle: httpsUrl.optional(),
      /** Whom else the pages may ask: the token endpoint, where it is not the issuer's; the tiles of the style. */
      connectTo: z.array(httpsUrl).max(20).optional(),
    })
    .optional(),
  /** The End User Messaging Push application. `create` leaves its channels (keys of Apple and Google) to be set by hand. */
  push: z.discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('existing').default('existing'), applicationId: z.string().min(1) }),
    z.strictObject({ mode: z.literal('create') }),
  ]),
  /**
   * Where events go and come from. `existing` is a bus the team has, of the stack's account and region, for only there can a
   * stack put its rules; its archive, key and policy stay the team's. One stage a bus: two would take each other's events.
   */
  bus: z
    .discriminatedUnion('mode', [
      z.strictObject({
        mode: z.literal('existing').default('existing'),
        name: z
          .string()
          .regex(/^[-._A-Za-z0-9]{1,256}$/, 'the name of a bus in the stack’s own account and region, not its ARN'),
      }),
      z.strictObject({ mode: z.literal('create') }),
    ])
    .default({ mode: 'create' }),
  /**
   * The name of a geofence collection of Amazon Location to create and keep equal to the catalogue; what trackers linked to it
   * see crossed is decided on like a report. Left out, geofences are matched by Ravn alone.
   */
  mirrorGeofences: z
    .string()
    .regex(/^[-._\w]{1,100}$/, '1–100 letters, digits, "-", "." and "_"')
    .optional(),
  /**
   * Who is asked for the weather where offers ask about it; left out, only `WeatherChanged` events tell it. MET Norway's
   * terms want to know whom to write to; Open-Meteo's free service is not for commercial use, so it needs a key or a host of
   * one's own.
   */
  weather: z
    .discriminatedUnion('provider', [
      z.strictObject({
        provider: z.literal('met-norway'),
        contact: z.union([z.email(), z.url({ protocol: /^https$/ })], 'an e-mail address or an https URL'),
        baseUrl: httpsFolder.optional(),
        requestsPerHour,
      }),
      z
        .strictObject({
          provider: z.literal('open-meteo'),
          /** The name of a secret of Secrets Manager that holds the key, as plain text. */
          apiKeySecret: z.string().min(1).optional(),
          baseUrl: httpsFolder.optional(),
          requestsPerHour,
        })
        .refine(({ apiKeySecret, baseUrl }) => apiKeySecret !== undefined || baseUrl !== undefined, {
          path: ['apiKeySecret'],
          message: 'name the secret that holds the key, or the baseUrl of your own host',
        }),
    ])
    .optional(),
  /** Lessons wait so long for others, unless there are a thousand before: then the next propensity model is made of them. */
  learnAfterSeconds: z.int().min(1).max(300).default(300),
  /**
   * The decisions of this share of customers can be replayed when an offer is tried: 0 to 1. Costs a write of a small item more for
   * each decision about one of them.
   */
  decisionSampleShare: z.number().min(0).max(1).default(0.01),
  /** What is to be counted waits so long for more, unless there are a thousand messages before: reports lag by so much. */
  countAfterSeconds: z.int().min(1).max(300).default(60),
  /** Of the whole API; more gets the gateway's 429. An account has 10,000 requests/s and bursts of 5,000 unless raised. */
  throttle: z.strictObject({ requestsPerSecond: z.int().min(1), burst: z.int().min(1) }),
  /** Each request and message also as a trace of X-Ray: of the first a second, and of 5 % of the others. */
  traces: z.boolean().default(false),
  /**
   * Which version of the erasure secret the functions get, once a key has been added to it (docs/security.md); left out, the
   * one that was current when a function was last deployed.
   */
  erasureSecretVersion: z.uuid().optional(),
  /** Who is written to when an alarm goes off; each confirms it once. Left out, alarms only show in CloudWatch. */
  alarmEmails: z.array(z.email()).max(10).default([]),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
  logRetentionDays: z.literal(retentionDays),
  /** Table, bucket and user pool survive the deletion of the stack, and the first and the last refuse to be deleted. */
  deletionProtection: z.boolean(),
});

/** The pages need the issuer's roles: the stack's own user pool has none. */
const checkedStage = stageFile.refine(({ auth, console: site }) => !site || auth, {
  path: ['console'],
  message: 'needs `auth`: the stack’s own user pool knows no roles',
});

export type Stage = z.infer<typeof stageFile> & { name: string };

/** A stage's name: part of the stack's name and of the user pool's domain. */
const stageName = /^[a-z][a-z0-9-]{0,15}$/;

/** Where the stage's file lies, as said in messages. */
export const stagePath = (name: string) => `infra/stages/${name}.json`;

/**
 * Checks what a stage's file holds.
 * @throws Error that names the file and every wrong field.
 */
export function parseStage(name: string, json: unknown): Stage {
  const parsed = checkedStage.safeParse(json);
  if (parsed.success) return { name, ...parsed.data };
  const complaints = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${[...issue.path, key].join('.')}: no such field`)
      : `${issue.path.join('.') || '(the whole file)'}: ${issue.message}`,
  );
  throw new Error(complaints.map((complaint) => `${stagePath(name)}: ${complaint}`).join('\n'));
}

/**
 * Reads `infra/stages/<name>.json`.
 * @throws Error that names the file, and the field where one is wrong.
 */
export function readStage(name: string): Stage {
  if (!stageName.test(name)) throw new Error(`A stage is named ${stageName.source}, not "${name}"`);
  const file = new URL(`./stages/${name}.json`, import.meta.url);
  if (!existsSync(file)) throw new Error(`${stagePath(name)}: there is no such stage`);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${stagePath(name)}: ${(cause as Error).message}`, { cause });
  }
  return parseStage(name, json);
}

/** The fields that still hold what the example came with: fine to look at, wrong to deploy. */
export function exampleFields(stage: Stage): string[] {
  const fields: string[] = [];
  // example.com can never be a real issuer (RFC 2606)
  if (stage.auth && /(^|\.)example\.com$/.test(new URL(stage.auth.issuer).hostname)) fields.push('auth.issuer');
  if (stage.console?.clientId === 'example') fields.push('console.clientId');
  if (stage.weather?.provider === 'met-norway' && /[@.]example\.com$/.test(stage.weather.contact))
    fields.push('weather.contact');
  // an application id is 32 hexadecimal digits, and `local` exists on a laptop only
  if (stage.push.mode === 'existing' && !/^(?!0{32})[0-9a-f]{32}$/.test(stage.push.applicationId))
    fields.push('push.applicationId');
  return fields;
}
