// The stack: a position report comes in at the API, an offer goes out through the push application.
import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import { Api } from './api.ts';
import { Bus, ravnsOwn, toldByAnybody } from './bus.ts';
import { CatalogueBucket } from './catalogue-bucket.ts';
import { Clock } from './clock.ts';
import { ConsoleSite } from './console-site.ts';
import { Dashboard } from './dashboard.ts';
import { DataKey } from './data-key.ts';
import { DecisionSample } from './decision-sample.ts';
import { DropBucket } from './drop-bucket.ts';
import { ErasureSecret } from './erasure-secret.ts';
import { functionTable } from './functions.ts';
import { GeofenceMirror } from './geofence-mirror.ts';
import { Lambdas } from './lambdas.ts';
import { PushApplication } from './push-application.ts';
import { SignIn } from './sign-in.ts';
import type { Stage } from './stage.ts';
import { Table } from './table.ts';
import { Undelivered } from './undelivered.ts';
import { Weather } from './weather.ts';
import { WorkQueue } from './work-queue.ts';

interface RavnProps {
  stage: Stage;
  /** The folder that holds the built functions. */
  bundles: string;
}

export class RavnStack extends Stack {
  constructor(scope: Construct, id: string, { stage, bundles }: RavnProps) {
    super(scope, id, {
      stackName: `ravn-${stage.name}`,
      description: 'Ravn: at most one offer, only while the customer is near, only if it is relevant',
      terminationProtection: stage.deletionProtection,
    });

    // what is remembered, what is waiting, what is told
    const key = new DataKey(this, 'DataKey', stage);
    const table = new Table(this, 'Table', { ...stage, key });
    const catalogue = new CatalogueBucket(this, 'Catalogue', { ...stage, key });
    const deliveries = new WorkQueue(this, 'Deliveries', {
      key,
      variable: 'DELIVERY_QUEUE_URL',
      timeoutSeconds: functionTable['deliver-offer'].timeoutSeconds,
      maxConcurrency: 50,
    });
    const decisions = new WorkQueue(this, 'Decisions', {
      key,
      variable: 'DECISION_QUEUE_URL',
      timeoutSeconds: functionTable['decide-present'].timeoutSeconds,
      maxConcurrency: 20,
    });
    const places = new WorkQueue(this, 'Places', {
      key,
      variable: 'PLACE_QUEUE_URL',
      timeoutSeconds: functionTable['ask-present'].timeoutSeconds,
      maxConcurrency: 10,
    });
    const publications = new WorkQueue(this, 'Publications', {
      key,
      variable: 'MIRROR_QUEUE_URL',
      timeoutSeconds: functionTable['mirror-geofences'].timeoutSeconds,
      // the least there is: two at a time stay within the 50 calls a second of an account
      maxConcurrency: 2,
    });
    const mirror = new GeofenceMirror(this, 'Mirror', stage, publications);
    const outcomes = new WorkQueue(this, 'Outcomes', {
      key,
      variable: 'OUTCOME_QUEUE_URL',
      timeoutSeconds: functionTable['count-outcomes'].timeoutSeconds,
      maxConcurrency: 5,
    });
    const lessons = new WorkQueue(this, 'Lessons', {
      key,
      variable: 'LESSON_QUEUE_URL',
      timeoutSeconds: functionTable.learn.timeoutSeconds,
      // SQS's least; two that publish at once cost one of them another look
      maxConcurrency: 2,
      batchSize: 1000,
      batchingSeconds: stage.learnAfterSeconds,
    });
    const tallies = new WorkQueue(this, 'Tallies', {
      key,
      variable: 'TALLY_QUEUE_URL',
      timeoutSeconds: functionTable['count-tallies'].timeoutSeconds,
      // SQS's least; a batch is one write for each offer and day in it
      maxConcurrency: 2,
      batchSize: 1000,
      batchingSeconds: stage.countAfterSeconds,
    });
    const dropBucket = new DropBucket(this, 'DropBucket', { ...stage, key });
    const drops = new WorkQueue(this, 'Drops', {
      key,
      variable: 'DROP_QUEUE_URL',
      timeoutSeconds: functionTable['import-drop'].timeoutSeconds,
      // SQS's least: two files at a time leave the table to the customers
      maxConcurrency: 2,
      // a run's time is for one file
      batchSize: 1,
    });
    const erasures = new WorkQueue(this, 'Erasures', {
      key,
      variable: 'ERASURE_QUEUE_URL',
      timeoutSeconds: functionTable['finish-erasure'].timeoutSeconds,
      maxConcurrency: 5,
    });
    const simulations = new WorkQueue(this, 'Simulations', {
      key,
      variable: 'SIMULATION_QUEUE_URL',
      timeoutSeconds: functionTable['replay-offer'].timeoutSeconds,
      // the least there is: nobody waits for a trial as for an offer
      maxConcurrency: 2,
      batchSize: 1,
    });
    const decisionSample = new DecisionSample(stage);
    const erasureSecret = new ErasureSecret(this, 'Erasure', stage);
    const bus = new Bus(this, 'Bus', stage);
    const undelivered = new Undelivered(this, 'Undelivered', { key });
    const push = new PushApplication(this, 'Push', stage);

    // who does the work, and what sets them to it
    const { byName: functions } = new Lambdas(this, 'Functions', {
      stage,
      bundles,
      resources: {
        table,
        catalogue,
        bus,
        queues: { decisions, deliveries, drops, erasures, lessons, outcomes, places, simulations, tallies },
        mirror,
        dropBucket,
        decisionSample,
        erasureSecret,
        push,
        weather: new Weather(stage),
      },
    });
    const signIn = new SignIn(this, 'SignIn', stage);
    const { api } = new Api(this, 'Http', { stage, signIn, functions });
    const site = stage.console && new ConsoleSite(this, 'Console', { stage, apiId: api.apiId });
    deliveries.feed(functions['deliver-offer']);
    decisions.feed(functions['decide-present']);
    places.feed(functions['ask-present']);
    publications.feed(functions['mirror-geofences']);
    outcomes.feed(functions['count-outcomes']);
    lessons.feed(functions.learn);
    tallies.feed(functions['count-tallies']);
    drops.feed(functions['import-drop']);
    dropBucket.feed(drops, undelivered);
    erasures.feed(functions['finish-erasure']);
    simulations.feed(functions['replay-offer']);
    bus.feed(functions['collect-live'], 'Live', ravnsOwn, undelivered);
    bus.feed(functions['observe-context'], 'Context', toldByAnybody('ContextObserved'), undelivered);
    mirror.feed(functions['cross-geofence'], undelivered);
    bus.feed(functions['observe-weather'], 'Weather', toldByAnybody('WeatherChanged'), undelivered);
    const clock = new Clock(this, 'Clock');
    clock.everyMinute(functions.tick, 'EveryMinute', undelivered);
    // its own, so that a slow provider holds up no window
    clock.everyMinute(functions['refresh-weather'], 'Weather', undelivered);
    const waiting = {
      Deliveries: deliveries,
      Decisions: decisions,
      Places: places,
      Publications: publications,
      Outcomes: outcomes,
      Lessons: lessons,
      Tallies: tallies,
      Drops: drops,
      Erasures: erasures,
      Simulations: simulations,
    };
    const watched = {
      stage,
      apiId: api.apiId,
      tableName: table.table.tableName,
      queues: mapValues(waiting, ({ queue }) => queue),
      deadLetters: { ...mapValues(waiting, ({ deadLetters }) => deadLetters), Undelivered: undelivered.queue },
      functionNames: mapValues(functions, ({ functionName }) => functionName),
    };
    new Alarms(this, 'Alarms', watched);
    new Dashboard(this, 'Watch', watched);

    // where to find it
    this.#tell({
      ApiUrl: api.apiEndpoint,
      ...(site && {
        ConsoleUrl: `https://${site.distribution.distributionDomainName}/console/`,
        ConsoleBucketName: site.bucket.bucketName,
      }),
      Issuer: signIn.issuer,
      DataKeyArn: key.key.keyArn,
      TableName: table.table.tableName,
      BucketName: catalogue.bucket.bucketName,
      DropBucketName: dropBucket.bucket.bucketName,
      BusName: bus.bus.eventBusName,
      DeliveryQueueUrl: deliveries.queue.queueUrl,
      DeliveryDeadLettersUrl: deliveries.deadLetters.queueUrl,
      DecisionQueueUrl: decisions.queue.queueUrl,
      DecisionDeadLettersUrl: decisions.deadLetters.queueUrl,
      LessonQueueUrl: lessons.queue.queueUrl,
      LessonDeadLettersUrl: lessons.deadLetters.queueUrl,
      TallyQueueUrl: tallies.queue.queueUrl,
      TallyDeadLettersUrl: tallies.deadLetters.queueUrl,
      PlaceQueueUrl: places.queue.queueUrl,
      PlaceDeadLettersUrl: places.deadLetters.queueUrl,
      PublicationQueueUrl: publications.queue.queueUrl,
      PublicationDeadLettersUrl: publications.deadLetters.queueUrl,
      OutcomeQueueUrl: outcomes.queue.queueUrl,
      OutcomeDeadLettersUrl: outcomes.deadLetters.queueUrl,
      DropQueueUrl: drops.queue.queueUrl,
      DropDeadLettersUrl: drops.deadLetters.queueUrl,
      ErasureQueueUrl: erasures.queue.queueUrl,
      ErasureDeadLettersUrl: erasures.deadLetters.queueUrl,
      SimulationQueueUrl: simulations.queue.queueUrl,
      SimulationDeadLettersUrl: simulations.deadLetters.queueUrl,
      UndeliveredQueueUrl: undelivered.queue.queueUrl,
      PushApplicationId: push.applicationId,
    });
  }

  #tell(outputs: Record<string, string>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

/** The same names, each with what is made of its value. */
const mapValues = <Name extends string, Value, Made>(from: Record<Name, Value>, make: (value: Value) => Made) =>
  Object.fromEntries(Object.entries<Value>(from).map(([name, value]) => [name, make(value)])) as Record<Name, Made>;
