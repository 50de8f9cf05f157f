// SPDX-License-Identifier: Apache-2.0
// Times competitors against each other: interleaved rounds in one run, medians, ratios.
import { setTimeout } from 'node:timers/promises';
import { watchNeighbours } from './neighbours.mjs';

/**
 * A competitor: `run` does the job once and resolves; it may resolve to milliseconds when it times itself (a rival in
 * another process whose pipe should not count).
 * @typedef {{ name: string, run: () => Promise<number | void> | number | void, ours?: boolean }} Competitor
 *
 * A goal: ours is at least `atLeast` times as fast as `against`, or takes at most `atMost` times as long; or `against`,
 * ours too with another setting, takes at most `within` times as long as ours.
 * @typedef {{ against: string, atLeast?: number, atMost?: number, within?: number }} Goal
 */

const settleMs = 25;

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Times one run from a settled process: garbage that an earlier competitor left is collected and its freed pages are
 * given back before the clock starts, so that nobody pays for whoever ran before.
 */
async function time(competitor) {
  globalThis.gc?.();
  await setTimeout(settleMs);
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
 * Warms every competitor up (two rounds, one for jobs over a second), then times them in turn. A round in which other
 * processes took more than 15 % of a core is dropped and done again, as long as that ends. Returns each one's times in
 * milliseconds, how many rounds count, and how many of those were disturbed.
 */
export async function race(competitors, { quick = false } = {}) {
  let longest = 1;
  for (const competitor of competitors) longest = Math.max(longest, await time(competitor));
  if (longest < 1000) for (const competitor of competitors) await time(competitor);
  const wanted = roundsFor(longest, quick);
  const done = [];
  for (let round = 0; round < 4 * wanted && done.filter(isQuiet).length < wanted; round++) {
    const others = watchNeighbours();
    const times = new Array(competitors.length);
    // Another one begins each round: nobody always runs after the same neighbour.
    for (let i = 0; i < competitors.length; i++) {
      const index = (round + i) % competitors.length;
      times[index] = await time(competitors[index]);
    }
    done.push({ times, others: others() ?? 0 });
  }
  const counted = done.sort((a, b) => a.others - b.others).slice(0, wanted);
  const disturbed = counted.filter((round) => !isQuiet(round)).length;
  return competitors.map((competitor, i) => {
    const times = counted.map((round) => round.times[i]);
    return {
      name: competitor.name,
      ours: competitor.ours === true,
      median: median(times),
      min: Math.min(...times),
      rounds: wanted,
      disturbed,
    };
  });
}

const isQuiet = ({ others }) => others <= 0.15;

/** Each goal with the ratio that was reached. Goals against a rival that is not there are left open. */
export function judge(goals, results) {
  const ours = results.find((r) => r.ours);
  return goals.map((goal) => {
    const rival = results.find((r) => r.name === goal.against);
    if (!ours || !rival) return { goal, ratio: undefined, met: undefined };
    const ratio = goal.atMost === undefined ? rival.median / ours.median : ours.median / rival.median;
    const met = goal.atLeast === undefined ? ratio <= (goal.atMost ?? goal.within) : ratio >= goal.atLeast;
    return { goal, ratio, met };
  });
}
