// The tick's cursor: up to which moment the passing of time has been dealt with.
export interface TickCursor {
  read(): Promise<number | undefined>;
  /** Moves the cursor from `from` to `to`. False where another tick has moved it. */
  move(from: number | undefined, to: number): Promise<boolean>;
}
