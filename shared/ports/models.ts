// The propensity models: each published once under a version of its own, one in force.
import type { PropensityModel } from '../model/propensity.ts';

export interface Models {
  /** The version in force, 0 before the first. Strongly consistent and cheap: one small item. */
  currentVersion(): Promise<number>;
  current(): Promise<PropensityModel | undefined>;
  /** Stores a model and puts it in force, provided the one in force is its predecessor. False where another came first. */
  publish(model: PropensityModel): Promise<boolean>;
  /** Removes models that have not been in force since `before` (epoch milliseconds), some hundreds at a time. Never the one in force. */
  removeFormer(before: number): Promise<void>;
}
