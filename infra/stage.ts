// A stage: what differs between one deployment and another. One JSON file a stage, checked before anything is built on it.
import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import * as z from 'zod';
import { functionTable } from './functions.ts';
import { limitNames } from './route-limits.ts';

const root = resolve(import.meta.dirname, '..');

/** The retentions CloudWatch Logs accepts, days (PutRetentionPolicy), up to ten years. */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** A cell is asked for about twice an hour: this is enough for a thousand cells of 11 km. */
const requestsPerHour = z.int().min(1).max(20_000).default(2000);
const httpsFolder = z.url({ protocol: /^https$/, error: 'an https URL' }).regex(/\/$/, 'must end with "/"');

const httpsUrl = z.url({ protocol: /^https$/, error: 'an https URL' });

const limit = z.strictObject({ requestsPerSecond: z.number().positive(), burst: z.int().min(1) });

/** Values by a name that there is. */
const byName = <Value extends z.ZodType>(value: Value, names: string[], what: string) =>
  z.record(z.string(), value).superRefine((values, context) => {
    for (const name of Object.keys(values))
      if (!names.includes(name)) context.addIssue({ code: 'custom', path: [name], message: `no such ${what}` });
  });

const stageFile = z.strictObject({
  /** Who signs the tokens of customers and marketers. Without it the stack brings a Cognito user pool of its own. */
  auth: z
    .strictObject({
      /** Must equal the tokens' `iss` to the letter, a trailing slash included. */
      issuer: z.url({ protocol: /^https$/, error: 'an https URL, exactly as in the `iss` of its tokens' }),
      audience: z.array(z.string().min(1), 'a list, as ["ravn"] is one').min(1),
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
  push: z.discriminatedUnion(
    'mode',
    [
      z.strictObject({ mode: z.literal('existing').default('existing'), applicationId: z.string().min(1) }),
      z.strictObject({ mode: z.literal('create') }),
    ],
    'either { "mode": "existing", "applicationId": "…" } or { "mode": "create" }',
  ),
  /**
   * Where events go and come from. `existing` is a bus the team has, of the stack's account and region, for only there can a
   * stack put its rules; its archive, key and policy stay the team's. One stage a bus: two would take each other's events.
   */
  bus: z
    .discriminatedUnion(
      'mode',
      [
        z.strictObject({
          mode: z.literal('existing').default('existing'),
          name: z
            .string()
            .regex(/^[-._A-Za-z0-9]{1,256}$/, 'the name of a bus in the stack’s own account and region, not its ARN'),
        }),
        z.strictObject({ mode: z.literal('create') }),
      ],
      'either { "mode": "existing", "name": "…" } or { "mode": "create" }',
    )
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
  /**
   * The most that any route takes; more gets the gateway's 429. An account has 10,000 requests/s and bursts of 5,000 unless
   * raised. Most routes have less (infra/route-limits.ts): `limits` says otherwise for a route (`POST /v1/purchases`) or a class.
   */
  throttle: z.strictObject({
    requestsPerSecond: z.int().min(1),
    burst: z.int().min(1),
    limits: byName(limit, limitNames, 'route or class of routes (infra/route-limits.ts)').optional(),
  }),
  /**
   * How many of a function may run at once: so many are kept free for it, and it never has more. Left out, functions share what
   * the account has; a new account has 10, and Lambda lets 100 be kept from nobody, so there no reservation can be deployed.
   */
  reservedConcurrency: byName(
    // the least that SQS allows a queue's worker
    z.int().min(2),
    Object.keys(functionTable),
    'function (infra/functions.ts)',
  ).optional(),
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

/** Where a stage's metrics are: stages of one account have each their own, or one's faults would wake the other's people. */
export const metricsNamespace = ({ name }: Pick<Stage, 'name'>) => `Ravn/${name}`;

/**
 * A stage's name, and the path of its file as said in messages.
 * @param stage `prod`: `infra/stages/prod.json`. A path that ends in `.json`: that file, from where the command was typed; the file's
 * name is the stage's.
 */
export function locateStage(stage: string): { name: string; path: string } {
  if (!stage.endsWith('.json')) return { name: stage, path: `infra/stages/${stage}.json` };
  // npm runs scripts in the folder of package.json, and says here where it was started
  return { name: basename(stage, '.json'), path: resolve(process.env.INIT_CWD ?? '', stage) };
}

/**
 * Checks what a stage's file holds.
 * @param path names the file in messages
 * @throws Error that names the file and every wrong field.
 */
export function parseStage(name: string, json: unknown, path = locateStage(name).path): Stage {
  const parsed = checkedStage.safeParse(json);
  if (parsed.success) return { name, ...parsed.data };
  const complaints = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${[...issue.path, key].join('.')}: no such field`)
      : `${issue.path.join('.') || '(the whole file)'}: ${inWords(issue.message)}`,
  );
  throw new Error(complaints.map((complaint) => `${path}: ${complaint}`).join('\n'));
}

/** zod's own words, in fewer. */
const inWords = (message: string) =>
  message.replace(/^Invalid (input|option): /, '').replace(/^(.*), received undefined$/, 'missing, $1');

/**
 * Reads a stage's file.
 * @param stage its name, or the path of the file (`locateStage`)
 * @throws Error that names the file, and the field where one is wrong.
 */
export function readStage(stage: string): Stage {
  const { name, path } = locateStage(stage);
  if (!stageName.test(name))
    throw new Error(`"${name}" is no name for a stage: 1–16 small letters, digits and "-", a letter first`);
  const file = resolve(root, path);
  if (!existsSync(file)) throw new Error(`${path}: there is no such stage`);
  let json: unknown;
  try {
    // some editors begin a file with a byte order mark, which JSON.parse takes for an error
    json = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new Error(
      `${path}: not JSON (which has no comments, and no comma after the last field): ${(cause as Error).message}`,
      { cause },
    );
  }
  return parseStage(name, json, path);
}

/** The fields that still hold what the example came with, fine to look at, wrong to deploy: each with what belongs there. */
export function exampleFields(stage: Stage): Record<string, string> {
  const { auth, console: site, weather, alarmEmails, push } = stage;
  const fields: Record<string, string> = {};
  // example.com can never be a real issuer (RFC 2606)
  if (auth && /(^|\.)example\.com$/.test(new URL(auth.issuer).hostname))
    fields['auth.issuer'] = 'what stands in the `iss` of your tokens; or leave `auth` out, and a Cognito pool is made';
  if (site?.clientId === 'example')
    fields['console.clientId'] = 'the client through which marketers sign in; or leave `console` out';
  if (weather?.provider === 'met-norway' && /[@.]example\.com$/.test(weather.contact))
    fields['weather.contact'] = 'whom MET Norway may write to; or leave `weather` out';
  if (alarmEmails.some((address) => /[@.]example\.com$/.test(address)))
    fields.alarmEmails = 'whoever is to be woken; or leave it out, and alarms show in CloudWatch alone';
  // `local` exists on a laptop only
  if (push.mode === 'existing' && !/^(?!0{32})[0-9a-f]{32}$/.test(push.applicationId))
    fields['push.applicationId'] = '32 hexadecimal digits, as AWS End User Messaging, Push notifications, lists them';
  return fields;
}
