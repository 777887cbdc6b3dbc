// Sign-in: whose tokens the API takes. The stage's own issuer, or a Cognito user pool where it names none.
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { scopes } from '../api/route.ts';
import { meant } from './findings.ts';
import type { Stage } from './stage.ts';

export class SignIn extends Construct {
  readonly issuer: string;
  /** What a token's `aud` (or Cognito's `client_id`) must be one of. */
  readonly audience: string[];

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    if (stage.auth) {
      this.issuer = stage.auth.issuer;
      this.audience = stage.auth.audience;
      return;
    }
    const pool = this.#pool(stage);
    const customers = this.#customers(pool);
    const machines = this.#machines(pool);
    this.issuer = pool.userPoolProviderUrl;
    this.audience = [customers, ...machines].map((client) => client.userPoolClientId);
  }

  #pool({ name, deletionProtection }: Stage): UserPool {
    const pool = new UserPool(this, 'Users', {
      signInAliases: { email: true },
      selfSignUpEnabled: true,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      deletionProtection,
      removalPolicy: deletionProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    meant(this, 'A shop’s customers may have a second factor and need none', 'AwsSolutions-COG2');
    meant(this, 'The Plus plan is paid by the customer and month; who wants it names it here', 'AwsSolutions-COG8');
    // the account number makes the prefix, which is taken worldwide, one's own
    pool.addDomain('Domain', { cognitoDomain: { domainPrefix: `ravn-${name}-${Stack.of(this).account}` } });
    return pool;
  }

  /** The app on the phone: cannot keep a secret, so it has none, and gets no scope beyond its customer's own. */
  #customers(pool: UserPool): UserPoolClient {
    return pool.addClient('Customers', {
      authFlows: { userSrp: true },
      disableOAuth: true,
      preventUserExistenceErrors: true,
    });
  }

  /**
   * The marketers' tools and the partners' systems: a client with a secret each, and one scope. A client through which
   * people sign in would give the scope to every customer who signs in through it. Marketers who sign in by name need an
   * issuer that knows roles (`auth` of the stage).
   */
  #machines(pool: UserPool): UserPoolClient[] {
    const marketer = scopeOf(scopes.marketer, 'Author the catalogue, watch it live');
    const partner = scopeOf(scopes.partner, 'Tell what a store’s systems know');
    const server = pool.addResourceServer('Scopes', { identifier: 'ravn', scopes: [marketer, partner] });
    const client = (id: string, scope: ResourceServerScope) =>
      pool.addClient(id, {
        generateSecret: true,
        oAuth: { flows: { clientCredentials: true }, scopes: [OAuthScope.resourceServer(server, scope)] },
      });
    return [client('Marketers', marketer), client('Partners', partner)];
  }
}

/** `ravn/marketer` is the scope `marketer` of the resource server `ravn`. */
function scopeOf(scope: `ravn/${string}`, scopeDescription: string): ResourceServerScope {
  return new ResourceServerScope({ scopeName: scope.slice('ravn/'.length), scopeDescription });
}
