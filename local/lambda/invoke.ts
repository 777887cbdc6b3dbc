// What every event source needs: to call a function of the template by its logical id.

/** As in Lambda, a function that fails is a result, not an exception: the event source decides what a failure means. */
export type InvokeResult = { ok: true; value: unknown } | { ok: false; errorType: string; errorMessage: string };

/**
 * Calls a function and waits for its answer, or, with `async`, only until the event is accepted (retries then follow
 * the function's event invoke configuration). Throws only if the template has no such function.
 */
export type Invoke = (
  functionLogicalId: string,
  event: unknown,
  options?: { async?: boolean },
) => Promise<InvokeResult>;
