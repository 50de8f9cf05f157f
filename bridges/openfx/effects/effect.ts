// SPDX-License-Identifier: Apache-2.0
import type { OutputDeclaration, ToolDescription } from '@sfumato/core/protocol';
import { isMarkParam } from './mark-fields.js';
import type { Clip, Control, Effect, View } from './model.js';
import { capital, groupName, identifierOf } from './naming.js';
import { choicesOf, condition, paramControls } from './tool-controls.js';

/** Version of the text that holds marks. Readers take older ones; a newer one is left as it is. */
export const marksVersion = 1;

/**
 * The effect that a tool is in OpenFX hosts. `recordedViews`: ids of the views that saved projects know, in their order;
 * new ones come after them.
 */
export function effectOf(tool: ToolDescription, recordedViews: readonly string[] = []): Effect {
  const views = inRecordedOrder(viewsOf(tool), recordedViews);
  const asking = [
    ...new Set(
      Object.values(tool.outputs).flatMap(({ askedBy }) => (askedBy === undefined ? [] : [askedBy])),
    ),
  ];
  const clips = clipsOf(tool);
  const controls = [
    ...viewControls(views),
    ...inputControls(tool, clips),
    ...groupsAndParams(tool, asking),
    ...engineControls(tool),
  ];
  const names = controls.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new TypeError(`Expected one control ${twice} in ${tool.id} but received two`);
  return {
    tool: tool.id,
    identifier: identifierOf(tool.id),
    label: `Sfumato ${tool.title}`,
    help: tool.help,
    clips,
    views,
    controls,
    asking,
    unchanged: tool.unchangedAt ?? {},
    fixed: Object.fromEntries(
      Object.entries(tool.params).flatMap(([id, param]) => {
        if (param.kind !== 'choice') return [];
        const [only, second] = choicesOf(param);
        return only && second === undefined ? [[id, only.id] as const] : [];
      }),
    ),
  };
}

/**
 * The picture is the clip that every host calls Source; other inputs are optional clips of their own name. Further frames
 * of the first one's clip are not asked for.
 */
function clipsOf(tool: ToolDescription): Clip[] {
  const inputs = Object.entries(tool.inputs).filter(([, { clipFrame }]) => clipFrame === undefined);
  return inputs.map(([input, { title, optional, neededFor }], index) => {
    if ((index === 0) === (optional === true))
      throw new TypeError(`Expected one picture and then optional inputs in ${tool.id}`);
    const needed = condition(tool, neededFor);
    return {
      name: index === 0 ? 'Source' : capital(input),
      input,
      label: title,
      optional: index > 0,
      ...(neededFor && needed !== 'never' && { neededFor: needed ?? { control: '', options: [] } }),
    };
  });
}

function viewsOf(tool: ToolDescription): View[] {
  return Object.entries(tool.outputs).flatMap(([id, output]) => {
    const view = {
      id,
      label: output.title,
      output: id,
      kind: output.kind,
      offset: output.shownAs?.offset ?? 0,
      gain: output.shownAs?.gain ?? 1,
      ...(output.askedBy !== undefined && { askedBy: output.askedBy }),
    };
    return output.kind === 'matte'
      ? [
          view,
          {
            ...view,
            id: `${id}InAlpha`,
            label: `${output.title} in the picture’s alpha`,
            kind: 'alpha' as const,
          },
        ]
      : [view];
  });
}

function inRecordedOrder(views: View[], recorded: readonly string[]): View[] {
  const known = recorded.flatMap((id) => views.filter((view) => view.id === id));
  return [...known, ...views.filter((view) => !recorded.includes(view.id))];
}

/** The whole picture where the tool makes one, else the cut-out, else whatever comes first. */
function defaultView(views: readonly View[]): number {
  const kinds: readonly OutputDeclaration['kind'][] = ['image', 'layer'];
  for (const kind of kinds) {
    const found = views.findIndex((view) => view.kind === kind);
    if (found >= 0) return found;
  }
  return 0;
}

function viewControls(views: readonly View[]): Control[] {
  return [
    {
      kind: 'choice',
      name: 'View',
      label: 'View',
      hint: 'What the effect shows: its result, or what it was made of.',
      options: views.map(({ id, label }) => ({ id, label })),
      default: defaultView(views),
      use: { role: 'view' },
    },
  ];
}

