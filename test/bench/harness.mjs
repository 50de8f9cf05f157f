// SPDX-License-Identifier: Apache-2.0
// Times competitors against each other: interleaved rounds in one run, medians, ratios.

/**
 * A competitor: `run` does the job once and resolves; it may resolve to milliseconds when it times itself (a rival in
 * another process whose pipe should not count).
 * @typedef {{ name: string, run: () => Promise<number | void> | number | void, ours?: boolean }} Competitor
 *
 * A goal: ours is at least `atLeast` times as fast as `against`, or takes at most `atMost` times as long.
 * @typedef {{ against: string, atLeast?: number, atMost?: number }} Goal
 */

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

async function time(competitor) {
  const start = performance.now();
  const own = await competitor.run();
  return typeof own === 'number' ? own : performance.now() - start;
}

/** How many rounds fit: 11 for quick jobs, fewer for slow ones, never under 3. */
function roundsFor(longestMs, quick) {
  if (quick) return 3;
  return Math.max(3, Math.min(11, Math.round(12_000 / longestMs)));
}

/**
 * Warms every competitor up (two rounds, one for jobs over a second), then times them in turn. Returns each one's
 * times in milliseconds.
 */
export async function race(competitors, { quick = false } = {}) {
  const results = competitors.map((competitor) => ({ competitor, times: [] }));
  let longest = 1;
  for (const competitor of competitors) longest = Math.max(longest, await time(competitor));
  if (longest < 1000) for (const competitor of competitors) await time(competitor);
  const rounds = roundsFor(longest, quick);
  for (let round = 0; round < rounds; round++) {
    for (const result of results) result.times.push(await time(result.competitor));
  }
  return results.map(({ competitor, times }) => ({
    name: competitor.name,
    ours: competitor.ours === true,
    median: median(times),
    min: Math.min(...times),
    rounds,
  }));
}

/** Each goal with the ratio that was reached. Goals against a rival that is not there are left open. */
export function judge(goals, results) {
  const ours = results.find((r) => r.ours);
  return goals.map((goal) => {
    const rival = results.find((r) => r.name === goal.against);
    if (!ours || !rival) return { goal, ratio: undefined, met: undefined };
    const ratio = goal.atLeast !== undefined ? rival.median / ours.median : ours.median / rival.median;
    const met = goal.atLeast !== undefined ? ratio >= goal.atLeast : ratio <= goal.atMost;
    return { goal, ratio, met };
  });
}
