// SPDX-License-Identifier: Apache-2.0
// Steps of Photoshop's Actions: a run is recorded with all its settings, and played with those, whatever the panel shows.
// Adobe's page: ps-reference/media/action-recording.
import type { PlaceAs, ToolOutcome } from '@sfumato/panels';
import type { Photoshop } from '@sfumato/uxp';

/** A run as an Action holds it. */
export interface ActionStep {
  readonly tool: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly workOn: 'picture' | 'layers';
  readonly placeAs: string;
}

/** The global function that Photoshop calls to play a step. Actions that people have keep this name. */
export const playMethod = 'sfumatoPlayStep';
/** Properties of plug-ins carry their own prefix, and one text survives every version of the Actions panel. */
const stepKey = 'org.sfumato.step';

/** Adds a step to the Action that is being recorded; nothing happens when none is. */
export async function recordStep(
  { action }: Photoshop,
  results: readonly ToolOutcome[],
  placeAs: PlaceAs,
): Promise<void> {
  const [first] = results;
  if (!first || !action.recordAction) return;
  const { tool, params, layer } = first;
  const step: ActionStep = { tool: tool.id, params, workOn: layer ? 'layers' : 'picture', placeAs };
  const info = { [stepKey]: JSON.stringify(step) };
  await action.recordAction({ name: `Sfumato ${tool.title}`, methodName: playMethod }, info).catch(() => {
    // The result is there: that it could not be recorded must not take it back.
  });
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The step that an Action holds. Throws a TypeError for what this plug-in did not record. */
export function stepOf(info: unknown): ActionStep {
  const text = isFields(info) ? info[stepKey] : undefined;
  const step: unknown = typeof text === 'string' ? JSON.parse(text) : undefined;
  if (isFields(step)) {
    const { tool, params, workOn, placeAs } = step;
    if (typeof tool === 'string' && isFields(params) && typeof placeAs === 'string') {
      return { tool, params, workOn: workOn === 'layers' ? 'layers' : 'picture', placeAs };
    }
  }
  throw new TypeError('This step of the Action is not one of Sfumato’s.');
}
