// SPDX-License-Identifier: Apache-2.0
import { Button } from '../controls/Button.js';
import { ControlRow } from '../controls/ControlRow.js';
import { IconButton } from '../controls/IconButton.js';
import { NumberControl } from '../controls/NumberControl.js';
import { Segmented } from '../controls/Segmented.js';
import type { ToolDescription } from '../engine/port.js';
import { addPoint } from '../params/marks.js';
import { isBox, isPoints, isStrokes } from '../params/shape.js';
import type { MarkTool, ToolState } from '../store/state.js';
import { markTools, paramOfKind } from '../store/traits.js';
import { text } from '../text/en.js';
import { usePanel } from './context.js';

export interface MarksEditorProps {
  readonly tool: ToolDescription;
  readonly own: ToolState;
}

const brushRange = { min: 0.2, max: 20, step: 0.1, unit: '%' } as const;
const initialBrush = 3;
const titles: Record<MarkTool, string> = {
  point: text.marks.point,
  box: text.marks.box,
  stroke: text.marks.stroke,
};

/** What a press in the picture marks, and what has been marked. */
export function MarksEditor({ tool, own }: MarksEditorProps) {
  const { store } = usePanel();
  const values = own.values.present;
  const idOf = (kind: 'points' | 'box' | 'strokes') => paramOfKind(tool, kind);
  const given = (id: string | undefined) => (id === undefined ? undefined : values[id]);
  const [pointsId, boxId, strokesId] = [idOf('points'), idOf('box'), idOf('strokes')];
  const [points, box, strokes] = [given(pointsId), given(boxId), given(strokesId)];
  const count = {
    points: isPoints(points) ? points.length : 0,
    strokes: isStrokes(strokes) ? strokes.length : 0,
    box: isBox(box),
  };
  const summary = text.marks.count(count.points, count.strokes, count.box);
  const { markTool, markLabel } = own;

  function clear(): void {
    const cleared = {
      ...(pointsId === undefined ? {} : { [pointsId]: [] }),
      ...(strokesId === undefined ? {} : { [strokesId]: [] }),
      ...(boxId === undefined ? {} : { [boxId]: null }),
    };
    store.edits.setAll({ ...values, ...cleared });
  }

  return (
    <div>
      <ControlRow label={text.marks.title} help={text.marks.hint[markTool]}>
        <Segmented
          label={text.marks.tool}
          options={markTools(tool).map((id) => ({ id, title: titles[id] }))}
          value={markTool}
          onChange={(next) => store.setMarking({ markTool: next })}
        />
        {markTool !== 'box' && (
          <div className="sf-second">
            <Segmented
              label={text.marks.label}
              options={[
                { id: 'add', title: text.marks.add },
                { id: 'remove', title: text.marks.remove },
              ]}
              value={markLabel}
              onChange={(next) => store.setMarking({ markLabel: next })}
            />
          </div>
        )}
      </ControlRow>
      {markTool === 'stroke' && (
        <NumberControl
          label={text.marks.brush}
          help=""
          value={own.brush * 100}
          initial={initialBrush}
          range={brushRange}
          onChange={(size) => store.setMarking({ brush: size / 100 })}
        />
      )}
      <div className="sf-hint">{text.marks.hint[markTool]}</div>
      <div className="sf-line">
        <div className="sf-line-text">{summary === '' ? text.marks.none : summary}</div>
        {markTool === 'point' && pointsId !== undefined && (
          <IconButton
            icon="plus"
            label={text.marks.addPointInMiddle}
            onPress={() =>
              store.edits.set(
                pointsId,
                addPoint(isPoints(points) ? points : [], { x: 0.5, y: 0.5 }, markLabel),
              )
            }
          />
        )}
        {markTool === 'stroke' && strokesId !== undefined && isStrokes(strokes) && (
          <IconButton
            icon="undo"
            label={text.marks.undoStroke}
            disabled={strokes.length === 0}
            onPress={() => store.edits.set(strokesId, strokes.slice(0, -1))}
          />
        )}
        <Button kind="quiet" disabled={summary === ''} onPress={clear}>
          {text.marks.clear}
        </Button>
      </div>
    </div>
  );
}
