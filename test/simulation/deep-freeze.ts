// Frozen instead of copied: whoever changed a stored thing in place would fail at once.

/** Freezes whatever of it is not frozen yet. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const key in value) deepFreeze(value[key]);
  return value;
}
