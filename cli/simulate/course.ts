// What was known when: a course of things that became known one after the other, and the last of them at a moment.

/** The last one that was known at `now`. The course is in the order of `at`, epoch milliseconds. */
export function lastKnown<Thing extends { at: number }>(course: readonly Thing[], now: number): Thing | undefined {
  let [from, to] = [0, course.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (course[middle]!.at <= now) from = middle + 1;
    else to = middle;
  }
  return course[from - 1];
}
