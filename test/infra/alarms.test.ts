// Alarms: each has its entry in the runbook, no queue is without one, and they write to who is named; where its edge lies. That each goes off by its cause: test/local/ravn.test.ts.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readStage } from '../../infra/stage.ts';
import { type Resource, synthesized } from './synthesized.ts';

const alarmsOf = (template: ReturnType<typeof synthesized>) =>
  Object.values(template.findResources('AWS::CloudWatch::Alarm')) as Resource[];
const prod = synthesized('prod');
const alarms = alarmsOf(prod);
const nameOf = ({ Properties }: Resource): string => Properties.AlarmDescription.split('docs/runbook.md: ')[1];
const names = alarms.map(nameOf);

const sections = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8')
  .split(/^## /m)
  .slice(1);
const entries = new Map(
  sections.flatMap((section) => {
    const [heading = '', ...text] = section.split('\n');
    return heading.split(', ').map((name) => [name, text.join('\n')] as const);
  }),
);

/** Whether so many periods of these values, the last ones there are, put the alarm into ALARM. */
function goesOff({ Properties: alarm }: Resource, values: (number | undefined)[]): boolean {
  const breaches = (value: number | undefined) => {
    if (value === undefined) return alarm.TreatMissingData === 'breaching';
    return alarm.ComparisonOperator === 'LessThanThreshold' ? value < alarm.Threshold : value >= alarm.Threshold;
  };
  const looked = values.slice(-alarm.EvaluationPeriods);
  return looked.length === alarm.EvaluationPeriods && looked.every(breaches);
}
const alarm = (name: string): Resource => alarms[names.indexOf(name)]!;

describe('the runbook', () => {
  it('has an entry for each alarm, and none for an alarm there is not', () => {
    expect([...entries.keys()].sort()).toEqual([...names].sort());
  });

  it.each([...entries])('%s: what it means, three checks, how to mend it', (_, text) => {
    expect(text.trim().split('\n\n')[0]!.length).toBeGreaterThan(60);
    expect(text.match(/^\d\. /gm)).toEqual(['1. ', '2. ', '3. ']);
    expect(text).toMatch(/^Mend/m);
  });
});

describe('the edge of an alarm', () => {
  it('goes off at one dead letter, at a message older than any lease, and stays quiet where there is none', () => {
    const dead = names.filter((name) => name.endsWith('DeadLetters'));
    expect(dead.length).toBeGreaterThan(5);
    for (const name of dead) {
      expect(goesOff(alarm(name), [1])).toBe(true);
      expect(goesOff(alarm(name), [0])).toBe(false);
      expect(goesOff(alarm(name), [undefined])).toBe(false);
    }
    expect(goesOff(alarm('DeliveriesOld'), [1199])).toBe(false);
    expect(goesOff(alarm('DeliveriesOld'), [1200])).toBe(true);
  });

  it('goes off when the clock is silent, not when it runs', () => {
    expect(goesOff(alarm('ClockStopped'), [undefined, undefined])).toBe(true);
    expect(goesOff(alarm('ClockStopped'), [0, 0])).toBe(true);
    expect(goesOff(alarm('ClockStopped'), [5, undefined])).toBe(false);
  });

  it('of lateness wants three minutes in a row', () => {
    expect(goesOff(alarm('DecisionsLate'), [60_000, 60_000, 59_999])).toBe(false);
    expect(goesOff(alarm('DecisionsLate'), [60_000, 90_000, 60_001])).toBe(true);
  });
});

it('every queue and every dead-letter queue there is has an alarm', () => {
  const watched = alarms.flatMap(({ Properties }) =>
    (Properties.Dimensions ?? []).filter(({ Name }: { Name: string }) => Name === 'QueueName'),
  );
  const queues = Object.keys(prod.findResources('AWS::SQS::Queue'));
  const named = watched.map(({ Value }) => Value['Fn::GetAtt'][0]);
  expect(named.sort()).toEqual(queues.sort());
});

describe('who is told', () => {
  it('nobody, where the stage names nobody', () => {
    for (const { Properties } of alarms) expect(Properties.AlarmActions).toBeUndefined();
  });

  it('everybody the stage names, of every alarm, over a topic that speaks TLS only', () => {
    const template = synthesized({ ...readStage('dev'), alarmEmails: ['ops@example.org', 'lead@example.org'] });
    const [topic] = Object.keys(template.findResources('AWS::SNS::Topic'));
    for (const { Properties } of alarmsOf(template)) expect(Properties.AlarmActions).toEqual([{ Ref: topic }]);
    const told = Object.values(template.findResources('AWS::SNS::Subscription')) as Resource[];
    expect(told.map(({ Properties }) => Properties.Endpoint)).toEqual(['ops@example.org', 'lead@example.org']);
    // a policy takes the place of the default one, which lets alarms in: what denies alone would keep them out
    const [policy] = Object.values(template.findResources('AWS::SNS::TopicPolicy')) as Resource[];
    expect(policy!.Properties.PolicyDocument.Statement).toMatchObject([
      { Effect: 'Deny', Action: 'sns:Publish', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      {
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Resource: { Ref: topic },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
  });
});

it('the dashboard asks its four questions', () => {
  const [dashboard] = Object.values(prod.findResources('AWS::CloudWatch::Dashboard')) as Resource[];
  const body = JSON.stringify(dashboard!.Properties.DashboardBody);
  for (const question of ['going out', 'right', 'stuck', 'cost']) expect(body).toContain(question);
  // Whatever is searched is searched where the functions of this stage count it.
  const searched = [...body.matchAll(/SEARCH\('\{([^,]*),/g)].map(([, namespace]) =>
    namespace!.replaceAll(/[\\"]/g, ''),
  );
  expect(new Set(searched)).toEqual(new Set(['Ravn/prod', 'AWS/Lambda']));
});
