// SPDX-License-Identifier: Apache-2.0
// How much of the machine other processes took while something was timed (Linux; elsewhere: not known).
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Kernel ticks a second, fixed at 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

function ticksOfMachine() {
  const [, user, nice, system, , , irq, softirq, steal] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]
    .split(/\s+/)
    .map(Number);
  return user + nice + system + irq + softirq + steal;
}

/** Of a process and of its children that have ended, and its parent's id; undefined once it is gone. */
function processTicks(pid) {
  try {
    // The name, in brackets, may hold anything; the fields follow it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number);
    return { parent: fields[1], ticks: fields[11] + fields[12] + fields[13] + fields[14] };
  } catch {
    return undefined;
  }
}

function ticksOfOurs() {
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const found = processTicks(name);
    if (found) parents.set(Number(name), found);
  }
  let ticks = 0;
  for (const [pid, found] of parents) {
    let ancestor = pid;
    while (ancestor && ancestor !== process.pid) ancestor = parents.get(ancestor)?.parent;
    if (ancestor === process.pid) ticks += found.ticks;
  }
  return ticks;
}

/** Starts to watch; the function it returns says how many cores others took on average since, or undefined. */
export function watchNeighbours() {
  if (!existsSync('/proc/stat')) return () => undefined;
  const start = performance.now();
  const before = ticksOfMachine() - ticksOfOurs();
  return () => {
    const others = (ticksOfMachine() - ticksOfOurs() - before) / ticksPerSecond;
    return Math.max(0, others) / ((performance.now() - start) / 1000);
  };
}
