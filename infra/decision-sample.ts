// The decision sample: of which share of customers decisions can be replayed, told to whoever records and whoever replays them.
import type { Binding } from './bind.ts';
import type { Stage } from './stage.ts';

export class DecisionSample {
  readonly #share: number;

  constructor({ decisionSampleShare }: Pick<Stage, 'decisionSampleShare'>) {
    this.#share = decisionSampleShare;
  }

  /** `DECISION_SAMPLE_SHARE`, 0 to 1. */
  setting(): Binding {
    return { variable: 'DECISION_SAMPLE_SHARE', value: String(this.#share), actions: [], resources: [] };
  }
}