function inputControls(tool: ToolDescription, clips: readonly Clip[]): Control[] {
  const optional = clips.filter((clip) => clip.optional);
  if (optional.length === 0) return [];
  const parent = groupName('inputs');
  return [
    { kind: 'group', name: parent, label: 'Other pictures', hint: '', open: true, use: { role: 'none' } },
    ...optional.flatMap(({ name, input, label }): Control[] => {
      const use: Control = {
        kind: 'boolean',
        name: `Use${name}`,
        label: `Use ${label.toLowerCase()}`,
        hint: `${tool.inputs[input]?.help ?? label} Off: what is connected there is not looked at.`,
        default: false,
        parent,
        use: { role: 'useInput', subject: input },
      };
      if (input !== 'mask') return [use];
      const from: Control = {
        kind: 'choice',
        name: `${name}From`,
        label: `${label} from`,
        hint: 'The effect’s own mask input, or the alpha that comes with the picture.',
        options: [
          { id: 'clip', label: 'Mask input' },
          { id: 'alpha', label: 'Alpha of the picture' },
          { id: 'invertedAlpha', label: 'Alpha, inverted' },
        ],
        default: 0,
        parent,
        use: { role: 'maskFrom', subject: input },
      };
      return [use, from];
    }),
  ];
}

function groupsAndParams(tool: ToolDescription, asking: readonly string[]): Control[] {
  const made = Object.entries(tool.params)
    .filter(([id]) => !asking.includes(id))
    .flatMap(([id, param]) => paramControls(tool, id, param));
  const ungrouped = made.filter(({ parent }) => parent === undefined);
  const groups = Object.entries(tool.groups).flatMap(([id, { title }], index): Control[] => {
    const held = made.filter(({ parent }) => parent === groupName(id));
    if (held.length === 0) return [];
    const group: Control = {
      kind: 'group',
      name: groupName(id),
      label: title,
      hint: '',
      open: index < 2,
      use: { role: 'none' },
    };
    return [group, ...held];
  });
  return [...ungrouped, ...groups];
}

function engineControls(tool: ToolDescription): Control[] {
  const parent = groupName('engine');
  const range = {
    min: -1_000_000,
    max: 10_000_000,
    shownMin: 0,
    shownMax: 1000,
    default: 0,
    parent,
  } as const;
  const analysis: Control[] =
    tool.models.length === 0
      ? []
      : [
          {
            kind: 'integer',
            name: 'AnalyseFrom',
            label: 'First frame',
            hint: 'Where “Analyse range” begins. Both 0: the whole clip.',
            ...range,
            use: { role: 'analyseFrom' },
          },
          {
            kind: 'integer',
            name: 'AnalyseTo',
            label: 'Last frame',
            hint: 'Where “Analyse range” ends.',
            ...range,
            use: { role: 'analyseTo' },
          },
          {
            kind: 'button',
            name: 'AnalyseRange',
            label: 'Analyse range',
            hint: 'Looks at these frames ahead of time, so that they play and answer to controls faster.',
            parent,
            use: { role: 'analyse' },
          },
        ];
  return [
    {
      kind: 'group',
      name: parent,
      label: 'Sfumato',
      hint: '',
      open: false,
      use: { role: 'none' },
    },
    {
      kind: 'choice',
      name: 'Colour',
      label: 'Picture is',
      hint: 'What the numbers of the picture mean. Automatic: linear in Nuke, Natron and Fusion, else video.',
      options: [
        { id: 'auto', label: 'Automatic' },
        { id: 'srgb', label: 'sRGB' },
        { id: 'rec709', label: 'Rec. 709 video' },
        { id: 'linear', label: 'Linear' },
        { id: 'gamma22', label: 'Gamma 2.2' },
      ],
      default: 0,
      parent,
      use: { role: 'colour' },
    },
    ...analysis,
    {
      kind: 'button',
      name: 'ShowStatus',
      label: 'Show status',
      hint: 'Says whether the engine answers, and what the last problem was.',
      parent,
      use: { role: 'showStatus' },
    },
    {
      kind: 'text',
      name: 'Status',
      label: 'Status',
      hint: 'What the effect last had to say.',
      default: '',
      shown: 'label',
      parent,
      use: { role: 'status' },
    },
    ...marksControl(tool, parent),
  ];
}

/** One text for everything that is pointed at or placed, with the tool's defaults in it. */
function marksControl(tool: ToolDescription, parent: string): Control[] {
  const marks = Object.entries(tool.params).filter(([, param]) => isMarkParam(param));
  if (marks.length === 0) return [];
  const begins = Object.fromEntries(
    marks.map(([id, param]) => [
      id,
      param.kind === 'lights' ? param.default : param.kind === 'box' ? null : [],
    ]),
  );
  return [
    {
      kind: 'text',
      name: 'Marks',
      label: 'Marks',
      hint: 'Points, boxes, scribbles and lights, kept as text by the handles and controls.',
      default: JSON.stringify({ v: marksVersion, ...begins }),
      shown: 'hidden',
      parent,
      use: { role: 'marks' },
    },
  ];
}
